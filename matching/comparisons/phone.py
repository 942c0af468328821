"""The telephone number or address that stands with the name."""

from __future__ import annotations

from matching.comparisons.base import Agreement
from matching.index import Person, digits
from matching.sight import Paper, Sight

LEVELS = ("same", "differs")


def phone_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """None when no number stands with the name or the registry has none."""
    if not sight.phones or not person.phones:
        return None
    known = {digits(phone) for phone in person.phones}
    for phone in sight.phones:
        if digits(phone) in known:
            return Agreement("same", f"号码{phone}与登记的一致")
    return Agreement("differs", f"号码{sight.phones[0]}与登记的不同")

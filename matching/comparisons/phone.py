"""The telephone number, mail address or chat id that stands with the name."""

from __future__ import annotations

from data.types import Label
from matching import names
from matching.comparisons.base import Agreement
from matching.index import Person, digits
from matching.sight import Paper, Sight
from matching.sounds import handle_of, spelling

LEVELS = ("same", "paper", "spelt", "differs")


def phone_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """`same` for a number or address of the registry, `paper` for one that stands beside the person's full name in the
    paper, `spelt` for an address beside the name whose letters spell the person's.

    `differs` only from numbers of its kind: an address says nothing against a telephone. None when no number stands
    with the name or the registry has none of the kind.
    """
    words = sight.mention.text
    told = dict(zip(sight.numbers, sight.phones, strict=True)) | {words.lower(): words}
    known = {digits(phone) for phone in person.phones}
    for number, phone in told.items():
        if number in known:
            return Agreement("same", f"号码{phone}与登记的一致")
    for number, phone in told.items():
        if (number, person.id) in paper.contacts:
            return Agreement("paper", f"同一材料中{person.name}的号码为{phone}")
    if sight.mention.label is Label.PER:
        for phone in sight.phones:
            if spelling(handle_of(phone), names.sounds(names.plain_name(person.name))) in ("pinyin", "initials"):
                return Agreement("spelt", f"地址{phone}拼作{person.name}")
    kinds = {_is_address(number) for number in known}
    other = next(
        (phone for number, phone in zip(sight.numbers, sight.phones, strict=True) if _is_address(number) in kinds), ""
    )
    return Agreement("differs", f"号码{other}与登记的不同") if other else None


def _is_address(number: str) -> bool:
    return any(letter.isalpha() for letter in number)

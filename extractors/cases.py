"""The number of a case as far as the words tell it."""

from __future__ import annotations

import re

from data.casenumber import normalise
from data.types import TurnRole
from extractors.draft import Draft
from extractors.names import Names
from extractors.spans import Span

BEFORE = 6
"""Messages before an act among which the parties of its case are looked for."""
DIGITS = re.compile(r"(?<!\d)\d{1,5}(?!\d)")


def number_told(draft: Draft, names: Names, case: Span | None) -> str | None:
    """The number that the words under `case` are, or of the only case that their running number or parties name.

    Without such words it is the number of the folder the paper lies in; None when nothing tells it.
    """
    if case is not None:
        said = draft.words_of(case)
        full = normalise(said)
        if full:
            return full
        for digits in DIGITS.findall(said):
            known = names.serials.get(digits, ())
            if len(known) == 1:
                return known[0]
        by_party = _cases_of_parties(names, said)
        if len(by_party) == 1:
            return by_party[0]
    return draft.document.folder_case


def number_named(draft: Draft, names: Names, offset: int) -> str | None:
    """The one case whose parties are named in the turn at `offset`, or by the messages before it on that day.

    None where no party is named, or those of several cases.
    """
    place = draft.turn_number(offset)
    if place is None:
        return None
    turns = draft.document.turns
    turn = turns[place]
    for other in reversed(turns[max(0, place - BEFORE) : place + 1]):
        same_day = other.sent_at and turn.sent_at and other.sent_at.date() == turn.sent_at.date()
        if other is not turn and not (turn.role is other.role is TurnRole.MESSAGE and same_day):
            break
        found = _cases_of_parties(names, draft.text[other.body : other.end])
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _cases_of_parties(names: Names, said: str) -> tuple[str, ...]:
    """The cases of all parties that `said` names: what they have in common where that is something."""
    found = [names.cases_of_party[party] for party in sorted(names.cases_of_party) if party in said]
    if not found:
        return ()
    common = [case for case in found[0] if all(case in others for others in found[1:])]
    return tuple(dict.fromkeys(common or [case for cases in found for case in cases]))

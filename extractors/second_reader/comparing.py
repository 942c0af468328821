"""In what the second reader tells an event otherwise than the first. What one of them does not tell is no difference,
unless the first has nothing where the second has something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.casenumber import same_case_number
from data.types import Event, Situation
from extractors.second_reader.checking import Seen
from extractors.second_reader.pairing import Side, same_people, same_words


@dataclass(frozen=True, slots=True)
class Difference:
    """One field told in two ways: codes, or words of the paper; `OWNER` is the owner; None is "nothing told".

    `place` is where the second reader's words stand (half-open code points), None for codes.
    """

    field: str
    ours: str | None
    theirs: str | None
    place: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """An event of the first reader, the second one's, and what of the latter was told and holds."""

    first: Side
    ours: Event
    second: Side
    theirs: Event
    seen: Seen


def situations(pair: Pair) -> Difference | None:
    """When neither names the other's weightiest one."""
    ours, theirs = pair.ours.situations, pair.theirs.situations
    if not ours or not theirs or ours[0] in theirs or theirs[0] in ours:
        return None
    return Difference("situations", _codes(ours), _codes(theirs))


def channel(pair: Pair) -> Difference | None:
    """When both tell one, and another."""
    if pair.seen.channel in (None, pair.ours.channel):
        return None
    return Difference("channel", pair.ours.channel.value, pair.theirs.channel.value)


def status(pair: Pair) -> Difference | None:
    """When both tell one, and another."""
    if pair.seen.status in (None, pair.ours.status):
        return None
    return Difference("status", pair.ours.status.value, pair.theirs.status.value)


def lawful(pair: Pair) -> Difference | None:
    """When they name another procedure, or only one of them names one."""
    ours, theirs = pair.ours.lawful, pair.seen.lawful
    if "lawful" in pair.seen.dropped or ours is theirs:
        return None
    return Difference("lawful", ours.value if ours else None, theirs.value if theirs else None)


def person(role: str) -> Callable[[Pair], Difference | None]:
    """The comparison of a role that a person plays."""

    def compare(pair: Pair) -> Difference | None:
        """When the second tells somebody, and the first nobody or somebody else."""
        ours, theirs = getattr(pair.ours, role), getattr(pair.theirs, role)
        if pair.seen.roles.get(role) is None or same_people(pair.first, ours, pair.second, theirs):
            return None
        return _of_words(role, pair, ours, theirs)

    return compare


def case(pair: Pair) -> Difference | None:
    """When the numbers are another, or the words where no number is known to both."""
    if pair.seen.roles.get("case") is None:
        return None
    number, other = pair.first.case_nos.get(pair.ours.id), pair.second.case_nos.get(pair.theirs.id)
    if number and (other is None or same_case_number(number, other)):
        return None
    ours, theirs = pair.first.mentions.get(pair.ours.case or ""), pair.second.mentions.get(pair.theirs.case or "")
    if not number and ours and theirs and same_words(ours, theirs):
        return None
    differing = _of_words("case", pair, pair.ours.case, pair.theirs.case)
    return differing if differing.ours or not number else Difference("case", number, other, differing.place)


def time(pair: Pair) -> Difference | None:
    """When the words are another, or the first knows no day at all."""
    ours, theirs = pair.first.mentions.get(pair.ours.time or ""), pair.second.mentions.get(pair.theirs.time or "")
    if pair.seen.roles.get("time") is None or theirs is None or (ours and same_words(ours, theirs)):
        return None
    return _of_words("time", pair, pair.ours.time, pair.theirs.time) if ours or pair.ours.date is None else None


COMPARISONS: tuple[Callable[[Pair], Difference | None], ...] = (
    situations,
    person("intervener"),
    person("recipient"),
    case,
    time,
    channel,
    person("via"),
    person("on_behalf_of"),
    status,
    lawful,
)


def differences(pair: Pair) -> tuple[Difference, ...]:
    """All differences of a pair, in the order of the gold schema."""
    return tuple(found for compare in COMPARISONS if (found := compare(pair)))


def _of_words(field: str, pair: Pair, ours: str | None, theirs: str | None) -> Difference:
    place = pair.second.mentions.get(theirs or "")
    told = pair.seen.roles.get(field)
    span = told if isinstance(told, tuple) else (place.start, place.end) if place else None
    return Difference(field, pair.first.words(ours), pair.second.words(theirs), span)


def _codes(codes: tuple[Situation, ...]) -> str:
    return ",".join(code.value for code in codes)

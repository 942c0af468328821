"""What of an answer holds: every quote found in the paper, every code known. Nothing else goes further."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from data.types import OWNER, Channel, Lawful, Situation, Status
from extractors.second_reader.chunks import Span
from extractors.second_reader.places import Words, distance, nearest
from extractors.second_reader.prompt import told
from extractors.second_reader.schema import QUOTED

Code = TypeVar("Code", bound=StrEnum)

TRIGGER = "trigger"
NOTHING = (None, "", "null")
"""How models write that a field is not told."""
NOT_FOUND, UNKNOWN, REFUSED = "quotes_not_found", "codes_unknown", "events_refused"


@dataclass(frozen=True, slots=True)
class Seen:
    """An event as the second reader tells it, its words found in the paper (half-open code points).

    `roles` has a span, `OWNER` or None for each of `QUOTED`; `dropped` names fields that were told but do not hold, of
    which nothing is known then. `lawful` None is "covered by no procedure" unless it was dropped.
    """

    triggers: tuple[Span, ...]
    situations: tuple[Situation, ...]
    roles: Mapping[str, Span | str | None]
    channel: Channel | None
    status: Status | None
    lawful: Lawful | None
    dropped: frozenset[str] = frozenset()


@dataclass(slots=True)
class Checked:
    """The events of one answer that hold, in text order, and how many parts of it do not, by kind."""

    events: list[Seen] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)


def check(events: Sequence[Mapping[str, Any]], words: Words) -> Checked:
    """The events that hold: at least one act quoted from the paper, and at least one known situation."""
    checked = Checked()
    most = int(told()["limits"]["events"])
    checked.faults[REFUSED] += max(0, len(events) - most)
    taken: set[Span] = set()
    for row in events[:most]:
        seen = _Event(row, words, checked.faults).seen(taken)
        if seen is None:
            checked.faults[REFUSED] += 1
        elif seen not in checked.events:
            checked.events.append(seen)
            taken.update(seen.triggers)
    checked.events.sort(key=lambda seen: seen.triggers)
    return checked


class _Event:
    """One event of an answer while it is looked at."""

    def __init__(self, row: Mapping[str, Any], words: Words, faults: Counter[str]) -> None:
        self._row, self._words, self._faults = row, words, faults
        self._limits = told()["limits"]
        self._dropped: set[str] = set()

    def seen(self, taken: set[Span]) -> Seen | None:
        """The event as far as it holds, None when it does not; `taken` are triggers of the events before it."""
        situations = self._situations()
        found = {name: self._places(name, self._row.get(name)) for name in QUOTED if self._row.get(name) != OWNER}
        acts = self._acts()
        if not situations or not acts:
            return None
        anchor = _anchored(acts[0], [places for places in found.values() if places], taken)
        triggers = {anchor, *(nearest(places, anchor) for places in acts[1:])}
        return Seen(
            triggers=tuple(sorted(triggers)),
            situations=situations,
            roles={name: self._role(name, found.get(name, ()), anchor) for name in QUOTED},
            channel=self._code("channel", Channel),
            status=self._code("status", Status),
            lawful=self._code("lawful", Lawful),
            dropped=frozenset(self._dropped),
        )

    def _situations(self) -> tuple[Situation, ...]:
        rows = self._row.get("situations")
        codes = [self._known(code, Situation) for code in (rows if isinstance(rows, list) else [rows])]
        return tuple(dict.fromkeys(code for code in codes if code))

    def _acts(self) -> list[tuple[Span, ...]]:
        """The places of each trigger that stands in the paper."""
        rows = self._row.get("triggers")
        told_ = rows if isinstance(rows, list) else [rows]
        found = [self._places(TRIGGER, quote) for quote in told_]
        return [places for places in found if places]

    def _places(self, name: str, quote: Any) -> tuple[Span, ...]:
        if quote in NOTHING:
            return ()
        most = self._limits["trigger_characters" if name == TRIGGER else "quote_characters"]
        found = self._words.places(quote) if isinstance(quote, str) and len(quote) <= most else ()
        if not found:
            self._faults[NOT_FOUND] += 1
            self._dropped.add(name)
        return found

    def _role(self, name: str, places: Sequence[Span], anchor: Span) -> Span | str | None:
        if self._row.get(name) == OWNER:
            if name == "recipient":
                return OWNER
            self._faults[NOT_FOUND] += 1
            self._dropped.add(name)
            return None
        return nearest(places, anchor) if places else None

    def _code(self, name: str, codes: type[Code]) -> Code | None:
        value = self._row.get(name)
        told_ = value not in NOTHING
        code = self._known(value, codes) if told_ else None
        if code is None and (told_ or name not in self._row):
            self._dropped.add(name)
        return code

    def _known(self, value: Any, codes: type[Code]) -> Code | None:
        try:
            return codes(value)
        except ValueError:
            self._faults[UNKNOWN] += 1
            return None


def _anchored(places: Sequence[Span], others: Sequence[Sequence[Span]], taken: set[Span]) -> Span:
    """The place of the act: one that no event has yet, with the event's other words nearest, the first of equals."""
    return min(
        places,
        key=lambda at: (at in taken, sum(distance(nearest(spans, at), at) for spans in others), at),
    )

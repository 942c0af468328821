"""The second reader beside the first in a worker: what it tells otherwise is laid beside the findings."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data.registry import Registries
from data.types import OWNER, Event, Extraction, Mention, Reading, VerdictKind
from data.watch import grant_seconds
from extractors.second_reader.checking import Seen
from extractors.second_reader.client import Clock
from extractors.second_reader.comparing import Pair, differences
from extractors.second_reader.laying import lay
from extractors.second_reader.losses import Cause
from extractors.second_reader.pairing import Side, pairs
from extractors.second_reader.prompt import told
from extractors.second_reader.reader import UNREAD, Second, SecondReader, was_heard
from extractors.second_reader.settings import SecondReaderSettings
from matching.resolver import Resolver
from pipelines.second_counts import counted
from pipelines.second_rows import Beside, alone_row, difference_row, unseen_row, with_rows
from records.findings import findings_of
from records.types import Finding, Reasoned

Row = dict[str, Any]

MARK = Reasoned("second_reader", 0.0, "仅第二读者看到，第一读者未提出")
"""Said of the intervener of a finding that the second reader alone proposes."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The findings of a document once the second reader has looked, and its counts as causes of a file."""

    findings: tuple[Finding, ...]
    causes: Mapping[str, int] = field(default_factory=dict)


class SecondLook:
    """Has documents read a second time. One instance a process."""

    def __init__(
        self, settings: SecondReaderSettings, registries: Registries, resolver: Resolver, clock: Clock | None = None
    ) -> None:
        self._settings = settings
        self._registries = registries
        self._resolver = resolver
        self._reader = SecondReader(settings, registries, clock)

    def begin(self) -> float:
        """The moment until which the documents of a file may be asked for; the watch on the file allows for it."""
        grant_seconds(self._settings.file_seconds)
        return self._reader.until()

    def look(self, reading: Reading, findings: tuple[Finding, ...], until: float) -> Looked:
        """The findings with what the second reader tells otherwise; all of them, whatever it tells.

        A fault of ours in here is counted: it must not cost what the first reader found.
        """
        try:
            return self._looked(reading, findings, until)
        except MemoryError:
            raise  # the sandbox knows the limit that was met
        except Exception:  # noqa: BLE001 - see above; its words may quote the document
            return Looked(findings, counted({UNREAD + Cause.FAULT.value: 1}))

    def _looked(self, reading: Reading, findings: tuple[Finding, ...], until: float) -> Looked:
        second = self._reader.read(reading.document, until)
        compared = self._compared(reading, second)
        counts = second.counts + compared.counts(findings)
        rows = compared.rows(findings, self._settings)
        shown = with_rows(findings, rows, compared.beside)
        if self._settings.alone == "propose":
            shown += self._proposed(compared)
        return Looked(shown, counted(counts))

    def _compared(self, reading: Reading, second: Second) -> _Compared:
        laid = lay(reading.document, reading.extraction, second.events, float(told()["limits"]["alone_score"]))
        resolved = self._resolver.resolve(reading.document, laid)
        ours, theirs = _side(reading), _side(resolved)
        seen = dict(zip((event.id for event in laid.events), second.events, strict=True))
        found = [Pair(ours, a, theirs, b, seen[b.id]) for a, b in pairs(ours, theirs)]
        return _Compared(Beside(reading, resolved, self._registries, self._settings.model), second, found, seen)

    def _proposed(self, compared: _Compared) -> tuple[Finding, ...]:
        """A finding for each event that the second reader sees alone, marked, and claiming no filed record."""
        theirs = compared.beside.resolved
        alone = {event.id for event in compared.alone()}
        events = tuple(item for item in theirs.events if item.event.id in alone)
        extraction = Extraction(theirs.extraction.mentions, tuple(item.event for item in events))
        found = findings_of(replace(theirs, extraction=extraction, events=events), self._registries)
        rows: dict[str, list[Row]] = {
            item.event.id: [alone_row(compared.beside, item.event, compared.seen[item.event.id], None)]
            for item in events
        }
        marked = [
            replace(one, intervener=replace(one.intervener, reasons=(*one.intervener.reasons, MARK))) for one in found
        ]
        return with_rows(tuple(marked), rows, compared.beside)


@dataclass(frozen=True, slots=True)
class _Compared:
    beside: Beside
    second: Second
    pairs: Sequence[Pair]
    seen: dict[str, Seen]

    def alone(self) -> list[Event]:
        """The unfiled events of the second reader that are paired with none of the first."""
        paired = {pair.theirs.id for pair in self.pairs}
        return [event for event in self._unfiled() if event.id not in paired]

    def otherwise(self, findings: Sequence[Finding]) -> list[Pair]:
        """Pairs in which the second reader has an unfiled event and the first one nothing to propose."""
        proposed, unfiled = {one.event_id for one in findings}, {event.id for event in self._unfiled()}
        return [pair for pair in self.pairs if pair.ours.id not in proposed and pair.theirs.id in unfiled]

    def unseen(self, findings: Sequence[Finding]) -> list[Event]:
        """The proposed events of the first reader that the second one read over."""
        proposed, paired = {one.event_id for one in findings}, {pair.ours.id for pair in self.pairs}
        return [
            item.event
            for item in self.beside.reading.events
            if item.event.id in proposed - paired and was_heard(self._spans(item.event), self.second.heard)
        ]

    def counts(self, findings: Sequence[Finding]) -> Counter[str]:
        """Events by how the readers agree on them."""
        differing = sum(bool(differences(pair)) for pair in self.pairs)
        return Counter(
            agreed=len(self.pairs) - differing,
            differs=differing,
            unseen=len(self.unseen(findings)),
            alone=len(self.alone()),
            otherwise=len(self.otherwise(findings)),
        )

    def rows(self, findings: Sequence[Finding], settings: SecondReaderSettings) -> dict[str, list[Row]]:
        """Rows of disagreements by the id of the finding's event that they are shown with."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for pair in self.pairs:
            rows[pair.ours.id] += [difference_row(self.beside, pair, one) for one in differences(pair)]
        for event in self.unseen(findings):
            rows[event.id].append(unseen_row(self.beside, event))
        beside: list[tuple[Event, str | None]] = []
        if settings.alone != "count":
            beside += [(pair.theirs, self.beside.standing(pair.ours)) for pair in self.otherwise(findings)]
        if settings.alone == "show":
            beside += [(event, None) for event in self.alone()]
        for event, ours in sorted(beside, key=lambda pair: self.beside.place(pair[0])):
            nearest = self._nearest(event, findings)
            if nearest is not None:
                rows[nearest].append(alone_row(self.beside, event, self.seen[event.id], ours))
        return rows

    def _nearest(self, event: Event, findings: Sequence[Finding]) -> str | None:
        """The event of the nearest finding that is on no file, None when there is none."""
        at = self.beside.place(event)
        open_ = {one.event_id for one in findings if one.claim is None}
        ours = [item.event for item in self.beside.reading.events if item.event.id in open_]
        return min(ours, key=lambda other: (abs(self.beside.place(other) - at), other.id)).id if ours else None

    def _unfiled(self) -> list[Event]:
        return [item.event for item in self.beside.resolved.events if item.verdict.kind is VerdictKind.UNFILED]

    def _spans(self, event: Event) -> list[tuple[int, int]]:
        mentions: dict[str, Mention] = {m.id: m for m in self.beside.reading.extraction.mentions}
        return [(mentions[key].start, mentions[key].end) for key in event.triggers if key in mentions]


def _side(reading: Reading) -> Side:
    people = {link.mention_id: link.registry_id for link in reading.links if link.registry_id}
    if reading.document.owner:
        people[OWNER] = reading.document.owner
    return Side(
        events=tuple(item.event for item in reading.events),
        mentions={mention.id: mention for mention in reading.extraction.mentions},
        case_nos={item.event.id: item.case.case_no for item in reading.events},
        people=people,
    )

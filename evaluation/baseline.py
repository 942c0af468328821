"""The naive reader that every score is printed beside: a keyword, the nearest name, the nearest case number.

Every turn with a keyword is called an unfiled event. No grammar, no titles, no lawful procedures, no filed records:
what a search box over the registries would find.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.goldfile import row_of
from data.lexicon import rows
from data.registry import Registries
from data.types import (
    OWNER,
    PREFIX,
    CaseLink,
    Channel,
    Document,
    Event,
    Extraction,
    Kind,
    Label,
    Link,
    Mention,
    Reading,
    ResolvedEvent,
    Situation,
    Status,
    Turn,
    Verdict,
    VerdictKind,
)

CHANNEL_OF_KIND = {Kind.CHAT: Channel.MESSAGE, Kind.EMAIL: Channel.EMAIL, Kind.VISITOR_LOG: Channel.FACE}


@dataclass(frozen=True, slots=True)
class _Hit:
    """A word of a list at `start:end`; `value` is what the list says of it: a registry id, a number, a situation."""

    start: int
    end: int
    value: str | None

    def distance(self, other: _Hit) -> int:
        """Code points between two hits, 0 when they touch or overlap."""
        return max(self.start - other.end, other.start - self.end, 0)


class Baseline:
    """Finds keywords, names of the registries and case numbers by exact words. Deterministic, no model."""

    version = "baseline-1"

    def __init__(self, registries: Registries) -> None:
        self._names = _WordList(_names(registries))
        self._cases = _WordList([(number, number) for number in registries.cases])
        self._acts = _WordList([(row["word"], row["situation"]) for row in rows("baseline_keywords")])

    def rows(self, documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
        """A prediction line for each document, in order."""
        for document in documents:
            yield row_of(self.read(document))

    def read(self, document: Document) -> Reading:
        """The naive reading of one document."""
        names, cases = self._names.find(document.text), self._cases.find(document.text)
        acts = list(_first_of_each_turn(self._acts.find(document.text), document.turns))
        mentions = {
            (label, hit): mention
            for label, hits in ((Label.PER, names), (Label.CASE, cases), (Label.TRIGGER, [act for act, _ in acts]))
            for hit, mention in _mentions(document.text, hits, label)
        }
        events = tuple(
            _event(f"e{number}", document, act, turn, _Near(names, cases, mentions))
            for number, (act, turn) in enumerate(acts, 1)
        )
        links = tuple(
            Link(mention.id, None, hit.value, 1.0) for (label, hit), mention in mentions.items() if label is Label.PER
        )
        extraction = Extraction(tuple(mentions.values()), tuple(item.event for item in events))
        return Reading(document, extraction, links, events)


@dataclass(frozen=True, slots=True)
class _Near:
    """What an event may take its person and its case from."""

    names: Sequence[_Hit]
    cases: Sequence[_Hit]
    mentions: dict[tuple[Label, _Hit], Mention]

    def mention(self, label: Label, hit: _Hit | None) -> Mention | None:
        return self.mentions[label, hit] if hit else None


class _WordList:
    """Exact words with a value each, found leftmost and longest."""

    def __init__(self, words: Sequence[tuple[str, str | None]]) -> None:
        import ahocorasick_rs as ac

        self._values = [value for _, value in words]
        self._find = ac.AhoCorasick([word for word, _ in words], matchkind=ac.MatchKind.LeftmostLongest)

    def find(self, text: str) -> list[_Hit]:
        return [_Hit(start, end, self._values[n]) for n, start, end in self._find.find_matches_as_indexes(text)]


def _names(registries: Registries) -> list[tuple[str, str | None]]:
    """(name, id) of officials and lawyers; a name that several bear gets no id."""
    bearers: dict[str, list[str]] = {}
    for official in registries.officials.values():
        bearers.setdefault(official.name, []).append(official.person_id)
    for lawyer in registries.lawyers.values():
        bearers.setdefault(lawyer.lawyer_name, []).append(lawyer.entry_id)
    return [(name, ids[0] if len(ids) == 1 else None) for name, ids in bearers.items() if name]


def _first_of_each_turn(hits: Sequence[_Hit], turns: Sequence[Turn]) -> Iterator[tuple[_Hit, Turn]]:
    for turn in turns:
        first = next((hit for hit in hits if turn.start <= hit.start and hit.end <= turn.end), None)
        if first:
            yield first, turn


def _mentions(text: str, hits: Iterable[_Hit], label: Label) -> Iterator[tuple[_Hit, Mention]]:
    for number, hit in enumerate(hits, 1):
        mention = Mention(f"{PREFIX[label]}{number}", hit.start, hit.end, label, text[hit.start : hit.end])
        yield hit, replace(mention, by=Baseline.version)


def _event(id: str, document: Document, act: _Hit, turn: Turn, near: _Near) -> ResolvedEvent:
    person = min(near.names, key=lambda hit: (hit.distance(act), hit.start), default=None)
    case = min(near.cases, key=lambda hit: (hit.distance(act), hit.start), default=None)
    intervener, named_case = near.mention(Label.PER, person), near.mention(Label.CASE, case)
    case_no = (case.value if case else None) or document.folder_case
    event = Event(
        id=id,
        triggers=(near.mentions[Label.TRIGGER, act].id,),
        situations=(Situation(act.value or Situation.OTHER),),
        intervener=intervener.id if intervener else None,
        recipient=OWNER if document.owner else None,
        case=named_case.id if named_case else None,
        case_no=case_no,
        time=None,
        date=turn.sent_at.date() if turn.sent_at else None,
        channel=CHANNEL_OF_KIND.get(document.kind, Channel.PHONE),
        on_behalf_of=None,
        via=None,
        status=Status.ASSERTED,
        lawful=None,
    )
    return ResolvedEvent(event, CaseLink(case_no, 1.0 if case_no else 0.0), Verdict(VerdictKind.UNFILED))

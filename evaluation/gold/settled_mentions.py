"""Which spans stand in a document and who they are, out of what several annotators marked.

Spans of all annotators that overlap form a run; one question asks which spans stand in it. So a dispute about borders,
or about one mention or two, is decided once.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from data.types import Label
from evaluation.annotation import Annotation, Span
from evaluation.gold.questions import Answer, Bench, Question, QuestionLayer, Value, written


class Place(NamedTuple):
    """A span without its id. Sorts in text order."""

    start: int
    end: int
    label: Label


class Run(NamedTuple):
    """A run of text whose spans nobody has settled yet."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Who:
    """The link of a mention, `registry_id` None: in no registry, or not told; `linked` parts the two."""

    registry_id: str | None
    linked: bool


class SettledMentions:
    """The settled spans of one document with their links (None: open), and the runs that stay open."""

    def __init__(self, marked: Mapping[str, Annotation], bench: Bench) -> None:
        """`marked` are the annotators by letter, over one text."""
        first = next(iter(marked.values()))
        self.doc_id, self.text = first.doc_id, first.text
        self._marked, self._bench = marked, bench
        self.runs: list[Run] = []
        self.links: dict[Place, Who | None] = {}
        places = {letter: {place_of(span) for span in one.spans.values()} for letter, one in marked.items()}
        for run in _runs(place for held in places.values() for place in held):
            answers = {letter: [p for p in sorted(held) if _within(p, run)] for letter, held in places.items()}
            self._settle_run(run, answers)
        for place in sorted(self.links):
            self.links[place] = self._settle_link(place)

    def home(self, own: Place) -> Place | Run | None:
        """What a marked span came to: itself, the settled span it overlaps most (of its label first), None when its
        words were left unmarked, or the run that is open still."""
        if own in self.links:
            return own
        for run in self.runs:
            if _within(own, run):
                return run
        near = [place for place in self.links if place.start < own.end and own.start < place.end]
        shared = {place: min(place.end, own.end) - max(place.start, own.start) for place in near}
        return max(near, key=lambda p: (p.label is own.label, shared[p], -p.start), default=None)

    def homes(self, own: Place) -> set[Place | Run]:
        """The same where a span may come to several: an act that was decided to be two is both."""
        home = self.home(own)
        if home is None or home == own or isinstance(home, Run):
            return {home} if home else set()
        within = {place for place in self.links if place.start < own.end and own.start < place.end}
        return {place for place in within if place.label is own.label} or {home}

    def shown(self, place: Place) -> dict[str, Value]:
        """A span as candidates and decisions write it."""
        words = self.text[place.start : place.end]
        return {"start": place.start, "end": place.end, "type": place.label.value, "text": words}

    def overlapping(self) -> tuple[Place, Place] | None:
        """The first two settled spans that overlap: a decision by value put one over another."""
        places = sorted(self.links)
        return next(((a, b) for a, b in pairwise(places) if b.start < a.end), None)

    def read(self, value: Value) -> Place:
        """The span that a value names. Raises ValueError when there is none such in the text."""
        if not isinstance(value, dict):
            raise ValueError("a span is written {start, end, type}")
        place = Place(value["start"], value["end"], Label(value["type"]))
        if not (isinstance(place.start, int) and isinstance(place.end, int)):
            raise ValueError("start and end are whole numbers of code points")
        if not 0 <= place.start < place.end <= len(self.text):
            raise ValueError(f"{place.start}:{place.end} is outside of the text")
        if value.get("text", self.text[place.start : place.end]) != self.text[place.start : place.end]:
            raise ValueError(f"its text does not stand at {place.start}:{place.end}")
        return place

    def _settle_run(self, run: Run, places: Mapping[str, Sequence[Place]]) -> None:
        answers = {
            letter: Answer(written([list(place) for place in held]), [self.shown(place) for place in held])
            for letter, held in places.items()
        }
        asked = Question(self.doc_id, QuestionLayer.MENTION, run.start, run.end, "", answers, self._spans, [])
        settled = self._bench.settle(asked)
        if settled.open:
            self.runs.append(run)
        else:
            self.links.update(dict.fromkeys((self.read(item) for item in settled.value), None))

    def _spans(self, value: Value) -> Value:
        """Checks a decision on a run; every span once, in text order."""
        places = sorted({self.read(item) for item in value})
        if any(b.start < a.end for a, b in pairwise(places)):
            raise ValueError("its spans overlap")
        return [self.shown(place) for place in places]

    def _settle_link(self, place: Place) -> Who | None:
        """Asks those who marked exactly this span; when nobody did, those whose span came to it."""
        answers = {}
        for letter, one in self._marked.items():
            spans = [span for span in one.spans.values() if place_of(span) == place]
            if spans:
                answers[letter] = _link_answer(spans[0])
        if not answers:
            for letter, one in self._marked.items():
                near = [
                    span
                    for span in one.spans.values()
                    if span.label is place.label and self.home(place_of(span)) == place
                ]
                if near:
                    answers[letter] = _link_answer(near[0])
        if not answers:
            return Who(None, linked=False)
        none = {"registry_id": None, "linked": False}
        asked = Question(self.doc_id, QuestionLayer.LINK, place.start, place.end, "", answers, _link, none)
        settled = self._bench.settle(asked)
        return None if settled.open else Who(**settled.value)


def _link_answer(span: Span) -> Answer:
    value = {"registry_id": span.registry_id, "linked": span.linked}
    return Answer(written(value), value)


def _link(value: Value) -> Value:
    """A decision on a link: an id, or {registry_id, linked}; null is judged and in no registry."""
    if isinstance(value, dict):
        if value.keys() != {"registry_id", "linked"} or not isinstance(value["linked"], bool):
            raise ValueError("a link is written {registry_id, linked}")
        if value["registry_id"] is not None and not isinstance(value["registry_id"], str):
            raise ValueError("registry_id is a text or null")
        return value
    if value is not None and (not isinstance(value, str) or not value):
        raise ValueError("a registry id is a text or null")
    return {"registry_id": value, "linked": True}


def place_of(span: Span) -> Place:
    """Where a span stands, and as what."""
    return Place(span.start, span.end, span.label)


def _within(place: Place, run: Run) -> bool:
    return run.start <= place.start and place.end <= run.end


def _runs(places: Iterable[Place]) -> list[Run]:
    """The runs that overlapping spans cover; touching spans are two."""
    found: list[Run] = []
    for place in sorted(set(places)):
        if found and place.start < found[-1].end:
            found[-1] = Run(found[-1].start, max(found[-1].end, place.end))
        else:
            found.append(Run(place.start, place.end))
    return found

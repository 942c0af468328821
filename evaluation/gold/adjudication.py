"""One gold out of what several annotators marked independently: what they say alike is taken, the rest is decided.

A document is gold when nothing of it is open. Undecided documents are left out; the disputed part alone could be left
out instead (`partial`), which is fit to learn from, not to measure on: what is hard to agree on would be missing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from data.errors import GoldError
from data.types import OWNER, PREFIX, Label
from evaluation.annotation import Annotation, read_annotations
from evaluation.gold.annotators import Sets, shared_documents
from evaluation.gold.event_fields import FIELDS, ROLES, TRIGGERS
from evaluation.gold.questions import Answer, Bench, Conflict, Question, QuestionLayer, Settled, Value, written
from evaluation.gold.settled_events import SettledEvent, settled_events
from evaluation.gold.settled_mentions import Place, SettledMentions, Who

Row = dict[str, Any]
OWN_FIELDS = ("owner", "folder_case")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
EVENT_ORDER = (
    "id", "triggers", "situations", "intervener", "recipient", "case", "case_no", "time", "date", "channel",
    "on_behalf_of", "via", "status", "lawful", "verdict",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Terms:
    """How to adjudicate: `majority` takes what more than half of three or more say; `partial` keeps documents without
    their disputed parts. `decisions` are by conflict id."""

    decisions: Mapping[str, Value]
    majority: bool = False
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Adjudicated:
    """The outcome. `rows` are gold lines by doc_id; `letters` names the annotators of conflicts.

    `open` documents hold an undecided conflict, `alone` were marked by one annotator, `differing` over several texts:
    of these only open ones can be in `rows`, and only when partial was asked. `stale` are decisions
    that answer no conflict, by id.
    """

    rows: tuple[Row, ...]
    conflicts: tuple[Conflict, ...]
    letters: Mapping[str, str]
    agreed: int
    voted: int
    open: tuple[str, ...]
    alone: tuple[str, ...]
    differing: tuple[str, ...]
    stale: Mapping[str, Value]

    @property
    def complete(self) -> bool:
        """Whether every document that several annotators marked is settled."""
        return not self.open and not self.differing


def adjudicate(sets: Sets, terms: Terms) -> Adjudicated:
    """Settles every document that at least two marked; the order of `sets` makes no difference.

    Raises GoldError for fewer than two annotators and for a decision that does not fit its conflict.
    """
    if not 2 <= len(sets) <= len(LETTERS):
        raise GoldError(f"adjudicate: {len(sets)} annotators; give the files of 2 to {len(LETTERS)}")
    letters = dict(zip(LETTERS, sorted(sets), strict=False))
    shared = shared_documents(sets)
    bench = Bench(letters, terms.decisions, majority=terms.majority)
    rows, undecided = [], []
    for doc_id in shared.together:
        marked = {letter: sets[name][doc_id] for letter, name in letters.items() if doc_id in sets[name]}
        row, is_open = _document(marked, bench)
        if is_open:
            undecided.append(doc_id)
        if row and (terms.partial or not is_open):
            rows.append(row)
    read_annotations(rows, "adjudicated gold")
    return Adjudicated(
        rows=tuple(rows),
        conflicts=tuple(bench.conflicts),
        letters=letters,
        agreed=bench.agreed,
        voted=bench.voted,
        open=tuple(undecided),
        alone=shared.alone,
        differing=shared.differing,
        stale=bench.stale(),
    )


def _document(marked: Mapping[str, Annotation], bench: Bench) -> tuple[Row | None, bool]:
    """The gold line without what is open, None when its owner or folder is; and whether anything is open."""
    one = next(iter(marked.values()))
    own = {name: bench.settle(_own(name, marked)) for name in OWN_FIELDS}
    mentions = SettledMentions(marked, bench)
    clash = mentions.overlapping()
    if clash:
        raise GoldError(
            f"adjudicate, document {one.doc_id}: decisions left mentions at {clash[0].start}:{clash[0].end} and "
            f"{clash[1].start}:{clash[1].end}, which overlap; decide one of them otherwise"
        )
    before = sum(not conflict.decided for conflict in bench.conflicts)
    events = settled_events(marked, mentions, bench)
    undecided = sum(not conflict.decided for conflict in bench.conflicts) > before
    unlinked = any(who is None for who in mentions.links.values())
    is_open = undecided or unlinked or bool(mentions.runs) or any(value.open for value in own.values())
    if any(value.open for value in own.values()):
        return None, True
    return _row(marked, own, mentions, [event for event in events if not event.open]), is_open


def _own(name: str, marked: Mapping[str, Annotation]) -> Question:
    """The question of whose a document is, or in which case's folder it lies."""
    values = {letter: getattr(one, name) or None for letter, one in marked.items()}
    answers = {letter: Answer(written(value), value) for letter, value in values.items()}
    doc_id = next(iter(marked.values())).doc_id

    def check(value: Value) -> Value:
        if value is not None and not isinstance(value, str):
            raise ValueError("a text or null")
        return value or None

    return Question(doc_id, QuestionLayer.DOCUMENT, 0, 0, name, answers, check)


def _row(
    marked: Mapping[str, Annotation],
    own: Mapping[str, Settled],
    mentions: SettledMentions,
    events: Sequence[SettledEvent],
) -> Row:
    """The gold line. An act that no event is left of is no act: its mark goes with the event."""
    one = next(iter(marked.values()))
    used = {_place_of(value) for event in events for value in event.values[TRIGGERS]}
    ids = _ids(place for place in mentions.links if place.label is not Label.TRIGGER or place in used)
    return {
        "doc_id": one.doc_id,
        "source": _told(item.source for item in marked.values()),
        "kind": one.kind.value,
        "format": _told(item.format for item in marked.values()),
        **{name: value.value for name, value in own.items()},
        "text": one.text,
        "mentions": [_mention(ids[place], mentions, place) for place in ids],
        "events": _events(events, ids),
    }


def _ids(places: Iterable[Place]) -> dict[Place, str]:
    """Ids by the guidelines' prefixes, numbered in text order."""
    counts = dict.fromkeys(Label, 0)
    found = {}
    for place in sorted(places):
        counts[place.label] += 1
        found[place] = f"{PREFIX[place.label]}{counts[place.label]}"
    return found


def _mention(mention_id: str, mentions: SettledMentions, place: Place) -> Row:
    who = mentions.links[place] or Who(None, linked=False)
    return {"id": mention_id, **mentions.shown(place), "registry_id": who.registry_id, "linked": who.linked}


def _events(events: Sequence[SettledEvent], ids: Mapping[Place, str]) -> list[Row]:
    def referred(value: Value) -> Value:
        return value if value in (None, OWNER) else ids[_place_of(value)]

    found = []
    for event in events:
        row = {name: event.values[name] for name in FIELDS}
        row.update({name: referred(row[name]) for name in ROLES})
        row[TRIGGERS] = [referred(value) for value in row[TRIGGERS]]
        found.append((min((item["start"] for item in event.values[TRIGGERS]), default=-1), written(row), row))
    numbered = enumerate(sorted(found, key=lambda item: item[:2]), 1)
    return [
        {name: f"e{number}" if name == "id" else row[name] for name in EVENT_ORDER} for number, (*_, row) in numbered
    ]


def _place_of(value: Mapping[str, Value]) -> Place:
    return Place(value["start"], value["end"], Label(value["type"]))


def _told(values: Iterable[str]) -> str | None:
    """The first in the alphabet of those told: what nobody judged."""
    return min((value for value in values if value), default=None)

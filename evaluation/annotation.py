"""One annotated document, gold or predicted, checked and with its references followed.

The rows are those of `data.goldfile`; offsets are half-open code points of the document's text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, TypeVar

from data.errors import GoldError
from data.types import OWNER, Kind, Label, Situation, VerdictKind

MAY_LACK = ("case", "time", "on_behalf_of", "via")
"""Roles that a row of another tool may leave out: the same as null."""
Code = TypeVar("Code", bound=StrEnum)
CODE = re.compile(r"[A-Za-z0-9_.:\-]{1,40}")
"""Values that messages show: ids and codes. Whatever else a tool writes in their place may be words of the paper."""


@dataclass(frozen=True, slots=True)
class Span:
    """A mention. `registry_id` None: in no registry, or not told; `linked` parts the two (gold only).

    `score` is the prediction's certainty 0..1, None where none is told.
    """

    id: str
    start: int
    end: int
    label: Label
    text: str
    registry_id: str | None
    linked: bool
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Who fills a role. `span` is None for the document's owner; `registry_id` None when in no registry."""

    span: Span | None
    registry_id: str | None


@dataclass(frozen=True, slots=True)
class MarkedEvent:
    """An event with its mentions followed. `day` is an ISO day; None means not told, for every field that may be.

    `case`, `time`, `on_behalf_of` and `via` are the mentions in these roles; `score` is the prediction's certainty 0..1
    that the event is what it says, None where none is told.
    """

    id: str
    triggers: tuple[Span, ...]
    situations: tuple[Situation, ...]
    intervener: Person | None
    recipient: Person | None
    case_no: str | None
    day: str | None
    channel: str
    status: str
    lawful: str | None
    verdict: str
    case: Person | None = None
    time: Person | None = None
    on_behalf_of: Person | None = None
    via: Person | None = None
    score: float | None = None

    @property
    def verdict_kind(self) -> VerdictKind:
        """The verdict without the number of a filed record."""
        return VerdictKind(self.verdict.partition(":")[0])

    @property
    def start(self) -> int:
        """Where the first trigger begins, -1 when there is none."""
        return min((span.start for span in self.triggers), default=-1)


@dataclass(frozen=True, slots=True)
class Annotation:
    """All marks of one document, spans by id in file order.

    What parts documents into slices: `format` of the file, `source` it was written in (a gold set, a city), `owner` and
    `folder_case`; empty where not told.
    """

    doc_id: str
    kind: Kind
    text: str
    spans: Mapping[str, Span]
    events: tuple[MarkedEvent, ...]
    format: str = ""
    source: str = ""
    owner: str = ""
    folder_case: str = ""

    @property
    def flagged(self) -> bool:
        """Whether at least one event is unfiled."""
        return any(event.verdict_kind is VerdictKind.UNFILED for event in self.events)


def read_annotations(rows: Iterable[Mapping[str, Any]], what: str) -> dict[str, Annotation]:
    """The annotations by doc_id, in the order of `rows`; `what` (gold, prediction) names the side in messages.

    Raises GoldError naming side, document, mention or event, and field; never document text.
    """
    found: dict[str, Annotation] = {}
    for row in rows:
        annotation = _annotation(row, what)
        if annotation.doc_id in found:
            raise GoldError(f"{what}, document {annotation.doc_id}: stands twice; one line a document")
        found[annotation.doc_id] = annotation
    return found


def _annotation(row: Mapping[str, Any], what: str) -> Annotation:
    place = f"{what}, document {row.get('doc_id')}"
    with _Named(place):
        text = _field(row, "text", str)
        found = [_span(item, text, place) for item in _items(row, "mentions")]
        spans = {span.id: span for span in found}
        if len(spans) < len(found):
            raise GoldError(f"{place}: two mentions have the same id; ids are unique in a document")
        owner = Person(None, _optional(row, "owner", str))
        events = tuple(_event(item, spans, owner, place) for item in _items(row, "events"))
        slices = {name: _optional(row, name, str) or "" for name in ("format", "source", "owner", "folder_case")}
        kind = _coded(row["kind"], Kind, "kind")
        return Annotation(_field(row, "doc_id", str), kind, text, spans, events, **slices)


@dataclass(frozen=True, slots=True)
class _Named:
    """Lets every fault of a row within it name its place."""

    place: str

    def __enter__(self) -> None:
        pass

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        if isinstance(error, KeyError):
            raise GoldError(f"{self.place}: field {error} is missing; see the annotation guidelines") from None
        if isinstance(error, TypeError | ValueError):
            raise GoldError(f"{self.place}: {error}; see the annotation guidelines") from None


def _span(item: Mapping[str, Any], text: str, place: str) -> Span:
    place = f"{place}, mention {_told(item.get('id'), quote='')}"
    with _Named(place):
        start, end = _field(item, "start", int), _field(item, "end", int)
        if not 0 <= start < end <= len(text) or text[start:end] != item["text"]:
            raise GoldError(f"{place}: its text does not stand at {start}:{end}; offsets are half-open code points")
        registry_id = _optional(item, "registry_id", str)
        linked = bool(item.get("linked", registry_id is not None))
        label = _coded(item["type"], Label, "type")
        return Span(_field(item, "id", str), start, end, label, item["text"], registry_id, linked, _score(item))


def _event(item: Mapping[str, Any], spans: Mapping[str, Span], owner: Person, place: str) -> MarkedEvent:
    where = f"{place}, event {_told(item.get('id'), quote='')}"

    def role(name: str) -> Person | None:
        value = item.get(name) if name in MAY_LACK else item[name]
        if value is None:
            return None
        if value == OWNER:
            return owner
        span = _followed(value, spans, f"{where}, {name}")
        return Person(span, span.registry_id)

    with _Named(where):
        verdict: str = _field(item, "verdict", str)
        _coded(verdict.partition(":")[0], VerdictKind, "verdict")
        triggers, situations = _field(item, "triggers", list), _field(item, "situations", list)
        return MarkedEvent(
            id=_field(item, "id", str),
            triggers=tuple(_followed(value, spans, f"{where}, triggers") for value in triggers),
            situations=tuple(_coded(code, Situation, "situations") for code in situations),
            intervener=role("intervener"),
            recipient=role("recipient"),
            case_no=_field(item, "case_no", str | None) or None,
            day=_field(item, "date", str | None) or None,
            channel=_field(item, "channel", str),
            status=_field(item, "status", str),
            lawful=_field(item, "lawful", str | None) or None,
            verdict=verdict,
            **{name: role(name) for name in MAY_LACK},
            score=_score(item),
        )


def _items(row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a field. Raises KeyError, or TypeError for anything but a list of objects."""
    items: list[Mapping[str, Any]] = _field(row, name, list)
    for item in items:
        if not isinstance(item, Mapping):
            raise TypeError(f"field {name!r} holds {type(item).__name__}, not objects alone")
    return items


def _field(item: Mapping[str, Any], name: str, kind: type | UnionType) -> Any:
    """The value of a field that must be there. Raises KeyError, or TypeError for a value of another kind."""
    value = item[name]
    if not isinstance(value, kind) or isinstance(value, bool):
        raise TypeError(f"field {name!r} is {type(value).__name__}, not {getattr(kind, '__name__', kind)}")
    return value


def _optional(item: Mapping[str, Any], name: str, kind: type | UnionType) -> Any:
    """The value of a field, None where it is not told. Raises TypeError for a value of another kind."""
    return None if item.get(name) is None else _field(item, name, kind)


def _coded(value: object, codes: type[Code], name: str) -> Code:
    try:
        return codes(str(value))
    except ValueError:
        raise ValueError(f"field {name!r} is {_told(value)}, none of {', '.join(codes)}") from None


def _told(value: object, quote: str = "'") -> str:
    """A value for a message, shown only where it cannot be words of the paper."""
    if isinstance(value, str):
        return f"{quote}{value}{quote}" if CODE.fullmatch(value) else "words that are no code"
    return type(value).__name__


def _score(item: Mapping[str, Any]) -> float | None:
    """A certainty. Raises TypeError or ValueError for what is no number 0..1."""
    value = _optional(item, "score", int | float)
    if value is not None and not 0 <= value <= 1:
        raise ValueError(f"field 'score' is {value}, not a number 0 to 1")
    return None if value is None else float(value)


def _followed(value: object, spans: Mapping[str, Span], where: str) -> Span:
    if not isinstance(value, str) or value not in spans:
        raise GoldError(f"{where}: {_told(value)} is no mention of this document")
    return spans[value]

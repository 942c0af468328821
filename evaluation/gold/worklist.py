"""The conflicts of an adjudication as lines to fill in and as one page to look at. Both hold document text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from evaluation.annotation import Annotation, Span
from evaluation.gold.adjudication import Adjudicated
from evaluation.gold.annotators import Sets
from evaluation.gold.questions import Conflict, QuestionLayer, Value
from evaluation.html import environment, parts
from evaluation.report.browse import Piece, pieces

AROUND = 15
"""Characters of text shown on either side of a conflict in its line."""
SHOWN_DOCUMENTS = 300
"""More documents than this make a page that a browser is slow to lay out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What one annotator says: words, or codes that have labels under the name `field`; empty when nothing."""

    annotator: str
    words: tuple[str, ...]
    field: str


@dataclass(frozen=True, slots=True)
class Asked:
    """One conflict as the page shows it."""

    conflict: Conflict
    around: tuple[str, str, str]
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class DisputedPage:
    """One document with its conflicts and the text as each annotator marked it."""

    doc_id: str
    kind: str
    asked: tuple[Asked, ...]
    sides: tuple[tuple[str, tuple[Piece, ...]], ...]

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers with an undecided conflict, in the order of layers."""
        held = {asked.conflict.question.layer for asked in self.asked if not asked.conflict.decided}
        return tuple(layer.value for layer in QuestionLayer if layer in held)


def lines(found: Adjudicated, sets: Sets, *, names: bool = False) -> list[dict[str, Any]]:
    """A line a conflict, decided ones with their decision, in document and text order; annotators by letter.

    `taken` is null while nothing is decided. Decisions that answer no conflict stand last, so that none is lost.
    """
    shown = _shown(found, names=names)
    made = [
        {
            "id": conflict.question.id,
            "document": conflict.question.doc_id,
            "layer": conflict.question.layer.value,
            "field": conflict.question.field,
            "start": conflict.question.start,
            "end": conflict.question.end,
            "around": "".join(_around(conflict, _text(sets, conflict.question.doc_id))),
            "candidates": {shown[key]: one.value for key, one in sorted(conflict.question.answers.items())},
            "taken": conflict.taken,
            "decision": conflict.decision,
        }
        for conflict in _ordered(found.conflicts)
    ]
    return made + [{"id": key, "stale": True, "decision": found.stale[key]} for key in sorted(found.stale)]


def page(found: Adjudicated, sets: Sets, *, names: bool = False) -> str:
    """The conflicts side by side as one HTML page that needs no network; documents with undecided ones alone."""
    undecided = [conflict for conflict in found.conflicts if not conflict.decided]
    shown = _shown(found, names=names)
    return (
        environment({})
        .get_template("worklist.html")
        .render(
            pages=[_page(doc_id, found, sets, shown) for doc_id in found.open[:SHOWN_DOCUMENTS]],
            documents=len(found.open),
            undecided=len(undecided),
            decided=len(found.conflicts) - len(undecided),
            layers={layer: sum(one.question.layer is layer for one in undecided) for layer in QuestionLayer},
            annotators=list(shown.values()),
            style=parts("worklist.css"),
            script=parts("worklist.js"),
        )
    )


def _page(doc_id: str, found: Adjudicated, sets: Sets, shown: Mapping[str, str]) -> DisputedPage:
    marked = {letter: sets[name][doc_id] for letter, name in found.letters.items() if doc_id in sets[name]}
    conflicts = _ordered(one for one in found.conflicts if one.question.doc_id == doc_id)
    first = next(iter(marked.values()))
    return DisputedPage(
        doc_id=doc_id,
        kind=first.kind.value,
        asked=tuple(_asked(conflict, first.text, shown) for conflict in conflicts),
        sides=tuple((shown[letter], tuple(pieces(one, _common(marked)))) for letter, one in marked.items()),
    )


def _common(marked: Mapping[str, Annotation]) -> list[Span]:
    """The spans that all annotators have: the others are shown as differing."""
    held = [{(span.start, span.end, span.label) for span in one.spans.values()} for one in marked.values()]
    common = set.intersection(*held)
    first = next(iter(marked.values()))
    return [span for span in first.spans.values() if (span.start, span.end, span.label) in common]


def _asked(conflict: Conflict, text: str, shown: Mapping[str, str]) -> Asked:
    question = conflict.question
    candidates = [
        Candidate(shown[letter], _words(answer.value, question.layer), _labelled(question.field))
        for letter, answer in sorted(question.answers.items())
    ]
    return Asked(conflict, _around(conflict, text), tuple(candidates))


def _labelled(field: str) -> str:
    """Under which name the codes of a field have labels."""
    return {"situations": "situation"}.get(field, field)


def _words(value: Value, layer: QuestionLayer) -> tuple[str, ...]:
    """A candidate in words: texts of spans with their type, codes, ids; empty when nothing is said."""
    if layer is QuestionLayer.LINK:
        return (value["registry_id"] or ("unregistered" if value["linked"] else "unlinked"),)
    if layer is QuestionLayer.EVENT:
        return () if value is None else (*_words(value["triggers"], QuestionLayer.FIELD), *value["situations"])
    if value is None:
        return ()
    parts = value if isinstance(value, list) else [value]
    return tuple(_span_words(part) if isinstance(part, dict) else str(part) for part in parts)


def _span_words(span: Mapping[str, Any]) -> str:
    return f"{span['text']} [{span['type']} {span['start']}-{span['end']}]" if "text" in span else "…"


def _around(conflict: Conflict, text: str) -> tuple[str, str, str]:
    """The text before, at and after the conflict, line feeds as blanks; empty for one about the whole document."""
    start, end = conflict.question.start, conflict.question.end
    if end == 0:
        return "", "", ""
    parts = text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND]
    before, at, after = (part.replace("\n", " ") for part in parts)
    return before, at, after


def _ordered(conflicts: Iterable[Conflict]) -> Sequence[Conflict]:
    layers = list(QuestionLayer)
    return sorted(
        conflicts, key=lambda c: (c.question.doc_id, c.question.start, layers.index(c.question.layer), c.question.id)
    )


def _shown(found: Adjudicated, *, names: bool) -> dict[str, str]:
    return dict(found.letters) if names else {letter: letter for letter in found.letters}


def _text(sets: Sets, doc_id: str) -> str:
    return next(held[doc_id].text for held in sets.values() if doc_id in held)

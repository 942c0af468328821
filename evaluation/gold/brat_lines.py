"""Lines of brat's standoff files: T, E, R, A (M), N and #, as brat's server writes and reads them.

Format: https://brat.nlplab.org/standoff.html. A span that runs over a line break is written in fragments
(`T1<TAB>PER 0 5;6 9<TAB>first second`), as the editor makes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from evaluation.gold.drafts import Draft

SPAN = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)")
EVENT = re.compile(r"(\S+?):(\S+)((?: \S+:\S+)*) *")
RELATION = re.compile(r"(\S+) (\S+?):(\S+) (\S+?):(\S+) *")
ATTRIBUTE = re.compile(r"(\S+) (\S+)(?: (\S.*))?")
NORMAL = re.compile(r"(\S+) (\S+) ([^\s:]+):(\S+)")
NOTE = re.compile(r"(\S+) (\S+)")
BREAKS = re.compile(r"[\r\n]+")


@dataclass(slots=True)
class Bound:
    """A T line: fragments in code points of the file, its type and the words that stand there."""

    id: str
    label: str
    pieces: list[tuple[int, int]]
    words: str


@dataclass(slots=True)
class EventLine:
    """An E line: the trigger's T id and the arguments (role, id) in order."""

    id: str
    label: str
    trigger: str
    arguments: list[tuple[str, str]]


@dataclass(slots=True)
class Standoff:
    """The annotations of one file. Attributes, links and notes are by the id they are of; later ones come last."""

    bounds: list[Bound] = field(default_factory=list)
    events: list[EventLine] = field(default_factory=list)
    relations: list[tuple[str, str, str]] = field(default_factory=list)
    attributes: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    links: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)


def parse(text: str, draft: Draft) -> Standoff:
    """The lines of an `.ann` file; a line that is none of brat's is a fault of the draft, by its number."""
    found = Standoff()
    for number, line in enumerate(text.split("\n"), 1):
        line = line.rstrip("\r")  # noqa: PLW2901 - a line end is no part of the line
        if line.strip() and not line.startswith("*") and not _take(found, line):
            draft.fault("import-shape", f"line {number}")
    return found


def _take(found: Standoff, line: str) -> bool:
    """Adds one line; false when it is none."""
    name, _, rest = line.partition("\t")
    data, _, tail = rest.partition("\t")
    takers = {"T": _bound, "E": _event, "R": _relation, "A": _attribute, "M": _attribute, "N": _link, "#": _note}
    taker = takers.get(name[:1])
    return taker is not None and len(name) > 1 and taker(found, name, data, tail)


def _bound(found: Standoff, name: str, data: str, tail: str) -> bool:
    told = SPAN.fullmatch(data.rstrip())
    if told:
        pairs = (piece.split(" ") for piece in told[2].split(";"))
        found.bounds.append(Bound(name, told[1], [(int(start), int(end)) for start, end in pairs], tail))
    return told is not None


def _event(found: Standoff, name: str, data: str, tail: str) -> bool:
    del tail
    told = EVENT.fullmatch(data)
    if told:
        arguments = [(role, key) for role, _, key in (one.partition(":") for one in told[3].split())]
        found.events.append(EventLine(name, told[1], told[2], arguments))
    return told is not None


def _relation(found: Standoff, name: str, data: str, tail: str) -> bool:
    del name, tail
    told = RELATION.fullmatch(data)
    if told:
        found.relations.append((told[3], told[5], told[1]))
    return told is not None


def _attribute(found: Standoff, name: str, data: str, tail: str) -> bool:
    del name, tail
    told = ATTRIBUTE.fullmatch(data.rstrip())
    if told:
        found.attributes.setdefault(told[2], []).append((told[1], told[3] or ""))
    return told is not None


def _link(found: Standoff, name: str, data: str, tail: str) -> bool:
    del name, tail
    told = NORMAL.fullmatch(data.rstrip())
    if told:
        found.links[told[2]] = told[4]
    return told is not None


def _note(found: Standoff, name: str, data: str, tail: str) -> bool:
    del name
    told = NOTE.fullmatch(data.rstrip())
    if told:
        found.notes.setdefault(told[2], []).append(tail)
    return told is not None


def pieces_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The fragments of a span: its parts between line breaks, the span itself when it has none but breaks."""
    pieces = []
    at = start
    for found in BREAKS.finditer(text, start, end):
        pieces.append((at, found.start()))
        at = found.end()
    pieces.append((at, end))
    return [piece for piece in pieces if piece[0] < piece[1]] or [(start, end)]


def bound_line(name: str, label: str, text: str, pieces: Sequence[tuple[int, int]]) -> str:
    """A T line."""
    places = ";".join(f"{start} {end}" for start, end in pieces)
    words = BREAKS.sub(" ", " ".join(text[start:end] for start, end in pieces))
    return f"{name}\t{label} {places}\t{words}"


class Numbers:
    """The next free id of each kind of line."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, kind: str) -> str:
        """`T1`, `T2` ... by kind."""
        self._last[kind] = self._last.get(kind, 0) + 1
        return f"{kind}{self._last[kind]}"


PAIR = re.compile(r"\s*([a-z_]+)\s*=\s*(\"(?:[^\"\\]|\\.)*\"|[^;；]*)\s*(?:[;；]|$)")


def pairs_of(note: str) -> Iterator[tuple[str, str]]:
    """The `name=value` pairs of a note, parted by semicolons; other words of it are the annotator's own."""
    for found in PAIR.finditer(note):
        yield found[1], found[2].strip()

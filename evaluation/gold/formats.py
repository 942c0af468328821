"""Gold out to annotation tools and back: one table of formats, what each cannot hold, and one way in for all.

A format writes gold lines to a path and reads `Draft`s from one; `assemble` makes gold lines of those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import read_rows
from evaluation.gold import brat, conll, doccano, label_studio
from evaluation.gold.drafts import Draft, Row, assemble
from evaluation.gold.faults import Fault
from evaluation.gold.shape import shape_faults
from evaluation.gold.tool_files import Options, Written


@dataclass(frozen=True, slots=True)
class Format:
    """How gold goes out to a tool and comes back. `reads_texts`: what it lost can be taken from gold lines again."""

    name: str
    write: Callable[[Sequence[Row], Path, Options], Written]
    read: Callable[[Path, Options], Iterator[Draft]]


FORMATS: Mapping[str, Format] = {
    one.name: one
    for one in (
        Format("label-studio", label_studio.write, label_studio.read),
        Format("doccano", doccano.write, doccano.read),
        Format("brat", brat.write, brat.read),
        Format("conll", conll.write, conll.read),
    )
}


@dataclass(frozen=True, slots=True)
class Imported:
    """Gold lines in the tool's order, and every fault of what did not come in."""

    rows: tuple[Row, ...]
    faults: tuple[Fault, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)


def export_gold(gold: Path, name: str, out: Path, options: Options) -> Written:
    """Writes the gold lines of `gold` for the tool `name`; says what its format cannot hold, by name and count.

    Raises GoldError when a line has not the shape of gold: such a line could not come back.
    """
    rows = []
    for number, row in read_rows(gold):
        if faults := list(shape_faults(row, str(gold), number)):
            raise GoldError(f"{faults[0]}; guowen gold check tells of all")
        rows.append(row)
    doubled = [doc_id for doc_id, count in Counter(row["doc_id"] for row in rows).items() if count > 1]
    if doubled:
        raise GoldError(f"{gold}: {doubled[0]} stands twice; one line a document")
    return format_of(name).write(rows, out, options)


def import_gold(path: Path, name: str, options: Options) -> Imported:
    """The gold lines of a tool's file or folder. Raises GoldError when nothing of it can be read."""
    rows: list[Row] = []
    faults: list[Fault] = []
    seen: set[str] = set()
    for draft in format_of(name).read(path, options):
        row, found = assemble(draft)
        faults.extend(found)
        if any(fault.code == "import-document" for fault in found):
            continue
        broken = list(shape_faults(row, draft.place.file, draft.place.line))
        if broken:
            faults.append(Fault("import-document", draft.place, "", broken[0].field, broken[0].value))
        elif row["doc_id"] in seen:
            faults.append(Fault("import-twice", draft.place))
        else:
            seen.add(row["doc_id"])
            rows.append(row)
    return Imported(tuple(rows), tuple(faults), _counts(rows))


def _counts(rows: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    counts = {"documents": 0, "mentions": 0, "events": 0}
    for row in rows:
        counts["documents"] += 1
        counts["mentions"] += len(row["mentions"])
        counts["events"] += len(row["events"])
    return counts


def format_of(name: str) -> Format:
    """The format called `name`. Raises GoldError naming those there are."""
    if name not in FORMATS:
        raise GoldError(f"--format {name!r} is unknown; there are {', '.join(FORMATS)}")
    return FORMATS[name]

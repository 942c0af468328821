"""Gold in and out of tools, checked and built, for the command line: paths in, an outcome and its words out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from data.outputs import make_folder, write_json
from evaluation.gold.faults import Fault, counted
from evaluation.gold.formats import Imported, export_gold, import_gold
from evaluation.gold.known import KnownIds, known_in
from evaluation.gold.tool_files import Options, Written, read_texts, write_gold
from evaluation.gold.units import Unit
from evaluation.gold.validation import Validation, check_path
from evaluation.marked import gold_row, name_of, read_sources

SHOWN = 100
"""So many faults are printed; a file for machines has them all."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of export and import as the command line has them; empty: not told."""

    format: str
    offsets: Unit | None = None
    spans_only: bool = False
    predictions: bool = False
    annotator: str = ""
    texts: Path | None = None

    def options(self) -> Options:
        """The same for the formats. Raises GoldError when the texts cannot be read."""
        texts = read_texts(self.texts) if self.texts else {}
        return Options(self.offsets, texts, self.spans_only, self.predictions, self.annotator)


def export(gold: Path, out: Path, asked: Asked) -> Written:
    """Writes `gold` for a tool. Raises GoldError for lines without the shape of gold."""
    return export_gold(gold, asked.format, out, asked.options())


def bring_in(path: Path, out: Path, asked: Asked) -> Imported:
    """Writes the gold lines of a tool's files to `out`. Raises GoldError when nothing can be read of them."""
    imported = import_gold(path, asked.format, asked.options())
    write_gold(out, imported.rows)
    return imported


def check(path: Path, registries: Path | None, report: Path | None) -> Validation:
    """Checks a gold file or a folder of sources; `report` gets the faults as JSON."""
    found = check_path(path, known_in(registries)[0] if registries else None)
    if report:
        make_folder(report.absolute().parent)
        write_json(report, found.as_row())
    return found


def build(folder: Path, registries: Path, out: Path) -> Validation:
    """Writes the gold lines of marked-up sources to `out`, unless a source has an error."""
    known: KnownIds = known_in(registries)[0]
    found = check_path(folder, known)
    if not found.errors:
        documents = read_sources(folder, known).documents
        write_gold(out, (gold_row(document, name_of(document)) for document in documents))
    return found


def fault_lines(faults: Iterable[Fault], most: int = SHOWN) -> list[str]:
    """The faults one a line, errors first, and how many of each code there are."""
    told = sorted(faults, key=lambda fault: not fault.is_error)
    lines = [str(fault) for fault in told[:most]]
    if len(told) > most:
        lines.append(f"... and {len(told) - most} more; --json FILE holds them all")
    if told:
        lines.append("by code: " + ", ".join(f"{code} {count}" for code, count in counted(told).items()))
    return lines

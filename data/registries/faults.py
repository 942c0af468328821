"""Faults of registry files: what was found, where, and what the operator can do about it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from data.cells import plain_cell

REPORT_MOST = 200
"""Lines of faults in a report on screen; the rest is counted. The CSV has them all."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong and what to do; `fatal` leaves the row out."""

    what: str
    way_out: str
    fatal: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a registry file.

    `line` is the file's own: the line on which the row begins in a CSV, the row of the sheet in a workbook, 0 when it
    concerns the file. `value` is the faulty cell, never a person's name, and of a phone the last four digits. `fatal`
    says that the row (or the file) was left out; otherwise the row was kept and `way_out` tells how it was read.
    """

    file: str
    line: int
    column: str
    value: str
    problem: str
    way_out: str
    fatal: bool

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        column = f" {self.column}" if self.column else ""
        value = f" {self.value!r}" if self.value else ""
        return f"{place}:{column}{value} {self.problem}; {self.way_out} [{'left out' if self.fatal else 'kept'}]"


def in_order(faults: Iterable[Fault]) -> tuple[Fault, ...]:
    """The faults by file, line and column, each once."""
    return tuple(sorted(set(faults), key=lambda f: (f.file, f.line, f.column, f.problem, f.value)))


def fault_report(faults: Sequence[Fault], most: int | None = REPORT_MOST) -> str:
    """A report for people: a heading line with counts, then one line a fault, at most `most` of them (None: all)."""
    if not faults:
        return "registries: no faults"
    left_out = sum(fault.fatal for fault in faults)
    lines = [f"registries: {len(faults)} faults, {left_out} left out, {len(faults) - left_out} kept with a warning"]
    lines += [f"  {fault}" for fault in faults[:most]]
    if most is not None and len(faults) > most:
        lines.append(f"  ... and {len(faults) - most} more; the fault file has them all")
    return "\n".join(lines)


def write_faults(path: Path, faults: Sequence[Fault]) -> None:
    """Writes all faults as CSV that spreadsheet programs open as it is: UTF-8 with BOM, no cell starts a formula."""
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.writer(out)
        writer.writerow([field.name for field in fields(Fault)])
        writer.writerows([_safe(cell) for cell in astuple(fault)] for fault in faults)


def _safe(cell: object) -> str:
    return plain_cell("yes" if cell is True else "no" if cell is False else str(cell))

"""`guowen conflicts`: registries and rulebooks in, what a person should look into out."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from data.cells import columns_of, plain_cell
from data.codec import to_text
from data.outputs import make_folder, write_text
from pipelines.settings import load_settings, registries_folder

if TYPE_CHECKING:
    from records.conflict_types import Conflict

Format = Literal["table", "jsonl", "csv"]
HEADINGS = ("把握", "案号", "代理人", "关系", "官员及职务", "规则", "期间", "限制至")


def find_conflicts(told: dict[str, Any], on: date | None, announce: Callable[[str], None]) -> list[Conflict]:
    """The conflicts by the settings told; faults of the registries go to `announce`, a fatal one raises.

    Raises ConfigError without registries, RegistryError and RulebookError as a screening does.
    """
    from data.registries import fault_report, load_registries
    from pipelines.basis import rulebooks_of
    from records.conflicts import conflicts_of

    settings = load_settings(told)
    registries, faults = load_registries(registries_folder(settings), strict=settings.strict)
    if faults:
        announce(fault_report(faults))
    return list(conflicts_of(registries, rulebooks_of(settings.profile, settings.rulebook), on))


def write_conflicts(found: Sequence[Conflict], format_: Format, out: Path | None) -> str:
    """The conflicts in the format: written to `out`, and "" returned, or returned to be shown."""
    text = {"table": as_table, "jsonl": as_json_lines, "csv": as_csv}[format_](found)
    if out is None:
        return text
    make_folder(out.absolute().parent)
    write_text(out, ("\ufeff" if format_ == "csv" else "") + text)  # spreadsheet programs tell UTF-8 by the mark
    return ""


def as_json_lines(found: Sequence[Conflict]) -> str:
    """One JSON value a line."""
    return "".join(f"{to_text(conflict.row())}\n" for conflict in found)


def as_csv(found: Sequence[Conflict]) -> str:
    """One line a conflict under a heading; no cell starts a formula."""
    from records.conflict_types import COLUMNS, cells_of

    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\n")
    writer.writeheader()
    for conflict in found:
        writer.writerow({name: plain_cell(cell) for name, cell in cells_of(conflict).items()})
    return out.getvalue()


def as_table(found: Sequence[Conflict]) -> str:
    """For people: a line a conflict, how many there are by rule, and that all of it is to be checked."""
    from records.conflict_words import say

    rows = [HEADINGS, *(_cells(conflict) for conflict in found)]
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(map(_padded, row, widths)).rstrip() for row in rows] if found else []
    counted = Counter((conflict.rule.title, conflict.certainty.value) for conflict in found)
    lines += ["", f"共 {len(found)} 条，均需核实，不作结论："] if found else ["没有需要核实的代理冲突。"]
    lines += [f"  {say('certainty', sure)} {count:>5}  {title}" for (title, sure), count in counted.items()]
    return "\n".join(lines) + "\n"


def _cells(conflict: Conflict) -> tuple[str, ...]:
    from records.conflict_words import say

    official, period = conflict.official, conflict.period
    return (
        say("certainty", conflict.certainty.value),
        conflict.case.case_no,
        conflict.agent.name,
        conflict.lawyer.relation,
        f"{official.name} {official.org}{official.position}",
        conflict.rule.title,
        f"{period.first or '?'} 至 {period.last or '今'}",
        conflict.until,
    )


def _padded(text: str, width: int) -> str:
    return text + " " * (width - columns_of(text))

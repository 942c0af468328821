"""The records already filed."""

from __future__ import annotations

from collections.abc import Mapping

from data.casenumber import normalise
from data.registries.checks import Checks
from data.registries.columns import FILED
from data.registries.faults import Fault, Problem
from data.registries.tables import Table
from data.registry import Case, FiledRecord, Official


def read_filed(
    table: Table, officials: Mapping[str, Official], cases: Mapping[str, Case]
) -> tuple[dict[str, FiledRecord], list[Fault]]:
    """The records of `table` by record_id, in the order of the file, and the table's faults."""
    import pandas as pd

    checks = Checks(table)
    checks.filled("record_id")
    checks.unique("record_id")
    people = pd.Index(list(officials))
    for id_column, name_column in (("recorder_id", "recorder"), ("intervener_id", "intervener")):
        checks.known(id_column, people, "officials")
        checks.named(name_column, id_column, officials)
    nobody = (checks.frame["intervener"] == "") & (checks.frame["intervener_id"] == "")
    problem = Problem("is empty, and so is intervener_id", "kept, and fits no event; fill it in")
    checks.tell(nobody, "intervener", problem)
    written = _case_numbers(checks, cases)
    checks.days("occurred_on", fatal=False)
    checks.days("filed_on", fatal=False)
    checks.order("occurred_on", "filed_on", fatal=False)
    return _build(checks, written), checks.faults


def _case_numbers(checks: Checks, cases: Mapping[str, Case]) -> dict[str, str]:
    """Each cell of case_no and how the number is written; unreadable and unknown ones are told."""
    written = {cell: normalise(cell) or cell for cell in checks.frame["case_no"].unique()}
    told = checks.frame["case_no"] != ""
    checks.tell(~told, "case_no", Problem("is empty", "kept, and fits by person and day alone; fill it in"))
    unread = told & checks.frame["case_no"].map({cell: normalise(cell) is None for cell in written}).astype("bool")
    checks.tell(unread, "case_no", Problem("is no case number", "kept as it is; correct it"))
    known = checks.frame["case_no"].map({cell: number in cases for cell, number in written.items()}).astype("bool")
    unknown = told & ~unread & ~known
    checks.tell(unknown, "case_no", Problem("is not in cases", "kept; correct it or add the case"))
    return written


def _build(checks: Checks, written: Mapping[str, str]) -> dict[str, FiledRecord]:
    names = [name for name in FILED.columns if name not in ("occurred_on", "filed_on")]
    columns = [checks.frame[name] for name in names]
    days = [checks.dates[name] for name in ("occurred_on", "filed_on")]
    records = {}
    for *texts, occurred_on, filed_on in zip(*columns, *days, strict=True):
        row = dict(zip(names, texts, strict=True))
        row |= {"recorder_id": row["recorder_id"] or None, "intervener_id": row["intervener_id"] or None}
        row["case_no"] = written[row["case_no"]]
        records[row["record_id"]] = FiledRecord(**row, occurred_on=occurred_on, filed_on=filed_on)
    return records

"""The registry of lawyers who are relatives of officials, and of departed officials who practise."""

from __future__ import annotations

from collections.abc import Mapping

from data.lexicon import words
from data.registries import cells
from data.registries.checks import Checks
from data.registries.columns import LAWYERS
from data.registries.faults import Fault, Problem
from data.registries.tables import Table
from data.registry import LawyerRelative, Official


def read_lawyers(table: Table, officials: Mapping[str, Official]) -> tuple[dict[str, LawyerRelative], list[Fault]]:
    """The entries of `table` by entry_id, in the order of the file, and the table's faults."""
    import pandas as pd

    checks = Checks(table)
    checks.filled("entry_id")
    checks.filled("lawyer_name")
    checks.unique("entry_id")
    frame = checks.frame
    malformed = (frame["license_no"] != "") & ~frame["license_no"].str.fullmatch(cells.LICENSE)
    problem = Problem("is no licence number of 17 digits", "kept as it is; correct it")
    checks.tell(malformed, "license_no", problem)
    checks.phones("phone")
    checks.known("official_id", pd.Index(list(officials)), "officials")
    checks.named("official_name", "official_id", officials)
    checks.days("left_on", fatal=False)
    departed = checks.frame["relation"].isin(words("registry_relations", "relation", kind="departed"))
    without = departed & (checks.frame["left_on"] == "")
    way_out = "kept; without the day the barred years cannot be reckoned, fill it in"
    checks.tell(without, "left_on", Problem("is empty for a departed official", way_out))
    relative = ~departed & (checks.frame["left_on"] != "")
    checks.tell(relative, "left_on", Problem("is filled for a relative", "kept; correct relation or left_on"))
    return _build(checks), checks.faults


def _build(checks: Checks) -> dict[str, LawyerRelative]:
    names = [name for name in LAWYERS.columns if name != "left_on"]
    columns = [checks.frame[name] for name in names]
    entries = {}
    for *texts, left_on in zip(*columns, checks.dates["left_on"], strict=True):
        row = dict(zip(names, texts, strict=True))
        phones = cells.phones_of(row["phone"])
        row |= {"phone": phones[0] if phones else "", "official_id": row["official_id"] or None}
        entries[row["entry_id"]] = LawyerRelative(**row, left_on=left_on)
    return entries

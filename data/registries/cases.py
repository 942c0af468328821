"""The case list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from data.casenumber import normalise
from data.normalize import key
from data.registries.cells import agents_of, items_of
from data.registries.checks import Checks
from data.registries.faults import Fault, Problem
from data.registries.tables import Table
from data.registry import Agent, Case

if TYPE_CHECKING:
    import pandas as pd


def read_cases(table: Table, people: pd.Index) -> tuple[dict[str, Case], list[Fault]]:
    """The cases of `table` by number, in the order of the file, and the table's faults. `people` are known ids.

    The number is written as `normalise` writes it; one it cannot read stays as the file has it.
    """
    checks = Checks(table)
    checks.filled("case_no")
    numbers = {cell: normalise(cell) for cell in checks.frame["case_no"].unique()}
    unread = checks.frame["case_no"].map({cell: number is None for cell, number in numbers.items()}).astype("bool")
    way_out = "kept, and found only where it is written just so; correct it"
    checks.tell(unread, "case_no", Problem("is no case number", way_out))
    written = {cell: number or cell for cell, number in numbers.items()}
    same = {cell: key(number) for cell, number in written.items()}
    checks.unique("case_no", checks.frame["case_no"].map(same))
    checks.days("filed_on", fatal=False)
    checks.days("closed_on", fatal=False)
    checks.order("filed_on", "closed_on", fatal=False)
    checks.known_items("handlers", people, "officials")
    agents = _agents(checks)
    frame = checks.frame
    texts = (frame[name] for name in ("case_no", "unit", "cause", "parties", "handlers", "agents"))
    days = (checks.dates[name] for name in ("filed_on", "closed_on"))
    cases = {}
    for number, unit, cause, parties, handlers, acting, filed_on, closed_on in zip(*texts, *days, strict=True):
        cases[written[number]] = Case(
            case_no=written[number],
            unit=unit,
            cause=cause,
            parties=items_of(parties),
            handlers=items_of(handlers),
            agents=agents[acting],
            filed_on=filed_on,
            closed_on=closed_on,
        )
    return cases, checks.faults


def _agents(checks: Checks) -> dict[str, tuple[Agent, ...]]:
    """Each cell of the agents column and the agents in it; an unreadable cell is told, without the names, and empty."""
    found: dict[str, tuple[Agent, ...]] = {}
    for cell in checks.frame["agents"].unique():
        try:
            found[cell] = agents_of(cell)
        except ValueError as error:
            found[cell] = ()
            problem = Problem(str(error), "read as not told; correct it")
            checks.tell(checks.frame["agents"] == cell, "agents", problem)
    return found

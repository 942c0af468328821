"""The checks as lines for people and as JSON with stable keys."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from data.cells import columns_of
from pipelines.doctor.check import Check, State

STATES = {State.OK: "正常", State.NOTE: "提示", State.FAULT: "故障"}


def lines(checks: Sequence[Check]) -> Iterator[str]:
    """A line a check, its remedy below it where there is one, and the sum."""
    width = max((columns_of(check.label) for check in checks), default=0)
    for check in checks:
        name = check.label + " " * (width - columns_of(check.label))
        yield f"{STATES[check.state]}  {name}  {_one_line(check.seen)}"
        if check.remedy:
            yield f"{' ' * (6 + width)}  → {check.remedy}"
    counted = Counter(check.state for check in checks)
    yield ""
    yield f"共 {len(checks)} 项：" + "，".join(f"{STATES[state]} {counted[state]}" for state in STATES)


def json_of(checks: Sequence[Check]) -> dict[str, Any]:
    """`state` is the worst of all checks."""
    worst = next((state for state in reversed(State) if any(check.state is state for check in checks)), State.OK)
    told = [
        {"name": one.name, "state": one.state.value, "seen": _one_line(one.seen), "remedy": one.remedy}
        for one in checks
    ]
    return {"state": worst.value, "checks": told}


def _one_line(text: str) -> str:
    return " ".join(text.split())

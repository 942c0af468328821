"""How codes and values of the report are written: words.toml, and the project's list of labels."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from evaluation.html import labels
from evaluation.monitoring.alerts import Alert
from evaluation.monitoring.durations import Durations
from evaluation.monitoring.shares import Share

FEW = "过少"
DASH = "–"
_LISTED = {
    "kind": "kind",
    "channel": "channel",
    "severity": "severity",
    "situations": "situation",
    "status": "file_status",
}
"""Fields of labels.tsv in which the codes of a variable stand."""


@lru_cache(maxsize=1)
def words() -> Mapping[str, Mapping[str, str]]:
    """The tables of words.toml."""
    told = tomllib.loads((files("evaluation.monitoring") / "words.toml").read_text("utf-8"))
    return {name: table for name, table in told.items() if isinstance(table, dict)}


def word(code: str, table: str) -> str:
    """The word for a code of a table of words.toml, the code itself where there is none."""
    return words()[table].get(code, code)


def label(code: str, field: str) -> str:
    """The word for a code of labels.tsv; for what stands for no code, that of words.toml."""
    return labels().get(field, {}).get(code) or words()["other"].get(code, code)


def unit_name(unit: str) -> str:
    """A unit's name, or what stands for none."""
    return unit or word("unit", "other")


def value_name(code: str, variable: str) -> str:
    """The word for a value of a variable of drift; situations that come together are parted."""
    field = _LISTED.get(variable)
    if field is None or code in words()["other"]:
        return word(code, "other")
    return "、".join(label(part, field) for part in code.split("+")) if code else word("none", "other")


def percent(value: float | None) -> str:
    """`62.5 %`."""
    return DASH if value is None else f"{100 * value:.1f} %"


def shown(share: Share) -> str:
    """A share with its percentage only where it rests on enough."""
    if not share.of:
        return DASH
    return FEW if share.few else percent(share.value)


def bounds(share: Share) -> str:
    """The interval of a share, empty where it rests on too few."""
    if share.few or share.interval is None:
        return ""
    return f"{100 * share.interval.low:.1f}{DASH}{100 * share.interval.high:.1f}"


def days(value: float | None) -> str:
    """Days with one place."""
    return DASH if value is None else f"{value:.1f}"


def quantile(found: Durations, name: str) -> str:
    """A quantile of times to a decision: `> all that was seen` cannot be told, hence `未达到`."""
    if found.few:
        return FEW if found.cases else DASH
    value: float | None = getattr(found, name)
    return "未达到" if value is None else days(value)


def measured(alert: Alert, value: float) -> str:
    """A value of an alarm's measure as its kind is written."""
    kind = words()["written"][alert.rule.measure.value]
    if kind == "share":
        return percent(value)
    return {"days": f"{value:.1f} 天", "count": f"{value:.0f} 件", "index": f"{value:.2f}"}[kind]

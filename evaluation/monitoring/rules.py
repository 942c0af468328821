"""When a report gives an alarm: the rules of alerts.toml, or of a file that takes its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.errors import ConfigError


class Severity(StrEnum):
    """What an alarm asks for."""

    ACT = "act"
    WATCH = "watch"


class Scope(StrEnum):
    """What a rule looks at."""

    OVERALL = "overall"
    UNIT = "unit"


class Measure(StrEnum):
    """What a rule looks at; `evaluation.monitoring.readings` has one function for each."""

    PRECISION = "precision"
    PRECISION_FALL = "precision_fall"
    DECISION_DAYS = "decision_days"
    WAITING = "waiting"
    OVERDUE = "overdue"
    OVERDUE_SHARE = "overdue_share"
    AMENDED = "amended"
    INPUT_PSI = "input_psi"
    SCORE_PSI = "score_psi"
    QUARANTINE = "quarantine"
    QUARANTINE_RISE = "quarantine_rise"
    DAYS_SINCE_RUN = "days_since_run"
    KNOWN_ANSWERS = "known_answers"


OVERALL_ONLY = frozenset(
    {Measure.INPUT_PSI, Measure.QUARANTINE, Measure.QUARANTINE_RISE, Measure.DAYS_SINCE_RUN, Measure.KNOWN_ANSWERS}
)
"""What cannot be told unit by unit: papers and screenings belong to no unit, known answers to no real one."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What holds for the whole report; see alerts.toml."""

    minimum: int = 10
    current_weeks: int = 4
    drift_minimum: int = 30
    psi_some: float = 0.1
    psi_large: float = 0.25
    significance: float = 0.05


@dataclass(frozen=True, slots=True)
class Rule:
    """An alarm: given when `measure` lies below `below` or above `above`, one of which is None.

    With `certain` the whole 95 % interval has to lie there. `minimum` cases at least; `weeks` of the last weeks.
    """

    name: str
    measure: Measure
    scope: Scope
    weeks: int
    minimum: int
    severity: Severity
    label: str
    advice: str
    below: float | None = None
    above: float | None = None
    certain: bool = False

    @property
    def threshold(self) -> float:
        """The bound, whichever side it is."""
        return self.below if self.below is not None else self.above or 0.0


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in their order. `source` is the file's name."""

    version: str
    settings: Settings
    rules: tuple[Rule, ...]
    source: str


def load_rules(path: Path | None = None) -> Rules:
    """The rules of `path`, or the built-in ones. Raises ConfigError naming file, rule and key."""
    source = path.name if path else "alerts.toml"
    try:
        text = path.read_text("utf-8") if path else (files("evaluation.monitoring") / source).read_text("utf-8")
        told = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"alerts: {path} cannot be read ({error.strerror}); name a file like alerts.toml") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"alerts: {source} is no TOML in UTF-8 ({error}); correct the file") from None
    _check_keys(told, {"version", "settings", "rules"}, source)
    rules = told.get("rules", [])
    if not isinstance(rules, list):
        raise ConfigError(f"{source}: rules is not a list; write each rule under [[rules]]")
    made = tuple(_rule(row, f"{source}, rule {number}") for number, row in enumerate(rules, 1))
    names = [rule.name for rule in made]
    for name in names:
        if names.count(name) > 1:
            raise ConfigError(f"{source}: two rules are named {name!r}; give each a name of its own")
    if not isinstance(told.get("version"), str):
        raise ConfigError(f'{source}: no version; write version = "1" and change it with every change')
    return Rules(told["version"], _settings(told.get("settings", {}), source), made, source)


def _settings(row: Any, source: str) -> Settings:
    where = f"{source}, settings"
    _check_table(row, where)
    _check_keys(row, {field.name for field in fields(Settings)}, where)
    for name, value in row.items():
        _number(value, f"{where}, {name}")
    settings = Settings(**row)
    if not settings.psi_some < settings.psi_large:
        raise ConfigError(f"{where}: psi_some {settings.psi_some} is not below psi_large {settings.psi_large}")
    for name in ("minimum", "current_weeks", "drift_minimum"):
        value = getattr(settings, name)
        if not isinstance(value, int) or value < 1:
            raise ConfigError(f"{where}: {name} is {value}; it must be a whole number of 1 or more")
    if not 0 < settings.significance < 1:
        raise ConfigError(f"{where}: significance is {settings.significance}; it must lie between 0 and 1")
    return settings


def _rule(row: Any, where: str) -> Rule:
    _check_table(row, where)
    known = {field.name for field in fields(Rule)}
    _check_keys(row, known, where)
    for name in sorted(known - {"below", "above", "certain"} - row.keys()):
        raise ConfigError(f"{where}: {name} is missing")
    if ("below" in row) == ("above" in row):
        raise ConfigError(f"{where}: give either below or above, and not both")
    for name in ("weeks", "minimum", "below", "above"):
        if name in row:
            _number(row[name], f"{where}, {name}")
    for name in ("name", "label", "advice"):
        if not isinstance(row[name], str) or not row[name]:
            raise ConfigError(f"{where}: {name} is no text")
    if not isinstance(row.get("certain", False), bool):
        raise ConfigError(f"{where}: certain is {row['certain']!r}; it is true or false")
    codes = {name: _code(kind, row[name], f"{where}, {name}") for name, kind in _CODES.items()}
    rule = Rule(**(row | codes))
    if not isinstance(rule.weeks, int) or rule.weeks < 1 or not isinstance(rule.minimum, int) or rule.minimum < 0:
        raise ConfigError(f"{where}: weeks must be a whole number of 1 or more, minimum of 0 or more")
    if rule.scope is Scope.UNIT and rule.measure in OVERALL_ONLY:
        raise ConfigError(f'{where}: {rule.measure.value} is not told unit by unit; write scope = "overall"')
    return rule


_CODES: Mapping[str, type[StrEnum]] = {"measure": Measure, "scope": Scope, "severity": Severity}


def _code(kind: type[StrEnum], value: Any, where: str) -> StrEnum:
    try:
        return kind(value)
    except ValueError:
        raise ConfigError(f"{where}: {value!r} is none of {', '.join(kind)}") from None


def _number(value: Any, where: str) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < float("inf"):
        raise ConfigError(f"{where}: {value!r} is no number of 0 or more")


def _check_table(row: Any, where: str) -> None:
    if not isinstance(row, dict):
        raise ConfigError(f"{where}: not a table of keys and values")


def _check_keys(row: Mapping[str, Any], known: set[str], where: str) -> None:
    for name in sorted(row.keys() - known):
        raise ConfigError(f"{where}: {name!r} is no key here; known are {', '.join(sorted(known))}")

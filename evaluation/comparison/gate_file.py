"""The release gate as a file: read whole, every line checked before anything is judged by it."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from math import isfinite
from pathlib import Path
from typing import Any

from data.errors import ConfigError
from evaluation.comparison.differences import Figure
from evaluation.comparison.gate_measures import CALIBRATION, COUNTS, NUMBERS, SLICED, in_slices, is_tally

SHIPPED = "shipped"
"""The word that stands for guowen's own gate in place of a path."""
KEYS = ("name", "measure", "figure", "by", "least_events", "at_least", "at_most", "largest_drop", "where_told", "why")
HEADER = re.compile(r"^\s*\[\[\s*lines\s*\]\]")


class Bound(StrEnum):
    """How a value is held to its limit."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    LARGEST_DROP = "largest_drop"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One line of a gate. `figure` None: the measure is one number. `by` empty: over all documents, else the worst
    slice of that dimension with at least `least_events`. `where_told`: passes where no claim tells a score."""

    name: str
    measure: str
    figure: Figure | None
    bound: Bound
    limit: float
    why: str
    by: str = ""
    least_events: int = 0
    where_told: bool = False

    @property
    def wanted(self) -> str:
        """The limit in signs."""
        if self.bound is Bound.LARGEST_DROP:
            return f">= {-self.limit:g}"
        return f"{'>=' if self.bound is Bound.AT_LEAST else '<='} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate as read: its version and hash go where a judgement is kept."""

    version: str
    sha256: str
    requirements: tuple[Requirement, ...]


def load_gate(path: Path | None = None) -> Gate:
    """The gate of a file; guowen's own for None or the word `shipped`.

    Raises ConfigError naming file, line, key, value and way out: a gate that is half understood lets through what it
    was written to stop.
    """
    shipped = path is None or str(path) == SHIPPED
    name = "evaluation/gate.toml" if shipped else str(path)
    try:
        content = (files("evaluation") / "gate.toml").read_bytes() if shipped else Path(str(path)).read_bytes()
        text = content.decode("utf-8")
        told = tomllib.loads(text)
    except OSError as error:
        raise ConfigError(f"gate, {name}: cannot be read ({error.strerror}); name a gate file, or {SHIPPED}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"gate, {name}: not UTF-8; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"gate, {name}: not TOML ({error}); see evaluation/gate.toml for the shape") from None
    version, lines = _top(told, name)
    starts = [number for number, line in enumerate(text.splitlines(), 1) if HEADER.match(line)]
    places = [f"{name}:{starts[n]}" if n < len(starts) else f"{name}, line {n + 1}" for n in range(len(lines))]
    requirements = tuple(_Line(place, line).requirement() for place, line in zip(places, lines, strict=True))
    seen: dict[str, str] = {}
    for place, one in zip(places, requirements, strict=True):
        if one.name in seen:
            raise ConfigError(f"gate, {place}: name {one.name!r} stands at {seen[one.name]} already; name them apart")
        seen[one.name] = place
    return Gate(version, hashlib.sha256(content).hexdigest(), requirements)


def _top(told: Mapping[str, Any], name: str) -> tuple[str, list[Any]]:
    unknown = sorted(set(told) - {"version", "lines"})
    if unknown:
        raise ConfigError(f"gate, {name}: unknown key {unknown[0]!r}; a gate has version and [[lines]]")
    version, lines = told.get("version"), told.get("lines")
    if not isinstance(version, str) or not version:
        raise ConfigError(f"gate, {name}: version is {version!r}; give it as text, so that judgements can name it")
    if not isinstance(lines, list) or not lines or not all(isinstance(line, dict) for line in lines):
        raise ConfigError(f"gate, {name}: no [[lines]]; a gate without any would let everything through")
    return version, lines


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    told: Mapping[str, Any]

    def requirement(self) -> Requirement:
        for key in self.told:
            if key not in KEYS:
                raise self._fault(key, f"is no key of a line; known keys: {', '.join(KEYS)}")
        measure = self._text("measure")
        bound, limit = self._bound(measure)
        by = self._slices(measure, bound)
        return Requirement(
            name=self._text("name"),
            measure=measure,
            figure=self._figure(measure),
            bound=bound,
            limit=limit,
            why=self._text("why"),
            by=by,
            least_events=self._least_events(by),
            where_told=self._where_told(measure),
        )

    def _text(self, key: str) -> str:
        value = self.told.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._fault(key, "must be text; every line has name, measure and why")
        return value.strip()

    def _figure(self, measure: str) -> Figure | None:
        if measure in NUMBERS:
            if "figure" in self.told:
                raise self._fault("figure", f"{measure} is one number; leave figure out")
            return None
        if not is_tally(measure):
            named = ", ".join(NUMBERS)
            raise self._fault("measure", f"is not measured; take a measure of scores.json, or one of {named}")
        figure = self.told.get("figure", Figure.F1.value)
        if figure not in tuple(Figure):
            raise self._fault("figure", f"must be one of {', '.join(Figure)}")
        return Figure(figure)

    def _bound(self, measure: str) -> tuple[Bound, float]:
        given = [bound for bound in Bound if bound.value in self.told]
        if len(given) != 1:
            raise self._fault("at_least", "one of at_least, at_most, largest_drop must stand in a line, and only one")
        bound, value = given[0], self.told[given[0].value]
        highest = float("inf") if measure in COUNTS else 1.0
        if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
            raise self._fault(bound.value, "must be a number")
        if not 0 <= value <= highest:
            raise self._fault(bound.value, "must lie from 0 to 1" if highest == 1 else "must be 0 or more")
        if bound is Bound.LARGEST_DROP and measure in NUMBERS:
            raise self._fault(bound.value, f"{measure} has no paired interval; give at_least or at_most")
        return bound, float(value)

    def _slices(self, measure: str, bound: Bound) -> str:
        if "by" not in self.told:
            return ""
        by = self.told["by"]
        if by not in SLICED:
            raise self._fault("by", f"must be one of {', '.join(SLICED)}")
        if not in_slices(measure, by):
            raise self._fault("measure", f"slices by {by} do not have it; take record or unfiled_event")
        if bound is not Bound.AT_LEAST:
            raise self._fault(bound.value, "the worst slice has a floor; give at_least")
        return str(by)

    def _least_events(self, by: str) -> int:
        value = self.told.get("least_events")
        if (value is not None) != bool(by):
            raise self._fault("least_events", "stands with by, and must stand there: few events make any slice bad")
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise self._fault("least_events", "must be a whole number, 1 or more")
        return int(value or 0)

    def _where_told(self, measure: str) -> bool:
        value = self.told.get("where_told", False)
        if not isinstance(value, bool):
            raise self._fault("where_told", "must be true or false")
        if value and measure not in CALIBRATION:
            raise self._fault("where_told", f"is for {', '.join(CALIBRATION)}; other measures need no scores")
        return value

    def _fault(self, key: str, way_out: str) -> ConfigError:
        value = f" is {self.told[key]!r}" if key in self.told else " is missing"
        return ConfigError(f"gate, {self.place}: {key}{value}; {way_out}")

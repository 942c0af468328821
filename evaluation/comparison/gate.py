"""The release gate: whether a candidate may go live, line by line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evaluation.comparison.compare import paired
from evaluation.comparison.differences import Figure, differences
from evaluation.comparison.gate_file import SHIPPED, Bound, Gate, Requirement, load_gate
from evaluation.comparison.gate_measures import COUNTS, NUMBERS, Judged, Measured
from evaluation.comparison.significance import Settings
from evaluation.measures import Bootstrap, rounded

__all__ = ["SHIPPED", "Gate", "Judged", "Judgement", "Line", "Requirement", "judge", "load_gate"]

UNDEFINED = "not defined: there is nothing to measure in this gold"
ROUNDING = 1e-9
READ = "read_in_training"


@dataclass(frozen=True, slots=True)
class Line:
    """One line as judged. `value` None: not defined, which fails, or not asked (`why` says which).

    Of a largest drop `value` is the low end of the interval of candidate less incumbent.
    """

    name: str
    measure: str
    value: float | None
    wanted: str
    passed: bool
    why: str

    @property
    def shown(self) -> str:
        """The value as a table shows it: counts whole, others with three places, `-` where there is none."""
        if self.value is None:
            return "-"
        return f"{self.value:g}" if self.measure in COUNTS else f"{self.value:.3f}"


@dataclass(frozen=True, slots=True)
class Judgement:
    """All lines in the order of the gate. `version` and `sha256` are the gate's."""

    lines: tuple[Line, ...]
    passed: bool
    version: str
    sha256: str

    @property
    def refused(self) -> tuple[Line, ...]:
        """The lines that the candidate falls below."""
        return tuple(line for line in self.lines if not line.passed)


def judge(
    gate: Gate, candidate: Judged, incumbent: Judged | None = None, bootstrap: Bootstrap | None = None
) -> Judgement:
    """The candidate's evaluation held against every line; passed when every line is.

    Lines on a drop need the incumbent's evaluation on the same gold; without an incumbent they are passed and say so.
    Gold that the candidate learnt from is refused, whether or not a line asks for it.
    Raises GoldError when the two were not scored on the same gold.
    """
    measured = Measured(candidate)
    drawn = bootstrap or Settings().bootstrap
    lines = tuple(
        _drop(one, candidate, incumbent, drawn) if one.bound is Bound.LARGEST_DROP else _limit(one, measured)
        for one in gate.requirements
    )
    lines += _fit(candidate, lines)
    return Judgement(lines, all(line.passed for line in lines), gate.version, gate.sha256)


def plain(judgement: Judgement) -> dict[str, Any]:
    """The judgement as plain values, values rounded to 4 places."""
    return {
        "passed": judgement.passed,
        "gate_version": judgement.version,
        "gate_sha256": judgement.sha256,
        "lines": [
            {
                "name": line.name,
                "measure": line.measure,
                "value": rounded(line.value),
                "wanted": line.wanted,
                "passed": line.passed,
                "why": line.why,
            }
            for line in judgement.lines
        ],
    }


def _limit(one: Requirement, measured: Measured) -> Line:
    where = ""
    if one.by and one.figure:
        worst = measured.worst(one.by, one.measure, one.figure, one.least_events)
        value, where = worst or (None, "")
    elif one.figure:
        value = measured.figure(one.measure, one.figure)
    else:
        value = NUMBERS[one.measure](measured)
    if value is None:
        if one.where_told:
            return _line(one, None, True, "not asked: no claim tells a score")
        few = f"not defined: no slice has {one.least_events} unfiled events in gold" if one.by else UNDEFINED
        return _line(one, None, False, few)
    at_least = one.bound is Bound.AT_LEAST
    passed = value >= one.limit - ROUNDING if at_least else value <= one.limit + ROUNDING
    return _line(one, value, passed, f"worst {one.by}: {where or 'not told'}. {one.why}" if one.by else one.why)


def _drop(one: Requirement, candidate: Judged, incumbent: Judged | None, bootstrap: Bootstrap) -> Line:
    """Passed when the whole 95 % interval of the paired difference lies above the permitted drop: the candidate has to
    show that it is not worse than that; few documents show little."""
    if incumbent is None:
        return _line(one, None, True, "not asked: there is no incumbent to be held against")
    pairs = [(first.tallies, second.tallies) for first, second in paired(incumbent.scores, candidate.scores)]
    found = differences(pairs, bootstrap, [one.measure], one.figure or Figure.F1).get(one.measure)
    if found is None or found.interval is None:
        return _line(one, None, False, UNDEFINED)
    low = found.interval.low
    told = f"difference {found.value:+.3f}, at worst {low:+.3f}. {one.why}"
    return _line(one, low, low >= -one.limit - ROUNDING, told)


def _fit(candidate: Judged, lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """A refusal of gold that the model learnt from, where no line of the gate refuses it already."""
    read = float(len(candidate.leaks))
    if not read or any(line.measure == READ and not line.passed for line in lines):
        return ()
    return (Line(READ, READ, read, "<= 0", False, "a fit to training gold is no test, whatever the gate asks"),)


def _line(one: Requirement, value: float | None, passed: bool, why: str) -> Line:
    figure = f" {one.figure.value}" if one.figure else ""
    what = f", worst {one.by}" if one.by else ", difference" if one.bound is Bound.LARGEST_DROP else ""
    return Line(one.name, f"{one.measure}{figure}{what}", value, one.wanted, passed, why)

"""What the pages on agreement and drift show, made of the judgements of each item."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from evaluation.agreement import Agreement, agreement
from evaluation.drift import Drift, Work, drifts
from evaluation.judged import FIELDS, NOT_TOLD, judged
from evaluation.resampling import Value
from review.settings import CHINA
from store.desk.rounds import CONFIRMED, REJECTED, Answer, Judgement, Rounds, Span
from store.desk.rows import DecisionKind, Outcome

FIRST, SECOND, APPROVER = 1, 2, 3
SPARK_WIDTH, SPARK_HEIGHT, SPARK_EDGE = 120, 28, 3
"""Size of a sparkline and the blank around its line, in CSS pixels."""


@dataclass(frozen=True, slots=True)
class Selection:
    """What a report is about, as the address has it: months `2026-10`, both included, and a unit; empty is all."""

    since: str = ""
    until: str = ""
    unit: str = ""

    def span(self) -> Span:
        """The same in moments of the store."""
        after = _month_after(self.until) if self.until else ""
        return Span(moment_of(f"{self.since}-01") if self.since else "", moment_of(after) if after else "", self.unit)


def selection_of(query: Mapping[str, str]) -> Selection:
    """The selection of an address; what is no month is no limit."""
    since, until = (_month(query.get(name, "")) for name in ("since", "until"))
    return Selection(since, until, query.get("unit", "")[:200])


def _month(text: str) -> str:
    try:
        return date.fromisoformat(f"{text}-01").strftime("%Y-%m")
    except ValueError:
        return ""


def _month_after(month: str) -> str:
    return (date.fromisoformat(f"{month}-01") + timedelta(days=31)).replace(day=1).isoformat()


def moment_of(day: str) -> str:
    """The moment, as the store has it, at which an ISO day begins in China."""
    begins = datetime.fromisoformat(day).replace(tzinfo=CHINA) - timedelta(hours=8)
    return begins.strftime("%Y-%m-%dT%H:%M:%S.000Z")


def month_of(moment: str) -> str:
    """The month in China of a moment of the store."""
    return datetime.fromisoformat(moment).astimezone(CHINA).strftime("%Y-%m")


@dataclass(frozen=True, slots=True)
class AgreementReport:
    """Agreement by field: `looks` of first and second look, alpha over all independent judgements; `answers` of first
    decisions beside the known answer. `months` and `units` have the verdict's alone."""

    looks: Mapping[str, Agreement]
    answers: Mapping[str, Agreement]
    months: Mapping[str, Agreement]
    units: Mapping[str, Agreement]


def agreement_report(rounds: Sequence[Rounds]) -> AgreementReport:
    """The report of items, however few."""
    told = [_told(one) for one in rounds]
    beside = [(first, key) for first, _, key in told]
    return AgreementReport(
        looks={field: agreement(_values(judges, field) for judges in told) for field in FIELDS},
        answers={field: agreement(_values(judges, field) for judges in beside) for field in FIELDS},
        months=_verdicts(rounds, lambda one: month_of(one.judgements[0].decided_at)),
        units=_verdicts(rounds, lambda one: one.unit or NOT_TOLD),
    )


Judge = Mapping[str, Value] | None


def _told(one: Rounds) -> tuple[Judge, Judge, Judge]:
    """First decision, second look, known answer. The approver saw the others' words and is no independent judge."""
    return _judge(one.of_round(FIRST)), _judge(one.of_round(SECOND)), _judge(one.answer)


def _judge(said: Judgement | Answer | None) -> Judge:
    return judged(said.verdict, _outcome(said.verdict, said.outcome)) if said else None


def _outcome(verdict: str, outcome: Outcome | None) -> dict[str, Any] | None:
    return asdict(outcome) if outcome and verdict == CONFIRMED else None


def _values(judges: Sequence[Judge], field: str) -> tuple[Value, ...]:
    return tuple(judge[field] if judge else None for judge in judges)


def _verdicts(rounds: Sequence[Rounds], key: Callable[[Rounds], str]) -> dict[str, Agreement]:
    groups: dict[str, list[tuple[Value, ...]]] = defaultdict(list)
    for one in rounds:
        groups[key(one)].append(_values(_told(one), FIELDS[0]))
    return {name: agreement(groups[name]) for name in sorted(groups)}


@dataclass(frozen=True, slots=True)
class Spark:
    """A line through one share by month, in pixels from the top left; `points` as an SVG polyline has them."""

    points: str
    last: tuple[float, float]
    width: int = SPARK_WIDTH
    height: int = SPARK_HEIGHT


@dataclass(frozen=True, slots=True)
class ReviewerDrift:
    """The months of one reviewer, the latest first; `spark` of the share confirmed, None with fewer than two months."""

    reviewer: str
    months: Sequence[Drift]
    spark: Spark | None


def drift_report(rounds: Sequence[Rounds]) -> list[ReviewerDrift]:
    """Every reviewer's months, by account id."""
    by_reviewer: dict[str, list[Drift]] = defaultdict(list)
    for one in drifts(work for item in rounds for work in _works(item)):
        by_reviewer[one.reviewer].append(one)
    return [ReviewerDrift(key, months, _spark(months)) for key, months in sorted(by_reviewer.items())]


def _works(item: Rounds) -> list[Work]:
    """What reviewers did on an item; an approver's word is no reviewer's work."""
    shared = len({judgement.account_id for judgement in item.judgements}) > 1
    return [
        Work(
            reviewer=one.account_id,
            month=month_of(one.decided_at),
            severity=item.severity,
            confirmed=one.verdict == CONFIRMED,
            rejected=one.verdict == REJECTED,
            amended=one.kind is DecisionKind.AMEND,
            final=one.verdict == item.final if item.final and shared else None,
            right=one.verdict == item.answer.verdict if item.answer else None,
            minutes=one.minutes,
        )
        for one in item.judgements
        if one.round != APPROVER
    ]


def _spark(months: Sequence[Drift]) -> Spark | None:
    shares = [month.shares["confirmed"].own.value or 0.0 for month in reversed(months)]
    if len(shares) < 2:
        return None
    step = (SPARK_WIDTH - 2 * SPARK_EDGE) / (len(shares) - 1)
    depth = SPARK_HEIGHT - 2 * SPARK_EDGE
    points = [(round(SPARK_EDGE + step * n, 1), round(SPARK_EDGE + depth * (1 - s), 1)) for n, s in enumerate(shares)]
    return Spark(" ".join(f"{x},{y}" for x, y in points), points[-1])

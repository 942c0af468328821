"""The rulebook at work: from situations and an intervener to category, severity, deadline and route."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from data.rulebook.schema import Classing, Conditions, Deadline, Rules, Sourced
from data.types import Category, Situation
from data.workdays import Calendar, Day

SEVERITIES = ("low", "medium", "high", "critical")
MOST_POINTS = 100


@dataclass(frozen=True, slots=True)
class RuleRef:
    """A line of the rulebook that an assessment rests on: `table.id`, its name, its sources, how firm they are."""

    id: str
    title: str
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class Intervener:
    """What is known of an intervener; empty and False mean not told.

    `field` is the sector as the registry has it, `org` and `position` also when only the document tells them.
    `party`: a party to the case or of a party's circle. `lawyer`, `departed`: by the lawyers' registry or by words.
    """

    field: str = ""
    org: str = ""
    position: str = ""
    lawyer: bool = False
    departed: bool = False
    party: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the rulebook says of one matter.

    `severity_score` 0..100. `due_on` is None when the day of the event is not known; `due_certain` is False when it
    was reckoned with weekends only for want of the year's holidays. `report_to` and `transfers` are ids of `routes`.
    """

    category: Category
    severity: str
    severity_score: int
    due_on: date | None
    report_to: tuple[str, ...]
    rules: tuple[RuleRef, ...]
    deadline: str | None = None
    due_certain: bool = True
    transfers: tuple[str, ...] = ()


class Rulebook:
    """The rules of one profile. `version` names every file's version, `sha256` their bytes; both go on record."""

    def __init__(self, profile: str, rules: Rules, calendar: Calendar, version: str, sha256: str) -> None:
        self.profile = profile
        self.rules = rules
        self.calendar = calendar
        self.version = version
        self.sha256 = sha256

    def assess(
        self, situations: Sequence[Situation | str], intervener_class: str | None, occurred_on: date | None
    ) -> Assessment:
        """Category, severity, deadline and route of a matter with these situations.

        `intervener_class` is an id of [objects], None when nothing tells it. Raises ValueError for no situations and
        for an unknown class.
        """
        codes = tuple(dict.fromkeys(Situation(code) for code in situations))
        if not codes:
            raise ValueError("an assessment needs at least one situation")
        if intervener_class is not None and intervener_class not in self.rules.objects:
            raise ValueError(f"{intervener_class!r} is no id of [objects]: {', '.join(self.rules.objects)}")
        weightiest = max(codes, key=lambda code: self.rules.situations[code].weight)
        score = self._score(codes, weightiest, intervener_class)
        severity = self.severity_of(score)
        facts = (codes, intervener_class, severity)
        reporting = {id_: rule for id_, rule in self.rules.reporting.items() if _applies(rule, *facts)}
        transfers = {id_: rule for id_, rule in self.rules.transfers.items() if _applies(rule, *facts)}
        deadline, due = self._due(facts, occurred_on)
        return Assessment(
            category=self.rules.situations[weightiest].category,
            severity=severity,
            severity_score=score,
            due_on=due.day if due else None,
            report_to=self._in_order({to for rule in reporting.values() for to in rule.to}),
            rules=self._refs(facts, deadline, reporting),
            deadline=deadline,
            due_certain=due.certain if due else True,
            transfers=self._in_order({to for rule in transfers.values() for to in rule.to}),
        )

    def severity_of(self, score: int) -> str:
        """The severity code of a score 0..100."""
        return [code for code in SEVERITIES if self.rules.severities[code].from_ <= score][-1]

    def intervener_class(self, intervener: Intervener) -> str:
        """The id of [objects] that an intervener belongs to: the first rule of [classing] that fits."""
        objects = (self._field_object(intervener.field), self._org_object(intervener.org))
        return next(rule.object for rule in self.rules.classing.values() if _fits(rule, intervener, objects))

    def label(self, table: str, id_: str) -> str:
        """The Chinese name of an entry: `label("routes", "committee")`. Raises KeyError for an unknown one."""
        return str(getattr(self.rules, table)[id_].label)

    def ref(self, table: str, id_: str) -> RuleRef:
        """The reference to an entry. Raises KeyError for an unknown one."""
        entry: Sourced = getattr(self.rules, table)[id_]
        return RuleRef(f"{table}.{id_}", self.label(table, id_), self.rules.cite(entry), entry.basis.value)

    def _score(self, codes: tuple[Situation, ...], weightiest: Situation, object_: str | None) -> int:
        extra = self.rules.scoring.extra_situation * (len(codes) - 1)
        own = self.rules.objects[object_].weight if object_ else 0
        return min(MOST_POINTS, self.rules.situations[weightiest].weight + own + extra)

    def _due(
        self, facts: tuple[tuple[Situation, ...], str | None, str], occurred_on: date | None
    ) -> tuple[str | None, Day | None]:
        """The deadline that ends first among those that apply, and its last day; the earlier in the file wins a tie."""
        if occurred_on is None:
            return None, None
        days = {
            id_: self._last_day(rule, occurred_on)
            for id_, rule in self.rules.deadlines.items()
            if _applies(rule, *facts)
        }
        first = min(days, key=lambda id_: days[id_].day)
        return first, days[first]

    def _last_day(self, rule: Deadline, day: date) -> Day:
        if rule.unit == "working_days":
            return self.calendar.add_working_days(day, rule.count)
        if rule.unit == "month":
            return self.calendar.add_working_days(_month_end(day), rule.count)
        month = day.month + 2 - (day.month - 1) % 3
        return self.calendar.last_working_day(_next_month(day.replace(month=month, day=1)).replace(day=rule.count))

    def _refs(
        self, facts: tuple[tuple[Situation, ...], str | None, str], deadline: str | None, reporting: Iterable[str]
    ) -> tuple[RuleRef, ...]:
        codes, object_, _ = facts
        refs = [self.ref("situations", code) for code in codes]
        refs += [self.ref("acts", id_) for id_, act in self.rules.acts.items() if _applies(act, *facts)]
        refs += [self.ref("objects", object_)] if object_ else []
        refs += [self.ref("deadlines", deadline)] if deadline else []
        return tuple(refs + [self.ref("reporting", id_) for id_ in reporting])

    def _in_order(self, routes: set[str]) -> tuple[str, ...]:
        return tuple(id_ for id_ in self.rules.routes if id_ in routes)

    def _field_object(self, field: str) -> str:
        """The object of a sector as the registry writes it, empty when it is none of [fields]."""
        fields = self.rules.fields.values()
        return next((rule.object for rule in fields if field and field in (rule.label, *rule.words)), "")

    def _org_object(self, org: str) -> str:
        """The object of the field whose word ends last in an organisation's name, empty when none does."""
        found = [
            (at + len(word), len(word), rule.object)
            for rule in self.rules.fields.values()
            for word in rule.words
            if (at := org.rfind(word)) >= 0
        ]
        return max(found)[2] if found else ""


def _applies(rule: Conditions, codes: tuple[Situation, ...], object_: str | None, severity: str) -> bool:
    return (
        (not rule.situations or any(code in rule.situations for code in codes))
        and (not rule.objects or object_ in rule.objects)
        and (rule.severity_from is None or SEVERITIES.index(severity) >= SEVERITIES.index(rule.severity_from))
    )


def _fits(rule: Classing, intervener: Intervener, objects: tuple[str, str]) -> bool:
    words = f"{intervener.org} {intervener.position}"
    return (
        all(getattr(intervener, flag) for flag in rule.flags)
        and (not rule.field_object or rule.field_object == objects[0])
        and (not rule.org_object or rule.org_object == objects[1])
        and (not rule.words or any(word in words for word in rule.words))
        and not any(word in words for word in rule.unless)
    )


def _next_month(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _month_end(day: date) -> date:
    return date.fromordinal(_next_month(day).toordinal() - 1)

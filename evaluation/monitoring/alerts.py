"""Which rules give an alarm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluation.monitoring.readings import Reading, Subject, reading
from evaluation.monitoring.rules import Rule, Scope, Severity


@dataclass(frozen=True, slots=True)
class Alert:
    """A rule that fired, where (`unit` empty: overall), and on what."""

    rule: Rule
    unit: str
    reading: Reading

    @property
    def acts(self) -> bool:
        """Whether something is to be done now."""
        return self.rule.severity is Severity.ACT


def alerts(rules: Sequence[Rule], overall: Subject, units: Sequence[Subject]) -> tuple[Alert, ...]:
    """What fires: what is to be acted on first, then in the order of the rules, then by unit."""
    found = [
        Alert(rule, subject.unit, told)
        for rule in rules
        for subject in ([overall] if rule.scope is Scope.OVERALL else units)
        if (told := reading(subject, rule)) is not None and fires(rule, told)
    ]
    return tuple(sorted(found, key=lambda alert: not alert.acts))


def fires(rule: Rule, told: Reading) -> bool:
    """Whether a reading lies beyond the rule's bound, with all that the rule asks for."""
    if told.cases < rule.minimum or not told.significant:
        return False
    low = high = told.value
    if rule.certain and told.interval:
        low, high = told.interval.low, told.interval.high
    return low > rule.above if rule.above is not None else high < rule.threshold

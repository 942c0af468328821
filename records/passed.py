"""Events that lead to no proposal, by cause: what is said of them without a word of theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from data.types import Reading, Status, VerdictKind

FILED, LAWFUL = "filed", "lawful"
SECOND = "second_reader"
"""Kind of the counts that a second reader adds: `second_reader:alone` and the like, see pipelines.second_counts."""


def passed_over(reading: Reading) -> dict[str, int]:
    """How many events of a reading are not to be proposed, by cause, causes in order.

    A cause is `filed:RECORD_ID`, `lawful:PROCEDURE`, `negated` or `hypothetical`. An event on file may still be
    proposed, when its record proves to answer another occasion.
    """
    found: Counter[str] = Counter()
    for item in reading.events:
        if item.verdict.kind is VerdictKind.FILED:
            found[f"{FILED}:{item.verdict.record_id}"] += 1
        elif item.verdict.kind is VerdictKind.LAWFUL and item.event.lawful:
            found[f"{LAWFUL}:{item.event.lawful.value}"] += 1
        elif item.event.status is not Status.ASSERTED:
            found[item.event.status.value] += 1
    return dict(sorted(found.items()))


def added(first: Mapping[str, int], second: Mapping[str, int]) -> dict[str, int]:
    """The counts of both, causes in order."""
    return dict(sorted((Counter(first) + Counter(second)).items()))


def kind_of(cause: str) -> str:
    """`filed`, `lawful`, `negated`, `hypothetical` or `second_reader`."""
    return cause.partition(":")[0]


def in_words(causes: Mapping[str, int]) -> str:
    """The causes as operators read them, those of a second reader aside; empty when there are none."""
    said = {FILED: "on file as {}", LAWFUL: "lawful ({})"}
    told = [
        f"{count} {said.get(kind_of(cause), kind_of(cause)).format(cause.partition(':')[2])}"
        for cause, count in causes.items()
        if kind_of(cause) != SECOND
    ]
    return f"events not proposed: {', '.join(told)}" if told else ""

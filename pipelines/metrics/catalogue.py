"""Every figure there is, with its unit and the only values its labels can have. docs/operations.md has the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from data.errors import FileStatus
from records.proposals import VERDICTS
from store.desk.rows import PENDING
from store.rows import READ

OTHER = "other"
"""What a label says instead of a value that is not in its list."""


class Kind(StrEnum):
    """How a figure behaves over time."""

    COUNTER = "counter"
    HISTOGRAM = "histogram"
    GAUGE = "gauge"


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `unit` as UCUM writes it; `labels` by name, each with all values it can have."""

    name: str
    kind: Kind
    unit: str
    about: str
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def labelled(self, told: Mapping[str, str]) -> dict[str, str]:
        """The labels with a value from the list each. Raises KeyError for one that the metric has not."""
        return {name: value if value in self.labels[name] else OTHER for name, value in told.items()}


STAGES = ("registries", "plan", "screen", "read", "sift", "extract", "resolve", "second_read", "commit", "conclude")
QUARANTINES = tuple(status.value for status in FileStatus if status not in READ)
_QUEUE = {"state": tuple(state.value for state in PENDING)}

METRICS = (
    Metric("guowen.runs", Kind.COUNTER, "{run}", "Screenings that ended", {"outcome": ("complete", "incomplete")}),
    Metric("guowen.run.completed.timestamp", Kind.GAUGE, "s", "When the last complete screening ended, in Unix time"),
    Metric(
        "guowen.documents",
        Kind.COUNTER,
        "{file}",
        "Files of the inbox by what became of them in complete runs",
        {"status": ("screened", "unchanged", "quarantined")},
    ),
    Metric(
        "guowen.quarantines",
        Kind.COUNTER,
        "{file}",
        "Files that complete runs read and could not use",
        {"reason": QUARANTINES},
    ),
    Metric(
        "guowen.stage.duration",
        Kind.HISTOGRAM,
        "s",
        "Seconds of a stage of a run; read, sift, extract, resolve and second_read are summed over the workers",
        {"stage": STAGES},
    ),
    Metric(
        "guowen.batches", Kind.COUNTER, "{batch}", "Batches by what became of them", {"outcome": ("stored", "failed")}
    ),
    Metric("guowen.batch.duration", Kind.HISTOGRAM, "s", "Seconds from one batch in the store to the next"),
    Metric("guowen.worker.restarts", Kind.COUNTER, "{worker}", "Workers that ended in their work and were replaced"),
    Metric(
        "guowen.memory.peak",
        Kind.GAUGE,
        "By",
        "The most memory a process of the last run held",
        {"process": ("main", "worker")},
    ),
    Metric(
        "guowen.proposals", Kind.GAUGE, "{proposal}", "Proposals that stand, by their verdict", {"verdict": VERDICTS}
    ),
    Metric("guowen.queue.items", Kind.GAUGE, "{proposal}", "Proposals that wait for a person", _QUEUE),
    Metric("guowen.queue.overdue", Kind.GAUGE, "{proposal}", "Those among them past their deadline", _QUEUE),
    Metric("guowen.queue.oldest.age", Kind.GAUGE, "s", "How long the oldest of them has waited", _QUEUE),
    Metric("guowen.ledger.rows", Kind.GAUGE, "{row}", "Rows of the ledger"),
)
SECONDS = (0.1, 0.5, 1, 5, 15, 60, 300, 900, 1800, 3600, 7200, 14400, 28800, 86400)
"""Upper bounds of the buckets of durations."""

"""What trials came to, kept line by line while they go on, and the table that is made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import fmean, median

from bench.machine import machine, table
from data.codec import from_text, to_text

HEADING = ["fault", "runs", "where it was met", "recovered", "seconds a run", "differences"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """One trial: where the screening was when the fault came, seconds of it and of an undisturbed run, differences."""

    scenario: str
    seed: int
    hit: str
    recovered: bool
    seconds: float
    undisturbed: float
    differences: Sequence[str] = ()

    def told(self) -> Iterator[str]:
        """A line for each difference."""
        return (f"{self.scenario}, seed {self.seed}, {self.hit}: {difference}" for difference in self.differences)


def keep(path: Path, outcome: Outcome) -> None:
    """Adds an outcome to the file, so that it is there whatever becomes of the trials after it."""
    with path.open("a", encoding="utf-8") as out:
        out.write(to_text(asdict(outcome)) + "\n")


def kept(path: Path | None) -> list[Outcome]:
    """The outcomes in the file, none when there is none; of trials made twice the later one counts."""
    lines = path.read_text("utf-8").splitlines() if path and path.exists() else []
    found = [Outcome(**from_text(line)) for line in lines]
    return [*{(outcome.scenario, outcome.seed): outcome for outcome in found}.values()]


def results(names: Iterable[str], outcomes: Sequence[Outcome]) -> str:
    """The table of those scenarios as Markdown; one without trials says so."""
    undisturbed = median(outcome.undisturbed for outcome in outcomes) if outcomes else 0.0
    rows = [_row(name, [outcome for outcome in outcomes if outcome.scenario == name]) for name in names]
    differences = [f"- {line}" for outcome in outcomes for line in outcome.told()]
    paragraphs = (
        "# Screenings that meet faults",
        f"Six papers of the sample city; undisturbed, a screening takes {undisturbed:.1f} s. `python -m bench.faults`",
        table(HEADING, rows),
        "\n".join(differences) or "No run came to anything else than an undisturbed one.",
        machine(),
    )
    return "\n\n".join(paragraphs)


def _row(name: str, outcomes: Sequence[Outcome]) -> list[str]:
    hits = Counter(outcome.hit for outcome in outcomes)
    cells = (
        len(outcomes),
        ", ".join(f"{hit} {count}" for hit, count in hits.most_common()),
        sum(outcome.recovered for outcome in outcomes),
        f"{fmean(outcome.seconds for outcome in outcomes):.1f}" if outcomes else "",
        sum(bool(outcome.differences) for outcome in outcomes),
    )
    return [name, *map(str, cells)]

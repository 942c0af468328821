"""Puts the parts of bench/results together to bench/RESULTS.md: `python -m bench.report`. It measures nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bench.machine import RESULTS

WHOLE_RUN = ("throughput", "screening", "growth", "workers", "second_run")
"""Parts that stand whole in the report, each written by the command of its name with `--write`."""
ELSEWHERE = (
    ("resolution", "resolution of mangled names among a million posts, beside other matchers", "bench.resolution"),
    ("faults", "screenings that meet faults, a hundred of each", "bench.faults"),
    ("matching", "weights of people", "bench.matching_weights"),
    ("desk", "waiting times of the desk", "bench.desk"),
    ("cost", "what reading costs", "bench.cost"),
)


def report() -> Iterator[str]:
    """The report piece by piece; a part that was never measured is told with its command."""
    yield "# Speed, growth and memory\n\nMade by `python -m bench.report` from the parts in `results/`."
    for name in WHOLE_RUN:
        part = RESULTS / f"{name}.md"
        if part.is_file():
            yield part.read_text("utf-8").strip().replace("\n#", "\n##").replace("# ", "## ", 1)
        else:
            yield f"## {name}\n\nNot measured yet: `python -m bench.{name} --write`."
    rows = [f"- [{what}](results/{name}.md), `python -m {command}`" for name, what, command in ELSEWHERE if _is(name)]
    yield "## Measured elsewhere\n\n" + "\n".join(rows)


def _is(name: str) -> bool:
    return (RESULTS / f"{name}.md").is_file()


if __name__ == "__main__":
    Path(__file__).with_name("RESULTS.md").write_text("\n\n".join(report()) + "\n", "utf-8")

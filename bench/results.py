"""Puts the numbers of a scores.json into evaluation/RESULTS.md, between its two marks; the words around them stay.

guowen evaluate GOLD/gold.jsonl --registries GOLD/world --out OUT
python -m bench.results OUT/scores.json [RESULTS.md]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from data.types import Label
from evaluation.scorer import HEADLINE_KEYS, HEADLINES

RESULTS = Path(__file__).parent.parent / "evaluation" / "RESULTS.md"
BEGIN, END = "<!-- measured -->", "<!-- /measured -->"
VERDICTS = ("unfiled", "filed", "lawful", "not_event", "missing")


def main() -> None:
    scores = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else RESULTS
    before, _, rest = target.read_text("utf-8").partition(BEGIN)
    if END not in rest:
        sys.exit(f"{target}: no {BEGIN} ... {END} to put the numbers between")
    measured = "\n".join(tables(scores))
    target.write_text(f"{before}{BEGIN}\n{measured}\n{END}{rest.partition(END)[2]}", "utf-8")


def tables(scores: dict[str, Any]) -> Iterator[str]:
    """All tables as lines of Markdown, an empty line between them."""
    yield from table(["version", ""], versions(scores["versions"]))
    yield from table(["measure", "F1", "95 %", "precision", "recall", "baseline"], headlines(scores))
    yield "By kind of paper (F1):\n"
    kinds = ([kind, *(number(values[key]) for key in HEADLINE_KEYS)] for kind, values in scores["by_kind"].items())
    yield from table(["kind", *HEADLINE_KEYS], kinds)
    yield "Of the events that were found, whatever their verdict, each field read right; of gold's links, each right:\n"
    shares = ([name, number(one["share"]), one["right"], one["of"]] for name, one in scores["shares"].items())
    yield from table(["field", "share", "right", "of"], shares)
    yield "Verdicts, gold down, predicted across:\n"
    yield from table(["", *VERDICTS], verdicts(scores["verdicts"]))
    yield "Mentions by type (F1):\n"
    yield from table(["type", "strict", "overlap", "predicted", "gold"], mentions(scores["measures"]))


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    yield line(heading)
    yield "|" + "---|" * len(heading)
    yield from map(line, rows)
    yield ""


def line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(map(str, cells)) + " |"


def number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def versions(told: dict[str, str]) -> Iterator[list[str]]:
    for name, value in told.items():
        yield [name, value.partition(" ")[0] if name == "code" else value[:16] if name.endswith("sha256") else value]


def headlines(scores: dict[str, Any]) -> Iterator[list[str]]:
    for key, name in zip(HEADLINE_KEYS, HEADLINES, strict=True):
        one = scores["measures"][name]
        interval = f"{number(one['low'])} to {number(one['high'])}"
        yield [
            key,
            f"**{number(one['f1'])}**",
            interval,
            number(one["precision"]),
            number(one["recall"]),
            number(scores["baseline"][key]),
        ]


def verdicts(counts: list[dict[str, Any]]) -> Iterator[list[object]]:
    found = {(one["gold"], one["predicted"]): one["events"] for one in counts}
    for gold in VERDICTS:
        yield ["not in gold" if gold == "missing" else gold, *(found.get((gold, told), "") for told in VERDICTS)]


def mentions(measures: dict[str, Any]) -> Iterator[list[object]]:
    for label in Label:
        strict, overlap = (measures.get(f"mention_{how}.{label.value}") for how in ("strict", "overlap"))
        if strict and overlap:
            yield [label.value, number(strict["f1"]), number(overlap["f1"]), strict["predicted"], strict["gold"]]


if __name__ == "__main__":
    main()

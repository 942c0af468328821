"""Two runs compared: files in; comparison.json, comparison.html and a short table out."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from data.outputs import make_folder, write_json, write_text
from data.registries import load_registries
from evaluation.comparison.compare import compare
from evaluation.comparison.gate import Judgement, judge, load_gate
from evaluation.comparison.page import comparison_page
from evaluation.comparison.plain import plain, table
from evaluation.comparison.runs import read_runs


@dataclass(frozen=True, slots=True)
class ComparisonOrder:
    """What is asked. Without `registries` no slices are cut; without `gate` nothing is judged."""

    gold: Path
    first: Path
    second: Path
    out: Path
    registries: Path | None = None
    gate: Path | None = None


def compare_runs(order: ComparisonOrder) -> Judgement | None:
    """Compares and writes; the judgement of the second run against the first, None without a gate.

    The gate is read before anything is scored. Raises ConfigError for a faulty gate, GoldError for runs that cannot be
    compared, RegistryError for registries that cannot be used.
    """
    gate = load_gate(order.gate) if order.gate else None
    registries = load_registries(order.registries)[0] if order.registries else None
    runs = read_runs(order.gold, order.first, order.second, registries.sha256 if registries else None)
    comparison = compare(runs[0].scores, runs[1].scores, registries)
    judgement = judge(gate, runs[1], runs[0], comparison.settings.bootstrap) if gate else None
    make_folder(order.out)
    write_json(order.out / "comparison.json", plain(comparison, runs, judgement))
    write_text(order.out / "comparison.html", comparison_page(comparison, runs, judgement))
    sys.stdout.write(table(comparison, runs, judgement))
    sys.stdout.write(f"page: {order.out / 'comparison.html'}\n")
    return judgement

"""Fits the weights of matching cases to marked papers and writes them as a plain table.

    python -m models.case_training GOLD_DIR... --out data/lexicons/match_case_weights.toml [--held]

Each GOLD_DIR holds `gold.jsonl` and `world/`. The model is a conditional logit: of the cases that an event may mean and
none of them, each case has odds exp(prior + sum of the weights of its evidence), none 1. Weights maximise the
likelihood of the marked case less a penalty on their distance from the values of
data/lexicons/match_case_training.toml. Nothing is drawn by chance: the same folders, evidence and values give the same
weights. `--held` prints, each folder left out in turn, how many events get the right case by shipped and by learnt
weights.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from data.errors import GoldError
from data.outputs import write_text
from matching import lexicon
from models.case_examples import CaseExample, examples
from models.training import gold_folder

VERSION = 3
Weights = Mapping[str, float]
"""Log odds by level ("party.full")."""


def prior_of(table: Mapping[str, Any]) -> dict[str, float]:
    """The values that `table` draws to, by level, in its order."""
    return {f"{kind}.{level}": float(value) for kind, told in table["prior"].items() for level, value in told.items()}


def shipped() -> dict[str, float]:
    """The weights in use, by level."""
    table = lexicon.table("match_case_weights")
    told = {
        f"{kind}.{level}": float(table[kind][level])
        for kind in table
        if isinstance(table[kind], dict)
        for level in table[kind]
    }
    return {"prior.nothing": float(table["prior"]), **told}


def fit(found: Sequence[CaseExample], table: Mapping[str, Any]) -> Weights:
    """The weights that make the examples likeliest, near the values of `table`, to one place behind the point.

    Raises GoldError without examples.
    """
    if not found:
        raise GoldError("gold: no event has a case it may mean; name gold folders whose events tell of listed cases")
    reasoned = prior_of(table)
    place = {level: at for at, level in enumerate(reasoned)}
    counts = [[place[level] for level in levels] for one in found for levels in one.candidates]
    rows = np.repeat(np.arange(len(counts)), [len(levels) for levels in counts])
    columns = [column for levels in counts for column in levels]
    data = csr_matrix((np.ones(len(columns)), (rows, columns)), shape=(len(counts), len(place)))
    starts = np.cumsum([0, *(len(one.candidates) for one in found)])[:-1]
    right = [start + one.right for start, one in zip(starts, found, strict=True) if one.right >= 0]
    start = np.array(list(reasoned.values()))
    held = np.array([level in table["settings"]["hold"] for level in reasoned])
    pull = float(table["settings"]["pull"])

    def loss(at: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        logits = data @ at
        top = np.maximum(np.maximum.reduceat(logits, starts), 0.0)
        odds = np.exp(logits - np.repeat(top, np.diff([*starts, len(logits)])))
        total = np.exp(-top) + np.add.reduceat(odds, starts)
        value = float((top + np.log(total)).sum() - logits[right].sum())
        share = odds / np.repeat(total, np.diff([*starts, len(logits)]))
        share[right] -= 1.0
        slope = data.T @ share + pull * (at - start)
        return value + pull * float(((at - start) ** 2).sum()) / 2, np.where(held, 0.0, slope)

    best = minimize(loss, start, jac=True, method="L-BFGS-B")
    return dict(zip(reasoned, np.round(best.x, 1).tolist(), strict=True))


def right_by(found: Sequence[CaseExample], weights: Weights) -> int:
    """How many examples get gold's case, or none where gold has none, by the thresholds of matching."""
    settings = lexicon.case_settings()
    right = 0
    for one in found:
        odds = np.exp([sum(weights[level] for level in levels) for levels in one.candidates])
        shares = odds / (1 + odds.sum())
        order = np.argsort(-shares, kind="stable")
        second = shares[order[1]] if len(order) > 1 else 0.0
        linked = shares[order[0]] >= settings.link and shares[order[0]] - second >= settings.margin
        right += one.right == (int(order[0]) if linked else -1)
    return right


def text_of(weights: Weights, learnt: Sequence[str]) -> str:
    """The file of the weights: TOML, kind by kind."""
    kinds: dict[str, dict[str, float]] = {}
    for name, value in weights.items():
        kind, level = name.split(".")
        kinds.setdefault(kind, {})[level] = value
    lines = [
        f"# Log odds that each piece of evidence adds when an event is compared with a listed case. Version {VERSION}.",
        "# Written by `python -m models.case_training`: to change them by hand, change what they are drawn to.",
        *(f"# {line}" for line in learnt),
        f'version = "{VERSION}"',
        f"prior = {kinds.pop('prior')['nothing']}",
    ]
    for kind, levels in kinds.items():
        lines += ["", f"[{kind}]", *(f"{level} = {value}" for level, value in levels.items())]
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Reads the folders, fits and writes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--held", action="store_true")
    told = parser.parse_args(arguments)
    table = lexicon.table("match_case_training")
    found = {folder.name: list(examples(gold_folder(folder))) for folder in told.folders}
    if told.held:
        _held(found, table)
    everything = [one for ones in found.values() for one in ones]
    weights = fit(everything, table)
    learnt = [
        f"learnt from {len(everything)} examples of {' '.join(found)}, match_case_training.toml version "
        f"{table['version']}",
    ]
    if told.out:
        write_text(told.out, text_of(weights, learnt))
    known = shipped()
    for name, value in weights.items():
        sys.stdout.write(f"{name}\t{prior_of(table)[name]}\tshipped {known[name]}\tlearnt {value}\n")


def _held(found: Mapping[str, Sequence[CaseExample]], table: Mapping[str, Any]) -> None:
    for city, own in found.items():
        others = [one for name, ones in found.items() if name != city for one in ones]
        ours, learnt = right_by(own, shipped()), right_by(own, fit(others, table))
        sys.stdout.write(f"{city}: {len(own)} looks at events, right by shipped weights {ours}, by learnt {learnt}\n")


if __name__ == "__main__":
    main()

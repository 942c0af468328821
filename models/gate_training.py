"""Fits the table of the gate: which stems, and how much each speaks for an act in a stretch of text.

    python -m models.gate_training GOLD_FOLDER... [--out data/lexicons/gate.tsv]

Each gold folder holds `gold.jsonl` and `world/` with the registries. The stems that are sure are written by hand and
stay; the others are learnt from the stretches without a sure one. Those are runs of one to three Chinese characters
that occur often enough and in enough folders, so that no name of one invented city is learnt; an L1 penalty leaves few
of them. Prints the share of triggers that folders held out in turn would lose at some thresholds. Needs the
train extra (scikit-learn).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.goldfile import document_of, read_rows
from data.lexicon import rows, words
from data.outputs import write_text
from data.registries import load_registries
from extractors.gate import BIAS, NAME, TITLE, Gate
from extractors.names import names_of

HAN = re.compile("[一-鿿]+")
LONGEST = 3
LEAST_STRETCHES = 8
LEAST_FOLDERS = 5
PENALTY = 0.1
"""The inverse of the L1 penalty."""
FOLDS = 4
SURE, LEARNT = "sure", "learnt"
RECALLS = (1.0, 0.999, 0.998, 0.995)
HEAD = """# version: 2
# Stems the gate looks for and how much each speaks for an act. One of use `sure` is enough by itself: the words of
# acts, of cases and of those who handle them; written by hand. Those of use `learnt` are made from marked-up papers by
# models/gate_training.py, which keeps the sure ones. `bias` is what every stretch starts from, `name` counts when any
# name of the registries stands in it, `title` when any title does.
stem\tweight\tuse
"""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A stretch of text of one paper of one folder: what it holds, and the ids of its triggers."""

    folder: str
    paper: str
    signs: frozenset[str]
    triggers: frozenset[str]


def weighed(folder: Path) -> Iterator[Weighed]:
    """The stretches of the papers of a gold folder."""
    gate = Gate(names_of(load_registries(folder / "world")[0]), weights={NAME: 1.0, TITLE: 1.0})
    for _, row in read_rows(folder / "gold.jsonl"):
        document = document_of(row, str(folder))
        stretches = gate.stretches(document)
        triggers = [mention for mention in row["mentions"] if mention["type"] == "TRIGGER"]
        for stretch, signs in zip(stretches, gate.signs(document, stretches), strict=True):
            said = document.text[stretch.start : stretch.end]
            within = [m["id"] for m in triggers if stretch.start < m["end"] and m["start"] < stretch.end]
            signs.update(stems(said))
            yield Weighed(folder.name, row["doc_id"], frozenset(signs), frozenset(within))


def stems(said: str) -> Iterator[str]:
    """All runs of Chinese characters in `said` up to `LONGEST` long; a family name alone is none."""
    for run in HAN.findall(said):
        for size in range(1, LONGEST + 1):
            for at in range(len(run) - size + 1):
                if run[at : at + size] not in _surnames():
                    yield run[at : at + size]


def common(stretches: Iterable[Weighed]) -> list[str]:
    """The signs that occur often enough and in enough folders, in order."""
    counts: Counter[str] = Counter()
    folders: dict[str, set[str]] = {}
    for one in stretches:
        counts.update(one.signs)
        for sign in one.signs:
            folders.setdefault(sign, set()).add(one.folder)
    return sorted(s for s, n in counts.items() if n >= LEAST_STRETCHES and len(folders[s]) >= LEAST_FOLDERS)


def fit(stretches: Sequence[Weighed]) -> dict[str, float]:
    """The weights of the signs that count, BIAS among them."""
    from sklearn.linear_model import LogisticRegression

    solver = LogisticRegression(l1_ratio=1.0, solver="liblinear", C=PENALTY, random_state=0, intercept_scaling=10.0)
    unsure = [one for one in stretches if one.signs.isdisjoint(sure())]
    signs = common(unsure)
    solver.fit(_matrix(unsure, signs), np.array([bool(one.triggers) for one in unsure]))
    weights = {sign: round(float(w), 3) for sign, w in zip(signs, solver.coef_[0], strict=True)}
    learnt = {BIAS: round(float(solver.intercept_[0]), 3)} | {sign: w for sign, w in weights.items() if w}
    return learnt | sure()


def sure() -> dict[str, float]:
    """The weights of the stems written by hand."""
    return {row["stem"]: float(row["weight"]) for row in rows("gate") if row["use"] == SURE}


def scores(stretches: Sequence[Weighed], weights: Mapping[str, float]) -> NDArray[np.float64]:
    """The score 0..1 of each stretch, as the gate gives it."""
    totals = [weights[BIAS] + sum(weights.get(sign, 0.0) for sign in sorted(one.signs)) for one in stretches]
    found: NDArray[np.float64] = 1.0 / (1.0 + np.exp(-np.array(totals)))
    return found


def held_out(stretches: Sequence[Weighed]) -> NDArray[np.float64]:
    """The score of each stretch by weights that saw nothing of its folder."""
    folders = list(dict.fromkeys(one.folder for one in stretches))
    found = np.zeros(len(stretches))
    for fold in range(FOLDS):
        apart = set(folders[fold::FOLDS])
        places = [place for place, one in enumerate(stretches) if one.folder in apart]
        weights = fit([one for one in stretches if one.folder not in apart])
        found[places] = scores([stretches[place] for place in places], weights)
    return found


def thresholds(stretches: Sequence[Weighed], found: NDArray[np.float64]) -> Iterator[tuple[float, float, float]]:
    """(recall, threshold, share of papers without a trigger skipped) when papers are read whole or not at all."""
    best: dict[tuple[str, str], float] = {}
    triggers: Counter[tuple[str, str]] = Counter()
    for one, score in zip(stretches, found, strict=True):
        paper = (one.folder, one.paper)
        best[paper] = max(best.get(paper, 0.0), float(score))
        triggers[paper] += len(one.triggers)
    told = sorted(score for paper, score in best.items() for _ in range(triggers[paper]))
    empty = [score for paper, score in best.items() if not triggers[paper]]
    for recall in RECALLS:
        least = told[round((1 - recall) * len(told))]
        yield recall, least, sum(score < least for score in empty) / max(1, len(empty))


@lru_cache(maxsize=1)
def _surnames() -> frozenset[str]:
    return frozenset(word for word in words("surnames", "surname", use="common") if len(word) == 1)


def _matrix(stretches: Sequence[Weighed], signs: Sequence[str]) -> Any:
    from scipy.sparse import csr_matrix

    number = {sign: place for place, sign in enumerate(signs)}
    cells = [(row, number[sign]) for row, one in enumerate(stretches) for sign in sorted(one.signs) if sign in number]
    return csr_matrix((np.ones(len(cells)), tuple(zip(*cells, strict=True))), shape=(len(stretches), len(signs)))


def main(arguments: Iterable[str] | None = None) -> None:
    """Reads the folders, fits, writes the table when asked and prints what thresholds would lose."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    told = parser.parse_args(list(arguments) if arguments is not None else None)
    stretches = [one for folder in told.folders for one in weighed(folder)]
    weights = fit(stretches)
    sys.stdout.write(f"{len(stretches)} stretches, {len(weights)} weights\n")
    if told.out:
        learnt = [(sign, weight) for sign, weight in weights.items() if sign not in sure()]
        learnt.sort(key=lambda pair: (pair[0] != BIAS, -pair[1], pair[0]))
        lines = [f"{sign}\t{weight:g}\t{SURE}\n" for sign, weight in sure().items()]
        lines += [f"{sign}\t{weight}\t{LEARNT}\n" for sign, weight in learnt]
        write_text(told.out, HEAD + "".join(lines))
    for recall, least, skipped in thresholds(stretches, held_out(stretches)):
        sys.stdout.write(f"recall {recall:.3f} at {least:.3f}, papers without a trigger skipped {skipped:.3f}\n")


if __name__ == "__main__":
    main()

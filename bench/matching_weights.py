"""How good and how well calibrated links of people are, with the shipped weights and with learnt ones.

    python -m bench.matching_weights GOLD_DIR [GOLD_DIR ...] [--held GOLD_DIR ...] [--folds 4] [--seed 1]

Mentions are gold's; filed records are not asked. Each GOLD_DIR is read with weights learnt from the other folds; those
of `--held` with weights learnt from all GOLD_DIRs.
Prints the share of right decisions on registered people and on nobody,
the expected calibration error of the scores of links (ten bins), and the error of links at several coverages.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data.goldfile import document_of, mentions_of
from data.registries import load_registries
from data.types import Extraction
from matching import lexicon
from matching.index import PeopleIndex
from matching.lexicon import Weights
from matching.people import PeopleResolver
from matching.sight import paper_of
from models.matching_examples import Example, examples
from models.matching_training import fit
from models.training import gold_folder, gold_rows

COVERAGES = (0.5, 0.7, 0.8, 0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Decision:
    """Whom gold means and whom the resolver linked, None for nobody, and the link's score 0..1."""

    wanted: str | None
    found: str | None
    score: float


def decisions(folder: Path, sets: Mapping[str, Weights]) -> Mapping[str, list[Decision]]:
    """Every decision on a gold folder with each set of weights."""
    registries, _ = load_registries(folder / "world")
    index = PeopleIndex(registries)
    resolvers = {name: PeopleResolver(index, weights=weights) for name, weights in sets.items()}
    made: dict[str, list[Decision]] = defaultdict(list)
    for row in gold_rows(gold_folder(folder).gold):
        paper = paper_of(document_of(row, str(folder)), Extraction(mentions_of(row), ()), registries)
        wanted = {mention["id"]: mention["registry_id"] for mention in row["mentions"] if mention["linked"]}
        for name, resolver in resolvers.items():
            for link in resolver.link_all(paper)[1]:
                if link.mention_id in wanted:
                    made[name].append(Decision(wanted[link.mention_id], link.registry_id, link.score))
    return made


def calibration_error(links: Sequence[Decision]) -> float:
    """Mean distance of score and share of right links over ten bins, by their size."""
    bins: dict[int, list[Decision]] = defaultdict(list)
    for link in links:
        bins[min(9, int(link.score * 10))].append(link)
    return sum(abs(sum(link.score - (link.found == link.wanted) for link in some)) for some in bins.values()) / len(
        links
    )


def line(name: str, made: Sequence[Decision]) -> str:
    """One line of the table."""
    registered = [one for one in made if one.wanted]
    nobody = [one for one in made if not one.wanted]
    links = sorted((one for one in made if one.found), key=lambda one: -one.score)
    cells = [
        f"{sum(one.wanted == one.found for one in registered) / len(registered):.4f} of {len(registered)}",
        f"{sum(one.found is None for one in nobody) / len(nobody):.4f} of {len(nobody)}",
        f"{calibration_error(links):.4f}",
    ]
    for coverage in COVERAGES:
        part = links[: int(len(links) * coverage)]
        cells.append(f"{sum(one.wanted != one.found for one in part) / len(part):.4f}")
    return f"| {name} | " + " | ".join(cells) + " |"


def main() -> None:
    """Learns, decides and prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path, metavar="GOLD_DIR")
    parser.add_argument("--held", nargs="*", type=Path, default=[])
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--seed", type=int, default=1)
    told = parser.parse_args()
    table, shipped = lexicon.table("match_training"), lexicon.people_weights()
    shown: dict[Path, list[Example]] = {f: list(examples(gold_folder(f), table, told.seed)) for f in told.folders}
    print(
        "| weights | registered | nobody | calibration error | "
        + " | ".join(f"wrong at {c:.0%}" for c in COVERAGES)
        + " |"
    )
    print("|" + "---|" * (4 + len(COVERAGES)))
    made: dict[str, list[Decision]] = defaultdict(list)
    for fold in range(told.folds):
        left = told.folders[fold :: told.folds]
        learnt = fit([one for folder, some in shown.items() if folder not in left for one in some], table)
        for folder in left:
            for name, some in decisions(folder, {"shipped": shipped, "learnt": learnt}).items():
                made[f"{name}, cities left out"].extend(some)
    learnt = fit([one for some in shown.values() for one in some], table)
    for folder in told.held:
        for name, some in decisions(folder, {"shipped": shipped, "learnt": learnt}).items():
            made[f"{name}, held cities"].extend(some)
    for name, some in made.items():
        print(line(name, some))


if __name__ == "__main__":
    main()

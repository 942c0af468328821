"""Whether the scores of events are probabilities, and what gating by them is worth against bars set by hand.

    python -m bench.calibration GOLD_FOLDER... --models MODEL_DIR... --unseen GOLD_FOLDER... [--write]

The first folders are each read by a model that has not learnt from it (`python -m models.folds` trains such) and scored
by weights that have not either; those after `--unseen` by the shipped models and weights: nothing may have learnt from
them. `--write` puts the result into bench/results/calibration.md.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from evaluation.annotation import read_annotations
from evaluation.calibration import Judged as Pair
from evaluation.calibration import reliability
from evaluation.layers.events import is_unfiled_hit
from evaluation.layers.records import is_record_hit
from evaluation.pairing import pair_events
from extractors.forms import Form
from extractors.scoring import Scorer, is_claim, shipped_scorer
from extractors.scoring_features import surely
from models.folds import StrangeModels
from models.scoring_training import FitSettings, Judged, Paper, fit, papers, readers
from models.training import gold_folder

RESULTS = Path(__file__).parent / "results" / "calibration.md"
BY_HAND_ACT, BY_HAND_ONE = 0.35, 0.55
"""The bars that were set by hand: of the act, and of an act that lacks one of intervener, case and day."""
THRESHOLDS = (0.2, 0.25, 1 / 3, 0.4, 0.5, 0.6, 2 / 3)
Keeps = Callable[[Judged], bool]


@dataclass(frozen=True, slots=True)
class City:
    """A set of papers read with the low bar, and the scorer that did not learn from it."""

    papers: Sequence[Paper]
    scorer: Scorer

    def score(self, one: Judged) -> float:
        """The score of a candidate."""
        return self.scorer.score(one.candidate.features)

    def gate(self, threshold: float) -> Keeps:
        """Keeps claims from that score on, and the rest as the scorer does."""
        bar = surely(self.scorer.aside)
        return lambda one: (
            self.score(one) >= threshold if is_claim(one.candidate.event) else one.candidate.features["act"] >= bar
        )


def by_hand(one: Judged) -> bool:
    """Whether the bars that were set by hand let a candidate pass."""
    told = one.candidate.features
    if told.get("act", 0.0) < surely(BY_HAND_ACT):
        return False
    sure = told.get("act", 0.0) >= surely(BY_HAND_ONE)
    return not is_claim(one.candidate.event) or "lacks 0" in told or ("lacks 1" in told and sure)


def found(cities: Sequence[City], keeps: Callable[[City], Keeps]) -> list[str]:
    """Unfiled-event F1, precision and recall, and record F1 of what is kept."""
    hits = records = told = wanted = 0
    for city in cities:
        keep = keeps(city)
        for paper in city.papers:
            gold, read = (next(iter(read_annotations([row], "x").values())) for row in (paper.gold, paper.read))
            kept = [event for event, one in zip(read.events, paper.judged, strict=True) if keep(one)]
            pairs = [(gold.events[g], kept[p]) for g, p in pair_events(gold.events, kept)]
            good = [pair for pair in pairs if is_unfiled_hit(*pair)]
            hits, records = hits + len(good), records + sum(is_record_hit(*pair) for pair in good)
            told += sum(event.verdict == "unfiled" for event in kept)
            wanted += sum(event.verdict == "unfiled" for event in gold.events)
    shares = (2 * hits / (told + wanted), hits / max(1, told), hits / wanted, 2 * records / (told + wanted))
    return [f"{share:.3f}" for share in shares]


def costs(cities: Sequence[City], keeps: Callable[[City], Keeps], miss: float) -> float:
    """The cost of wrong decisions on candidates by 100 claims, a false proposal costing 1."""
    claims = [(city, one) for city in cities for paper in city.papers for one in paper.judged if _claims(one)]
    lost = sum((miss if one.right else 0) if not keeps(city)(one) else (0 if one.right else 1) for city, one in claims)
    return 100 * lost / len(claims)


def report(name: str, cities: Sequence[City]) -> Iterator[str]:
    """The tables of one group of cities as lines of Markdown."""
    threshold = shipped_scorer().costs.threshold(Form.OFFICE)
    claims = [(city, one) for city in cities for paper in city.papers for one in paper.judged if _claims(one)]
    yield from (f"## {name}", "", f"{len(claims)} claims among the candidates.", "")
    before: list[Pair] = [(one.candidate.event.score, one.right) for _, one in claims]
    after: list[Pair] = [(city.score(one), one.right) for city, one in claims]
    passed: list[Pair] = [(one.candidate.event.score, one.right) for _, one in claims if by_hand(one)]
    kept = [pair for pair in after if pair[0] >= threshold]
    yield from ("| score | claims | ECE | Brier |", "|---|---|---|---|")
    named = {"act, all": before, "event, all": after, "act, past the hand-set bars": passed, "event, proposed": kept}
    for words, pairs in named.items():
        told = reliability(pairs)
        yield f"| {words} | {len(pairs)} | {told.ece:.3f} | {told.brier:.3f} |" if told else f"| {words} | 0 | - | - |"
    yield from ("", "| scores of events | claims | mean | right |", "|---|---|---|---|")
    told = reliability(after)
    for one in told.bins if told else ():
        yield f"| {one.low:.2f}-{one.high:.2f} | {one.count} | {one.mean_score:.2f} | {one.share:.2f} |"
    heading = "| gate | F1 | precision | recall | record F1 | cost, miss 1 | 1.5 | 2 | 3 |"
    yield from ("", heading, "|" + "---|" * 9)
    yield _gated("bars set by hand", cities, lambda _: by_hand)
    for level in sorted({*THRESHOLDS, threshold}):
        words = f"{level:.2f} (shipped)" if abs(level - threshold) < 1e-9 else f"{level:.2f}"
        yield _gated(words, cities, lambda city, level=level: city.gate(level))  # type: ignore[misc]
    yield ""


def _gated(words: str, cities: Sequence[City], keeps: Callable[[City], Keeps]) -> str:
    lost = [f"{costs(cities, keeps, miss):.1f}" for miss in (1.0, 1.5, 2.0, 3.0)]
    return "| " + " | ".join((words, *found(cities, keeps), *lost)) + " |"


def _claims(one: Judged) -> bool:
    return is_claim(one.candidate.event)


def crossed(folders: Sequence[Path], models: Sequence[Path], settings: FitSettings) -> list[City]:
    """Every folder with papers by a model that is strange to it, and a scorer of what other models read."""
    golds = [gold_folder(folder) for folder in folders]
    read = [
        (model, list(papers(reader, gold)))
        for gold, (model, reader) in zip(golds, readers(golds, settings, StrangeModels(models)), strict=True)
    ]
    cities = []
    for model, mine in read:
        others = [one for other, theirs in read if other != model for paper in theirs for one in paper.judged]
        cities.append(City(mine, fit(others, settings)))
    return cities


def unseen(folders: Sequence[Path], settings: FitSettings) -> list[City]:
    """Every folder with papers by the shipped models, and the shipped scorer."""
    golds = [gold_folder(folder) for folder in folders]
    found = zip(golds, readers(golds, settings), strict=True)
    return [City(list(papers(reader, gold)), shipped_scorer()) for gold, (_, reader) in found]


def main() -> None:
    """Prints the tables, and writes them where told."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--models", nargs="*", type=Path, default=[], metavar="MODEL_DIR")
    parser.add_argument("--unseen", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true")
    told = parser.parse_args()
    lines = ["# Scores of events: `python -m bench.calibration`", ""]
    if told.folders:
        lines += report("Read by models that are strange to them", crossed(told.folders, told.models, FitSettings()))
    if told.unseen:
        lines += report("Cities that nothing learnt from", unseen(told.unseen, FitSettings()))
    print("\n".join(lines))
    if told.write:
        RESULTS.write_text("\n".join(lines), "utf-8")


if __name__ == "__main__":
    main()

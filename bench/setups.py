"""Set-ups of the extractor side by side on cities that none of them learnt from.

    python -m bench.setups CITY [CITY ...] [--reader NAME=ENCODER,FROZEN,TUNED,CHECKPOINT[,SECONDS]] ...
                           [--share 0.5] [--act 0.35] [--write]

The naive reader, the linear models alone, each neural reader alone, and each averaged with the linear models (`--share`
is what the reader counts for, `--act` the bar of acts of all set-ups). CITY as for bench/scores.py; SECONDS is what a
training took. Reading is timed by the seconds of one processor, resolving left out. Needs the train extra. `--write`
writes the table of `bench/results/setups.md` and leaves its sections as they are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import process_time
from typing import Any

import torch

from bench.scores import gold_of, named, registries_of
from bench.setups_mixing import Evidence, Mixture
from bench.setups_reading import TorchModel
from data.goldfile import read_documents, read_rows, row_of
from data.registry import Registries
from data.types import Document, Extraction
from evaluation.baseline import Baseline
from evaluation.scorer import FIELD_AGREES, Scores, score
from extractors.component import Resources
from extractors.draft import Draft
from extractors.gate import Gate
from extractors.linear import load_model
from extractors.linear_decider import LinearSettings
from extractors.names import Names, names_of
from extractors.neural.reader import NeuralReader
from extractors.people import People, people_of
from extractors.pipeline import MODELS, Extractor, NoActs, NoRoles, Parts
from extractors.tagger import LacTagger
from matching.resolver import Resolver

RESULTS = Path(__file__).parent / "results" / "setups.md"
MEASURES = ("record", "unfiled_event", "mention_strict", "mention_overlap", *FIELD_AGREES)
HEADING = ("set-up", "set", *MEASURES, "parameters", "seconds of training", "characters/s")
SECTION = "\n## "

Rows = list[dict[str, Any]]


@dataclass(slots=True)
class City:
    """One gold set; `drafts` are without findings, `seconds` of the processor went into them."""

    folder: Path
    registries: Registries
    names: Names
    people: People
    gold: Rows
    documents: list[Document]
    drafts: list[Draft] = field(default_factory=list)
    seconds: float = 0.0

    def resolved(self, extractions: Iterable[Extraction]) -> Rows:
        """The prediction rows of one extraction a document."""
        resolver = Resolver(self.registries)
        return [
            named(row_of(resolver.resolve(document, extraction)), self.folder)
            for document, extraction in zip(self.documents, extractions, strict=True)
        ]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A trained reader and the seconds that its training took, as told."""

    model: TorchModel
    training: str


@dataclass(frozen=True, slots=True)
class Result:
    """What one set-up predicts for one city. `seconds` of the processor went into reading it."""

    setup: str
    rows: Rows
    parameters: int
    training: str
    seconds: float


def city_of(folder: Path) -> City:
    """The city in `folder`, drafted; the models of names are loaded before the clock runs."""
    registries = registries_of(folder)
    names = names_of(registries)
    gold = [named(row, folder) for _, row in read_rows(gold_of(folder))]
    city = City(folder, registries, names, people_of(registries), gold, list(read_documents(gold_of(folder))))
    extractor = Extractor(Parts(Resources(names, NoActs(), LacTagger()), Gate(names), NoRoles()))
    extractor.draft(city.documents[0])
    begun = process_time()
    city.drafts = [extractor.draft(document) for document in city.documents]
    city.seconds = process_time() - begun
    return city


def results(city: City, readers: Mapping[str, Learnt], share: float, bars: LinearSettings) -> Iterator[Result]:
    """What each set-up predicts for one city."""
    begun = process_time()
    naive = [named(row, city.folder) for row in Baseline(city.registries).rows(city.documents)]
    yield Result("keyword, nearest name", naive, 0, "-", process_time() - begun)
    models = {name: load_model(name) for name in MODELS}
    weights = sum(int((model.weights != 0).sum()) for model in models.values())
    begun = process_time()
    found = [Mixture(0, 0, 0, 0, bars).read(Evidence(draft, city.people, models), city.names) for draft in city.drafts]
    linear = process_time() - begun
    yield Result("linear", city.resolved(found), weights, "", city.seconds + linear)
    for name, learnt in readers.items():
        begun = process_time()
        reader = NeuralReader(learnt.model, city.people)
        drafts = [replace(draft, spans=list(draft.spans)) for draft in city.drafts]
        readings = [reader.read(draft) for draft in drafts]
        neural = process_time() - begun
        both = [Evidence(d, city.people, models, told) for d, told in zip(drafts, readings, strict=True)]
        size = learnt.model.parameters
        for setup, part, parameters, seconds in (
            (name, 1.0, size, neural),
            (f"linear + {name}", share, size + weights, neural + linear),
        ):
            mixture = Mixture(part, part, part, part, bars)
            rows = city.resolved(mixture.read(evidence, city.names) for evidence in both)
            yield Result(setup, rows, parameters, learnt.training, city.seconds + seconds)


def cells(result: Result, place: str, scores: Scores, characters: int) -> list[str]:
    """The cells of one row, in the order of HEADING."""
    figures = [scores.f1(measure) for measure in MEASURES]
    shown = ["-" if figure is None else f"{figure:.3f}" for figure in figures]
    return [
        result.setup,
        place,
        *shown,
        f"{result.parameters:,}",
        result.training,
        f"{characters / result.seconds:,.0f}",
    ]


def table(folders: Sequence[Path], readers: Mapping[str, Learnt], share: float, bars: LinearSettings) -> Iterator[str]:
    """The lines of the table, as they come: each city's, then those of all cities together."""
    yield line(HEADING)
    yield "|" + "---|" * len(HEADING)
    gold: Rows = []
    characters = 0
    together: dict[str, Result] = {}
    for folder in folders:
        city = city_of(folder)
        gold += city.gold
        size = sum(len(document.text) for document in city.documents)
        characters += size
        for one in results(city, readers, share, bars):
            yield line(cells(one, folder.name, score(city.gold, one.rows), size))
            had = together.get(one.setup)
            together[one.setup] = (
                Result(one.setup, had.rows + one.rows, one.parameters, one.training, had.seconds + one.seconds)
                if had
                else one
            )
    if len(folders) > 1:
        for one in together.values():
            yield line(cells(one, "all", score(gold, one.rows), characters))


def line(row: Sequence[str]) -> str:
    """A row of a table in Markdown."""
    return f"| {' | '.join(row)} |"


def learnt_of(told: str) -> tuple[str, Learnt]:
    """The reader that an option names."""
    name, _, rest = told.partition("=")
    encoder, frozen, tuned, checkpoint, *seconds = rest.split(",")
    return name, Learnt(TorchModel(encoder, int(frozen), int(tuned), Path(checkpoint)), "".join(seconds))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--reader", action="append", default=[], type=learnt_of)
    parser.add_argument("--share", type=float, default=0.5)
    parser.add_argument("--act", type=float, default=LinearSettings().act)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    lines = []
    for found in table(options.folders, dict(options.reader), options.share, LinearSettings(act=options.act)):
        print(found, flush=True)
        lines.append(found)
    if options.write:
        kept = RESULTS.read_text("utf-8").partition(SECTION) if RESULTS.is_file() else ("", "", "")
        RESULTS.write_text("# Set-ups side by side\n\n" + "\n".join(lines) + "\n" + "".join(kept[1:]), "utf-8")


if __name__ == "__main__":
    main()

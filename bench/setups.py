"""Set-ups of the extractor side by side on cities that none of them learnt from.

    python -m bench.setups CITY [CITY ...] [--reader NAME=ENCODER,FROZEN,TUNED,CHECKPOINT[,SECONDS]] ... [--write]

The naive reader, the linear models alone, each neural reader alone, and each mixed with the linear models as shipped.
CITY as for bench/scores.py; SECONDS is what a training took. Reading is timed by the seconds of one processor, in torch
as far as a neural reader goes, resolving left out. Needs the train extra. `--write` writes the table of
`bench/results/setups.md` and leaves its sections as they are.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time
from typing import Any

import torch

from bench.scores import gold_of, named, registries_of
from bench.setups_reading import TorchModel
from data.goldfile import read_documents, read_rows, row_of
from data.registry import Registries
from data.types import Document
from evaluation.baseline import Baseline
from evaluation.scorer import FIELD_AGREES, Scores, score
from extractors.component import Resources
from extractors.gate import Gate
from extractors.linear import LinearModel, load_model
from extractors.linear_decider import ActModels, LinearDecider, LinearSettings
from extractors.names import names_of
from extractors.neural.reader import NeuralReader
from extractors.people import people_of
from extractors.pipeline import MODELS, Extractor, Parts
from extractors.roles import LinearRoles, RoleSettings
from extractors.tagger import LacTagger
from matching.resolver import Resolver

RESULTS = Path(__file__).parent / "results" / "setups.md"
MEASURES = ("record", "unfiled_event", "mention_strict", "mention_overlap", *FIELD_AGREES)
HEADING = ("set-up", "set", *MEASURES, "parameters", "seconds of training", "characters/s")
SECTION = "\n## "

Rows = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Learnt:
    """A trained reader and the seconds that its training took, as told."""

    model: TorchModel
    training: str


@dataclass(frozen=True, slots=True)
class Result:
    """What one set-up predicts. `seconds` of the processor went into reading, and `parameters` are what it rests on."""

    setup: str
    rows: Rows
    parameters: int
    training: str
    seconds: float


@dataclass(frozen=True, slots=True)
class City:
    """One gold set with the linear models that read it."""

    folder: Path
    registries: Registries
    gold: Rows
    documents: Sequence[Document]
    models: Mapping[str, LinearModel]
    tagger: LacTagger

    def read(self, model: TorchModel | None, alone: bool = False) -> tuple[Rows, float]:
        """The prediction rows and the seconds of reading; a reader's opinion is the only one when `alone`."""
        extractor, resolver = self._extractor(model, alone), Resolver(self.registries)
        if model is None:
            extractor.extract(self.documents[0])  # lexicons are loaded before the clock runs
        known, begun = model.seconds if model else 0.0, process_time()
        found = [extractor.extract(document) for document in self.documents]
        seconds = process_time() - begun
        rows = [named(row_of(resolver.resolve(*pair)), self.folder) for pair in zip(self.documents, found, strict=True)]
        return rows, seconds - (model.seconds - known if model else 0.0)

    def _extractor(self, model: TorchModel | None, alone: bool) -> Extractor:
        people, names = people_of(self.registries), names_of(self.registries)
        acts = ActModels(self.models["acts"], self.models["clauses"], self.models["sorts"])
        bars = LinearSettings(reader=1.0, sorts=1.0) if alone else LinearSettings()
        roles = RoleSettings(reader=1.0) if alone else RoleSettings()
        reader = NeuralReader(model, people) if model else None
        resources = Resources(names, LinearDecider(acts, people, bars), self.tagger, reader)
        return Extractor(Parts(resources, Gate(names), LinearRoles(self.models["roles"], people, roles)))


def results(city: City, readers: Mapping[str, Learnt]) -> Iterator[Result]:
    """What each set-up predicts for one city."""
    begun = process_time()
    naive = [named(row, city.folder) for row in Baseline(city.registries).rows(city.documents)]
    yield Result("keyword, nearest name", naive, 0, "-", process_time() - begun)
    weights = sum(int((model.weights != 0).sum()) for model in city.models.values())
    rows, seconds = city.read(None)
    yield Result("linear", rows, weights, "", seconds)
    for name, learnt in readers.items():
        before, size = learnt.model.seconds, learnt.model.parameters
        both, taken = city.read(learnt.model)
        encoding = learnt.model.seconds - before
        only, _ = city.read(learnt.model, alone=True)
        yield Result(f"{name} alone", only, size, learnt.training, taken + encoding)
        yield Result(f"linear + {name}", both, size + weights, learnt.training, taken + encoding)


def table(folders: Sequence[Path], readers: Mapping[str, Learnt]) -> Iterator[str]:
    """The lines of the table, as they come: each city's, then those of all cities together."""
    yield line(HEADING)
    yield "|" + "---|" * len(HEADING)
    models, tagger = {name: load_model(name) for name in MODELS}, LacTagger()
    tagger.tag(["预热"])
    gold: Rows = []
    characters = 0
    together: dict[str, Result] = {}
    for folder in folders:
        own = [named(row, folder) for _, row in read_rows(gold_of(folder))]
        documents = list(read_documents(gold_of(folder)))
        size = sum(len(document.text) for document in documents)
        gold, characters = gold + own, characters + size
        for one in results(City(folder, registries_of(folder), own, documents, models, tagger), readers):
            yield line(cells(one, folder.name, score(own, one.rows), size))
            had = together.get(one.setup, replace(one, rows=[], seconds=0.0))
            together[one.setup] = replace(one, rows=had.rows + one.rows, seconds=had.seconds + one.seconds)
    if len(folders) > 1:
        for one in together.values():
            yield line(cells(one, "all", score(gold, one.rows), characters))


def cells(result: Result, place: str, scores: Scores, characters: int) -> list[str]:
    """The cells of one row, in the order of HEADING."""
    figures = [scores.f1(measure) for measure in MEASURES]
    shown = ["-" if figure is None else f"{figure:.3f}" for figure in figures]
    size, speed = f"{result.parameters:,}", f"{characters / result.seconds:,.0f}"
    return [result.setup, place, *shown, size, result.training, speed]


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
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    torch.set_num_threads(1)
    lines = []
    for found in table(options.folders, dict(options.reader)):
        print(found, flush=True)
        lines.append(found)
    if options.write:
        kept = RESULTS.read_text("utf-8").partition(SECTION) if RESULTS.is_file() else ("", "", "")
        RESULTS.write_text("# Set-ups side by side\n\n" + "\n".join(lines) + "\n" + "".join(kept[1:]), "utf-8")


if __name__ == "__main__":
    main()

"""Training a model and taking it into use: learnt, tested on gold it has not read, judged by the gate, installed.

Everything that can refuse is asked before the first weight is learnt.
"""

from __future__ import annotations

import getpass
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from data.errors import ConfigError, GoldError
from data.registries import load_registries
from evaluation.comparison.gate import Gate, Judgement, judge, load_gate, plain
from evaluation.gold import leaks
from evaluation.honesty import checked
from evaluation.provenance import file_sha256
from evaluation.run import Evaluated, Evaluation, evaluate, write_outputs
from evaluation.training_record import Figures, GoldFile, TrainedModel
from models.folder import ModelFolder, finish, new_folder, open_model, shipped_model
from models.linear_training import LinearTrainer
from models.neural.training import DEFAULT_ENCODER, NeuralTrainer
from models.shelf import Change, Shelf
from models.training import GoldFolder, Lesson, Say, Trainer, gold_folder, gold_rows, learn
from pipelines.basis import rulebooks_of
from pipelines.command import Predictor
from pipelines.settings import Settings
from pipelines.versions import model_version, rulebook_version

CANDIDATE, INCUMBENT = "candidate", "incumbent"
LINEAR, NEURAL = "linear", "neural"
TRAINERS: Mapping[str, Callable[[TrainingOrder], Trainer]] = {
    LINEAR: lambda order: LinearTrainer(),
    NEURAL: lambda order: NeuralTrainer(order.encoder, checkpoints(order)),
}
"""`linear` learns in minutes and keeps the shipped neural reader; `neural` learns everything, in hours."""


@dataclass(frozen=True, slots=True)
class TrainingOrder:
    """What is asked. A model is learnt from `golds` into the folder `out`, or, without gold, lies in `candidate`.

    `trainer` is one of TRAINERS, `encoder` what the neural one stands on. `tests` are gold folders it must not have
    learnt from. With `promote` it is judged by the file `gate` (the built-in one when None) and installed; `reports`,
    where told, gets a folder of scores and pages for each test.
    """

    golds: tuple[Path, ...] = ()
    tests: tuple[Path, ...] = ()
    out: Path | None = None
    candidate: Path | None = None
    seed: int = 0
    licence: str = ""
    promote: bool = False
    gate: Path | None = None
    reports: Path | None = None
    trainer: str = "linear"
    encoder: str = DEFAULT_ENCODER


@dataclass(frozen=True, slots=True)
class Outcome:
    """What it came to: the model, its scores by test, the incumbent's, the gate's judgements; `promoted` or not."""

    model: ModelFolder
    tested: tuple[Evaluated, ...] = ()
    incumbent: tuple[Evaluated, ...] = ()
    judgements: tuple[Judgement, ...] = ()
    promoted: bool = False


def train(order: TrainingOrder, settings: Settings, say: Say) -> Outcome:
    """Trains, tests, and where asked judges and promotes. A killed run leaves no model folder and changes nothing.

    Raises ConfigError or GoldError, mostly before any work, naming what stands in the way: gold that is faulty or not
    there, a test that candidate or incumbent have learnt from, a folder that exists, damaged models.
    """
    golds, tests = tuple(map(gold_folder, order.golds)), tuple(map(gold_folder, order.tests))
    _check(order, settings)
    gate = load_gate(order.gate) if order.promote else None
    shelf = Shelf(settings.models) if order.promote and settings.models else None
    incumbent = _incumbent(shelf, tests) if shelf else None
    _check_apart(golds, tests, say)
    if order.candidate:
        model = open_model(order.candidate)
        tested = _tested(tests, _Judged(CANDIDATE, model.path, model.trained, order.reports), settings, say)
    else:
        with _learnt(order, golds, say) as (part, trained):
            tested = _tested(tests, _Judged(CANDIDATE, part, trained, order.reports), settings, say)
            finish(part, replace(trained.record, tests=tuple(map(_figures, tests, tested))))
        model = open_model(order.out or Path())
    if gate is None or shelf is None or incumbent is None:
        return Outcome(model, tested)
    before = _tested(tests, replace(incumbent, reports=order.reports), settings, say)
    return _judged(Outcome(model, tested, before), gate, shelf, incumbent)


def checkpoints(order: TrainingOrder) -> Path | None:
    """Where a long training keeps its way: beside the folder it is to make, so that the same order can go on."""
    return order.out.with_name(f"{order.out.name}.checkpoints") if order.out else None


def rollback(settings: Settings) -> str:
    """Takes the model of before into use again; returns its name. Raises ConfigError when there is none."""
    if settings.models is None:
        raise ConfigError("models: not told; give --models DIR, or set it in guowen.toml")
    return Shelf(settings.models).rollback(_change(()))


@dataclass(frozen=True, slots=True)
class _Judged:
    """A model under test; `weights` None: the shipped ones; `digest` None for those."""

    part: str
    weights: Path | None
    trained: TrainedModel
    reports: Path | None = None
    digest: str | None = None


def _check(order: TrainingOrder, settings: Settings) -> None:
    if bool(order.golds) == bool(order.candidate):
        raise ConfigError("train: name gold folders to learn from, or with --candidate a model folder; not both")
    if order.trainer not in TRAINERS:
        raise ConfigError(f"train: no trainer {order.trainer!r}; name one of {', '.join(TRAINERS)}")
    if order.encoder != DEFAULT_ENCODER and order.trainer != NEURAL:
        raise ConfigError(f"train: --encoder is for --trainer {NEURAL}; name that too, or leave it out")
    if order.golds and order.out is None:
        raise ConfigError("train: say with --out DIR where the model folder is to lie")
    if order.promote and not order.tests:
        raise ConfigError("train: a model is promoted by its scores; name gold that it has not read with --test DIR")
    if order.promote and settings.models is None:
        raise ConfigError("models: not told; say with --models DIR, or in guowen.toml, where promoted models lie")


def _check_apart(golds: Sequence[GoldFolder], tests: Sequence[GoldFolder], say: Say) -> None:
    """Raises GoldError when a test shares a text with what is to be learnt; says what else they share."""
    for test in tests:
        rows, known = gold_rows(test.gold), load_registries(test.registries)[0].sha256
        for gold in golds:
            same = load_registries(gold.registries)[0].sha256 == known
            found = leaks.find(gold_rows(gold.gold), rows, leaks.load_settings(same_registries=same))
            if found.refused:
                documents = sorted({name for leak in found.refused for name in leak.test})
                raise GoldError(
                    f"gold, {test.gold}: {len(documents)} of {len(rows)} documents stand in the training gold "
                    f"{gold.gold}, the same or nearly: {', '.join(documents[:5])}; test on gold that is not learnt from"
                )
            for sort in leaks.Sort:
                if leaks.LEVEL_OF[sort] is leaks.Level.SAY and found.of(sort):
                    say(f"{test.gold} shares with {gold.gold}: {sort.value}, {found.test_documents(sort)} documents")


def _incumbent(shelf: Shelf, tests: Sequence[GoldFolder]) -> _Judged:
    """The model in use. Raises GoldError when it learnt from a test: its score there would be no measure."""
    model = shelf.incumbent()
    trained = model.trained if model else shipped_model()
    for test in tests:
        checked(gold_rows(test.gold), replace(trained, name=f"{trained.name} (in use)"), test.gold, training_fit=False)
    return _Judged(INCUMBENT, model.path if model else None, trained, None, model.digest if model else None)


@contextmanager
def _learnt(order: TrainingOrder, golds: tuple[GoldFolder, ...], say: Say) -> Iterator[tuple[Path, TrainedModel]]:
    with new_folder(order.out or Path()) as part:
        record = learn(TRAINERS[order.trainer](order), Lesson(golds, order.seed, order.licence), part, say)
        finish(part, record)
        yield part, TrainedModel(CANDIDATE, record)


def _tested(tests: Sequence[GoldFolder], model: _Judged, settings: Settings, say: Say) -> tuple[Evaluated, ...]:
    found = []
    for number, test in enumerate(tests, 1):
        say(f"testing the {model.part} on gold {number} of {len(tests)}")
        registries, _ = load_registries(test.registries)
        versions = {
            "model": f"{model.trained.name}; {model_version(model.weights)}",
            "rulebook": rulebook_version(rulebooks_of(settings.profile, settings.rulebook)),
        }
        predict = Predictor(registries, model.weights)
        done = evaluate(Evaluation(test.gold, test.registries, None, predict, model.trained, versions=versions))
        if model.reports:
            write_outputs(done, model.reports / f"{model.part}-{number}")
        found.append(done)
    return tuple(found)


def _figures(test: GoldFolder, done: Evaluated) -> Figures:
    return Figures(GoldFile(file_sha256(test.gold), len(done.scores.documents)), done.scores.headline)


def _judged(outcome: Outcome, gate: Gate, shelf: Shelf, incumbent: _Judged) -> Outcome:
    both = zip(outcome.tested, outcome.incumbent, strict=True)
    judgements = tuple(judge(gate, candidate, before) for candidate, before in both)
    if not all(judgement.passed for judgement in judgements):
        return replace(outcome, judgements=judgements)
    lines = [
        {"test_gold": done.versions["gold_sha256"], **plain(judgement)}
        for done, judgement in zip(outcome.tested, judgements, strict=True)
    ]
    shelf.promote(outcome.model, _change(lines), incumbent.digest)
    return replace(outcome, judgements=judgements, promoted=True)


def _change(lines: Sequence[dict[str, Any]]) -> Change:
    try:
        who = getpass.getuser()
    except (KeyError, OSError):
        who = f"uid {os.getuid()}"
    return Change(who, datetime.now(UTC).isoformat(timespec="seconds"), lines)

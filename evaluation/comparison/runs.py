"""The two runs as they lie on disk: prediction files, or folders written by `guowen evaluate`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import read_rows
from evaluation.annotation import read_annotations
from evaluation.honesty import ScoredOn
from evaluation.measures import Bootstrap, rounded
from evaluation.predictions import from_file
from evaluation.provenance import file_sha256
from evaluation.scorer import Scores, score

PREDICTIONS, SCORES = "predictions.jsonl", "scores.json"


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader has to know of a run. `code` is one of NOTES; `values` fill its words."""

    code: str
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return NOTES[self.code].format(*self.values)


NOTES: Mapping[str, str] = {
    "bare": "a bare prediction file: on which gold and registries it was made is not told and not checked",
    "unscorable": "{} predictions cannot be scored and count as empty",
    "missing": "{} documents have no prediction, which counts as an empty one",
    "moved": "{} is {} in its scores.json and {} now: another version of the scorer, or predictions changed since",
    "training_fit": "a training fit, no test: the model has learnt from this gold",
}


@dataclass(frozen=True, slots=True)
class Run:
    """One run, scored anew by this version of guowen. `versions` is empty for a bare prediction file.

    `unscorable`, `missing` and `leaks` are what the gate asks for; `notes` what a reader has to know of the run.
    """

    name: str
    scores: Scores
    versions: Mapping[str, str]
    unscorable: Sequence[object] = ()
    missing: Sequence[str] = ()
    leaks: Sequence[object] = ()
    scored_on: str = ScoredOn.UNCHECKED.value
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What the scores.json of a folder says; nothing for a bare file."""

    path: Path
    predictions: Path
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def folder(self) -> bool:
        return bool(self.values)

    def version(self, name: str) -> str | None:
        value = self.values.get("versions", {}).get(name)
        return None if value is None else str(value)

    def listed(self, name: str) -> list[Any]:
        value = self.values.get(name)
        return value if isinstance(value, list) else []


def read_runs(gold: Path, first: Path, second: Path, registries_sha256: str | None = None) -> tuple[Run, Run]:
    """Both runs scored on `gold`; `registries_sha256` is that of the registries in hand, None when there are none.

    Raises GoldError for a folder that was scored on another gold or with other registries than `gold`, the registries
    in hand or the other run, telling both hashes; for a training fit beside a test; for files that cannot be read.
    """
    told = (_told(first, "first"), _told(second, "second"))
    for one in told:
        _check(one, "gold_sha256", file_sha256(gold) if gold.is_file() else None, f"gold {gold}")
        _check(one, "registries_sha256", registries_sha256, "the registries in hand")
    if told[0].folder and told[1].folder:
        _check(told[1], "registries_sha256", told[0].version("registries_sha256"), f"run {told[0].path}")
    _check_kinds(*told)
    rows = [row for _, row in read_rows(gold)]
    if not rows:
        raise GoldError(f"gold, {gold}: holds no document; name a gold file with one line a document")
    return _run(told[0], rows), _run(told[1], rows)


def _told(path: Path, which: str) -> _Told:
    if not path.is_dir():
        if not path.is_file():
            raise GoldError(f"{which} run, {path}: not there; name a prediction file or a folder of guowen evaluate")
        return _Told(path, path)
    for name in (PREDICTIONS, SCORES):
        if not (path / name).is_file():
            raise GoldError(f"{which} run, {path}: has no {name}; name a folder that guowen evaluate wrote, or a file")
    try:
        values = json.loads((path / SCORES).read_text("utf-8"))
    except (ValueError, OSError) as error:
        raise GoldError(f"{which} run, {path / SCORES}: cannot be read ({type(error).__name__}); score anew") from None
    if not isinstance(values, dict) or not isinstance(values.get("versions"), dict):
        raise GoldError(f"{which} run, {path / SCORES}: has no versions; score it anew with guowen evaluate")
    return _Told(path, path / PREDICTIONS, values)


def _check(told: _Told, name: str, wanted: str | None, other: str) -> None:
    """A folder must tell the hash, and the same one."""
    if not told.folder or wanted is None:
        return
    found = told.version(name)
    if found != wanted:
        raise GoldError(
            f"compare: {name} of run {told.path} is {found or 'not told'}, that of {other} is {wanted}; "
            "numbers from different ground are not compared: score both runs on the same gold and registries"
        )


def _check_kinds(first: _Told, second: _Told) -> None:
    kinds = [str(one.values.get("scored_on", ScoredOn.UNCHECKED.value)) for one in (first, second)]
    if kinds.count(ScoredOn.TRAINING_FIT.value) == 1:
        raise GoldError(
            f"compare: run {first.path} is scored on {kinds[0]}, run {second.path} on {kinds[1]}; "
            "a training fit is not compared with a test: score both on gold that neither model has read"
        )


def _run(told: _Told, rows: Sequence[Mapping[str, Any]]) -> Run:
    marked = read_annotations(rows, "gold")
    predicted = from_file(told.predictions, marked)
    scores = score(rows, predicted.rows, Bootstrap(resamples=1))
    before = [item for item in told.listed("unscorable") if isinstance(item, dict)]
    named = {item.get("doc_id") for item in before}
    faults = len(before) + len(predicted.unscorable)
    missing = [doc_id for doc_id in predicted.missing if doc_id not in named]
    return Run(
        name=str(told.path),
        scores=scores,
        versions={name: str(value) for name, value in told.values.get("versions", {}).items()},
        unscorable=(*before, *predicted.unscorable),
        missing=tuple(missing),
        leaks=tuple(told.listed("read_in_training")),
        scored_on=str(told.values.get("scored_on", ScoredOn.UNCHECKED.value)),
        notes=tuple(_notes(told, scores, faults, len(missing))),
    )


def _notes(told: _Told, scores: Scores, unscorable: int, missing: int) -> Iterator[Note]:
    if not told.folder:
        yield Note("bare")
    if unscorable:
        yield Note("unscorable", (str(unscorable),))
    if missing:
        yield Note("missing", (str(missing),))
    for key, value in scores.headline.items() if told.folder else ():
        before, now = told.values.get(key), rounded(value)
        if before != now:
            yield Note("moved", (key, str(before), str(now)))
    if told.values.get("scored_on") == ScoredOn.TRAINING_FIT.value:
        yield Note("training_fit")

"""What the processes of a trial are forked from: code and models loaded once, for a hundred runs a scenario.

Loaded by the fork server of `bench.faults_process`. What a run works with is the product's own; shared are only what
does not change while the trials last: the model of each set of registries, the rulebooks, the digest of the code.
"""

from __future__ import annotations

import ctypes
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import pipelines.basis
import pipelines.cli
import pipelines.command
import pipelines.screening
import pipelines.versions
import pipelines.watchers
import pipelines.worker
import store.desk  # noqa: F401
from bench.faults_process import INBOX, REGISTRIES
from data.inbox import scan
from data.readers.base import Limits
from data.readers.dispatch import read_file
from data.registries import load_registries
from data.registry import Registries
from extractors.pipeline import Extractor, build_extractor
from pipelines.worker import Given, Screener
from store.rows import PlannedFile

POISON = b"\0poison "
"""Begins a paper at which the reader meets what its name says: see `DEEDS`."""

_built: dict[str, Extractor] = {}


def _extractor_of(registries: Registries, weights: Path | None = None) -> Extractor:
    if weights is None and registries.sha256 in _built:
        return _built[registries.sha256]
    return build_extractor(registries, weights=weights)


def _fall() -> None:
    ctypes.string_at(8)


def _spin() -> None:
    re.match(r"(a+)+$", "a" * 64 + "b")


def _swell() -> None:
    held = []
    while True:
        held.append(bytes(64 << 20))  # reserved, not written to: the cap comes before the alarm on a busy machine


DEEDS = {"segfault": _fall, "loop": _spin, "memory": _swell, "abort": os.abort}
"""What foreign code does to a reader: falls, never ends, swells, gives up."""


def _read_poisoned(file: Path, label: str, limits: Limits) -> Any:
    with file.open("rb") as data:
        start = data.read(64)
    if start.startswith(POISON):
        DEEDS[start.removeprefix(POISON).decode()]()
    return read_file(file, label, limits)


def _warm(inbox: Path, folder: Path) -> None:
    """Builds the extractor of the registries in `folder` and reads each paper once: what is loaded late is loaded."""
    registries, _ = load_registries(folder)
    _built[registries.sha256] = build_extractor(registries)
    screener = Screener(inbox, Given(registries), Limits())
    for entry in scan(inbox).files:
        screener.screen(PlannedFile(path=entry.path, sha256="", work_key="", size=entry.size, owner=entry.owner))


pipelines.worker.__dict__["build_extractor"] = _extractor_of
for _folder in filter(None, os.environ.get(REGISTRIES, "").split(os.pathsep)):
    _warm(Path(os.environ[INBOX]), Path(_folder))

pipelines.worker.__dict__["read_file"] = _read_poisoned
pipelines.basis.rulebooks_of = lru_cache(pipelines.basis.rulebooks_of)
for _name in ("_digest_of_sources", "_libraries"):
    setattr(pipelines.versions, _name, lru_cache(getattr(pipelines.versions, _name)))

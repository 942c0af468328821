"""Targets that are files of tables and settings: registries, manifest, settings, rulebook, documents, predictions."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from bench.fuzz.rules import GOLD, ROOT
from bench.fuzz.target import Target, words_of
from data.errors import ConfigError, GoldError, RegistryError, RulebookError
from data.goldfile import read_documents, read_rows
from data.manifest import MANIFEST, read_manifest
from data.registries import load_registries
from data.registries.columns import SHEETS
from data.rulebook import load_rulebook
from evaluation.annotation import read_annotations
from evaluation.predictions import from_file
from pipelines.settings import CONFIG_VARIABLE, load_settings

REGISTRIES = ROOT / "data" / "samples" / "registries"
FAULTY = ROOT / "data" / "samples" / "registries_faulty"
NAMES = tuple(sheet.name for sheet in SHEETS)
ROWS = 12
"""Rows of a registry that inputs begin from: more only take time."""


@cache
def _folder() -> Path:
    """A folder of this process, in memory where the system has one."""
    shared = Path("/dev/shm")  # noqa: S108 - the folder inside is private
    return Path(tempfile.mkdtemp(prefix="gwfuzz", dir=shared if shared.is_dir() else None))


@cache
def _registries() -> Path:
    folder = _folder() / "registries"
    folder.mkdir()
    for name in NAMES:
        (folder / f"{name}.csv").write_bytes(_head(REGISTRIES / f"{name}.csv"))
    return folder


def registries(data: bytes) -> Any:
    """One registry is anything, the others are good: they load with faults that tell a way out, or RegistryError."""
    folder = _registries()
    file = folder / f"{NAMES[data[0] % len(NAMES)] if data else NAMES[0]}.csv"
    good = file.read_bytes()
    try:
        file.write_bytes(data[1:])
        loaded, faults = load_registries(folder)
        assert all(fault.problem and fault.way_out and fault.file for fault in faults), "a fault without a way out"
        return loaded.sha256, len(loaded.officials), len(loaded.cases), faults
    except RegistryError as error:
        assert file.name in str(error), "the error does not name the file"
        return str(error)
    finally:
        file.write_bytes(good)


def manifest(data: bytes) -> Any:
    """A manifest gives rows of files that are there, and faults that name it."""
    folder = _folder()
    (folder / MANIFEST).write_bytes(data)
    there = {"a.txt", "张三/案.docx", "b c.pdf"}
    rows, faults = read_manifest(folder, there)
    assert set(rows) <= there, "a row of a file that is not there"
    assert all(fault.startswith(MANIFEST) for fault in faults), "a fault that does not name the file"
    return rows, faults


def settings(data: bytes) -> Any:
    """Settings load, or ConfigError."""
    file = _folder() / "guowen.toml"
    file.write_bytes(data)
    os.environ[CONFIG_VARIABLE] = str(file)
    try:
        return load_settings().model_dump_json()
    except ConfigError as error:
        return str(error)


def rulebook(data: bytes) -> Any:
    """A rulebook of a site loads over the built-in one, or RulebookError that names the folder's file."""
    folder = _folder() / "rulebook"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "court.toml").write_bytes(data)
    try:
        return load_rulebook("court", folder).version
    except RulebookError as error:
        assert "court.toml" in str(error), "the error does not name the file"
        return str(error)


@cache
def _gold() -> dict[str, Any]:
    rows = [row for _, row in read_rows(GOLD)][:3]
    return read_annotations(rows, "gold")


def documents(data: bytes) -> Any:
    """A file of documents is read, or GoldError that names file and line."""
    return _told_or(lambda file: list(read_documents(file)), data, "DOCS.jsonl")


def predictions(data: bytes) -> Any:
    """A file of predictions is read, line by line faulty or not, or GoldError."""
    return _told_or(lambda file: from_file(file, _gold()), data, "")


def gold(data: bytes) -> Any:
    """A gold file is read, or GoldError."""
    return _told_or(lambda file: read_annotations((row for _, row in read_rows(file)), "gold"), data, "")


def _told_or(read: Callable[[Path], Any], data: bytes, named: str) -> Any:
    file = _folder() / "DOCS.jsonl"
    file.write_bytes(data)
    try:
        return read(file)
    except GoldError as error:
        assert named in str(error), "the error does not name the file"
        return str(error)


def _head(file: Path) -> bytes:
    return b"\n".join(file.read_bytes().split(b"\n")[: ROWS + 1]) + b"\n"


def _registry_seeds() -> list[bytes]:
    found = [(FAULTY / f"{name}.csv", number) for number, name in enumerate(NAMES)]
    found += [(REGISTRIES / f"{name}.csv", number) for number, name in enumerate(NAMES)]
    return [bytes([number]) + _head(file) for file, number in found if file.is_file()]


def _gold_seeds() -> list[bytes]:
    return sorted(GOLD.read_bytes().split(b"\n"), key=len)[1:40]


def _manifest_seeds() -> list[bytes]:
    return [b"path,kind,owner,case_no\na.txt,chat,P0001,\n"]


def _rulebook_seeds() -> list[bytes]:
    text = (ROOT / "data" / "rulebook" / "court.toml").read_bytes()
    return [text[:4000], b'[situations.ask_progress]\noverride = true\nseverity = "low"\n']


def _plain(file: Path) -> bytes:
    """The settings file with its defaults told, not shown."""
    lines = file.read_bytes().split(b"\n")
    return b"\n".join(line.removeprefix(b"#") if b" = " in line else line for line in lines)


TABLES = (
    Target("registries", registries, _registry_seeds, words_of("registries")),
    Target(
        "manifest", manifest, lambda: [b"path,kind,owner,case_no\na.txt,chat,P0001,\n"], words_of("manifest"), most=600
    ),
    Target("settings", settings, lambda: [_plain(ROOT / "guowen.toml.example")], words_of("settings")),
    Target("rulebook of a site", rulebook, _rulebook_seeds, words_of("settings")),
    Target("documents", documents, _gold_seeds, words_of("documents")),
    Target("predictions", predictions, _gold_seeds, words_of("documents")),
    Target("gold", gold, _gold_seeds, words_of("documents")),
)

"""The promoted models of an office: a folder for each version, one pointer to the one in use, a log of who changed it.

    MODELS/current.json       which version is in use; replaced in one step
    MODELS/versions/DIGEST/   model folders; earlier ones stay, so that one can go back
    MODELS/promotions.jsonl   a line for every change, only ever added to; each holds the SHA-256 of the one before

A line is written before the pointer moves: whoever is cut off in between has changed nothing, and the next change marks
that line void.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import ConfigError
from data.outputs import make_folder, write_json
from models.folder import SHIPPED, WAY_OUT, ModelFolder, clear, open_model, synced

CURRENT, VERSIONS, LOG, LOCK = "current.json", "versions", "promotions.jsonl", ".lock"


@dataclass(frozen=True, slots=True)
class Change:
    """Who changes the model in use, when (ISO, UTC), and the lines of the gate that it passed."""

    who: str
    when: str
    gate: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class _Pointer:
    version: str
    digest: str
    entry: int


class Shelf:
    """The models of the folder `folder`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.absolute()

    @property
    def begun(self) -> bool:
        """Whether anything was ever promoted here."""
        return any((self.folder / name).exists() for name in (CURRENT, VERSIONS, LOG))

    def current(self) -> ModelFolder | None:
        """The model in use, None for the shipped one after going back to it.

        Raises ConfigError when nothing was promoted yet, or pointer, log or model are damaged or missing.
        """
        pointer = self._pointer()
        return None if pointer.version == SHIPPED else self._opened(pointer)

    def incumbent(self) -> ModelFolder | None:
        """What a candidate is held against: the model in use; None, the shipped one, before the first promotion."""
        return self.current() if self.begun else None

    def promote(self, model: ModelFolder, change: Change, expected: str | None) -> None:
        """Takes `model` into use. Raises ConfigError, with nothing changed, when `expected` (the digest of the
        incumbent that it was held against, None for the shipped one) is no longer in use."""
        with self._locked():
            incumbent = self.incumbent()
            if (incumbent.digest if incumbent else None) != expected:
                raise ConfigError(
                    f"models: {self.folder}: another model was promoted meanwhile; judge against that one"
                )
            if incumbent and incumbent.digest == model.digest:
                raise ConfigError(f"models: {self.folder}: model {model.name} is in use already; nothing changed")
            if not self.begun:
                write_json(self.folder / CURRENT, {"version": SHIPPED, "digest": "", "entry": 0})
            self._take_in(model)
            self._move("promote", _Pointer(model.name, model.digest, 0), change)

    def rollback(self, change: Change) -> str:
        """Goes back to the model that was in use before; returns its name. The one in use may be damaged, the one
        before not. Raises ConfigError when there is none."""
        self._stack()  # a folder that is none is an error before anything is written into it
        with self._locked():
            stack = self._stack()
            if len(stack) < 2:
                raise ConfigError(
                    f"models: {self.folder}: {SHIPPED} weights are in use, there is nothing to go back to"
                )
            back = stack[-2]
            if back.version != SHIPPED:
                self._opened(back)
            self._move("rollback", back, change)
            return back.version

    def changes(self) -> list[dict[str, Any]]:
        """The lines of the log. Raises ConfigError when one was changed or taken out."""
        before, found = "", []
        for number, line in enumerate(self._lines(), 1):
            try:
                entry = json.loads(line)
                sound = entry["before"] == before and entry["entry"] == number
            except (ValueError, KeyError, TypeError):
                sound = False
            if not sound:
                raise ConfigError(f"{self.folder / LOG}:{number}: not as it was written; restore it from its copy")
            before = hashlib.sha256(line).hexdigest()
            found.append(entry)
        return found

    def _opened(self, pointer: _Pointer) -> ModelFolder:
        place = self.folder / VERSIONS / pointer.version
        if not place.is_dir():
            raise ConfigError(f"model: {place} is missing; {WAY_OUT}")
        model = open_model(place)
        if model.digest != pointer.digest:
            raise ConfigError(f"model: {model.path} is not the model that was promoted; {WAY_OUT}")
        return model

    def _pointer(self) -> _Pointer:
        file = self.folder / CURRENT
        try:
            told = json.loads(file.read_bytes())
            pointer = _Pointer(str(told["version"]), str(told["digest"]), int(told["entry"]))
        except FileNotFoundError:
            raise ConfigError(
                f"models: {file} is missing; promote a model with guowen train --promote, restore the folder from its "
                "copy, or leave the setting 'models' out for the shipped weights"
            ) from None
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise ConfigError(f"models: {file} is damaged ({type(error).__name__}); restore it from its copy") from None
        if Path(pointer.version).name != pointer.version:
            raise ConfigError(f"models: {file} is damaged (a version that is no name); restore it from its copy")
        return pointer

    def _stack(self) -> list[_Pointer]:
        """The versions that led to the one in use, the shipped first."""
        entries = self.changes()
        void = {entry["of"] for entry in entries if entry["change"] == "void"}
        stack, last = [_Pointer(SHIPPED, "", 0)], self._pointer().entry
        for entry in entries:
            if entry["entry"] in void or entry["entry"] > last:
                continue
            if entry["change"] == "promote":
                stack.append(_Pointer(entry["version"], entry["digest"], entry["entry"]))
            elif entry["change"] == "rollback":
                stack.pop()
        return stack

    def _take_in(self, model: ModelFolder) -> None:
        """Copies the model to its version folder, whole or not at all."""
        place = self.folder / VERSIONS / model.name
        make_folder(place.parent)
        if place.exists():
            self._opened(_Pointer(model.name, model.digest, 0))
            return
        part = place.with_name(f".{place.name}.part")
        try:
            clear(part)
            shutil.copytree(model.path, part)
            part.chmod(0o700)
            synced(part)
            part.replace(place)
        except OSError as error:
            clear(part)
            raise ConfigError(f"models: {place} cannot be written ({error.strerror}); see rights and disk") from None
        self._opened(_Pointer(model.name, model.digest, 0))

    def _move(self, change: str, pointer: _Pointer, by: Change) -> None:
        entries, last = self.changes(), self._pointer().entry
        void = {entry["of"] for entry in entries if entry["change"] == "void"}
        for entry in entries[last:]:
            if entry["change"] != "void" and entry["entry"] not in void:
                self._append({"change": "void", "of": entry["entry"], "who": by.who, "when": by.when})
        told = {"version": pointer.version, "digest": pointer.digest}
        number = self._append({"change": change, **told, "who": by.who, "when": by.when, "gate": list(by.gate)})
        write_json(self.folder / CURRENT, {**told, "entry": number})

    def _append(self, entry: Mapping[str, Any]) -> int:
        """Adds a line to the log and returns its number; a line that was cut off in the middle never counted."""
        lines = self._lines()
        before = hashlib.sha256(lines[-1]).hexdigest() if lines else ""
        line = json.dumps({"entry": len(lines) + 1, **entry, "before": before}, ensure_ascii=False).encode() + b"\n"
        try:
            descriptor = os.open(self.folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.ftruncate(descriptor, sum(len(one) + 1 for one in lines))
                os.write(descriptor, line)
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
        except OSError as error:
            raise ConfigError(f"models: {self.folder / LOG} cannot be written ({error.strerror})") from None
        return len(lines) + 1

    def _lines(self) -> list[bytes]:
        try:
            return (self.folder / LOG).read_bytes().split(b"\n")[:-1]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ConfigError(f"models: {self.folder / LOG} cannot be read ({error.strerror})") from None

    @contextmanager
    def _locked(self) -> Iterator[None]:
        make_folder(self.folder)
        with (self.folder / LOCK).open("a") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ConfigError(f"models: {self.folder}: another change is under way; wait for it to end") from None
            yield

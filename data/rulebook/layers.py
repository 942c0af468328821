"""Rulebook files laid over each other: common, profile, then the site's own, each change to an entry said outright."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from data.errors import RulebookError

SINGLE = ("rulebook", "units", "scoring")
"""Tables without entries of their own; a later file's keys replace the earlier ones."""
LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Layer:
    """One file: its name for messages, its bytes."""

    name: str
    data: bytes


@dataclass(slots=True)
class Merged:
    """The tables of all layers, and which file each entry's keys come from."""

    tables: dict[str, Any] = field(default_factory=dict)
    origin: dict[tuple[str, ...], str] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)

    def file_of(self, place: tuple[str, ...]) -> str:
        """The file that a table, entry or key comes from; the nearest one known."""
        while place and place not in self.origin:
            place = place[:-1]
        return self.origin.get(place, "rulebook")


def layers_of(names: Iterable[str], folder: Path | None) -> list[Layer]:
    """The shipped files of `names`, then those the site keeps under the same names in `folder`.

    Raises RulebookError when `folder` is no folder, or a file cannot be read or is out of all proportion.
    """
    names = list(names)
    found = [Layer(f"{name}.toml", (files("data.rulebook") / f"{name}.toml").read_bytes()) for name in names]
    if folder is None:
        return found
    if not folder.is_dir():
        raise RulebookError(f"{folder}: is no folder; name the folder that holds the site's rulebook files")
    for name in names:
        path = folder / f"{name}.toml"
        if not path.exists():
            continue
        try:
            data = path.read_bytes()
        except OSError as error:
            raise RulebookError(f"{path}: cannot be read ({error.strerror}); check its rights") from None
        if len(data) > LARGEST:
            raise RulebookError(f"{path}: has {len(data)} bytes; a rulebook file has at most {LARGEST}")
        found.append(Layer(str(path), data))
    return found


def digest(layers: Iterable[Layer]) -> str:
    """SHA-256 over names and bytes of the layers, folders aside."""
    total = hashlib.sha256()
    for layer in layers:
        total.update(f"{Path(layer.name).name}\0{len(layer.data)}\0".encode())
        total.update(layer.data)
    return total.hexdigest()


def parse(layer: Layer) -> dict[str, Any]:
    """The tables of one file. Raises RulebookError naming file and place when it is no TOML."""
    try:
        return tomllib.loads(layer.data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RulebookError(f"{layer.name}: is no UTF-8 text (byte {error.start}); save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise RulebookError(f"{layer.name}: is no TOML: {error}; correct that place") from None


def merge(layers: Iterable[Layer]) -> Merged:
    """The layers laid over each other in order.

    A new id adds an entry. An id that is already there needs `override = true`, and its keys replace the earlier ones
    one by one; `remove = true` takes the entry out. Raises RulebookError naming file, table and key.
    """
    merged = Merged()
    for layer in layers:
        for table, content in parse(layer).items():
            if not isinstance(content, dict):
                raise RulebookError(f"{layer.name}: {table} is no table; write [{table}.ID] entries")
            if table in SINGLE:
                _replace_keys(merged, layer.name, (table,), merged.tables.setdefault(table, {}), content)
            else:
                _lay_table(merged, layer.name, table, content)
        version = merged.tables.get("rulebook", {}).get("version")
        merged.versions.append(f"{Path(layer.name).stem}-{version}")
    return merged


def _lay_table(merged: Merged, file: str, table: str, content: dict[str, Any]) -> None:
    entries = merged.tables.setdefault(table, {})
    merged.origin.setdefault((table,), file)
    for id_, entry in content.items():
        if not isinstance(entry, dict):
            raise RulebookError(f"{file}: [{table}] {id_} is no entry; write [{table}.{id_}] and its keys below")
        keys = dict(entry)
        override, remove = keys.pop("override", False), keys.pop("remove", False)
        if (override or remove) and id_ not in entries:
            raise RulebookError(f"{file}: [{table}.{id_}] changes an entry that is not there; correct the id")
        if id_ in entries and not (override or remove):
            earlier = merged.file_of((table, id_))
            raise RulebookError(
                f"{file}: [{table}.{id_}] stands in {earlier} already; write override = true to change it"
            )
        if remove:
            if keys:
                raise RulebookError(f"{file}: [{table}.{id_}] has remove = true and other keys; keep one of them")
            del entries[id_]
            continue
        _replace_keys(merged, file, (table, id_), entries.setdefault(id_, {}), keys)


def _replace_keys(
    merged: Merged, file: str, place: tuple[str, ...], target: dict[str, Any], keys: dict[str, Any]
) -> None:
    merged.origin.setdefault(place, file)
    for key, value in keys.items():
        target[key] = value
        merged.origin[(*place, key)] = file

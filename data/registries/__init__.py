"""The registries folder read and checked: officials, lawyers' relations, cases, filed records."""

from __future__ import annotations

import gc
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from data.errors import RegistryError
from data.registries.columns import CASES, FILED, LAWYERS, OFFICIALS, SHEETS, Sheet
from data.registries.faults import Fault, fault_report, in_order, write_faults
from data.registries.tables import Table, empty_table, file_sha256, find_file, other_file, read_table
from data.registry import Registries

__all__ = ["Fault", "fault_report", "find_files", "load_registries", "sha256_of", "write_faults"]


def load_registries(folder: Path, *, strict: bool = False) -> tuple[Registries, tuple[Fault, ...]]:
    """The registries in `folder` and every fault of their files, by file and line.

    Each registry is a `.csv` (UTF-8 with or without BOM, GB18030) or a `.xlsx` (first sheet). Rows that cannot be used
    are left out and told as fatal; rows with lesser faults are kept. Without lawyer_relatives or filed_records these
    are empty, and that is a fault. Raises RegistryError when `folder` cannot be looked into, when officials or cases
    cannot be used at all, and with `strict` when there is any fault; its message lists them.
    """
    import pandas as pd

    from data.registries.cases import read_cases
    from data.registries.filed import read_filed
    from data.registries.lawyers import read_lawyers
    from data.registries.officials import read_officials

    paths = find_files(folder)
    _check_needed(folder, paths)
    with _collector_off():
        officials, faults = read_officials(_table(folder, OFFICIALS, paths))
        cases, more = read_cases(_table(folder, CASES, paths), pd.Index(list(officials)))
        faults += more
        lawyers, more = read_lawyers(_table(folder, LAWYERS, paths), officials)
        faults += more
        filed, more = read_filed(_table(folder, FILED, paths), officials, cases)
        told = in_order(faults + more + [_unread(path) for path in paths.values() if path and other_file(path)])
    if strict and told:
        report = fault_report(told, most=None)
        raise RegistryError(f"{report}\ncorrect them, or run without --strict to go on without those rows")
    return Registries(officials, lawyers, cases, filed, _sha256(paths)), told


def find_files(folder: Path) -> dict[str, Path | None]:
    """The file of each registry in `folder` by the registry's name, None for one that is not there.

    Raises RegistryError when the folder's rights do not let anybody look into it.
    """
    try:
        return {sheet.name: find_file(folder, sheet) for sheet in SHEETS}
    except PermissionError:
        raise RegistryError(f"registries: {folder} may not be looked into; give its reader the rights rx") from None


def _check_needed(folder: Path, paths: dict[str, Path | None]) -> None:
    """Raises RegistryError without such a folder, else naming each registry it lacks that no run can do without."""
    if not folder.is_dir():
        raise RegistryError(f"registries: {folder.absolute()} is no folder; name one that is there")
    missing = [sheet.name for sheet in SHEETS if sheet.required and paths[sheet.name] is None]
    if missing:
        told = "; ".join(f"neither {name}.csv nor {name}.xlsx is there" for name in missing)
        raise RegistryError(f"{folder}: {told}; put the registry into the folder, or name the folder that holds it")


def sha256_of(folder: Path) -> str:
    """The digest that registries read from the files in `folder` would have now."""
    return _sha256(find_files(folder))


@contextmanager
def _collector_off() -> Iterator[None]:
    """Loading makes millions of objects and no cycles; walking them over and over would take a fifth of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _table(folder: Path, sheet: Sheet, paths: dict[str, Path | None]) -> Table:
    path = paths[sheet.name]
    if path is None:
        way_out = f"read as empty; put {sheet.name}.csv or {sheet.name}.xlsx into the folder"
        problem = "the file is not there"
        return empty_table(sheet, (Fault(f"{sheet.name}.csv", 0, "", "", problem, way_out, True),))
    try:
        return read_table(path, sheet)
    except RegistryError as error:
        if sheet.required:
            raise RegistryError(f"{folder}{os.sep}{error}") from None
        problem = f"cannot be used: {error}"
        return empty_table(sheet, (Fault(path.name, 0, "", "", problem, "read as empty until then", True),))


def _unread(path: Path) -> Fault:
    """The fault of a registry that is there both as CSV and as XLSX."""
    name = path.with_suffix(".xlsx").name
    return Fault(name, 0, "", "", f"is not read, for {path.name} is there too", "remove one of the two", True)


def _sha256(paths: dict[str, Path | None]) -> str:
    """Hashes name and bytes of the files in their fixed order; a file that is not there counts as such."""
    digest = hashlib.sha256()
    for sheet in SHEETS:
        path = paths[sheet.name]
        digest.update(f"{path.name if path else sheet.name}\0".encode())
        digest.update(file_sha256(path) if path else b"-")
    return digest.hexdigest()

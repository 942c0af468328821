"""The inbox: its files in order, whose and of which case they are, and the documents a file's reading gives."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import pairwise
from pathlib import Path

from data.casenumber import find_case_numbers, normalise
from data.kinds import Circumstances, kind_of
from data.layout import compose
from data.manifest import MANIFEST, ManifestRow, read_manifest
from data.readers.base import FileReading, Part
from data.readers.leftovers import reason_to_skip
from data.types import Document, Kind

PERSONAL = "comms"
"""The folder whose subfolders are named by the person_id of the papers' owner."""


@dataclass(frozen=True, slots=True)
class InboxFile:
    """A file to be read. `path` is relative to the inbox, `/` between folders, valid Unicode.

    `kind`, `owner` and `case_no` are None where neither the manifest nor a folder tells. `stored_as` is the name in the
    file system where it differs from `path` (a name in a legacy encoding), else None.
    """

    path: str
    size: int
    kind: Kind | None = None
    owner: str | None = None
    case_no: str | None = None
    stored_as: str | None = None

    def file_in(self, inbox: Path) -> Path:
        """The file itself."""
        return inbox / (self.stored_as or self.path)


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """A file left out by a rule, with the reason for the operator."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Inbox:
    """What lies in an inbox: files to read and files left out, each in the order of their paths.

    Every file is in exactly one of the two. `faults` are complete sentences on the manifest, by line.
    """

    folder: Path
    files: tuple[InboxFile, ...]
    skipped: tuple[SkippedFile, ...] = ()
    faults: tuple[str, ...] = ()


def scan(inbox: Path) -> Inbox:
    """The files below `inbox`, links and leftovers told apart, with what manifest and folders say of each.

    Raises FileNotFoundError or NotADirectoryError when there is no such folder.
    """
    if not inbox.is_dir():
        raise NotADirectoryError(f"{inbox}: no such folder; name the folder that holds the files to be screened")
    walk = _Scan(inbox)
    walk.folder(inbox)
    rows, faults = read_manifest(inbox, {entry.path for entry in walk.files} | {entry.path for entry in walk.skipped})
    files = (_described(entry, rows.get(entry.path)) for entry in walk.files)
    return Inbox(
        inbox,
        tuple(sorted(files, key=lambda entry: entry.path)),
        tuple(sorted(walk.skipped, key=lambda entry: entry.path)),
        tuple(walk.faults) + faults,
    )


def documents_of(reading: FileReading, entry: InboxFile) -> tuple[Document, ...]:
    """The documents of a file that was read, in the order of its parts; none for a reading without parts.

    What the manifest says of the kind holds for the file's own text, and for the members of an archive whose format
    does not tell; an attachment's kind is told from its content.
    """
    container = all(part.part is not None for part in reading.parts)
    return tuple(_document(reading, entry, part, container) for part in reading.parts)


def _document(reading: FileReading, entry: InboxFile, part: Part, container: bool) -> Document:
    told = entry.kind if part.part is None or (container and part.hint is None) else None
    circumstances = Circumstances(entry.case_no is not None, entry.owner is not None and entry.case_no is None)
    kind = told or part.hint or kind_of(part.blocks, circumstances)
    text, turns = compose(part.blocks, kind)
    return Document(
        doc_id=f"{reading.path}!/{part.part}" if part.part else reading.path,
        path=reading.path,
        kind=kind,
        text=text,
        turns=turns,
        owner=entry.owner,
        folder_case=entry.case_no,
        sha256=reading.sha256,
        format=part.format,
        pages=part.pages,
    )


@dataclass(slots=True)
class _Scan:
    root: Path
    files: list[InboxFile] = field(default_factory=list)
    skipped: list[SkippedFile] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def folder(self, folder: Path) -> None:
        """Takes in everything below `folder`, without recursion."""
        waiting = [folder]
        while waiting:
            current = waiting.pop()
            try:
                with os.scandir(current) as entries:
                    for entry in sorted(entries, key=lambda item: item.name):
                        if self._is_folder(entry):
                            waiting.append(Path(entry.path))
                        else:
                            self._file(entry)
            except OSError as error:
                self.faults.append(
                    f"{shown_path(current, self.root)}: the folder cannot be listed (errno {error.errno}), nothing in "
                    "it was read; give the account that runs the screen leave to read it"
                )

    def _is_folder(self, entry: os.DirEntry[str]) -> bool:
        return entry.is_dir(follow_symlinks=False)

    def _file(self, entry: os.DirEntry[str]) -> None:
        path = shown_path(Path(entry.path), self.root)
        reason = self._reason_to_skip(entry, path)
        if reason:
            self.skipped.append(SkippedFile(path, reason))
            return
        stored = str(Path(entry.path).relative_to(self.root))
        try:
            size = entry.stat().st_size
        except OSError:
            size = 0  # gone since the folder was listed; its reading will say so
        self.files.append(InboxFile(path, size, stored_as=stored if stored != path else None))

    def _reason_to_skip(self, entry: os.DirEntry[str], path: str) -> str:
        if path == MANIFEST:
            return "the manifest of this inbox"
        leftover = reason_to_skip(entry.name)
        if leftover:
            return leftover
        if entry.is_symlink():
            return self._reason_against_link(entry)
        if not entry.is_file():
            return "no regular file (a socket, a pipe or a device); remove it"
        return ""

    def _reason_against_link(self, entry: os.DirEntry[str]) -> str:
        try:
            target = Path(entry.path).resolve(strict=True)
        except (OSError, RuntimeError):
            return "a link to nowhere; copy the file itself into the inbox"
        if not target.is_relative_to(self.root.resolve()):
            return "a link that leads out of the inbox; copy the file itself into the inbox"
        if target.is_dir():
            return "a link to another folder of the inbox, whose files are read there"
        return "a link to another file of the inbox, which is read there"


def shown_path(file: Path, root: Path) -> str:
    """The path relative to `root` as valid Unicode: names in a legacy encoding as GB18030, else with U+FFFD."""
    raw = os.fsencode(file.relative_to(root).as_posix())
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace")


def _described(entry: InboxFile, row: ManifestRow | None) -> InboxFile:
    folders = entry.path.split("/")[:-1]
    owner = row.owner if row and row.owner else _owner_of(folders)
    case_no = row.case_no if row and row.case_no else _case_of(folders)
    return replace(entry, kind=row.kind if row else None, owner=owner, case_no=case_no)


def _owner_of(folders: list[str]) -> str | None:
    return next((person for folder, person in pairwise(folders) if folder.lower() == PERSONAL), None)


def _case_of(folders: list[str]) -> str | None:
    """The case number the innermost folder is named by, alone or with other words behind it."""
    for folder in reversed(folders):
        name = unicodedata.normalize("NFC", folder)
        found = normalise(name) or next((span.normal for span in find_case_numbers(name) if span.normal), None)
        if found:
            return found
    return None

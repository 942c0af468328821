"""One file of the inbox to its parts: what it is by its content, the reader for that, and what lies inside it.

Nothing a file contains makes `read_file` raise. A file inside a file is read as a document of its own, without
recursion, within caps that hold for the whole inbox file: depth, number and bytes of everything unpacked from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from importlib import import_module
from pathlib import Path

from data.errors import FileStatus, ReadError
from data.readers import sniff
from data.readers.base import FileReading, Limits, Part, Reader, Source
from data.readers.quality import fault_of_text
from data.readers.sniff import Sample

CHUNK = 1024 * 1024
SHOWN_REASONS = 12


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table: the format's name, how it is told, the module whose `read` reads it, its usual endings."""

    name: str
    sniff: Callable[[Sample], bool]
    reader: str
    endings: frozenset[str] = frozenset()


def _row(name: str, sniffer: Callable[[Sample], bool], reader: str, endings: str = "") -> Format:
    return Format(name, sniffer, f"data.readers.{reader}", frozenset((endings or name).split()))


FORMATS: tuple[Format, ...] = (
    _row("pdf", sniff.is_pdf, "pdf"),
    _row("image", sniff.is_image, "image", "png jpg jpeg jpe jfif tif tiff bmp gif webp"),
    _row("docx", sniff.is_docx, "docx", "docx docm dotx dotm wps"),
    _row("ofd", sniff.is_ofd, "ofd"),
    _row("xlsx", sniff.is_workbook, "workbook", "xlsx xlsm xltx xlsb xls et ods"),
    _row("odt", sniff.is_odt, "office", "odt ott"),
    _row("encrypted", sniff.is_encrypted_office, "refused", "docx xlsx pptx docm xlsm doc xls wps et"),
    _row("doc", sniff.is_word_binary, "office", "doc dot wps wpt"),
    _row("msg", sniff.is_msg, "msg"),
    _row("rtf", sniff.is_rtf, "office", "rtf doc"),
    _row("zip", sniff.is_zip, "archive"),
    _row("7z", sniff.is_7z, "archive"),
    _row("packed", sniff.is_packed, "archive", "gz tgz bz2 tbz2 tbz xz txz"),
    _row("tar", sniff.is_tar, "archive"),
    _row("refused", sniff.is_rar, "refused", "rar"),
    _row("refused", sniff.is_ole, "refused", "ppt dps vsd mpp"),
    _row("mbox", sniff.is_mbox, "mbox", "mbox mbx"),
    _row("eml", sniff.is_mail, "mail", "eml"),
    _row("html", sniff.is_html, "webpage", "html htm xhtml xls doc"),
    _row("json", sniff.is_json, "messages", "json jsonl ndjson txt"),
    _row("csv", sniff.is_table, "table", "csv tsv tab txt"),
    _row("txt", sniff.is_text, "text", "txt text log md csv tsv json eml ini conf xml"),
)


def read_file(file: Path, path: str, limits: Limits) -> FileReading:
    """How the reading of `file` ended; `path` is its name for people and ids, relative to the inbox.

    Never raises for what the file contains. See `FileReading` for what status, reason and parts mean.
    """
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= limits.file_bytes else b""
        digest = hashlib.sha256(data).hexdigest() if size <= limits.file_bytes else _digest(file)
    except OSError as error:
        fault = ReadError(
            FileStatus.UNREADABLE,
            path,
            f"the system refused to read it ({type(error).__name__}, errno {error.errno})",
            way_out="give the account that runs the screen leave to read it, or copy it again",
        )
        return FileReading(path, "", fault.status, str(fault))
    if size > limits.file_bytes:
        fault = ReadError(
            FileStatus.TOO_BIG,
            path,
            f"{size} bytes, more than {limits.file_bytes}",
            way_out="split the file, or raise file_bytes",
        )
        return FileReading(path, digest, fault.status, str(fault))
    return read_source(Source(path, path.rsplit("/", 1)[-1], data, limits=limits), digest)


def read_source(source: Source, digest: str) -> FileReading:
    """How the reading of these bytes ended; `digest` is their SHA-256."""
    walk = _Walk(source)
    walk.run()
    return walk.reading(digest)


def format_of(source: Source) -> Format | None:
    """The row of FORMATS that fits the content, None when none does."""
    sample = Sample(source)
    return next((row for row in FORMATS if row.sniff(sample)), None)


@dataclass(slots=True)
class _Walk:
    """The reading of one inbox file and all that lies inside it, depth first, in the order it was met."""

    root: Source
    parts: list[Part] = field(default_factory=list)
    faults: list[ReadError] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    format: str = ""
    _labels: set[str] = field(default_factory=set)
    _members: int = 0
    _bytes: int = 0

    def run(self) -> None:
        """Reads the root and everything inside it."""
        open_items: list[tuple[Source, Iterator[Part | Source]]] = [(self.root, self._items(self.root))]
        while open_items:
            source, items = open_items[-1]
            item = self._next(source, items)
            if item is None:
                open_items.pop()
            elif isinstance(item, Part):
                self._keep(source, item)
            else:
                inner = self._admit(item)
                if inner:
                    open_items.append((inner, self._items(inner)))

    def _next(self, source: Source, items: Iterator[Part | Source]) -> Part | Source | None:
        try:
            return next(items, None)
        except ReadError as error:
            self.faults.append(error)
        except MemoryError:
            self.faults.append(
                _fault(
                    source,
                    FileStatus.TOO_BIG,
                    "it needs more memory than is allowed",
                    "split it, or raise memory_bytes",
                )
            )
        except RecursionError:
            self.faults.append(
                _fault(
                    source, FileStatus.DAMAGED, "it is nested too deeply for its parser", "check where it comes from"
                )
            )
        except Exception as error:  # noqa: BLE001 - the boundary to foreign parsers, which raise what they like on damage
            self.faults.append(
                _fault(
                    source,
                    FileStatus.DAMAGED,
                    f"its parser gave up ({type(error).__name__})",
                    "open it in its own program, save it anew and lay that in the inbox",
                )
            )
        return None

    def _items(self, source: Source) -> Iterator[Part | Source]:
        if not source.data:
            raise _fault(source, FileStatus.EMPTY, "it has no bytes", "nothing to do, or ask for the file again")
        row = format_of(source)
        if row is None:
            raise _fault(
                source,
                FileStatus.UNSUPPORTED,
                f"its first bytes {source.data[:8].hex(' ')} belong to no format that is read here",
                "convert it to PDF, DOCX, XLSX or text",
            )
        if source is self.root:
            self.format = row.name
        self._note_ending(source, row)
        yield from _load(row.reader)(source)

    def _note_ending(self, source: Source, row: Format) -> None:
        ending = Sample(source).ending
        known = any(ending in other.endings for other in FORMATS)
        if known and ending not in row.endings:
            self.notes.append(
                f"{source.label}: the name ends in .{ending}, the content is {row.name} and was read as that"
            )

    def _keep(self, source: Source, part: Part) -> None:
        fault = fault_of_text(part)
        label = f"{source.path}!/{part.part}" if part.part else source.path
        if fault:
            status, problem, way_out = fault
            self.faults.append(ReadError(status, label, problem, way_out=way_out))
            return
        self.faults.extend(
            ReadError(FileStatus.PARTIAL, label, note, way_out="the rest was read; look at this place by hand")
            for note in part.notes
        )
        self.parts.append(self._located(replace(part, part=self._unique(part.part))))

    def _located(self, part: Part) -> Part:
        if part.part is None:
            return part
        blocks = tuple(replace(block, location=replace(block.location, part=part.part)) for block in part.blocks)
        return replace(part, blocks=blocks)

    def _unique(self, name: str | None) -> str | None:
        """`name`, or `name (2)` ... when another part has it already; two parts never share a doc_id."""
        label, count = name or "", 1
        while label in self._labels:
            count += 1
            label = f"{name or 'text'} ({count})"
        self._labels.add(label)
        return label or None

    def _admit(self, source: Source) -> Source | None:
        """The source when the caps leave room for it, else None and a fault."""
        limits = self.root.limits
        self._members += 1
        self._bytes += len(source.data)
        problem = ""
        if source.depth > limits.depth:
            problem = f"it lies {source.depth} containers deep, more than {limits.depth}"
        elif self._members > limits.archive_members:
            problem = f"the file holds more than {limits.archive_members} files"
        elif self._bytes > limits.archive_bytes:
            problem = f"the file unpacks to more than {limits.archive_bytes} bytes"
        if problem:
            self.faults.append(
                _fault(source, FileStatus.TOO_BIG, problem, "unpack it by hand and lay the files in the inbox")
            )
            return None
        return source

    def reading(self, digest: str) -> FileReading:
        """The outcome of the whole walk."""
        notes = "; ".join(self.notes[:SHOWN_REASONS])
        if not self.parts and not self.faults:
            self.faults.append(
                _fault(self.root, FileStatus.NO_TEXT, "its reader found nothing in it", "look at it by hand")
            )
        if not self.faults:
            return FileReading(self.root.path, digest, FileStatus.OK, notes, tuple(self.parts), self.format)
        reason = "; ".join(str(fault) for fault in self.faults[:SHOWN_REASONS])
        if len(self.faults) > SHOWN_REASONS:
            reason += f"; and {len(self.faults) - SHOWN_REASONS} more of the kind"
        reason = "; ".join(words for words in (reason, notes) if words)
        status = FileStatus.PARTIAL if self.parts else self.faults[0].status
        return FileReading(self.root.path, digest, status, reason, tuple(self.parts), self.format)


def _fault(source: Source, status: FileStatus, problem: str, way_out: str) -> ReadError:
    return ReadError(status, source.label, problem, way_out=way_out)


def _load(module: str) -> Reader:
    reader: Reader = import_module(module).read
    return reader


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

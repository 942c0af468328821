"""One file of the inbox to its parts: what it is by its content, and the reader for that.

Nothing a file contains makes `read_file` raise. Adding a format is one row of FORMATS and a module with `read`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from data.errors import FileStatus, ReadError
from data.readers import sniff
from data.readers.base import FileReading, Limits, Reader, Source
from data.readers.sniff import Sample
from data.readers.walk import Found, Walk, fault

CHUNK = 1024 * 1024
REFUSED = "data.readers.refused"


@dataclass(frozen=True, slots=True)
class Format:
    """A row of the table: the format's name, how it is told, the module whose `read` reads it, its usual endings."""

    name: str
    sniff: Callable[[Sample], bool]
    reader: str
    endings: frozenset[str]


def _row(name: str, told: Callable[[Sample], bool], reader: str, endings: str) -> Format:
    return Format(name, told, f"data.readers.{reader}", frozenset(endings.split()))


FORMATS: tuple[Format, ...] = (
    _row("pdf", sniff.is_pdf, "pdf", "pdf"),
    _row("image", sniff.is_image, "image", "png jpg jpeg jpe jfif tif tiff bmp gif webp"),
    _row("docx", sniff.is_docx, "docx", "docx docm dotx dotm doc wps"),
    _row("ofd", sniff.is_ofd, "ofd", "ofd"),
    _row("xlsx", sniff.is_workbook, "workbook", "xlsx xlsm xltx xltm xlsb xls xlt et ett ods"),
    _row("odt", sniff.is_odt, "office", "odt ott"),
    _row("office", sniff.is_encrypted_office, "refused", "docx xlsx pptx docm xlsm doc xls wps et"),
    _row("doc", sniff.is_word_binary, "office", "doc dot wps wpt"),
    _row("msg", sniff.is_msg, "msg", "msg"),
    _row("rtf", sniff.is_rtf, "office", "rtf doc"),
    _row("slides", sniff.is_slides, "refused", "pptx ppt pptm dps odp"),
    _row("zip", sniff.is_zip, "archive", "zip"),
    _row("7z", sniff.is_7z, "archive", "7z"),
    _row("packed", sniff.is_packed, "archive", "gz tgz bz2 tbz2 tbz xz txz"),
    _row("tar", sniff.is_tar, "archive", "tar"),
    _row("rar", sniff.is_rar, "refused", "rar"),
    _row("ole", sniff.is_ole, "refused", "vsd mpp db"),
    _row("mbox", sniff.is_mbox, "mbox", "mbox mbx"),
    _row("eml", sniff.is_mail, "mail", "eml mht mhtml doc"),
    _row("html", sniff.is_html, "webpage", "html htm xhtml xls doc"),
    _row("xml", sniff.is_xml, "markup", "xml xls doc et wps"),
    _row("json", sniff.is_json, "messages", "json jsonl ndjson txt"),
    _row("csv", sniff.is_table, "table", "csv tsv tab txt"),
    _row("txt", sniff.is_text, "text", "txt text log md csv tsv json xml eml"),
)


def read_file(file: Path, path: str, limits: Limits) -> FileReading:
    """How the reading of `file` ended; `path` is its name for people and ids, relative to the inbox.

    Never raises for what the file contains. See `FileReading` for what status, reason and parts mean.
    """
    try:
        size = file.stat().st_size
        data = file.read_bytes() if size <= limits.file_bytes else b""
        digest = hashlib.sha256(data).hexdigest() if data or not size else _digest(file)
    except OSError as error:
        refused = ReadError(
            FileStatus.UNREADABLE,
            path,
            f"the system refused to read it ({type(error).__name__}, errno {error.errno})",
            way_out="give the account that runs the screen leave to read it, or copy it again",
        )
        return FileReading(path, "", refused.status, str(refused))
    if size > limits.file_bytes:
        big = ReadError(
            FileStatus.TOO_BIG,
            path,
            f"{size} bytes, more than {limits.file_bytes}",
            way_out="split the file, or raise file_bytes",
        )
        return FileReading(path, digest, big.status, str(big))
    return read_source(Source(path, path.rsplit("/", 1)[-1], data, limits=limits), digest)


def read_source(source: Source, digest: str) -> FileReading:
    """How the reading of these bytes ended; `digest` is their SHA-256."""
    opener = _Opener()
    walk = Walk(source, opener.items_of)
    walk.run()
    return walk.reading(digest, opener.format)


def format_of(source: Source) -> Format | None:
    """The row of FORMATS that fits the content, None when none does."""
    sample = Sample(source)
    return next((row for row in FORMATS if row.sniff(sample)), None)


class _Opener:
    """Opens what is met in one inbox file; `format` is what the file itself was taken for, empty when nothing fits."""

    def __init__(self) -> None:
        self.format = ""

    def items_of(self, source: Source, remark: Callable[[str], None]) -> Iterator[Found]:
        """What the source holds, by the reader for its content; an ending that belies the content is remarked on.

        Raises ReadError: EMPTY, UNSUPPORTED, and what its reader raises.
        """
        if not source.data:
            raise fault(source, FileStatus.EMPTY, "it has no bytes", "nothing to do, or ask for the file again")
        row = format_of(source)
        if row is None:
            raise fault(
                source,
                FileStatus.UNSUPPORTED,
                f"its first bytes {source.data[:8].hex(' ')} belong to no format that is read here",
                "convert it to PDF, DOCX, XLSX or text",
            )
        if source.part is None:
            self.format = row.name
        ending = Sample(source).ending
        if row.reader != REFUSED and ending not in row.endings and any(ending in other.endings for other in FORMATS):
            remark(f"{source.label}: the name ends in .{ending}, but the content is {row.name} and was read as that")
        yield from _reader(row)(source)


def _reader(row: Format) -> Reader:
    read: Reader = import_module(row.reader).read
    return read


def _digest(file: Path) -> str:
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()

"""What every reader takes and gives. A reader is one function `read(source) -> Iterator[Part | Source]`.

It yields a `Part` for text it read itself and a `Source` for something inside (attachment, archive member, picture)
that the dispatcher shall read as a document of its own. It raises ReadError for what it cannot read; what it yielded
before that is kept. A reader that does slow honest work (OCR of a page, a conversion) first calls
`data.watch.grant_seconds` so that the watch on the file allows for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from data.errors import FileStatus, ReadError
from data.layout import Block
from data.types import Kind


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that keep one hostile file from harming a run. Sizes in bytes, times in seconds."""

    file_bytes: int = 256 * 1024 * 1024
    text_chars: int = 20_000_000
    archive_members: int = 10_000
    archive_bytes: int = 200 * 1024 * 1024
    archive_ratio: int = 200
    depth: int = 8
    mime_depth: int = 30
    pages: int = 2_000
    ocr_pages: int = 200
    pixels: int = 40_000_000
    rows: int = 1_000_000
    seconds: int = 120
    ocr_seconds_per_page: int = 60
    memory_bytes: int = 2 * 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Source:
    """Bytes to be read: an inbox file, or something found inside one.

    `path` is the inbox file, relative to the inbox, `/` between folders; `part` names what lies inside it, nested ones
    joined by `!/`, None for the file itself; `name` is the plain name whose ending hints at the format.
    """

    path: str
    name: str
    data: bytes
    part: str | None = None
    depth: int = 0
    limits: Limits = field(default_factory=Limits)

    def inside(self, name: str, data: bytes) -> Source:
        """The source of something that lies inside this one, one level deeper."""
        part = f"{self.part}!/{name}" if self.part else name
        return replace(self, name=name.rsplit("/", 1)[-1], data=data, part=part, depth=self.depth + 1)

    @property
    def label(self) -> str:
        """`path` or `path!/part`: the doc_id of what is read from here."""
        return f"{self.path}!/{self.part}" if self.part else self.path


@dataclass(frozen=True, slots=True)
class Part:
    """One document's worth of text as a reader met it.

    `format` is the reader's name (`txt`, `xlsx`, `eml` ...); `hint` the kind of paper when the format alone tells it
    (a mail, a chat export); `notes` say what was not read although the rest was (status PARTIAL), in operator's words.
    """

    part: str | None
    format: str
    blocks: tuple[Block, ...]
    hint: Kind | None = None
    pages: int | None = None
    status: FileStatus = FileStatus.OK
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileReading:
    """How the reading of one inbox file ended: the outcome of `read_file`.

    OK and PARTIAL come with parts, every other status with none. `reason` is complete for an operator (place, value,
    way out); it is empty for OK unless something is worth knowing, such as an ending that belies the content.
    `sha256` is that of the file's bytes, empty only when they could not be read at all. `format` is what the content
    was taken for, empty when nothing fits.
    """

    path: str
    sha256: str
    status: FileStatus
    reason: str
    parts: tuple[Part, ...] = ()
    format: str = ""


Reader = Callable[[Source], Iterator["Part | Source | ReadError"]]
"""A ReadError that is yielded is a fault of one thing inside; reading goes on. One that is raised ends the reading."""

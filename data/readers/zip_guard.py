"""Zip containers (DOCX, ODT, OFD, archives) opened only after their table of contents has been checked.

A container is refused before a byte is inflated when it promises too many members, too many bytes or an expansion no
honest paper has, or when its members share compressed bytes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from data.errors import FileStatus, ReadError
from data.readers.base import Source

ZIP_MAGIC = b"PK\x03\x04"
SMALL_BYTES = 16 * 1024 * 1024
"""Below this many inflated bytes the expansion ratio is not looked at: sparse sheets and blank forms expand a lot."""

_READ_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)
"""What `zipfile` raises for damaged, encrypted or unknown-method members (RuntimeError: a password is needed)."""


class ZipContainer:
    """The members of one checked zip; names are as stored, reading one never inflates more than it promised."""

    def __init__(self, source: Source, archive: zipfile.ZipFile) -> None:
        self._source = source
        self._archive = archive
        self._names = {info.filename: info for info in archive.infolist() if not info.is_dir()}

    @property
    def entries(self) -> tuple[zipfile.ZipInfo, ...]:
        """The directory entries of the files inside, in stored order, two of one name both."""
        return tuple(info for info in self._archive.infolist() if not info.is_dir())

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the files inside, in stored order, each once (of two with one name the last counts)."""
        return tuple(self._names)

    def __contains__(self, name: str) -> bool:
        return name in self._names

    def infos(self) -> Iterator[zipfile.ZipInfo]:
        """The directory entries of the files inside, in stored order."""
        yield from self._names.values()

    def read_entry(self, info: zipfile.ZipInfo) -> bytes:
        """The bytes of one member.

        Raises ReadError: ENCRYPTED when a password is needed, DAMAGED when it does not inflate.
        """
        if info.flag_bits & 0x1:
            raise ReadError(
                FileStatus.ENCRYPTED,
                self._source.label,
                "the member is locked by a password",
                place=info.filename,
                way_out="put an unlocked copy into the inbox",
            )
        try:
            with self._archive.open(info) as stream:
                return stream.read(info.file_size)
        except _READ_FAULTS as fault:
            raise ReadError(
                FileStatus.DAMAGED,
                self._source.label,
                f"the member does not unpack ({type(fault).__name__})",
                place=info.filename,
                way_out="ask the sender for the file again",
            ) from None

    def read(self, name: str) -> bytes:
        """The bytes of one member.

        Raises ReadError: ENCRYPTED when a password is needed, DAMAGED when it is absent or does not inflate.
        """
        info = self._names.get(name)
        if info is None:
            raise ReadError(
                FileStatus.DAMAGED,
                self._source.label,
                "a part that the file refers to is missing",
                place=name,
                way_out="ask the sender for the whole file",
            )
        return self.read_entry(info)


@contextmanager
def open_zip(source: Source) -> Iterator[ZipContainer]:
    """The checked container of `source`.

    Raises ReadError: DAMAGED when it is no readable zip (cut off, say), TOO_BIG when it holds more members or bytes
    than `source.limits` allow or expands more than any paper does, SUSPICIOUS when members overlap.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except _READ_FAULTS as fault:
        raise ReadError(
            FileStatus.DAMAGED,
            source.label,
            f"the container has no readable table of contents ({type(fault).__name__}); it is cut off or no such file",
            place=f"byte {len(source.data)}",
            way_out="ask the sender for the whole file",
        ) from None
    with archive:
        _check(source, archive.infolist())
        yield ZipContainer(source, archive)


def _check(source: Source, infos: list[zipfile.ZipInfo]) -> None:
    limits = source.limits
    packed, unpacked = sum(info.compress_size for info in infos), sum(info.file_size for info in infos)
    way_out = "look at it by hand; if it is honest, raise the limit or unpack it into the inbox"
    if len(infos) > limits.archive_members:
        problem = f"the container has {len(infos)} members, {limits.archive_members} are allowed"
        raise ReadError(FileStatus.TOO_BIG, source.label, problem, place="table of contents", way_out=way_out)
    if unpacked > limits.archive_bytes:
        problem = f"the container unpacks to {unpacked} bytes, {limits.archive_bytes} are allowed"
        raise ReadError(FileStatus.TOO_BIG, source.label, problem, place=_largest(infos), way_out=way_out)
    if unpacked > SMALL_BYTES and unpacked > limits.archive_ratio * max(packed, 1):
        problem = f"the container unpacks to {unpacked // max(packed, 1)} times its size, as packing bombs do"
        raise ReadError(FileStatus.TOO_BIG, source.label, problem, place=_largest(infos), way_out=way_out)
    if packed > len(source.data):
        problem = "members share their packed bytes, as packing bombs do"
        raise ReadError(FileStatus.SUSPICIOUS, source.label, problem, place="table of contents", way_out=way_out)


def _largest(infos: list[zipfile.ZipInfo]) -> str:
    return max(infos, key=lambda info: info.file_size).filename

"""Archives: zip, 7z, tar, and what gzip, bzip2 or xz packed. Members are read as documents of their own."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, cast

from data.errors import FileStatus, ReadError
from data.readers import sniff
from data.readers.base import Part, Source
from data.readers.zip_guard import SMALL_BYTES, open_zip

CHUNK = 1024 * 1024
UTF8_NAME = 0x800
OPENERS = ((b"\x1f\x8b\x08", gzip.open, "gz"), (b"BZh", bz2.open, "bz2"), (b"\xfd7zXZ\x00", lzma.open, "xz"))
PACKED_ENDINGS = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".gz": "", ".bz2": "", ".xz": ""}
DAMAGE = (OSError, EOFError, zlib.error, lzma.LZMAError, zipfile.BadZipFile, NotImplementedError, ValueError)


def read(source: Source) -> Iterator[Part | Source | ReadError]:
    """The members in the order of the archive; a member that cannot be unpacked is a ReadError among them.

    Raises ReadError: DAMAGED, TOO_BIG or ENCRYPTED for the archive as a whole.
    """
    sample = sniff.Sample(source)
    if sniff.is_zip(sample):
        yield from _zip_members(source)
    elif sniff.is_7z(sample):
        yield from _seven_zip_members(source)
    elif sniff.is_packed(sample):
        yield from _unpacked(source)
    else:
        yield from _tar_members(source)


def _zip_members(source: Source) -> Iterator[Source | ReadError]:
    with open_zip(source) as container:
        for entry in container.entries:
            name = clean_name(_zip_name(entry))
            try:
                yield source.inside(name, container.read_entry(entry))
            except ReadError as error:
                yield ReadError(error.status, error.path, error.problem, place=name, way_out=error.way_out)


def _zip_name(entry: zipfile.ZipInfo) -> str:
    """The member's name: UTF-8 where the zip says so, else as Chinese Windows writes it, GB18030."""
    if entry.flag_bits & UTF8_NAME:
        return entry.filename
    return _legacy_name(entry.filename.encode("cp437", "replace"))


def _legacy_name(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace")


def _tar_members(source: Source) -> Iterator[Source | ReadError]:
    try:
        with tarfile.open(fileobj=io.BytesIO(source.data), mode="r:", encoding="utf-8") as container:
            for count, member in enumerate(container, 1):
                if count > source.limits.archive_members:
                    raise _too_many(source)
                name = clean_name(_legacy_name(member.name.encode("utf-8", "surrogateescape")))
                stream = container.extractfile(member) if member.isfile() else None
                if stream is not None:
                    yield source.inside(name, stream.read())
                elif not member.isdir():
                    yield ReadError(
                        FileStatus.UNSUPPORTED,
                        source.label,
                        "the member is a link or a device, not a file",
                        place=name,
                        way_out="nothing to do unless a file is missing",
                    )
    except (tarfile.TarError, *DAMAGE) as error:
        raise _broken(source, "", error) from None


def _unpacked(source: Source) -> Iterator[Source | ReadError]:
    """What one packed stream holds: the members of a tar, else one file."""
    opener, name = next((opener, ending) for magic, opener, ending in OPENERS if source.data.startswith(magic))
    fault: ReadError | None = None
    pieces: list[bytes] = []
    try:
        with opener(io.BytesIO(source.data)) as stream:
            for piece in _pieces(source, cast(BinaryIO, stream)):
                pieces.append(piece)
    except DAMAGE as error:
        fault = _broken(source, "", error)
    inner = replace(source, data=b"".join(pieces))
    del pieces
    if sniff.is_tar(sniff.Sample(replace(inner, name=""))):
        yield from _tar_members(inner)
    elif inner.data:
        yield source.inside(_unpacked_name(source.name, name), inner.data)
    if fault:
        yield fault


def _pieces(source: Source, stream: BinaryIO) -> Iterator[bytes]:
    limits, size = source.limits, 0
    while piece := stream.read(CHUNK):
        size += len(piece)
        if size > limits.archive_bytes or (size > SMALL_BYTES and size > limits.archive_ratio * len(source.data)):
            raise ReadError(
                FileStatus.TOO_BIG,
                source.label,
                f"it unpacks to more than {size - len(piece)} bytes from {len(source.data)}; the caps are "
                f"{limits.archive_bytes} bytes and {limits.archive_ratio} times",
                way_out="unpack it by hand, look at what it is and lay the files in the inbox",
            )
        yield piece


def _unpacked_name(name: str, kind: str) -> str:
    for ending, instead in PACKED_ENDINGS.items():
        if name.lower().endswith(ending):
            return name[: -len(ending)] + instead or f"content.{kind}"
    return f"{name}.content"


def _seven_zip_members(source: Source) -> Iterator[Source | ReadError]:
    import py7zr
    from py7zr.exceptions import ArchiveError, PasswordRequired

    limits = source.limits
    try:
        with py7zr.SevenZipFile(io.BytesIO(source.data)) as container:
            if container.needs_password():
                raise _locked(source, "")
            files = [entry for entry in container.list() if not entry.is_directory]
            size = sum(entry.uncompressed for entry in files)
            if len(files) > limits.archive_members:
                raise _too_many(source)
            if size > limits.archive_bytes or (size > SMALL_BYTES and size > limits.archive_ratio * len(source.data)):
                raise ReadError(
                    FileStatus.TOO_BIG,
                    source.label,
                    f"it unpacks to {size} bytes from {len(source.data)}; the caps are {limits.archive_bytes} bytes "
                    f"and {limits.archive_ratio} times",
                    way_out="unpack it by hand, look at what it is and lay the files in the inbox",
                )
            factory = py7zr.io.BytesIOFactory(limits.archive_bytes)
            container.extractall(factory=factory)  # noqa: S202 - into memory, by a factory with a cap
    except PasswordRequired:
        raise _locked(source, "") from None
    except (ArchiveError, *DAMAGE) as error:
        raise _broken(source, "", error) from None
    for entry in files:
        content = factory.products.get(entry.filename)
        if content is not None:
            content.seek(0)
            yield source.inside(clean_name(entry.filename), content.read())


def clean_name(name: str) -> str:
    """A member's name as a part's name: `/` between folders, none at the start, no `..`, no control characters."""
    steps = [step for step in name.replace("\\", "/").split("/") if step not in ("", ".", "..")]
    return "".join(char for char in "/".join(steps) if char.isprintable()) or "unnamed"


def _locked(source: Source, name: str) -> ReadError:
    return ReadError(
        FileStatus.ENCRYPTED,
        source.label,
        "it is under a password",
        place=name,
        way_out="ask for the password, unpack it and lay the files in the inbox",
    )


def _broken(source: Source, name: str, error: Exception) -> ReadError:
    return ReadError(
        FileStatus.DAMAGED,
        source.label,
        f"it cannot be unpacked ({type(error).__name__}): it is cut off or overwritten",
        place=name,
        way_out="ask for the file again",
    )


def _too_many(source: Source) -> ReadError:
    return ReadError(
        FileStatus.TOO_BIG,
        source.label,
        f"it holds more than {source.limits.archive_members} members",
        way_out="unpack it by hand and lay the files in the inbox in several runs",
    )

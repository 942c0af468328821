"""OLE compound files: what they hold, and whether a password locks them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import olefile

from data.errors import FileStatus, ReadError
from data.readers.base import Source

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED_STREAMS = ("EncryptedPackage", "EncryptionInfo", "DRMContent", "\x06DataSpaces/DataSpaceMap")
# [MS-DOC] 2.5.2 FibBase: flags at byte 10, bit 8 fEncrypted (also set for XOR obfuscation).
_FIB_FLAGS_AT, _FIB_ENCRYPTED = 10, 0x0100


@contextmanager
def open_ole(source: Source) -> Iterator[olefile.OleFileIO]:
    """The compound file of `source`, closed at the end.

    Raises ReadError: DAMAGED when it is cut off or no compound file, ENCRYPTED when it wraps an encrypted package
    (a DOCX, XLSX or PPTX with a password to open) or is a binary Word document with one.
    """
    try:
        ole = olefile.OleFileIO(io.BytesIO(source.data))
    except (OSError, ValueError, IndexError, KeyError, RecursionError) as fault:
        raise _damaged(source, type(fault).__name__) from None
    try:
        if any(ole.exists(name) for name in _LOCKED_STREAMS) or _word_is_locked(source, ole):
            raise encrypted(source)
        yield ole
    finally:
        ole.close()


def encrypted(source: Source) -> ReadError:
    """The error for a file that a password to open locks."""
    return ReadError(
        FileStatus.ENCRYPTED,
        source.label,
        "a password is needed to open it",
        place="whole file",
        way_out="ask the sender for the password and put an unlocked copy into the inbox",
    )


def read_stream(source: Source, ole: olefile.OleFileIO, name: str) -> bytes:
    """The bytes of one stream.

    Raises ReadError DAMAGED when it is absent or cut off.
    """
    try:
        with ole.openstream(name) as stream:
            data: bytes = stream.read()
    except (OSError, ValueError, IndexError) as fault:
        raise _damaged(source, f"stream {name}: {type(fault).__name__}") from None
    return data


def _word_is_locked(source: Source, ole: olefile.OleFileIO) -> bool:
    if not ole.exists("WordDocument"):
        return False
    head = read_stream(source, ole, "WordDocument")[: _FIB_FLAGS_AT + 2]
    return bool(int.from_bytes(head[_FIB_FLAGS_AT:], "little") & _FIB_ENCRYPTED)


def _damaged(source: Source, detail: str) -> ReadError:
    return ReadError(
        FileStatus.DAMAGED,
        source.label,
        f"the compound file cannot be read ({detail}); it is cut off or overwritten",
        place=f"byte {len(source.data)}",
        way_out="ask the sender for the whole file",
    )

"""Rich text as Outlook packs it into a message: LZFu, [MS-OXRTFCP]."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from data.errors import FileStatus, ReadError

PACKED, PLAIN = 0x75465A4C, 0x414C454D
DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans "
    rb"SerifSymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0"
    + b"\r\n"
    + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
SIZE = 4096


def unpack(data: bytes, limit: int) -> bytes:
    """The rich text in `data`, at most `limit` bytes.

    Raises ReadError DAMAGED when the head is none of the two that there are.
    """
    if len(data) < 16:
        raise _damaged()
    _, size, mark, _ = struct.unpack_from("<IIII", data)
    if mark == PLAIN:
        return data[16 : 16 + min(size, limit)]
    if mark != PACKED:
        raise _damaged()
    window = bytearray(DICTIONARY.ljust(SIZE, b"\0"))
    write, at = len(DICTIONARY), 16
    out = bytearray()
    while at < len(data) and len(out) < limit:
        control, at = data[at], at + 1
        for bit in range(8):
            if control >> bit & 1:
                if at + 1 >= len(data):
                    return bytes(out)
                token, at = struct.unpack_from(">H", data, at)[0], at + 2
                offset, length = token >> 4, (token & 0xF) + 2
                if offset == write:
                    return bytes(out)
                piece: Iterator[int] = (window[(offset + step) % SIZE] for step in range(length))
            elif at < len(data):
                piece, at = iter((data[at],)), at + 1
            else:
                return bytes(out)
            for byte in piece:
                out.append(byte)
                window[write] = byte
                write = (write + 1) % SIZE
    return bytes(out)


def _damaged() -> ReadError:
    return ReadError(
        FileStatus.DAMAGED,
        "message",
        "its rich text is packed in no known way",
        place="PR_RTF_COMPRESSED",
        way_out="open the message in Outlook and save it as text",
    )

"""The file that an OLE object inside a document carries ([MS-OLEDS] 2.3.6 Ole10Native; embedded compound files)."""

from __future__ import annotations

import struct

from data.readers.base import Source
from data.readers.ole_guard import open_ole, read_stream

_NATIVE = "\x01Ole10Native"
# Streams that hold a whole file by themselves, and the ending it then deserves.
_WHOLE_FILE = (("Package", ".zip"), ("CONTENTS", ".bin"))
# Streams that show that the object is itself a binary office file.
_OFFICE_FILE = (("WordDocument", ".doc"), ("Workbook", ".xls"), ("Book", ".xls"), ("PowerPoint Document", ".ppt"))
_MAGIC_ENDINGS = ((b"%PDF", ".pdf"), (b"PK\x03\x04", ".zip"), (b"\x89PNG", ".png"), (b"\xff\xd8\xff", ".jpg"))


def packed_file(source: Source) -> tuple[str, bytes] | None:
    """(name, bytes) of the file inside an OLE object, None when it carries none (an equation, a control).

    Raises ReadError as `open_ole` does.
    """
    stem = source.name.rsplit(".", 1)[0]
    with open_ole(source) as ole:
        if ole.exists(_NATIVE):
            return _native_file(read_stream(source, ole, _NATIVE), stem)
        for stream, ending in _WHOLE_FILE:
            if ole.exists(stream):
                data = read_stream(source, ole, stream)
                return stem + _ending_of(data, ending), data
        for stream, ending in _OFFICE_FILE:
            if ole.exists(stream):
                return stem + ending, source.data
    return None


def _native_file(stream: bytes, stem: str) -> tuple[str, bytes] | None:
    """The packed file: size, type 2, label, path, two numbers, length + path, length + bytes; strings end in NUL."""
    try:
        at = 6
        label_end = stream.index(b"\0", at)
        label = stream[at:label_end]
        at = stream.index(b"\0", label_end + 1) + 1
        at += 4
        (path_length,) = struct.unpack_from("<I", stream, at)
        at += 4 + path_length
        (length,) = struct.unpack_from("<I", stream, at)
    except (ValueError, struct.error):
        return None
    data = stream[at + 4 : at + 4 + length]
    if not data:
        return None
    # The label is in the codepage of the machine that packed it: Chinese Windows.
    name = label.decode("gb18030", "replace").replace("\\", "/").rsplit("/", 1)[-1].strip()
    return name or stem + _ending_of(data, ".bin"), data


def _ending_of(data: bytes, otherwise: str) -> str:
    return next((ending for magic, ending in _MAGIC_ENDINGS if data.startswith(magic)), otherwise)

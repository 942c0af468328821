"""Zip containers whose bytes depend on nothing but their content."""

from __future__ import annotations

import io
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable

DAY = (2026, 3, 31, 18, 0, 0)
CORE_TIMES = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*(</dcterms:(?:created|modified)>)")
CORE = "docProps/core.xml"


def freeze(data: bytes) -> bytes:
    """The same zip with fixed times, also in the core properties of Office documents."""
    with zipfile.ZipFile(io.BytesIO(data)) as container:
        members = [(info.filename, container.read(info)) for info in container.infolist()]
    return pack(
        (name, CORE_TIMES.sub(rb"\g<1>2026-03-31T10:00:00Z\g<2>", content) if name == CORE else content)
        for name, content in members
    )


def pack(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip of these members in their order."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as container:
        for name, content in members:
            info = zipfile.ZipInfo(name, DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            container.writestr(info, content)
    return out.getvalue()


def pack_gbk(members: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip with member names in GBK and no Unicode mark, as Chinese Windows packs it."""
    return _raw_zip([(name.encode("gbk"), content, 0) for name, content in members])


def pack_encrypted(members: Iterable[tuple[str, bytes]], password: bytes) -> bytes:
    """A zip under the traditional password scheme, with a fixed nonce: fit for samples, not for secrets."""
    return _raw_zip([(name.encode("gbk"), content, 1) for name, content in members], password)


def _raw_zip(members: list[tuple[bytes, bytes, int]], password: bytes = b"") -> bytes:
    # The standard library always marks names outside ASCII as UTF-8 and cannot encrypt: hence the records by hand
    # (PKWARE APPNOTE 4.3.7, 4.3.12, 4.3.16).
    clock = (DAY[3] << 11) | (DAY[4] << 5) | (DAY[5] // 2)
    day = ((DAY[0] - 1980) << 9) | (DAY[1] << 5) | DAY[2]
    body, directory = b"", b""
    for name, content, flag in members:
        checksum = zlib.crc32(content)
        deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
        data = deflater.compress(content) + deflater.flush()
        if flag:
            data = _Cipher(password).encrypt(b"guowen-demo" + bytes([checksum >> 24]) + data)
        common = struct.pack("<HHHHHIIIHH", 20, flag, 8, clock, day, checksum, len(data), len(content), len(name), 0)
        directory += struct.pack("<IH", 0x02014B50, 20) + common + struct.pack("<HHHII", 0, 0, 0, 32, len(body)) + name
        body += struct.pack("<I", 0x04034B50) + common + name + data
    count = len(members)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, count, count, len(directory), len(body), 0)
    return body + directory + end


class _Cipher:
    """The traditional PKWARE stream cipher (APPNOTE 6.1)."""

    def __init__(self, password: bytes) -> None:
        self.keys = [0x12345678, 0x23456789, 0x34567890]
        for byte in password:
            self._update(byte)

    def _update(self, byte: int) -> None:
        self.keys[0] = _crc(self.keys[0], byte)
        self.keys[1] = ((self.keys[1] + (self.keys[0] & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
        self.keys[2] = _crc(self.keys[2], self.keys[1] >> 24)

    def encrypt(self, plain: bytes) -> bytes:
        """The bytes under the running keys."""
        out = bytearray()
        for byte in plain:
            mask = (self.keys[2] | 2) & 0xFFFF
            out.append(byte ^ (((mask * (mask ^ 1)) >> 8) & 0xFF))
            self._update(byte)
        return bytes(out)


def _crc(value: int, byte: int) -> int:
    return zlib.crc32(bytes([byte]), value ^ 0xFFFFFFFF) ^ 0xFFFFFFFF

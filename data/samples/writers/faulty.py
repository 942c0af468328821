"""Files that no reader can read, as every real inbox has some: each must be set aside with its own reason."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from data.samples.writers.frozen import pack_encrypted
from data.samples.writers.pages import draw


def files(whole_docx: bytes) -> Iterator[tuple[str, bytes]]:
    """(path in the inbox, bytes); the cut one is the first two thirds of `whole_docx`."""
    yield "units/市中院/待核/审计底稿（有口令）.pdf", draw(["本件设有口令。"], password="2026lt")  # noqa: S106
    yield "units/市中院/待核/会议记录-拷坏.docx", whole_docx[: len(whole_docx) * 2 // 3]
    yield "units/市中院/待核/空白登记表.txt", b""
    yield "units/市中院/待核/监控导出.dat", b"\x89LT\x00" + b"".join(sha256(bytes([n])).digest() for n in range(40))
    members = [("通话记录.txt", "本件设有口令。".encode("gb18030"))]
    yield "units/市中院/待核/调取材料（加密）.zip", pack_encrypted(members, b"2026lt")

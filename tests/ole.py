"""Writes OLE containers (compound files, [MS-CFB] version 3) for tests: what .msg, .doc and encrypted .xlsx are."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

SECTOR, MINI, CUTOFF = 512, 64, 4096
FREE, END, FAT_SECTOR, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5


@dataclass
class _Entry:
    name: str
    kind: int
    data: bytes = b""
    children: list[int] = field(default_factory=list)
    start: int = END


def compound_file(tree: dict[str, object]) -> bytes:
    """The bytes of a container; `tree` maps names to bytes (a stream) or to another such dict (a storage)."""
    entries = [_Entry("Root Entry", ROOT)]
    waiting: list[tuple[int, dict[str, object]]] = [(0, tree)]
    while waiting:
        owner, names = waiting.pop()
        # Siblings are ordered by length, then by upper-case name.
        for name in sorted(names, key=lambda item: (len(item), item.upper())):
            value = names[name]
            entries[owner].children.append(len(entries))
            if isinstance(value, bytes):
                entries.append(_Entry(name, STREAM, value))
            else:
                entries.append(_Entry(name, STORAGE))
                assert isinstance(value, dict)
                waiting.append((len(entries) - 1, value))
    return _written(entries)


def _written(entries: list[_Entry]) -> bytes:
    mini, mini_fat = bytearray(), list[int]()
    for entry in entries:
        if entry.kind == STREAM and 0 < len(entry.data) < CUTOFF:
            entry.start = len(mini_fat)
            count = -(-len(entry.data) // MINI)
            mini_fat += [*range(entry.start + 1, entry.start + count), END]
            mini += entry.data.ljust(count * MINI, b"\0")
    entries[0].data = bytes(mini)
    sectors, fat = list[bytes](), list[int]()

    def store(data: bytes) -> int:
        first, count = len(sectors), -(-len(data) // SECTOR)
        for index in range(count):
            sectors.append(data[index * SECTOR : (index + 1) * SECTOR].ljust(SECTOR, b"\0"))
            fat.append(first + index + 1 if index + 1 < count else END)
        return first if count else END

    for entry in entries:
        if entry.kind == ROOT or (entry.kind == STREAM and len(entry.data) >= CUTOFF):
            entry.start = store(entry.data)
    table = b"".join(struct.pack("<I", value) for value in mini_fat)
    mini_start = store(table)
    directory = b"".join(_directory_entry(entries, index) for index in range(len(entries)))
    directory += (-len(directory) % SECTOR // 128) * struct.pack("<64xHBBIII36xQ", 0, 0, 0, NONE, NONE, NONE, 0)
    directory_start = store(directory)
    fat_sectors = 1
    while (len(fat) + fat_sectors) * 4 > fat_sectors * SECTOR:
        fat_sectors += 1
    fat_start = len(sectors)
    fat += [FAT_SECTOR] * fat_sectors
    fat += [FREE] * (fat_sectors * SECTOR // 4 - len(fat))
    blob = b"".join(struct.pack("<I", value) for value in fat)
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        0x3E,
        3,
        0xFFFE,
        9,
        6,
        0,
        fat_sectors,
        directory_start,
        0,
        CUTOFF,
        mini_start,
        -(-len(table) // SECTOR),
        END,
        0,
        *[fat_start],
    )
    difat = [*range(fat_start, fat_start + fat_sectors)][1:]
    header += b"".join(struct.pack("<I", value) for value in difat)
    header = header.ljust(SECTOR, b"\xff")
    return header + b"".join(sectors) + blob


def _directory_entry(entries: list[_Entry], index: int) -> bytes:
    """The entry with its siblings as a list that leans to the right: valid, if not balanced."""
    entry = entries[index]
    name = entry.name.encode("utf-16-le") + b"\0\0"
    right = NONE
    for owner in entries:
        if index in owner.children:
            place = owner.children.index(index)
            right = owner.children[place + 1] if place + 1 < len(owner.children) else NONE
    child = entry.children[0] if entry.children else NONE
    start = entry.start if entry.kind != STORAGE else 0
    size = len(entry.data) if entry.kind != STORAGE else 0
    return (
        name.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(name), entry.kind, 1, NONE, right, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )

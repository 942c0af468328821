"""Short ways to read bytes in tests."""

from __future__ import annotations

from data.readers.base import FileReading, Limits, Source
from data.readers.dispatch import read_source


def reading_of(name: str, data: bytes, limits: Limits | None = None) -> FileReading:
    """The reading of a file of that name with these bytes."""
    return read_source(Source(name, name, data, limits=limits or Limits()), "0" * 64)


def lines_of(reading: FileReading) -> list[str]:
    """The texts of all blocks of the only part."""
    (part,) = reading.parts
    return [block.text for block in part.blocks]


def messages_of(reading: FileReading, part: int = 0) -> list[tuple[str | None, str | None, str]]:
    """(stamp, speaker, text) of the blocks of a part."""
    return [(block.stamp, block.speaker, block.text) for block in reading.parts[part].blocks]

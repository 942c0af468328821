"""Formats that are known and not read: each with the way out for the operator."""

from __future__ import annotations

from collections.abc import Iterator

from data.errors import FileStatus, ReadError
from data.readers.base import Part, Source
from data.readers.sniff import OLE_MAGIC, Sample, is_encrypted_office, is_rar, is_slides


def read(source: Source) -> Iterator[Part | Source]:
    """Never yields. Raises ReadError: ENCRYPTED for Office files under a password, else UNSUPPORTED."""
    sample = Sample(source)
    if is_encrypted_office(sample):
        raise ReadError(
            FileStatus.ENCRYPTED,
            source.label,
            "it is an Office document under a password",
            way_out="ask for the password, save it without one and lay that in the inbox",
        )
    if sample.head.startswith(OLE_MAGIC) and not sample.streams:
        raise ReadError(
            FileStatus.DAMAGED,
            source.label,
            "its OLE directory cannot be read: it is cut off or overwritten",
            way_out="ask for the file again",
        )
    if is_rar(sample):
        raise ReadError(
            FileStatus.UNSUPPORTED,
            source.label,
            "it is a RAR archive, whose format is not open",
            way_out="unpack it and lay the files in the inbox, or pack them as ZIP or 7z",
        )
    if is_slides(sample):
        raise ReadError(
            FileStatus.UNSUPPORTED,
            source.label,
            "it is a set of slides",
            way_out="save it as PDF and lay that in the inbox",
        )
    raise ReadError(
        FileStatus.UNSUPPORTED,
        source.label,
        "it is an OLE container without a Word, Excel or Outlook stream",
        way_out="save it as PDF, DOCX or XLSX and lay that in the inbox",
    )
    yield  # a generator like every reader

"""Zip containers, plain archives and office documents alike: opened only when their directory keeps within the caps."""

from __future__ import annotations

import io
import zipfile

from data.errors import FileStatus, ReadError
from data.readers.base import Source

RATIO_FLOOR = 4 * 1024 * 1024
"""Bytes below which the ratio of a container is of no interest: forms and blank scans pack well."""
UTF8_NAME = 0x800
ENCRYPTED = 0x1


def open_zip(source: Source) -> zipfile.ZipFile:
    """The container, for reading; the caller closes it.

    Raises ReadError: DAMAGED when the directory cannot be read, TOO_BIG when it names more members, more bytes or a
    higher ratio than `source.limits` allow. Python's zipfile never inflates more than the directory says.
    """
    limits = source.limits
    try:
        container = zipfile.ZipFile(io.BytesIO(source.data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise ReadError(
            FileStatus.DAMAGED,
            source.label,
            f"its zip directory cannot be read ({type(error).__name__}): it is cut off or overwritten",
            way_out="ask for the file again",
        ) from None
    members = container.infolist()
    size = sum(member.file_size for member in members)
    problem = ""
    if len(members) > limits.archive_members:
        problem = f"it holds {len(members)} members, more than {limits.archive_members}"
    elif size > limits.archive_bytes:
        problem = f"it unpacks to {size} bytes, more than {limits.archive_bytes}"
    elif size > RATIO_FLOOR and size > limits.archive_ratio * len(source.data):
        problem = f"it unpacks to {size // len(source.data)} times its size, more than {limits.archive_ratio}"
    if problem:
        container.close()
        raise ReadError(
            FileStatus.TOO_BIG,
            source.label,
            problem,
            way_out="unpack it by hand, look at what it is and lay the files in the inbox",
        )
    return container


def member_name(member: zipfile.ZipInfo) -> str:
    """The member's name: UTF-8 where the zip says so, else as Chinese Windows writes it, GB18030."""
    if member.flag_bits & UTF8_NAME:
        return member.filename
    raw = member.filename.encode("cp437", "replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return member.filename


def is_encrypted(member: zipfile.ZipInfo) -> bool:
    """Whether the member is under a password."""
    return bool(member.flag_bits & ENCRYPTED)

"""Mailboxes in one file (.mbox): each message a document of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from data.errors import FileStatus, ReadError
from data.readers.base import Part, Source

START = re.compile(rb"(?:\A|\n\r?\n)From [^\r\n]*\d\d:\d\d[^\r\n]*\r?\n")
ESCAPED = re.compile(rb"^>(>*From )", re.M)


def read(source: Source) -> Iterator[Part | Source | ReadError]:
    """The messages in their order, named by their number: `17.eml`.

    Raises ReadError TOO_BIG for more than `archive_members` messages, after those before.
    """
    starts = [(found.start(), found.end()) for found in START.finditer(source.data)]
    for number, (_, start) in enumerate(starts, 1):
        if number > source.limits.archive_members:
            raise ReadError(
                FileStatus.TOO_BIG,
                source.label,
                f"it holds {len(starts)} messages, more than {source.limits.archive_members}",
                place=f"message {number}",
                way_out="split the mailbox; the messages from here on were not read",
            )
        end = starts[number][0] if number < len(starts) else len(source.data)
        yield source.inside(f"{number}.eml", ESCAPED.sub(rb"\1", source.data[start:end]))

"""The bytes of an attachment or an archive member, by the name its document has."""

from __future__ import annotations

from importlib import import_module

from data.readers.base import Reader, Source
from data.readers.dispatch import REFUSED, format_of


def member(source: Source, part: str) -> Source | None:
    """What lies inside `source` under the name `part` (nested names joined by `!/`), None when nothing does.

    An empty `part` is the source itself. Raises ReadError for a container that cannot be read.
    """
    current: Source | None = source
    while current is not None and (current.part or "") != part:
        current = _towards(current, part)
    return current


def _towards(source: Source, part: str) -> Source | None:
    """The one thing in the container that is `part`, or that holds it."""
    row = format_of(source) if source.depth <= source.limits.depth else None
    if row is None or row.reader == REFUSED:
        return None
    read: Reader = import_module(row.reader).read
    for found in read(source):
        if isinstance(found, Source) and found.part and (part == found.part or part.startswith(f"{found.part}!/")):
            return found
    return None

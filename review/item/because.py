"""Why the papers of an item were read again: entries of the registries that came, went or changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from store.desk.rows import Item


@dataclass(frozen=True, slots=True)
class Because:
    """An entry: `kind` is the registry, "registries" where no single entry is told; `how` added, removed or changed."""

    kind: str
    entry_id: str
    how: str


def because(item: Item) -> tuple[Because, ...]:
    """The entries, registry by registry; none where the last change of the item came from elsewhere."""
    return tuple(_because(item))


def _because(item: Item) -> Iterator[Because]:
    for kind, entry_id, how in item.details.get("because") or ():
        yield Because(kind, entry_id, how)

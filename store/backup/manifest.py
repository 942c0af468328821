"""What a backup says of itself: whose it is, of which revision, what is in it, where the chain ends."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Column, Connection, MetaData, String, Table, Text, insert, inspect, select

from data.codec import from_text, to_text
from data.errors import StoreError
from store.backup.rows import Sum
from store.chain import Anchor

FORMAT = 1
"""The shape of the file; a reader refuses what it does not know."""

_TABLE = Table("backup_manifest", MetaData(), Column("manifest", Text, nullable=False), Column("sha256", String(64)))


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest of a backup. `made_at` is ISO 8601 in UTC and not later than the state that was copied.

    `schema` is the Alembic revision; `database` and `guowen` say what it was taken from and by; `tables` has rows and
    SHA-256 of each table as `store.backup.rows.measure` makes them; `head` is the last row of the ledger.
    """

    backup_id: str
    store_id: str
    made_at: str
    schema: str
    database: str
    guowen: str
    head: Anchor
    tables: Mapping[str, Sum]
    left_out: tuple[str, ...]

    @property
    def rows(self) -> int:
        """The rows of all tables together."""
        return sum(table.rows for table in self.tables.values())


def write(connection: Connection, manifest: Manifest) -> None:
    """Puts the manifest into the backup."""
    text = to_text({"format": FORMAT, **asdict(manifest)})
    _TABLE.create(connection)
    connection.execute(insert(_TABLE).values(manifest=text, sha256=_digest(text)))


def read(connection: Connection, label: str) -> Manifest:
    """The manifest of the backup, which `label` names.

    Raises StoreError when it has none, when it is damaged, or when a newer version of guowen wrote it.
    """
    if not inspect(connection).has_table(_TABLE.name):
        raise StoreError(
            f"{label}: no backup of guowen, it has no manifest; name a file that `guowen backup` made "
            "(a store itself is checked by `guowen ledger verify`)"
        )
    row = connection.execute(select(_TABLE)).one_or_none()
    if row is None or not isinstance(row.manifest, str) or _digest(row.manifest) != row.sha256:
        raise StoreError(f"{label}: the manifest is damaged, its SHA-256 is not the one noted; take another backup")
    told: dict[str, Any] = from_text(row.manifest)
    if told.pop("format") != FORMAT:
        raise StoreError(f"{label}: written by a newer version of guowen; read it with that version")
    tables = {name: Sum(**table) for name, table in told.pop("tables").items()}
    return Manifest(
        **told | {"head": Anchor(**told["head"]), "left_out": tuple(told["left_out"])},
        tables=tables,
    )


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", errors="surrogatepass")).hexdigest()

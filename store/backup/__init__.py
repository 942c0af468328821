"""Backups: a consistent copy of a store in one file, checked by its own ledger, and the way back from it.

A backup is a SQLite file with all rows of the store, whichever database it came from, and a manifest. It goes back into
SQLite or PostgreSQL alike: the tables are made anew by the migrations of the revision it was taken at, filled row by
row, held against the manifest, and upgraded. So nothing but data comes out of a backup: no trigger, no view, no page.
"""

from __future__ import annotations

from store.backup.checking import Checked, check
from store.backup.manifest import Manifest
from store.backup.restoring import Restored, Terms, Unsound, restore
from store.backup.taking import Taken, back_up

__all__ = ["Checked", "Manifest", "Restored", "Taken", "Terms", "Unsound", "back_up", "check", "restore"]

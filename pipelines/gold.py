"""Decided items out as gold, and gold in as known answers: each with its rows on the ledger in the same transaction."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from data.errors import ConfigError
from data.outputs import make_folder, write_json_lines
from data.registries import fault_report, load_registries
from pipelines.basis import rulebooks_of
from pipelines.settings import Settings, ledger_seal, store_address, with_password
from pipelines.weights import weights_of
from records.gold import Gold, gold_of
from store.clock import now
from store.database import Database, open_database
from store.desk.consents import consented, note_gold

PAPERS = "papers"
"""Folder below OUT in which the papers of known answers are laid out."""
MOST = 0.5
"""Beyond this share reviewers would work for the measure more than for the office."""


@dataclass(frozen=True, slots=True)
class Planted:
    """What a seeding came to; `unread` papers and `doubtful` proposals of the gold file could not be used."""

    planted: int
    confirm: int
    unread: int
    doubtful: int


def export_gold(settings: Settings, out: Path) -> Gold:
    """Writes the consented items to `out` in the gold schema; what left is on record before the file stands."""
    make_folder(out.absolute().parent)
    with _database(settings) as database, database.writing() as connection:
        gold = gold_of(consented(connection))
        sha256 = write_json_lines(out, gold.rows)
        note_gold(connection, gold.used, sha256, now())
    return gold


def seed(settings: Settings, gold: Path, share: float, papers: Path | None = None) -> Planted:
    """Plants known answers of a gold file until they are the `share` of what waits for a first decision.

    The papers they rest on are laid out below `papers`, or OUT/papers, so that their sources open like any other's.
    Raises ConfigError, RegistryError, GoldError or StoreError before anything is planted.
    """
    if not 0 < share <= MOST:
        raise ConfigError(f"share: {share:g} is not above 0 and at most {MOST:g}; 0.02 is one item in fifty")
    if settings.registries is None:
        raise ConfigError("registries: not told; give --registries DIR, the registries of the gold file")
    from pipelines.seeding import Grower, papers_of
    from store.desk import seeds
    from store.desk.rounds import CONFIRMED

    registries, faults = load_registries(settings.registries)
    if faults:
        sys.stderr.write(fault_report(faults) + "\n")
    root = (papers or settings.out / PAPERS).absolute()
    with _database(settings) as database, tempfile.TemporaryDirectory() as folder:
        with database.reading() as connection:
            wanted = seeds.wanted_of(connection, share)
        if not wanted:
            return Planted(0, 0, 0, 0)
        rulebooks = rulebooks_of(settings.profile, settings.rulebook)
        grown = Grower(registries, rulebooks, weights_of(settings)).grow(gold, Path(folder))
        with database.writing() as connection:
            chosen = seeds.choose(connection, grown.seeds, wanted)
            rested = papers_of(chosen, grown)
            for path in rested:
                make_folder((root / path).parent)
                shutil.copyfile(Path(folder) / path, root / path)
            ground = seeds.Ground(str(root), registries, now())
            planted = seeds.plant(connection, chosen, list(rested.values()), ground)
    confirm = sum(one.verdict == CONFIRMED for one in chosen)
    return Planted(planted, confirm, grown.unread, grown.doubtful)


@contextmanager
def _database(settings: Settings) -> Iterator[Database]:
    database = open_database(with_password(*store_address(settings)), make=False, seal=ledger_seal(settings))
    try:
        yield database
    finally:
        database.close()

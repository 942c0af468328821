"""Whether the files of the registries stand still while they are read, and while a run rests on them.

A run holds its registries in memory and so rests on one reading of them. That reading may be torn: somebody lays four
new files into the folder, and two of them are there when it begins. What moves during the reading is read again; what
moves soon after a file that was read new is taken for the same exchange, and the reading is given up.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.errors import RegistryError
from data.registries import Fault, find_files, load_registries, sha256_of
from data.registry import Registries

SETTLED_SECONDS = 120.0
"""Two files that change within this time belong to one exchange: a province's registries are copied in less."""
READINGS, PAUSE_SECONDS = 10, 0.5
"""How often, and after which pause, registries that move are read again."""

Mark = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Standing:
    """The files as they were read: `marks` by name (device, inode, size and time of the last change in ns)."""

    folder: Path
    sha256: str
    marks: Mapping[str, Mark]

    def check(self) -> str:
        """A sentence for the operator when the files have changed since, empty when they are the same.

        Raises RegistryError when what was read may be partly old and partly new.
        """
        now = _marks(self.folder)
        changed = [name for name in sorted({*now, *self.marks}) if now.get(name) != self.marks.get(name)]
        if not changed or sha256_of(self.folder) == self.sha256:
            return ""
        newest_read = max(mark[-1] for mark in self.marks.values())
        first_after = min((now[name][-1] for name in changed if name in now), default=time.time_ns())
        if first_after - newest_read < SETTLED_SECONDS * 1e9:
            raise RegistryError(
                f"registries: {', '.join(changed)} in {self.folder} changed just as the others were read; what was "
                "read may be partly old and partly new; run the same command again when all files are in place"
            )
        return (
            f"registries: {', '.join(changed)} changed while the run went; it rests on those it began with "
            f"({self.sha256[:16]}), the next run takes the new ones up"
        )


def load_standing(folder: Path, *, strict: bool = False) -> tuple[Registries, tuple[Fault, ...], Standing]:
    """As `load_registries`, read again while files change during the reading. Raises RegistryError when they go on."""
    for _ in range(READINGS):
        before = _marks(folder)
        try:
            registries, faults = load_registries(folder, strict=strict)
        except (RegistryError, OSError):
            if _marks(folder) == before:
                raise
        else:
            if _marks(folder) == before:
                return registries, faults, Standing(folder, registries.sha256, before)
        time.sleep(PAUSE_SECONDS)
    raise RegistryError(f"registries: the files in {folder} keep changing; run the same command when all are in place")


def _marks(folder: Path) -> dict[str, Mark]:
    """The mark of each registry's file that is there."""
    states = [(path.name, path.stat()) for path in find_files(folder).values() if path is not None]
    return {name: (state.st_dev, state.st_ino, state.st_size, state.st_ctime_ns) for name, state in states}

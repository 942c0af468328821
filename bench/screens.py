"""One `guowen screen` as a process of its own, watched: what the tables on whole runs are made of."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.inboxes import SAMPLES
from bench.processes import Watched, watch

REGISTRIES = SAMPLES / "registries"
STAGES = ("registries", "plan", "read", "extract", "resolve", "commit", "conclude")


@dataclass(frozen=True, slots=True)
class Screen:
    """A finished run: `counts` and `seconds` as run.json tells them, the latter summed over workers where they work."""

    watched: Watched
    counts: Mapping[str, int]
    seconds: Mapping[str, float]
    versions: Mapping[str, str]

    @property
    def files_a_second(self) -> float:
        """Files of the inbox by wall-clock time, the start of all processes included."""
        return self.counts["files"] / self.watched.wall

    def stages(self) -> list[str]:
        """Seconds by stage, in the order of `STAGES`."""
        return [f"{self.seconds.get(name, 0.0):.1f}" for name in STAGES]

    def memory(self) -> list[str]:
        """Peaks in MiB: parent, largest worker, all together with shared pages counted once."""
        return [f"{peak:.0f}" for peak in (self.watched.parent, self.watched.worker, self.watched.together)]


def screen(inbox: Path, place: Path, workers: int, registries: Path = REGISTRIES) -> Screen:
    """Screens `inbox` into `place`; the second call with the same place is a second run over the same store."""
    place.mkdir(parents=True, exist_ok=True)
    call = [sys.executable, "-m", "pipelines", "screen", str(inbox), "--registries", str(registries)]
    call += ["--store", f"sqlite:///{place / 'store.db'}", "--out", str(place / "out"), "--workers", str(workers)]
    watched = watch([*call, "--no-prefect"], place / "screen.log")
    row = json.loads((place / "out" / "run.json").read_text("utf-8"))
    return Screen(watched, row["counts"], row["seconds"], row["versions"])

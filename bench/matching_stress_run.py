"""The stress set made, and answered by guowen and its peers, each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.matching_peers import PEERS
from bench.matching_stress_files import read_queries, write_stress
from bench.matching_stress_measures import THRESHOLDS, Answered, read_answers
from bench.matching_stress_queries import Query

ROOT = Path(__file__).resolve().parent.parent
OURS = "guowen"
LAST = 30.0
"""Seconds of the clock that a peer has left to end with what it answered."""
MISSING = 3
"""Exit status of a peer whose library is not there."""
ENVIRONMENT = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")


@dataclass(frozen=True, slots=True)
class Stress:
    """How the set is made and run. `peers` is the Python that has the other matchers; `seconds` of the processor are
    what each of them may spend on queries, `wall` seconds of the clock on everything."""

    rows: int = 1_000_000
    asked: int = 1200
    seed: int = 1
    peers: str = sys.executable
    seconds: float = 300.0
    wall: float = 1800.0


@dataclass(frozen=True, slots=True)
class Subject:
    """A matcher's run: its figures as it told them and its answers; `absent` says why there are none."""

    name: str
    told: Mapping[str, Any]
    answers: Mapping[int, Answered]
    absent: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A run: how it was made, what was asked, and the matchers, guowen first; `busy` is how many processes wanted the
    cores in the last five minutes of it."""

    stress: Stress
    asked: Sequence[Query]
    subjects: Sequence[Subject]
    busy: float


def run(stress: Stress) -> Outcome:
    """Makes the set in a temporary folder and has everybody answer it.

    Raises RuntimeError when guowen fails; a peer that is not there, or fails, is told as absent.
    """
    with tempfile.TemporaryDirectory(prefix="stress-") as name:
        folder = Path(name)
        write_stress(folder, stress.rows, stress.asked, stress.seed)
        asked = read_queries(folder)
        subjects = [_ours(folder), *(_peer(peer, folder, stress) for peer in PEERS)]
    return Outcome(stress, asked, subjects, os.getloadavg()[1])


def _ours(folder: Path) -> Subject:
    done = _called([sys.executable, "-m", "bench.matching_stress_ours", str(folder)])
    if done.returncode:
        raise RuntimeError(f"bench.matching_stress_ours ended with {done.returncode}: {done.stderr[-800:]}")
    return Subject(OURS, json.loads(done.stdout.splitlines()[-1]), read_answers(folder / "answers-guowen.jsonl", None))


def _peer(peer: str, folder: Path, stress: Stress) -> Subject:
    script = str(ROOT / "bench" / "matching_peers.py")
    limits = ["--seconds", str(stress.seconds), "--wall", str(stress.wall)]
    try:
        done = _called([stress.peers, script, peer, str(folder), *limits], stress.wall + LAST)
    except subprocess.TimeoutExpired:
        return Subject(peer, {}, {}, f"not done within {stress.wall:.0f} s of the clock")
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["no word"])[-1]
        why = last if done.returncode == MISSING else f"ended with {done.returncode}: {last[:200]}"
        return Subject(peer, {}, {}, why)
    answers = read_answers(folder / f"answers-{peer}.jsonl", THRESHOLDS[peer.partition("-")[0]])
    return Subject(peer, json.loads(done.stdout.splitlines()[-1]), answers)


def _called(call: Sequence[str], wall: float | None = None) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **ENVIRONMENT}
    return subprocess.run(  # noqa: S603
        call, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=wall
    )

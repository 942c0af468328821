"""kill -9 of the whole command at some moments; `python -m bench.faults` kills a hundred times, and in more ways."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time

import pytest

from store.repository import open_store

KILLS = 2
TRIES = 6
"""On a machine whose speed changes a moment may come after the end; it is drawn again."""
SEED = 20261123


def command(city):
    """The command line of a screening, batches of one file."""
    order = city.order
    return [
        sys.executable,
        "-m",
        "pipelines",
        "screen",
        str(city.inbox),
        "--registries",
        str(city.registries),
        "--store",
        order.store_url,
        "--out",
        str(order.out),
        "--workers",
        "1",
    ]


@pytest.mark.timeout(280)
def test_killed_again_and_again_it_comes_to_the_same(fresh, undisturbed, read_outputs, monkeypatch):
    monkeypatch.setenv("GUOWEN_BATCH_FILES", "1")
    moments = random.Random(SEED)  # noqa: S311 - a seed, not a secret
    start = time.monotonic()
    subprocess.run(command(fresh), check=True, capture_output=True, timeout=120)
    lasted = time.monotonic() - start
    assert read_outputs(fresh.order.out) == undisturbed

    def begin_anew():
        for file in [*fresh.order.out.iterdir(), *fresh.order.out.parent.glob("guowen.db*")]:
            file.unlink()

    begin_anew()
    cut_off = 0
    for _ in range(TRIES):
        if cut_off == KILLS:
            break
        process = subprocess.Popen(command(fresh), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            process.wait(moments.uniform(0.1, 0.7) * lasted)
        except subprocess.TimeoutExpired:
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            cut_off += 1
        with open_store(fresh.order.store_url) as store:
            done = store.latest_run() is not None
        if done:  # the moment came after its last
            assert read_outputs(fresh.order.out) == undisturbed
            begin_anew()
    assert cut_off > 0
    ended = subprocess.run(command(fresh), capture_output=True, timeout=120, check=False)
    assert ended.returncode == 0, ended.stderr.decode()
    assert read_outputs(fresh.order.out) == undisturbed
    with open_store(fresh.order.store_url) as store:
        assert store.verify_ledger() > 0

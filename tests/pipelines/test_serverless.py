"""The flow from a shell without a standing server: the one that Prefect starts for it ends with it."""

from __future__ import annotations

import os
import subprocess
import sys


def test_nothing_is_left_running(fresh, undisturbed, read_outputs, tmp_path):
    command = [sys.executable, "-m", "pipelines", "screen", str(fresh.inbox), "--registries", str(fresh.registries)]
    command += ["--store", fresh.order.store_url, "--out", str(fresh.order.out), "--workers", "1", "--prefect"]
    environment = {name: value for name, value in os.environ.items() if name != "PREFECT_API_URL"}
    # A server left behind would hold the pipes open, and the call would not come back.
    ended = subprocess.run(
        command,
        capture_output=True,
        timeout=200,
        check=False,
        env=environment | {"PREFECT_HOME": str(tmp_path / "prefect"), "GUOWEN_BATCH_FILES": "8"},
    )
    assert ended.returncode == 0, ended.stderr.decode()
    assert read_outputs(fresh.order.out) == undisturbed

"""A disk without room: a real one, of the process's own, as far as the kernel lets it have one."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from store.backup import back_up
from tests.needs import require

CALLS = """
import sys
from pathlib import Path
from data.errors import StoreError
from store.backup import back_up, restore
store, backup, disk = sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])
for call in (lambda: back_up(store, disk / "guowen.backup"), lambda: restore(backup, str(disk / "guowen.db"))):
    try:
        call()
    except StoreError as error:
        print(error)
    print(sorted(file.name for file in disk.iterdir()))
"""


def on_a_full_disk(disk: Path, *arguments: str) -> str:
    """What the calls say on a disk of 96 KiB, mounted at `disk` for them alone."""
    unshare = shutil.which("unshare")
    mount = ["sh", "-c", 'mount -t tmpfs -o size=96k tmpfs "$0" && exec "$@"', str(disk)]
    alone = [unshare or "unshare", "-rm", *mount]
    able = unshare and subprocess.run([*alone, "true"], capture_output=True, check=False).returncode == 0
    require("mount", bool(able), "no disk can be mounted here in a user namespace (unshare -rm)")
    command = [*alone, sys.executable, "-c", CALLS, *arguments, str(disk)]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout


def test_a_full_disk_is_called_that_and_nothing_is_left(decided_sqlite, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()
    path = back_up(decided_sqlite, tmp_path / "guowen.backup").path
    taken, nothing, restored, still_nothing = on_a_full_disk(disk, decided_sqlite, str(path)).splitlines()
    assert taken.startswith(f"{disk}/guowen.backup: the disk is full; nothing was written.")
    assert restored.startswith(f"{disk}/guowen.db: the disk is full; nothing was written.")
    assert nothing == still_nothing == "[]"

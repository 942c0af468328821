"""A store that is a SQLite file: who may write it, who screens into it, how it keeps what was committed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pipelines.doctor.check import Check, fault, note, ok

OLDEST = (3, 37)
WAL_MARK = b"\x02\x02"
"""Bytes 18 and 19 of a SQLite file in WAL mode (https://www.sqlite.org/fileformat.html)."""


def folder_writable(folder: Path) -> Iterator[Check]:
    """A store can be made in `folder`, which may not be there yet."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if os.access(there, os.W_OK | os.X_OK):
        yield ok("writable", f"{there} 可写")
    else:
        yield fault("writable", f"{there} 不可写", "把目录给运行本命令的用户，或改 store")


def file_checks(path: Path) -> Iterator[Check]:
    """The file and its folder can be written, nobody screens into it, what is committed stays."""
    beside = os.access(path.parent, os.W_OK | os.X_OK)  # the log lies beside the file
    if os.access(path, os.W_OK) and beside:
        yield ok("writable", f"{path} 及其目录可写")
    else:
        yield fault("writable", f"{path} 或其目录不可写", "用拥有该文件的用户运行筛查与审核台，或 chown 给它")
    holder = lock_holder(path.with_name(path.name + ".lock"))
    if holder:
        yield note("lock", f"进程 {holder} 正在筛查", "等它结束，或设 lock_wait_seconds")
    else:
        yield ok("lock", "空闲")
    if sqlite3.sqlite_version_info < OLDEST:
        yield fault("durability", f"SQLite {sqlite3.sqlite_version} 过旧", "换用较新的 Python 3.11 构建")
    elif _mark_of(path) != WAL_MARK:
        yield note("durability", "文件不在 WAL 模式", "下一次筛查或审核台会切换；若一直如此，核对文件系统是否为网络盘")
    else:
        yield ok("durability", "WAL，每次提交落盘（synchronous=FULL 由 guowen 逐连接设定）")


def _mark_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(20)[18:20]


def lock_holder(path: Path, locks: Path = Path("/proc/locks")) -> str:
    """The process that holds the lock file, "" for nobody. Read from the kernel: taking it would be in the way.

    A line of `locks` is of this file by device and inode (proc_locks(5)). Some file systems show a file under another
    device than the kernel keeps it under (btrfs, overlays); there it must be the process that the file itself names.
    """
    with suppress(OSError):
        about, named = path.stat(), path.read_text("utf-8", "replace").partition(" ")[0]
        device = f"{os.major(about.st_dev):02x}:{os.minor(about.st_dev):02x}"
        for line in locks.read_text("ascii").splitlines():
            parts = line.split()
            if "FLOCK" not in parts or "->" in parts:  # an arrow: one that waits
                continue
            process, (where, _, inode) = parts[4], parts[5].rpartition(":")
            if inode == str(about.st_ino) and (where == device or process == named):
                return process
    return ""

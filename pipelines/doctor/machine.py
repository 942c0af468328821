"""The machine: room on its disks for a night, memory and cores for the workers, its clock."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipelines.doctor.check import Check, Patient, fault, note, ok, size
from pipelines.settings import store_address
from store.engine import parse_url, sqlite_path

GIB = 1024**3
LEAST_FREE = GIB
"""What a night wants of any disk, whatever lies there."""
LEAST_INODES = 1000
EASY = 3
"""So many times the need is room enough not to speak of."""
WORKER_BYTES = (400 * 1024**2, GIB)
"""A worker takes the first at least and seldom more than the second; see docs/operations.md, Sizing."""
CHINA = timedelta(hours=8)
STEP_SECONDS = 0.2
DRIFT_SECONDS = 0.05
IN_FORCE = datetime(2026, 1, 1, tzinfo=UTC)


def disks(patient: Patient) -> Iterator[Check]:
    """Room for the store and its log, for new outputs beside the old ones, for temporary files of the workers."""
    url = parse_url(store_address(patient.settings)[0])
    if url.get_backend_name() == "sqlite":
        path = sqlite_path(url)
        yield room("disk_store", path.parent, LEAST_FREE + 2 * _bytes(path))
    outputs = sum(map(_bytes, patient.out.glob("*"))) if patient.out.is_dir() else 0
    yield room("disk_out", patient.out, LEAST_FREE + 2 * outputs)
    temp = Path(tempfile.gettempdir())
    yield room("disk_temp", temp, LEAST_FREE + patient.settings.workers * patient.settings.limits.archive_bytes)


def room(name: str, folder: Path, need: int) -> Check:
    """Whether the disk of a folder, which may not be there yet, has `need` bytes and entries to spare."""
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    free, files = shutil.disk_usage(there).free, os.statvfs(there)
    told = f"{there}：剩余 {size(free)}，一夜需要约 {size(need)}"
    remedy = f"清理或扩容 {there} 所在磁盘，或把它移到别的磁盘"
    if files.f_files and files.f_favail < LEAST_INODES:
        return fault(name, f"{there}：只剩 {files.f_favail} 个文件节点", remedy)
    if free < need:
        return fault(name, told, remedy)
    return note(name, told, remedy) if free < EASY * need else ok(name, told)


def memory(patient: Patient) -> Iterator[Check]:
    """Memory and cores for the workers that the settings ask for."""
    workers, free = patient.settings.workers, available()
    least, usual = (workers * each for each in WORKER_BYTES)
    told = f"可用 {size(free)}，{workers} 个工作进程需要 {size(least)} 至 {size(usual)}"
    remedy = f"减少 workers（当前 {workers}），或加内存"
    if free < least:
        yield fault("memory", told, remedy)
    else:
        yield note("memory", told, remedy) if free < usual else ok("memory", told)
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if workers > cores:
        yield note("cores", f"{cores} 个，工作进程 {workers} 个", f"把 workers 设为 {cores}：多出的只会互相争抢")
    else:
        yield ok("cores", f"{cores} 个，工作进程 {workers} 个")


def available() -> int:
    """Bytes that new processes may take: the machine's, or what is left of the container's limit."""
    found = [GIB * 1024]
    with suppress(OSError, ValueError, IndexError):
        lines = Path("/proc/meminfo").read_text("ascii").splitlines()
        found.append(next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable")))
    with suppress(OSError, ValueError):  # "max" where there is no limit
        group = Path("/sys/fs/cgroup")
        limit, used = ((group / name).read_text("ascii") for name in ("memory.max", "memory.current"))
        found.append(max(0, int(limit) - int(used)))
    return min(found)


def clock(_: Patient) -> Iterator[Check]:
    """The wall clock goes as the steady one does, is no old one, and is of China."""
    wall, steady = time.time(), time.monotonic()
    time.sleep(STEP_SECONDS)
    off = (time.time() - wall) - (time.monotonic() - steady)
    now = datetime.now(UTC).astimezone()
    remedy = "校时：systemctl enable --now chronyd（或 systemd-timesyncd），核对主板电池"
    if now < IN_FORCE:
        yield fault("clock", f"{now:%Y-%m-%d %H:%M}，早于规则库施行日", remedy)
    elif abs(off) > DRIFT_SECONDS:
        yield note("clock", f"{STEP_SECONDS} 秒内跳动 {off * 1000:+.0f} 毫秒", remedy)
    else:
        yield ok("clock", f"{now:%Y-%m-%d %H:%M:%S}，与单调时钟一致")
    zone = f"{now.tzname()}（UTC{now:%z}）"
    if now.utcoffset() == CHINA:
        yield ok("timezone", zone)
    else:
        yield note("timezone", zone, "timedatectl set-timezone Asia/Shanghai：定时任务与日期按本机时区")


def _bytes(path: Path) -> int:
    with suppress(OSError):
        return path.stat().st_size
    return 0

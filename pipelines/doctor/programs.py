"""Python and the packages guowen is made with, against what it asks for and against the pins of the release."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from pipelines.doctor.check import Check, Patient, fault, note, ok
from pipelines.versions import guowen_version

WANTED = (3, 11)
PINS = Path(__file__).resolve().parents[2] / "constraints.txt"
"""Beside the source tree; an installation from a wheel has none."""
SHOWN = 5


def programs(_: Patient) -> Iterator[Check]:
    """Python, required packages, pins."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] == WANTED:
        yield ok("python", f"{version}，guowen {guowen_version()}")
    else:
        yield fault("python", version, "guowen 只支持 Python 3.11：重建 .venv，再安装一次")
    wrong = list(_wrong())
    if wrong:
        yield fault("packages", _few(wrong), "重新安装：.venv/bin/pip install -c constraints.txt -e '.[ocr]'")
    else:
        yield ok("packages", "要求的程序包齐全，版本相符")
    if not PINS.is_file():
        yield ok("pins", "此安装不带锁定文件")
        return
    other = list(differing(PINS.read_text("utf-8")))
    if other:
        yield note("pins", _few(other), "与发布时测试的版本不同：pip install -c constraints.txt -e '.[ocr]' 可恢复")
    else:
        yield ok("pins", "已装程序包都是锁定的版本")


def _wrong() -> Iterator[str]:
    """Required packages that are missing or out of their range."""
    from packaging.requirements import Requirement

    for line in metadata.requires("guowen") or ():
        wanted = Requirement(line)
        if wanted.marker is not None and not wanted.marker.evaluate({"extra": ""}):
            continue
        try:
            found = metadata.version(wanted.name)
        except metadata.PackageNotFoundError:
            yield f"{wanted.name} 未安装"
            continue
        if not wanted.specifier.contains(found, prereleases=True):
            yield f"{wanted.name} {found}（要求 {wanted.specifier}）"


def differing(pins: str) -> Iterator[str]:
    """Installed packages whose version is not the one of `pins`, a file of `name==version` lines."""
    for line in pins.splitlines():
        name, _, version = line.partition("==")
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            continue
        if found != version:
            yield f"{name} {found}（锁定 {version}）"


def _few(told: list[str]) -> str:
    more = f"，另有 {len(told) - SHOWN} 个" if len(told) > SHOWN else ""
    return "；".join(told[:SHOWN]) + more

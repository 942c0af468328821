"""The source tree that a bundle is made of."""

from __future__ import annotations

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from data.errors import BundleError

PROJECT, PINS = "pyproject.toml", "constraints.txt"
BESIDE = ("README.md", "README.zh.md", "guowen.toml.example", "prefect.yaml", "Containerfile", "docs")
"""What goes beside the wheels, for who reads before he installs."""
NO_PART = shutil.ignore_patterns("__pycache__", "*.pyc", "*.db", "*.db-*")


def source_tree(told: Path | None) -> Path:
    """The folder that was told, or the checkout that this guowen runs from. Raises BundleError where it is none."""
    folder = told.resolve() if told else Path(__file__).resolve().parents[2]
    for name in (PROJECT, PINS):
        if not (folder / name).is_file():
            raise BundleError(
                f"{folder / name}: not there; a bundle is made of the source tree, run it there or name it by --source"
            )
    return folder


def pins(source: Path) -> dict[str, str]:
    """The pinned version of each package by its normalised name. Raises BundleError on a line that pins nothing."""
    found: dict[str, str] = {}
    for number, line in enumerate((source / PINS).read_text("utf-8").splitlines(), start=1):
        words = line.partition("#")[0].strip()
        pin = re.fullmatch(r"([A-Za-z0-9._-]+)==([^\s;]+)", words)
        if pin:
            found[canonicalize_name(pin[1])] = pin[2]
        elif words:
            raise BundleError(
                f"{source / PINS}, line {number}: {words!r} is no pin NAME==VERSION; run `make constraints`"
            )
    return found


def check_extras(source: Path, extras: tuple[str, ...]) -> None:
    """Raises BundleError for an extra that the project does not have."""
    known = sorted(_project(source)["project"]["optional-dependencies"])
    if unknown := sorted(set(extras) - set(known)):
        raise BundleError(f"--extra {unknown[0]}: the project has no such extra; there are {', '.join(known)}")


def copy_packages(source: Path, to: Path) -> None:
    """Copies what the wheel is built of: a build inside the tree leaves old files behind that get into later wheels."""
    to.mkdir()
    for name in (PROJECT, "README.md"):
        shutil.copyfile(source / name, to / name)
    for package in _project(source)["tool"]["importlinter"]["root_packages"]:
        shutil.copytree(source / package, to / package, ignore=NO_PART)


def copy_beside(source: Path, to: Path) -> None:
    """Copies BESIDE, as far as it is there."""
    for name in BESIDE:
        if (source / name).is_dir():
            shutil.copytree(source / name, to / name, ignore=NO_PART)
        elif (source / name).is_file():
            shutil.copyfile(source / name, to / name)


def _project(source: Path) -> dict[str, Any]:
    try:
        return tomllib.loads((source / PROJECT).read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BundleError(f"{source / PROJECT}: {error}; mend the file") from None

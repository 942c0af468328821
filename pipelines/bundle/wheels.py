"""The wheels of a bundle: fetched and built by pip under the pins, then looked through."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

from packaging.metadata import RawMetadata, parse_email
from packaging.utils import parse_wheel_filename

from data.errors import BundleError

NO_NETWORK = re.compile(
    r"NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ConnectionError|Network is unreachable"
    r"|ProxyError|Max retries exceeded"
)
MISSING = re.compile(r"No matching distribution found for (\S+)")
CONFLICT = re.compile(r"Cannot install (.+?) because these package versions have conflicting dependencies")
ADDRESS = re.compile(r"\b[a-z][a-z+.-]*://\S+|(?<=\s)/\S+")
"""Addresses and paths: which index this machine asks is nobody's business in a message that is passed on."""
GLIBC = re.compile(r"manylinux_(\d+)_(\d+)_")
OLD_NAMES = {"manylinux1": (2, 5), "manylinux2010": (2, 12), "manylinux2014": (2, 17)}
EPOCH = "315532800"
"""1980-01-01, the first day that a zip archive can name: equal sources give equal wheels."""


@dataclass(frozen=True, slots=True)
class Wheel:
    """One wheel: its file, normalised name and version, and its own description of itself (core metadata)."""

    path: Path
    name: str
    version: str
    told: RawMetadata

    @property
    def glibc(self) -> tuple[int, int]:
        """The oldest C library that it runs with, (0, 0) where it needs none that its tags tell of."""
        return min((_glibc_of(tag.platform) for tag in parse_wheel_filename(self.path.name)[3]), default=(0, 0))


def fetch(source: Path, extras: tuple[str, ...], pins: Path, to: Path) -> None:
    """Builds the wheel of `source` and gets those of all it needs, for this Python on this platform.

    Raises BundleError without network, and where a pin cannot be had or contradicts another.
    """
    wanted = f"{source}[{','.join(extras)}]" if extras else str(source)
    quiet = ("--quiet", "--disable-pip-version-check", "--no-input", "--retries", "2")
    done = subprocess.run(  # noqa: S603 - our own interpreter with fixed arguments
        [sys.executable, "-m", "pip", "wheel", *quiet, "--wheel-dir", str(to), "--constraint", str(pins), wanted],
        capture_output=True,
        text=True,
        check=False,
        env={"SOURCE_DATE_EPOCH": EPOCH, **os.environ},
    )
    if done.returncode:
        raise BundleError(what_went_wrong(done.stdout + done.stderr))


def what_went_wrong(told: str) -> str:
    """What pip told, in one line with the way out and without addresses."""
    if "No module named pip" in told:
        return f"{sys.executable} has no pip; run `{sys.executable} -m ensurepip`, then again"
    if NO_NETWORK.search(told):
        return "the package index cannot be reached; make the bundle on a machine with network, or see pip's settings"
    if missing := MISSING.search(told):
        return f"{missing[1]}: not to be had for this Python and platform; choose another pin in constraints.txt"
    if conflict := CONFLICT.search(told):
        return f"the pins contradict each other at {conflict[1]}; run `make constraints`"
    faults = [line for line in told.splitlines() if "error" in line.lower()] or told.splitlines()[-1:] or ["no word"]
    return (
        f"pip could not get the wheels: {ADDRESS.sub('…', faults[-1].strip())}; run `pip wheel` by hand for all of it"
    )


def read_wheels(folder: Path) -> list[Wheel]:
    """The wheels of the folder by name. Raises BundleError for a file that is none, or is damaged."""
    return sorted((_read(path) for path in folder.iterdir()), key=lambda wheel: wheel.name)


def check_pins(wheels: list[Wheel], pins: dict[str, str], own: str) -> None:
    """Raises BundleError for a wheel, other than our `own`, that is not pinned or has another version than its pin."""
    for wheel in wheels:
        if wheel.name != own and pins.get(wheel.name) != wheel.version:
            pinned = f"constraints.txt pins {pins[wheel.name]}" if wheel.name in pins else "constraints.txt has no pin"
            raise BundleError(f"{wheel.path.name}: {pinned} for {wheel.name}; run `make constraints`")


def _read(path: Path) -> Wheel:
    try:
        name, version, _, _ = parse_wheel_filename(path.name)
        with zipfile.ZipFile(path) as packed:
            inner = next(entry for entry in packed.namelist() if entry.endswith(".dist-info/METADATA"))
            told, _ = parse_email(packed.read(inner))
    except (ValueError, zipfile.BadZipFile, StopIteration, KeyError) as error:
        raise BundleError(f"{path.name}: no whole wheel ({type(error).__name__}); remove it from pip's cache") from None
    return Wheel(path, name, str(version), told)


def _glibc_of(tag: str) -> tuple[int, int]:
    if found := GLIBC.match(tag):
        return int(found[1]), int(found[2])
    return OLD_NAMES.get(tag.partition("_")[0], (0, 0))

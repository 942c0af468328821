"""What is in a bundle, with digests: MANIFEST.json for programs, SHA256SUMS for `sha256sum`, platform.txt for sh."""

from __future__ import annotations

import hashlib
import platform
from dataclasses import asdict, dataclass
from pathlib import Path

from data.outputs import write_json, write_text

MANIFEST, SUMS, PLATFORM, REQUIREMENTS = "MANIFEST.json", "SHA256SUMS", "platform.txt", "requirements.txt"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class Made:
    """What a bundle was made of, and what it asks of the machine that installs it.

    `commit` has a `+` where files differ from it, and is empty outside of a checkout; `glibc` is the oldest C library
    that all its wheels run with.
    """

    version: str
    commit: str
    extras: tuple[str, ...]
    python: str
    machine: str
    glibc: str


def write_manifest(folder: Path, made: Made) -> str:
    """Writes the three files beside all others; returns the SHA-256 of SHA256SUMS, which seals the bundle."""
    facts = {"version": made.version, "python": made.python, "machine": made.machine, "glibc": made.glibc}
    write_text(folder / PLATFORM, "\n".join(f"{name} {value}" for name, value in facts.items()))
    files = [
        {"path": path, "sha256": digest_of(folder / path), "bytes": (folder / path).stat().st_size}
        for path in listed(folder)
    ]
    write_json(
        folder / MANIFEST,
        {"format": FORMAT, "name": "guowen", "system": platform.system(), **asdict(made), "files": files},
    )
    return write_text(folder / SUMS, "\n".join(f"{digest_of(folder / path)}  ./{path}" for path in listed(folder)))


def listed(folder: Path) -> list[str]:
    """Paths of all files of the folder, relative to it, in the order of their names."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def digest_of(path: Path) -> str:
    """SHA-256 of the file, in hex."""
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha256").hexdigest()

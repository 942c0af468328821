"""Putting a bundle together."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from data.errors import BundleError
from data.outputs import make_folder, write_text, write_with
from evaluation.provenance import code_commit
from pipelines.bundle.licences import licence_table
from pipelines.bundle.manifest import REQUIREMENTS, Made, digest_of, write_manifest
from pipelines.bundle.source import PINS, check_extras, copy_beside, copy_packages, pins, source_tree
from pipelines.bundle.wheels import Wheel, check_pins, fetch, read_wheels

OWN = "guowen"
INSTALLER, WHEELS, LICENCES = "install.sh", "wheels", "licences.tsv"
TAR = ".tar"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Where it lies, what it was made of, how many wheels it has, and the digest that seals all of its files."""

    path: Path
    made: Made
    wheels: int
    untold: tuple[str, ...]
    """Names of wheels that do not tell their licence."""
    digest: str


def make_bundle(out: Path, extras: tuple[str, ...], source: Path | None = None) -> Bundle:
    """Makes the bundle in the folder `out`, or as an archive where `out` ends in `.tar`; equal sources, equal bytes.

    Raises BundleError where `out` is taken, without network, off Linux, or where pins and wheels do not fit.
    """
    if platform.system() != "Linux":
        raise BundleError(f"{platform.system()}: bundles are made on Linux, for Linux of the same kind of machine")
    if out.suffix in {".gz", ".tgz", ".zip", ".xz"}:
        raise BundleError(f"--out {out}: a bundle is a folder or a {TAR}; wheels are packed already")
    if out.exists() and (out.is_file() or any(out.iterdir())):
        raise BundleError(f"--out {out}: is there already; name another one, or remove it")
    tree = source_tree(source)
    check_extras(tree, extras)
    make_folder(out.resolve().parent)
    with tempfile.TemporaryDirectory(prefix=".bundle.", dir=out.resolve().parent) as work:
        return _make(out, tree, extras, Path(work))


def _make(out: Path, tree: Path, extras: tuple[str, ...], work: Path) -> Bundle:
    copy_packages(tree, work / OWN)
    folder = work / "bundle"
    (folder / WHEELS).mkdir(parents=True, mode=0o755)
    fetch(work / OWN, extras, tree / PINS, folder / WHEELS)
    wheels = read_wheels(folder / WHEELS)
    check_pins(wheels, pins(tree), OWN)
    made = _made(wheels, extras, _commit_of(tree))
    copy_beside(tree, folder)
    licences = licence_table(wheels)
    write_text(folder / LICENCES, licences)
    write_text(folder / REQUIREMENTS, "\n".join(requirement(wheel) for wheel in wheels))
    write_text(folder / INSTALLER, files("pipelines").joinpath("bundle", INSTALLER).read_text("utf-8"))
    digest = write_manifest(folder, made)
    _open_to_all(folder)
    _put(folder, out, f"{OWN}-{made.version}-{made.machine}")
    untold = tuple(cells[0] for cells in (line.split("\t") for line in licences.splitlines()) if not cells[2])
    return Bundle(out, made, len(wheels), untold, digest)


def requirement(wheel: Wheel) -> str:
    """The line of requirements.txt by which pip takes this wheel and no other."""
    return f"{wheel.name}=={wheel.version} --hash=sha256:{digest_of(wheel.path)}"


def _made(wheels: list[Wheel], extras: tuple[str, ...], commit: str) -> Made:
    own = next(wheel for wheel in wheels if wheel.name == OWN)
    built_here = tuple(int(part) for part in (platform.libc_ver()[1] or "0.0").split(".")[:2])
    plain = [wheel.glibc for wheel in wheels if "-linux_" not in wheel.path.name]
    glibc = max([*plain, *(built_here for wheel in wheels if "-linux_" in wheel.path.name)])
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    return Made(own.version, commit, extras, python, platform.machine(), ".".join(map(str, glibc)))


def _commit_of(tree: Path) -> str:
    """The commit of the tree where this guowen runs from it; of another tree nothing is known."""
    return code_commit() if tree == Path(__file__).resolve().parents[2] else ""


def _open_to_all(folder: Path) -> None:
    """Nothing in a bundle is secret, and who installs it is seldom who made it."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.suffix == ".sh" else 0o644)


def _put(folder: Path, out: Path, root: str) -> None:
    if out.suffix == TAR:
        write_with(out, lambda part: _pack(folder, part, root))
        return
    if out.exists():
        out.rmdir()
    shutil.move(os.fspath(folder), out)


def _pack(folder: Path, part: Path, root: str) -> None:
    """The folder as an archive that names neither owners nor times."""

    def bare(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = entry.mtime = 0
        entry.uname = entry.gname = ""
        return entry

    with tarfile.open(part, "w", format=tarfile.PAX_FORMAT) as packed:
        for path in sorted(folder.rglob("*")):
            packed.add(path, f"{root}/{path.relative_to(folder)}", recursive=False, filter=bare)

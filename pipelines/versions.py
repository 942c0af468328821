"""What the result of a screening depends on besides the files: versions and digests of code, libraries and data.

A file is screened again when any of them changes, so each must change when results may, and only then.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from data.readers.base import Limits
from data.registry import Registries
from data.rulebook import Rulebook
from store.codec import digest

PACKAGES = ("data", "extractors", "models", "matching", "records", "pipelines")
"""Packages whose code and data decide what is found."""
OPTIONAL_LIBRARIES = ("rapidocr",)
OPTIONAL_PROGRAMS = ("soffice", "libreoffice")
"""Without them some files are quarantined that can be read once they are there."""


def versions_of(registries: Registries, rulebook: Rulebook, limits: Limits) -> dict[str, str]:
    """The versions by name, each a version, a digest, or both: what run.json shows and a run is resumed by."""
    return {
        "code": f"{guowen_version()}+{_digest_of_sources()[:16]}",
        "model": _model_version(),
        "rulebook": f"{rulebook.profile}/{rulebook.version}+{rulebook.sha256[:16]}",
        "registries": registries.sha256,
        "readers": digest([_libraries(), asdict(limits)])[:16],
    }


def guowen_version() -> str:
    """The installed version, `0+unknown` when guowen runs from a folder without having been installed."""
    try:
        return metadata.version("guowen")
    except metadata.PackageNotFoundError:
        return "0+unknown"


def _digest_of_sources() -> str:
    """SHA-256 over names and bytes of all files of PACKAGES, compiled ones and the sample city aside."""
    total = hashlib.sha256()
    for name, file in sorted(_sources()):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    root = Path(__file__).resolve().parent.parent
    samples = root / "data" / "samples"
    for package in PACKAGES:
        for file in (root / package).rglob("*"):
            if file.is_file() and "__pycache__" not in file.parts and not file.is_relative_to(samples):
                yield file.relative_to(root).as_posix(), file


def _model_version() -> str:
    """As `Extractor.version` has it, without loading the models."""
    from extractors.pipeline import version_of

    return version_of()


def _libraries() -> list[str]:
    """Versions of Python and of the libraries guowen is made with, and which optional readers are there."""
    names = {
        _name_of(requirement) for requirement in metadata.requires("guowen") or () if "extra ==" not in requirement
    }
    found = [f"{name} {metadata.version(name)}" for name in sorted(names)]
    found += [name for name in OPTIONAL_LIBRARIES if find_spec(name)]
    found += [name for name in OPTIONAL_PROGRAMS if shutil.which(name)]
    return [f"python {sys.version_info.major}.{sys.version_info.minor}", *found]


def _name_of(requirement: str) -> str:
    end = next((at for at, sign in enumerate(requirement) if not (sign.isalnum() or sign in "-_.")), len(requirement))
    return requirement[:end]

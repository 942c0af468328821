"""What the result of a screening depends on besides the files: versions and digests of code, libraries and data.

A file is screened again when any of them changes, so each must change when results may, and only then.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from data.codec import digest
from data.readers.base import Limits
from data.registry import Registries
from data.rulebook import Rulebook

PACKAGES = ("data", "extractors", "models", "matching", "records", "pipelines")
"""Packages whose code and data decide what is found."""
DECIDE_NOTHING = ("samples", "corpus")
"""Folders of invented cities, to try and to learn from: nothing that is screened depends on them."""
REGISTRIES, SECOND_READER = "registries", "second_reader"
OPTIONAL_LIBRARIES = ("rapidocr",)
OPTIONAL_PROGRAMS = ("soffice", "libreoffice")
"""Without them some files are quarantined that can be read once they are there."""


def versions_of(
    registries: Registries,
    rulebooks: Mapping[str, Rulebook],
    limits: Limits,
    weights: Path | None = None,
    second_reader: str | None = None,
) -> dict[str, str]:
    """The versions by name, each a version, a digest, or both: what run.json shows and a run is resumed by.

    A change of the registries alone re-opens only the files that it can change (see pipelines.reopening).

    `weights` is the model folder in use, None for the shipped weights; `second_reader` the version of the second
    reader, None without one.
    """
    return {
        "code": f"{guowen_version()}+{_digest_of_sources()[:16]}",
        "model": model_version(weights),
        "rulebook": rulebook_version(rulebooks),
        REGISTRIES: registries.sha256,
        "readers": digest([_libraries(), asdict(limits)])[:16],
        **({SECOND_READER: second_reader} if second_reader else {}),
    }


def of_reading(versions: Mapping[str, str]) -> dict[str, str]:
    """All versions but the registries': what a file is read again for without asking whether it matters."""
    return {name: version for name, version in versions.items() if name != REGISTRIES}


def rulebook_version(rulebooks: Mapping[str, Rulebook]) -> str:
    """The profiles with the versions of their files, and one digest over all."""
    named = ", ".join(f"{profile} {book.version}" for profile, book in rulebooks.items())
    return f"{named}; {digest([book.sha256 for book in rulebooks.values()])[:16]}"


def guowen_version() -> str:
    """The installed version, `0+unknown` when guowen runs from a folder without having been installed."""
    try:
        return metadata.version("guowen")
    except metadata.PackageNotFoundError:
        return "0+unknown"


def _digest_of_sources() -> str:
    """SHA-256 over names and bytes of all files of PACKAGES, compiled ones and invented cities aside."""
    total = hashlib.sha256()
    for name, file in sorted(_sources()):
        total.update(f"{name}\0".encode())
        total.update(hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()


def _sources() -> Iterator[tuple[str, Path]]:
    """(name, file) of what is imported here, wherever each package lies; the same in a checkout and an installation."""
    for package in PACKAGES:
        spec = find_spec(package)
        for root in map(Path, (spec.submodule_search_locations or ()) if spec else ()):
            for file in root.rglob("*"):
                name = file.relative_to(root)
                if file.is_file() and "__pycache__" not in name.parts and name.parts[0] not in DECIDE_NOTHING:
                    yield f"{package}/{name.as_posix()}", file


def model_version(weights: Path | None = None) -> str:
    """As `Extractor.version` has it, weights by their digests, without loading the models."""
    from extractors.pipeline import version_of

    return version_of(weights)


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

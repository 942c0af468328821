"""What a score rests on: code, extractor, gold, predictions and registries, each by version or hash."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from importlib import metadata
from pathlib import Path


def file_sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while block := source.read(1 << 20):
            digest.update(block)
    return digest.hexdigest()


def code_version() -> str:
    """The installed version of guowen and, in a checkout of its own, the commit, with `+` when files differ from it."""
    try:
        version = metadata.version("guowen")
    except metadata.PackageNotFoundError:
        version = "unknown"
    commit = _commit(Path(__file__).resolve().parent.parent)
    return f"{version} ({commit})" if commit else version


def _commit(root: Path) -> str:
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

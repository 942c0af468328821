"""What tests of the checks share."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pipelines.doctor.check import Check, Patient, State
from pipelines.settings import load_settings

SAMPLES = Path(__file__).resolve().parents[3] / "data" / "samples"
KEY = "0123456789abcdef" * 4


def patient(**told: Any) -> Patient:
    """An installation with these settings, as a command would be told them."""
    return Patient(load_settings(told))


def states(checks: Iterable[Check]) -> dict[str, State]:
    """How each check ended, by name."""
    return {one.name: one.state for one in checks}


def lay(path: Path, text: str = "x") -> Path:
    """A file that everybody may read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o644)
    return path

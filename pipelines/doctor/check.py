"""What one check says, and what the checks are told of the installation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from data import lexicon

if TYPE_CHECKING:
    from pipelines.settings import Settings


class State(StrEnum):
    """How a check ended. Only FAULT keeps a night from running as it should."""

    OK = "ok"
    NOTE = "note"
    FAULT = "fault"


@dataclass(frozen=True, slots=True)
class Check:
    """One look. `name` is a code of the lexicon `doctor_words`; `seen` holds figures, versions and places, no secret.

    `remedy` is one line, "" where nothing is to be done.
    """

    name: str
    state: State
    seen: str
    remedy: str = ""

    @property
    def label(self) -> str:
        """The check's name for people."""
        return _labels()[self.name]


@dataclass(frozen=True)
class Patient:
    """What is looked at: the settings as every command would take them, and the inbox where one was named."""

    settings: Settings
    inbox: Path | None = None

    @cached_property
    def out(self) -> Path:
        """The folder of the outputs."""
        return self.settings.out.absolute()


Family = Callable[[Patient], Iterator[Check]]


def ok(name: str, seen: str) -> Check:
    """A check that found nothing to do."""
    return Check(name, State.OK, seen)


def note(name: str, seen: str, remedy: str) -> Check:
    """Something to know, or to do some day."""
    return Check(name, State.NOTE, seen, remedy)


def fault(name: str, seen: str, remedy: str) -> Check:
    """Something that must be mended."""
    return Check(name, State.FAULT, seen, remedy)


def names() -> frozenset[str]:
    """The codes of all checks."""
    return frozenset(_labels())


def _labels() -> dict[str, str]:
    return {row["code"]: row["chinese"] for row in lexicon.rows("doctor_words")}


def size(count: float) -> str:
    """Bytes for people."""
    for unit in ("B", "KB", "MB", "GB"):
        if count < 1024:
            return f"{count:.0f} {unit}"
        count /= 1024
    return f"{count:.1f} TB"


def day_span(seconds: float) -> str:
    """A time span for people."""
    if seconds < 120:
        return f"{seconds:.0f} 秒"
    if seconds < 2 * 86400:
        return f"{seconds / 3600:.1f} 小时"
    return f"{seconds / 86400:.0f} 天"

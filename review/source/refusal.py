"""Why the original cannot be shown."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from data.errors import GuowenError


class Why(StrEnum):
    """What stands between the reader and the original; the screens have words for each."""

    OFF = "off"  # reading originals is switched off here
    GONE = "gone"  # no such file any more
    CHANGED = "changed"  # its bytes are not those that were screened
    DIFFERENT = "different"  # the same bytes now read otherwise: the readers are newer than the screening
    UNREADABLE = "unreadable"  # a cap was met, or the file broke its reader
    NO_PAGES = "no_pages"  # the format has no page that could be drawn
    BUSY = "busy"  # others are looking into files just now


@dataclass(frozen=True, slots=True)
class Refused:
    """A worker's answer when the original cannot be shown."""

    why: Why


class SourceRefused(GuowenError):
    """The original cannot be shown; `why` says what stands between."""

    def __init__(self, why: Why) -> None:
        self.why = why
        super().__init__(f"the original cannot be shown: {why.value}")

"""The one tree of errors.

GuowenError                 anything the operator can mend; the message names file, place, value and way out
├── ReadError               one file or one part of it could not be read (carries a FileStatus)
├── RegistryError           a registry cannot be used at all, or --strict met a fault
├── RulebookError           a rulebook file contradicts itself or its schema
├── GoldError               a gold or prediction file breaks the schema
├── StoreError              the store cannot be opened, or was written by a newer version
├── ConfigError             a setting is unknown or out of range
├── AccountError            an account, a password or a role is not as it must be
├── BundleError             an install bundle cannot be made here
└── DeskError               something asked of the desk cannot be done; the message may be shown to whoever asked
    ├── NotThere            there is no such item, or it is none of the asker's: the two must look the same
    ├── Taken               somebody else works on the item, or has decided it meanwhile
    └── Unfit               the verdict, the value or the moment does not fit
"""

from __future__ import annotations

from enum import StrEnum


class GuowenError(Exception):
    """A fault an operator can mend. `str(error)` is complete: file, place, value, way out; never document text."""


class FileStatus(StrEnum):
    """How the reading of one file ended. Only `OK` gave all of its text."""

    OK = "ok"
    PARTIAL = "partial"
    EMPTY = "empty"
    NO_TEXT = "no_text"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_BIG = "too_big"
    TIMEOUT = "timeout"
    CRASHED = "crashed"
    UNSUPPORTED = "unsupported"
    SUSPICIOUS = "suspicious"
    UNREADABLE = "unreadable"


class ReadError(GuowenError):
    """A file, or one part of it, that could not be read.

    `status` says how; `path` is relative to the inbox where it is known; `place` is the page, member, row or line;
    `way_out` is what the operator can do. The message never quotes the document.
    """

    def __init__(self, status: FileStatus, path: str, problem: str, *, place: str = "", way_out: str) -> None:
        self.status = status
        self.path = path
        self.problem = problem
        self.place = place
        self.way_out = way_out
        where = f"{path}, {place}" if place else path
        super().__init__(f"{where}: {problem} [{status.value}]; {way_out}")

    def __reduce__(self) -> tuple[object, tuple[object, ...]]:
        # Exceptions with keyword-only arguments do not survive pickling between processes otherwise.
        return (_rebuild_read_error, (self.status, self.path, self.problem, self.place, self.way_out))


def _rebuild_read_error(status: FileStatus, path: str, problem: str, place: str, way_out: str) -> ReadError:
    return ReadError(status, path, problem, place=place, way_out=way_out)


class RegistryError(GuowenError):
    """A registry cannot be used at all, or `--strict` met a fault."""


class RulebookError(GuowenError):
    """A rulebook file contradicts itself or its schema."""


class GoldError(GuowenError):
    """A gold or prediction file breaks the schema; names file, line and field."""


class StoreError(GuowenError):
    """The store cannot be opened, or was written by a newer version."""


class ConfigError(GuowenError):
    """A setting is unknown or out of range."""


class AccountError(GuowenError):
    """An account, a password or a role is not as it must be."""


class BundleError(GuowenError):
    """An install bundle cannot be made here."""


class DeskError(GuowenError):
    """Something asked of the desk cannot be done. The message may be shown to whoever asked: no names, no text.

    `code` names the sentence in which a screen says it, `values` fill the sentence; empty when there is none.
    """

    def __init__(self, message: str, *, code: str = "", **values: object) -> None:
        self.code = code
        self.values = values
        super().__init__(message)


class NotThere(DeskError):
    """There is no such item, or it is none of the asker's: the two must look the same."""


class Taken(DeskError):
    """Somebody else works on the item, or has decided it meanwhile."""


class Unfit(DeskError):
    """The verdict, the value or the moment does not fit."""

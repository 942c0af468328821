"""Papers of a batch that are otherwise than when it was planned: moved, exchanged, or those of another inbox.

The machine that planned the run is right about its inbox. A paper that it sees otherwise itself is screened as it is
found, so that it comes to what one process would make of it; one that a worker alone sees otherwise is the worker's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from data.errors import GuowenError
from data.inbox import InboxFile
from store.rows import FileOutcome, PlannedFile

SHOWN = 3


class OtherPapersError(GuowenError):
    """A worker sees papers that are not as planned; told by number, since paths hold names."""


def other_papers(inbox: Path, files: Sequence[PlannedFile], *, by_bytes: bool = False) -> frozenset[int]:
    """Numbers, from 1, of the files that are missing or of another size; `by_bytes` also those of another SHA-256."""
    return frozenset(at for at, file in enumerate(files, 1) if not _is_as_planned(inbox, file, by_bytes))


def other_outcomes(files: Sequence[PlannedFile], outcomes: Sequence[FileOutcome]) -> frozenset[int]:
    """Numbers, from 1, of the files of which other bytes than planned were read, or none."""
    pairs = enumerate(zip(files, outcomes, strict=True), 1)
    return frozenset(at for at, (file, got) in pairs if got.sha256 != file.sha256 != "")


def refuse(files: Sequence[PlannedFile], other: AbstractSet[int]) -> None:
    """Raises OtherPapersError when there are `other` ones."""
    if other:
        numbers = ", ".join(map(str, sorted(other)[:SHOWN])) + (" ..." if len(other) > SHOWN else "")
        raise OtherPapersError(
            f"the inbox is not as where the run was planned: {len(other)} of {len(files)} files of the batch are "
            f"missing or other ones here (number {numbers}); mount the same inbox at the same path on every machine"
        )


def _is_as_planned(inbox: Path, file: PlannedFile, by_bytes: bool) -> bool:
    found = InboxFile(path=file.path, size=file.size, stored_as=file.stored_as).file_in(inbox)
    try:
        if found.stat().st_size != file.size:
            return False
        if not by_bytes or not file.sha256:
            return True
        with found.open("rb") as data:
            return hashlib.file_digest(data, "sha256").hexdigest() == file.sha256
    except OSError:
        return not file.sha256  # where the run was planned it could not be read either

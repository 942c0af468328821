"""What runs in a worker process: one file read, its documents understood, its findings made.

A worker builds extractor and resolver once. Nothing of a document leaves it but findings, counts and the reason of a
quarantine.
"""

from __future__ import annotations

import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from data.errors import FileStatus, ReadError
from data.inbox import InboxFile, documents_of
from data.readers.base import Limits
from data.readers.dispatch import read_file
from data.registry import Registries
from data.types import Document, Kind, Reading
from extractors.pipeline import Extractor, build_extractor
from extractors.second_reader.settings import SecondReaderSettings
from matching.changes import Change, Changes
from matching.resolver import Resolver
from pipelines.reopening import Known, Sieve, to_column
from pipelines.second_reading import Looked, SecondLook
from records.findings import findings_of
from records.passed import added, passed_over
from records.types import Finding
from store.rows import READ, FileOutcome, PlannedFile


@dataclass(frozen=True, slots=True)
class Screened:
    """The outcome of one file, the seconds each stage of it took, and the most memory its worker has held till then."""

    outcome: FileOutcome
    seconds: dict[str, float] = field(default_factory=dict)
    peak_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Given:
    """The registries, and what has changed in them since the last finished run; None when all files are screened."""

    registries: Registries
    changes: Changes | None = None


class Screener:
    """Screens files of one inbox against one set of registries."""

    def __init__(
        self,
        inbox: Path,
        given: Given,
        limits: Limits,
        weights: Path | None = None,
        second_reader: SecondReaderSettings | None = None,
    ) -> None:
        self._inbox = inbox
        self._registries = registries = given.registries
        self._limits = limits
        self._weights = weights
        self._changes = given.changes
        self._resolver = Resolver(registries)
        self._second = SecondLook(second_reader, registries, self._resolver) if second_reader else None

    @cached_property
    def _extractor(self) -> Extractor:
        """Built for the first file that is read: where nothing is to be read again none is needed."""
        return build_extractor(self._registries, weights=self._weights)

    @cached_property
    def _sieve(self) -> Sieve | None:
        return Sieve(self._changes) if self._changes else None

    def screen(self, file: PlannedFile) -> Screened:
        """What `file` comes to. Never raises for what the file contains, but for lack of memory."""
        seconds: defaultdict[str, float] = defaultdict(float)
        clock = time.perf_counter()
        entry = InboxFile(
            path=file.path,
            size=file.size,
            kind=Kind(file.kind) if file.kind else None,
            owner=file.owner,
            case_no=file.case_no,
            stored_as=file.stored_as,
        )
        reading = read_file(entry.file_in(self._inbox), file.path, self._limits)
        documents = documents_of(reading, entry)
        seconds["read"] = time.perf_counter() - clock
        reopened = ""
        if file.known and self._sieve and reading.sha256 == file.sha256 and reading.status in READ:
            reasons = self._reasons(self._sieve, documents, Known(file.known))
            seconds["sift"] = time.perf_counter() - clock - seconds["read"]
            if not reasons:
                kept = FileOutcome(file.path, file.sha256, file.work_key, reading.status, kept=True)
                return Screened(kept, dict(seconds))
            reopened = to_column(reasons)
        outcome = FileOutcome(
            path=file.path,
            sha256=reading.sha256,
            work_key=file.work_key,
            status=reading.status,
            reason=reading.reason,
            kind=documents[0].kind.value if documents else None,
            documents=len(documents),
            turns=sum(len(document.turns) for document in documents),
            characters=sum(len(document.text) for document in documents),
        )
        findings: list[Finding] = []
        causes: dict[str, int] = {}
        faults: list[str] = []
        until = self._second.begin() if self._second else 0.0
        for document in documents:
            try:
                understood = self._understand(document, seconds)
                looked = self._look(understood, until, seconds)
                findings += looked.findings
                causes = added(added(causes, passed_over(understood)), looked.causes)
            except MemoryError:
                raise  # the sandbox knows the limit that was met
            except Exception as error:  # noqa: BLE001 - one document must not take the others of its file with it
                faults.append(f"{document.doc_id}: its text was read but not understood ({type(error).__name__})")
        outcome = replace(outcome, findings=tuple(findings), passed_over=causes, reopened=reopened)
        return Screened(_with_faults(outcome, faults), dict(seconds))

    def _reasons(self, sieve: Sieve, documents: Sequence[Document], known: Known) -> list[Change]:
        """The entries for which a file is to be read again; none when what is known of it still holds."""
        return sorted({change for document in documents for change in sieve.reasons(document, known)})

    def _look(self, reading: Reading, until: float, seconds: defaultdict[str, float]) -> Looked:
        """The findings of a document, with what a second reader tells otherwise where there is one."""
        findings = findings_of(reading, self._registries)
        if self._second is None:
            return Looked(findings)
        start = time.perf_counter()
        looked = self._second.look(reading, findings, until)
        seconds["second_read"] += time.perf_counter() - start
        return looked

    def _understand(self, document: Document, seconds: defaultdict[str, float]) -> Reading:
        start = time.perf_counter()
        extraction = self._extractor.extract(document)
        extracted = time.perf_counter()
        seconds["extract"] += extracted - start
        reading = self._resolver.resolve(document, extraction)
        seconds["resolve"] += time.perf_counter() - extracted
        return reading


def _with_faults(outcome: FileOutcome, faults: list[str]) -> FileOutcome:
    """The outcome when some documents of the file could not be understood: partial, or crashed when none could."""
    if not faults:
        return outcome
    way_out = "look at it by hand, and tell the makers of guowen the version and the kind of fault"
    status = FileStatus.CRASHED if len(faults) == outcome.documents else FileStatus.PARTIAL
    reason = "; ".join(filter(None, [outcome.reason, *faults, way_out]))
    return replace(outcome, status=status, reason=reason)


PRELOADED = ("pipelines.worker", "spacy.lang.zh", "onnxruntime", "jieba", "extractors.preloaded")
"""Imported once, in the process that workers are forked from: three CPU seconds of each worker's start. None of them
starts a thread when it is imported, given ONE_THREAD.
"""

ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""Workers are the parallelism: a library's threads within each would fight for the same cores."""


def keep_to_one_thread() -> None:
    """Tells the libraries of the workers to come to use one thread each, unless the environment tells otherwise."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")


_screener: Screener | None = None


def prepare_worker(
    inbox: Path,
    given: Given,
    limits: Limits,
    weights: Path | None = None,
    second_reader: SecondReaderSettings | None = None,
) -> None:
    """Builds this process's screener; the initializer of the pool."""
    global _screener  # noqa: PLW0603 - a worker process has one
    _screener = Screener(inbox, given, limits, weights, second_reader)


def screen_one(file: PlannedFile) -> Screened:
    """Screens `file` with this process's screener."""
    if _screener is None:
        raise RuntimeError("prepare_worker was not called in this process")
    return replace(_screener.screen(file), peak_bytes=peak_bytes())


def peak_bytes() -> int:
    """The most memory that this process has held: resident bytes, as the operating system counts them."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def outcome_of(file: PlannedFile, result: Screened | ReadError) -> Screened:
    """What came back from the sandbox for `file`, a fault of its worker as a quarantine of the file."""
    if isinstance(result, Screened):
        return result
    return Screened(
        FileOutcome(
            path=file.path, sha256=file.sha256, work_key=file.work_key, status=result.status, reason=str(result)
        )
    )

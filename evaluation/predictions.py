"""Predictions as they come: what can be scored, and by name what cannot, which counts as an empty prediction.

A document is never dropped: leaving out what a model could not do would raise its score.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import row_in
from data.types import Document
from evaluation.annotation import Annotation, read_annotations

Predict = Callable[[Iterable[Document]], Iterable[Mapping[str, Any]]]
"""Documents to prediction rows. A `version` attribute, where there is one, is named in the report."""

SHOWN = 5
"""Documents named in a message; the files hold all of them."""
DOC_ID = re.compile(rb'"doc_id"\s*:\s*("(?:[^"\\]|\\.)*")')
MEND = "mend that line, or make the predictions anew"


@dataclass(frozen=True, slots=True)
class Unscorable:
    """A prediction that counts as empty. `place` is the line of the prediction file or the extractor; `doc_id` is None
    where the line does not tell one of gold's. `reason` and `way_out` hold no text of the document.
    """

    doc_id: str | None
    place: str
    reason: str
    way_out: str

    def __str__(self) -> str:
        named = f"document {self.doc_id}" if self.doc_id is not None else "no document of gold"
        return f"{self.place}, {named}: {self.reason}; {self.way_out}"


@dataclass(frozen=True, slots=True)
class Predictions:
    """Rows that can be scored, in their order, one a document; what could not be; gold documents without any line."""

    rows: tuple[Mapping[str, Any], ...]
    unscorable: tuple[Unscorable, ...] = ()
    missing: tuple[str, ...] = ()


def empty_documents(unscorable: Iterable[Unscorable], missing: Collection[str]) -> int:
    """How many of gold's documents count as empty. A line that tells none of them stands for one that is missing."""
    return len({one.doc_id for one in unscorable if one.doc_id is not None}) + len(missing)


def from_file(path: Path, gold: Mapping[str, Annotation]) -> Predictions:
    """The predictions of a file against gold's documents.

    Raises GoldError when the file cannot be read, or tells of documents that gold does not have, be it only some: the
    claims made in them would be left out of the score, so one of the two files is not the right one.
    """
    return _settled(list(_lines(path, gold)), gold)


def from_extractor(predict: Predict, documents: Iterable[Document], gold: Mapping[str, Annotation]) -> Predictions:
    """What `predict` makes of each document by itself: one that it fails on does not end the others."""
    found: list[_Line] = []
    for document in documents:
        place = "the extractor"
        try:
            rows = list(predict([document]))
        except MemoryError:
            raise  # nothing after it could be trusted
        except Exception as error:  # noqa: BLE001 - a document that an extractor fails on is a result, and is counted
            reason = f"it raised {type(error).__name__}{_where(error)}"
            found.append(_Line(place, document.doc_id, None, reason, "tell the makers of the extractor"))
            continue
        if len(rows) != 1 or rows[0].get("doc_id") != document.doc_id:
            reason = f"{len(rows)} rows came back, or one of another document"
            found.append(_Line(place, document.doc_id, None, reason, "the extractor gives one row a document"))
        else:
            found.append(_Line(place, document.doc_id, rows[0]))
    return _settled(found, gold)


@dataclass(frozen=True, slots=True)
class _Line:
    place: str
    doc_id: str | None
    row: Mapping[str, Any] | None
    reason: str = ""
    way_out: str = MEND


def _lines(path: Path, gold: Mapping[str, Annotation]) -> Iterator[_Line]:
    try:
        lines = path.read_bytes().removeprefix(b"\xef\xbb\xbf").split(b"\n")
    except OSError as error:
        raise GoldError(f"prediction, {path}: cannot be read ({error.strerror}); name a file that can") from None
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _line(line, f"{path.name}:{number}", gold)


def _line(line: bytes, place: str, gold: Mapping[str, Annotation]) -> _Line:
    try:
        row = row_in(line, place)
    except GoldError as error:
        reason = str(error).removeprefix(f"{place}: ").partition(";")[0]
        return _Line(place, _guessed(line, gold), None, reason)
    doc_id = row.get("doc_id")
    if not isinstance(doc_id, str):
        return _Line(place, None, None, "field 'doc_id' is missing or no text")
    return _Line(place, doc_id, row)


def _guessed(line: bytes, gold: Mapping[str, Annotation]) -> str | None:
    """The document that a damaged line seems to be about, when it is one of gold's."""
    told = DOC_ID.search(line)
    if told is None or not line.lstrip().startswith(b"{"):
        return None
    try:
        doc_id = json.loads(told.group(1).decode("utf-8"))
    except ValueError:
        return None
    return doc_id if doc_id in gold else None


def _settled(lines: list[_Line], gold: Mapping[str, Annotation]) -> Predictions:
    _check_known(lines, gold)
    times = Counter(line.doc_id for line in lines)
    rows: list[Mapping[str, Any]] = []
    faults: list[Unscorable] = []
    for line in lines:
        reason = line.reason or _fault(line, gold)
        if line.doc_id is not None and times[line.doc_id] > 1:
            reason = f"it stands {times[line.doc_id]} times, and no line says which one holds"
        if reason:
            faults.append(Unscorable(line.doc_id, line.place, reason, line.way_out))
        elif line.row is not None:
            rows.append(line.row)
    return Predictions(tuple(rows), tuple(faults), tuple(doc_id for doc_id in gold if doc_id not in times))


def _check_known(lines: Iterable[_Line], gold: Mapping[str, Annotation]) -> None:
    strange = sorted({line.doc_id for line in lines if line.doc_id is not None and line.doc_id not in gold})
    if strange:
        first = ", ".join(strange[:SHOWN]) + (", ..." if len(strange) > SHOWN else "")
        raise GoldError(
            f"prediction, {len(strange)} documents are not in gold, and what they claim would go unscored: {first}; "
            "score the documents that gold has, or take these lines out knowingly"
        )


def _fault(line: _Line, gold: Mapping[str, Annotation]) -> str:
    """Why a line cannot be scored, empty when it can."""
    if line.row is None or line.doc_id is None:
        return "nothing can be read"
    try:
        read = read_annotations([line.row], "prediction")[line.doc_id]
    except GoldError as error:
        head = f"prediction, document {line.doc_id}"
        return str(error).removeprefix(head).removeprefix(": ").removeprefix(", ")
    if read.text != gold[line.doc_id].text:
        return "its text differs from gold's; offsets would not compare"
    return ""


def _where(error: Exception) -> str:
    """The place in the code that raised; the message stays out, it may quote the document."""
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f" at {Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace else ""

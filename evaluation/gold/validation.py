"""Gold checked: every fault by name, with file, line, document, mention or event, field and value; no document text.

Reads gold lines and folders of marked-up sources alike: both become lines, and one set of checks looks at those.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import GoldError
from evaluation.gold.checked import Checked
from evaluation.gold.checks_events import check_codes, check_roles, check_triggers, check_verdicts
from evaluation.gold.checks_likely import (
    check_cases,
    check_dates,
    check_linking,
    check_names,
    check_records,
    check_twice,
)
from evaluation.gold.checks_mentions import check_head, check_ids, check_links, check_overlaps, check_spans
from evaluation.gold.faults import Fault, Place, counted, one_line
from evaluation.gold.known import KnownIds
from evaluation.gold.shape import shape_faults

CHECKS: tuple[Callable[[Checked], Iterator[Fault]], ...] = (
    check_head,
    check_ids,
    check_spans,
    check_overlaps,
    check_links,
    check_triggers,
    check_roles,
    check_codes,
    check_verdicts,
    check_names,
    check_linking,
    check_dates,
    check_cases,
    check_twice,
    check_records,
)


@dataclass(frozen=True, slots=True)
class Validation:
    """The faults of a file or folder, and how much was looked at."""

    faults: tuple[Fault, ...]
    documents: int
    mentions: int
    events: int

    @property
    def errors(self) -> tuple[Fault, ...]:
        """What breaks scoring."""
        return tuple(fault for fault in self.faults if fault.is_error)

    @property
    def warnings(self) -> tuple[Fault, ...]:
        """What looks like a slip."""
        return tuple(fault for fault in self.faults if not fault.is_error)

    def as_row(self) -> dict[str, Any]:
        """The outcome for machines."""
        return {
            "documents": self.documents,
            "mentions": self.mentions,
            "events": self.events,
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "counts": counted(self.faults),
            "faults": [fault.as_row() for fault in self.faults],
        }


def check_row(row: object, place: Place, known: KnownIds | None) -> Iterator[Fault]:
    """The faults of one gold line; those of meaning only when it has the shape of gold."""
    broken = list(shape_faults(row, place.file, place.line))
    yield from broken
    if not broken and isinstance(row, dict):
        checked = Checked(row, Place(place.file, place.line, one_line(row["doc_id"])), known)
        for check in CHECKS:
            yield from check(checked)


def check_lines(lines: Iterable[tuple[int, object]], file: str, known: KnownIds | None) -> Validation:
    """The faults of gold lines, each with its number; documents that stand twice included."""
    faults: list[Fault] = []
    names: dict[str, int] = {}
    texts: dict[bytes, str] = {}
    counts = [0, 0, 0]
    for number, row in lines:
        faults.extend(check_row(row, Place(file, number), known))
        if isinstance(row, dict):
            faults.extend(_repeated(row, Place(file, number), names, texts))
            sizes = (len(row[name]) if isinstance(row.get(name), list) else 0 for name in ("mentions", "events"))
            counts = [counts[0] + 1, *(count + size for count, size in zip(counts[1:], sizes, strict=True))]
    return Validation(tuple(faults), *counts)


def _repeated(row: Mapping[str, Any], place: Place, names: dict[str, int], texts: dict[bytes, str]) -> Iterator[Fault]:
    name, text = row.get("doc_id"), row.get("text")
    if not isinstance(name, str):
        return
    here = Place(place.file, place.line, one_line(name))
    if name in names:
        yield Fault("duplicate-document", here, "", "doc_id", f"also line {names[name]}")
        return
    names[name] = place.line
    if isinstance(text, str) and text.strip():
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
        other = texts.setdefault(digest, name)
        if other != name:
            yield Fault("duplicate-text", here, "", "text", one_line(other))


def check_path(path: Path, known: KnownIds | None) -> Validation:
    """The faults of a gold file, or of a folder of marked-up sources.

    Raises GoldError when there is neither, or a folder has no source.
    """
    if path.is_dir():
        return _check_sources(path, known)
    try:
        with path.open("rb") as source:
            data = source.read()
    except OSError as error:
        raise GoldError(f"{path}: cannot be read ({error.strerror}); name a gold file or a folder of sources") from None
    broken: list[Fault] = []
    found = check_lines(_values(data, str(path), broken), str(path), known)
    if not found.documents and not broken:
        broken.append(Fault("no-document", Place(str(path)), "", "", ""))
    faults = sorted([*found.faults, *broken], key=lambda fault: fault.place.line)
    return Validation(tuple(faults), found.documents, found.mentions, found.events)


def _values(data: bytes, file: str, broken: list[Fault]) -> Iterator[tuple[int, object]]:
    """(line number, value) of every line that is JSON; the others are put among `broken`."""
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line.decode("utf-8"))
        except UnicodeDecodeError as error:
            broken.append(Fault("not-json", Place(file, number), "", "", f"byte {error.start}"))
        except json.JSONDecodeError as error:
            broken.append(Fault("not-json", Place(file, number), "", "", f"column {error.colno}"))
        except (RecursionError, ValueError):
            broken.append(Fault("not-json", Place(file, number), "", "", "nested too deeply, or a number too long"))


def _check_sources(folder: Path, known: KnownIds | None) -> Validation:
    from evaluation.marked import read_sources

    if not any(folder.glob("*.txt")):
        raise GoldError(f"{folder}: holds no .txt source; name a gold file or a folder of marked-up sources")
    sources = read_sources(folder, known)
    mentions = sum(len(document.spans) for document in sources.documents)
    events = sum(len(document.events) for document in sources.documents)
    return Validation(tuple(sources.found), len(sources.documents), mentions, events)

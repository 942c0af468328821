"""What writers and readers of tools' files share: their options, their outcome, files read with clear faults."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from data.errors import GoldError
from data.goldfile import read_rows
from data.outputs import make_folder, write_text
from evaluation import html
from evaluation.gold.drafts import Row
from evaluation.gold.units import Unit


@dataclass(frozen=True, slots=True)
class Options:
    """How to write or read. `unit` None: the tool's own, or what the file says; `texts`: gold lines by doc_id from
    which what a format lost is taken again; `spans_only`: doccano's older shape; `predictions`: Label Studio's
    pre-annotations in place of annotations; `annotator`: whose annotations to take, by Label Studio's number or e-mail,
    empty for anybody's."""

    unit: Unit | None = None
    texts: Mapping[str, Row] = field(default_factory=dict)
    spans_only: bool = False
    predictions: bool = False
    annotator: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """What an export wrote, and what the format could not hold, by name and count."""

    files: Sequence[Path]
    documents: int
    mentions: int
    events: int
    lost: Mapping[str, int] = field(default_factory=dict)


def written(files: Sequence[Path], rows: Sequence[Row], lost: Mapping[str, int] | None = None) -> Written:
    """The outcome of writing `rows`; losses of zero are left out."""
    told = {name: count for name, count in (lost or {}).items() if count}
    mentions, events = (sum(len(row[name]) for row in rows) for name in ("mentions", "events"))
    return Written(files, len(rows), mentions, events, told)


def write_gold(path: Path, rows: Iterable[Mapping[str, Any]]) -> str:
    """Writes gold lines as gold is written everywhere: UTF-8, a space after commas and colons; returns the SHA-256."""
    make_folder(path.absolute().parent)
    return write_text(path, "".join(f"{_gold_line(row)}\n" for row in rows) or "\n")


def _gold_line(row: Mapping[str, Any]) -> str:
    line = json.dumps(row, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # half of a surrogate pair in a name of a file: JSON's escapes hold it
        return json.dumps(row)
    return line


def read_text(path: Path) -> str:
    """The text of a tool's file, line ends as they are. Raises GoldError when it cannot be read or is not UTF-8."""
    try:
        with path.open(encoding="utf-8", newline="") as source:
            return source.read()
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: not UTF-8 at byte {error.start}; export it anew as UTF-8") from None
    except OSError as error:
        raise GoldError(
            f"{path}: cannot be read ({error.strerror}); name the file or folder that the tool wrote"
        ) from None


def read_json(path: Path) -> Any:
    """The JSON value of a file. Raises GoldError for what is none."""
    try:
        return json.loads(read_text(path).removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise GoldError(f"{path}:{error.lineno}: not JSON ({error.msg}); export it anew") from None
    except RecursionError:
        raise GoldError(f"{path}: nested too deeply to be an export; export it anew") from None


def read_texts(path: Path) -> dict[str, Row]:
    """The gold lines of `path` by doc_id. Raises GoldError for a line that is none."""
    from evaluation.gold.shape import shape_faults

    found: dict[str, Row] = {}
    for number, row in read_rows(path):
        if faults := list(shape_faults(row, str(path), number)):
            raise GoldError(f"{faults[0]}; --texts needs sound gold")
        found[row["doc_id"]] = row
    return found


def labels(name: str) -> dict[str, str]:
    """The Chinese names of the codes of a field, as screens have them, by code, in the lexicon's order."""
    return dict(html.labels().get(name, {}))


def table_of(whole: Mapping[str, Any], name: str) -> dict[str, Any]:
    """The table under `name`, empty when there is none: what travelled through a tool may come back as anything."""
    told = whole.get(name)
    return told if isinstance(told, dict) else {}

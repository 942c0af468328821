"""Agreement, adjudication and leaks over files: rows in, reports and gold out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from data.errors import ConfigError, GoldError
from data.goldfile import read_rows
from data.outputs import write_json, write_json_lines, write_text
from evaluation.annotation import Annotation, read_annotations
from evaluation.gold import agreement_report, leak_report, leaks, worklist
from evaluation.gold.adjudication import Adjudicated, Terms, adjudicate
from evaluation.gold.annotators import agreement_of
from evaluation.gold.questions import read_decisions
from evaluation.gold.validation import Validation, check_lines
from evaluation.measures import Bootstrap


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where an adjudication goes, None for what is not wanted; `names` shows the annotators' names in it."""

    gold: Path
    conflicts: Path | None = None
    page: Path | None = None
    names: bool = False


def annotator_sets(paths: Sequence[Path]) -> dict[str, dict[str, Annotation]]:
    """The annotations by annotator, who is named by his file, by its folder where files are named alike."""
    names = _names(paths)
    return {name: read_annotations(_rows(path), str(path)) for name, path in zip(names, paths, strict=True)}


def compare_annotators(paths: Sequence[Path], out: Path | None, settings: Bootstrap) -> str:
    """The table of agreement; written to `out` as JSON as well where given."""
    found = agreement_of(annotator_sets(paths), settings)
    if out:
        write_json(out, agreement_report.plain(found))
    return agreement_report.table(found)


def adjudicate_files(
    paths: Sequence[Path], decisions: Path | None, terms: Terms, out: Outputs
) -> tuple[Adjudicated, Validation]:
    """Writes gold, conflicts and page; tells what `guowen gold check` would say of the gold: decisions field by field
    may contradict one another. Raises ConfigError when an output would overwrite an annotator's file."""
    given = {path.resolve() for path in paths}
    for target in (out.gold, out.conflicts, out.page):
        if target and target.resolve() in given:
            raise ConfigError(f"out: {target} is an annotator's file; name another")
    if decisions:
        told = read_decisions(_numbered(decisions), str(decisions))
        terms = Terms(told, majority=terms.majority, partial=terms.partial)
    sets = annotator_sets(paths)
    found = adjudicate(sets, terms)
    write_json_lines(out.gold, found.rows)
    if out.conflicts:
        write_json_lines(out.conflicts, worklist.lines(found, sets, names=out.names))
    if out.page:
        write_text(out.page, worklist.page(found, sets, names=out.names))
    return found, check_lines(enumerate(found.rows, 1), str(out.gold), None)


def leaks_of_files(train: Sequence[Path], test: Path, settings: leaks.LeakSettings, out: Path | None) -> leaks.Leaks:
    """The leaks of one test file against the training files together; written to `out` as JSON where given.

    With several training files their documents are called FILE:DOCUMENT.
    """
    rows: list[Mapping[str, Any]] = []
    called: list[str] = []
    for name, path in zip(_names(train), train, strict=True):
        held = _gold_rows(path)
        rows.extend(held)
        called.extend(f"{name}:{row['doc_id']}" if len(train) > 1 else str(row["doc_id"]) for row in held)
    found = leaks.find(rows, _gold_rows(test), settings, called)
    if out:
        write_json(out, leak_report.plain(found, settings))
    return found


def _gold_rows(path: Path) -> list[Mapping[str, Any]]:
    """The rows, which hold annotations. Raises GoldError for a file of anything else."""
    rows = _rows(path)
    read_annotations(rows, str(path))
    return rows


def _rows(path: Path) -> list[Mapping[str, Any]]:
    return [row for _, row in _numbered(path)]


def _numbered(path: Path) -> list[tuple[int, dict[str, Any]]]:
    return list(read_rows(path))


def _names(paths: Sequence[Path]) -> list[str]:
    """Names that differ, as short as can be: of the file, with its folder, the path. Raises GoldError for one twice."""
    if len({path.resolve() for path in paths}) < len(paths):
        raise GoldError("the same file is given twice; give each file once")
    for called in ((path.stem for path in paths), (f"{path.parent.name}/{path.stem}" for path in paths)):
        names = list(called)
        if max(Counter(names).values(), default=0) < 2:
            return names
    return [str(path.resolve()) for path in paths]

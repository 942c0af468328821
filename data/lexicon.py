"""Lexicons are versioned tables in data/lexicons; this module reads them for the packages that may not import more.

A `.tsv` starts with `# version: N` and comment lines, then a heading row; cells are parted by tabs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files

from data.errors import ConfigError

Row = Mapping[str, str]
VERSION = re.compile(r"# version: (\d+)$")


@lru_cache(maxsize=64)
def rows(name: str) -> tuple[Row, ...]:
    """The rows of `data/lexicons/{name}.tsv` by column name, in file order.

    Raises ConfigError naming file and line when the version or a cell is missing, or the file cannot be read.
    """
    place = f"data/lexicons/{name}.tsv"
    lines = _lines(name, place)
    if not lines or not VERSION.match(lines[0]):
        raise ConfigError(f"{place}:1: no '# version: N' line; restore the file from the release")
    heading: list[str] | None = None
    found: list[Row] = []
    for number, line in enumerate(lines, 1):
        if line.startswith("#") or not line.strip():
            continue
        cells = line.split("\t")
        if heading is None:
            heading = cells
        elif len(cells) != len(heading):
            raise ConfigError(f"{place}:{number}: {len(cells)} cells under {len(heading)} headings; part them by tabs")
        else:
            found.append(dict(zip(heading, cells, strict=True)))
    return tuple(found)


@lru_cache(maxsize=64)
def words(name: str, column: str, **wanted: str) -> tuple[str, ...]:
    """The cells of `column` in the rows whose other cells equal `wanted`, the longest first, each once."""
    found = [row[column] for row in rows(name) if all(row[key] == value for key, value in wanted.items())]
    return tuple(sorted(dict.fromkeys(found), key=lambda word: (-len(word), word)))


def alternatives(terms: tuple[str, ...]) -> str:
    """A regular expression that matches any of the plain `terms`, the longest first; never matches when empty."""
    if not terms:
        return r"(?!)"
    return "(?:" + "|".join(re.escape(term) for term in sorted(terms, key=lambda t: (-len(t), t))) + ")"


def _lines(name: str, place: str) -> list[str]:
    try:
        return (files("data") / "lexicons" / f"{name}.tsv").read_text("utf-8").split("\n")
    except OSError as error:
        raise ConfigError(f"{place}: cannot be read ({error.strerror}); restore it from the release") from None

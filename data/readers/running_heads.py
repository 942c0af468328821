"""Page headers, footers and page numbers, told apart from the text of the pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from data.readers.page_columns import Line

_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*\d{1,4}[-—–－·\s]*"
    r"|第?\s*[\d一二三四五六七八九十百]{1,5}\s*页?\s*[,，/／]?\s*(?:共\s*)?[\d一二三四五六七八九十百]{0,5}\s*页"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}|Page\s*\d+(?:\s*of\s*\d+)?",
    re.I,
)
_DIGITS = re.compile(r"\d+")
_SPACE = re.compile(r"\s+")
MARGIN_SHARE = 0.12
"""A page number is only believed in within this share of the page's height from its upper or lower edge."""


def running_heads(lines: Sequence[Line], heights: Mapping[int, float]) -> dict[int, str]:
    """Index in `lines` -> "header" or "footer" for the lines that are no text of their own.

    `heights` of the sheets, by `Line.page`. A line is one when it is a page number near the edge, or when it is among
    the two outermost of its sheet and stands, digits aside, at the same height of another sheet too (of three or more
    sheets: of at least a third).
    """
    edges = _edge_lines(lines)
    seen = Counter({key: len(pages) for key, pages in _repeats(lines, edges).items()})
    sheets = len({line.page for line in lines})
    needed = 2 if sheets < 3 else max(2, -(-sheets // 3))
    heads: dict[int, str] = {}
    for index, section in edges.items():
        line = lines[index]
        height = heights[line.page]
        near = min(line.box.bottom, height - line.box.top) < MARGIN_SHARE * height
        numbered = near and _PAGE_NUMBER.fullmatch(line.text.strip()) is not None
        repeated = sheets > 1 and seen[_key(line, section)] >= needed and (near or sheets > 3)
        if numbered or repeated:
            heads[index] = section
    return heads


def _edge_lines(lines: Sequence[Line]) -> dict[int, str]:
    """Index -> section of the two uppermost and two lowest lines of each sheet."""
    by_page: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        by_page.setdefault(line.page, []).append(index)
    edges: dict[int, str] = {}
    for indices in by_page.values():
        ordered = sorted(indices, key=lambda i: lines[i].box.middle)
        for index in ordered[:2]:
            edges[index] = "header"
        for index in ordered[2:][-2:]:
            edges[index] = "footer"
    return edges


def _repeats(lines: Sequence[Line], edges: Mapping[int, str]) -> dict[tuple[str, str, int], set[int]]:
    pages: dict[tuple[str, str, int], set[int]] = {}
    for index, section in edges.items():
        pages.setdefault(_key(lines[index], section), set()).add(lines[index].page)
    return pages


def _key(line: Line, section: str) -> tuple[str, str, int]:
    words = _SPACE.sub("", _DIGITS.sub("#", line.text))
    return section, words, round(line.box.middle / max(line.em, 1.0))

"""Web pages: paragraphs and table rows in reading order, hidden text among them as asides.

The page is read as a stream of events, not as a tree: 200,000 nested elements are read like two.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, cast

from lxml import etree

from data.errors import FileStatus, ReadError
from data.layout import CELL, Block
from data.readers import decoding, encoding
from data.readers.base import Part, Source
from data.types import Location, TurnRole

SILENT = frozenset({"script", "style", "template", "object", "svg", "math"})
BREAK_NAMES = (
    "address article aside blockquote body br caption center dd details div dl dt fieldset figcaption figure footer "
    "form h1 h2 h3 h4 h5 h6 head header hr html legend li main nav ol option p pre section select summary table tbody "
    "textarea tfoot thead title tr ul"
)
BREAKS = frozenset(BREAK_NAMES.split())
CELLS = frozenset({"td", "th"})
HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?:px|pt|;|$)", re.I)
CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I)
WIDE = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]"
WIDE_BREAK = re.compile(rf"(?<={WIDE})[ \t]*\n\s*(?={WIDE})")
SHOWN_ATTRIBUTES = {"img": "alt", "input": "value"}


def read(source: Source) -> Iterator[Part | Source]:
    """One part: the page's paragraphs and rows.

    Raises ReadError: DAMAGED when the bytes are no text or the parser finds nothing in them, TOO_BIG.
    """
    blocks = blocks_of(source.data, None, source)
    if not blocks:
        raise ReadError(
            FileStatus.NO_TEXT,
            source.label,
            "the page holds no visible words",
            way_out="open it in a browser; if there are words, print it to PDF and lay that in the inbox",
        )
    yield Part(source.part, "html", tuple(blocks))


def blocks_of(data: bytes, declared: str | None, source: Source) -> list[Block]:
    """The paragraphs and rows of the page `data`; `declared` is a charset told from outside, such as a mail's.

    Raises ReadError: DAMAGED when the bytes are no text, TOO_BIG for more than `text_chars` code points.
    """
    limit = source.limits.text_chars
    told = CHARSET.search(data[:4096])
    found = encoding.detect(data, declared or (told[1].decode("ascii") if told else None))
    if found is None:
        raise ReadError(
            FileStatus.DAMAGED,
            source.label,
            "its bytes are text in none of UTF-8, GB18030, UTF-16 and Big5",
            way_out="open it in a browser and save it anew as UTF-8",
        )
    text = decoding.decode(data, found, limit).text
    if len(text) > limit:
        raise ReadError(
            FileStatus.TOO_BIG,
            source.label,
            f"more than {limit} characters",
            way_out="split it into smaller files, or raise text_chars",
        )
    page = _Page()
    parser = etree.HTMLParser(target=cast(Any, page), encoding="utf-8", huge_tree=True, no_network=True)
    # libxml2 takes a zero byte for the end of the page.
    parser.feed(text.replace("\0", "").encode("utf-8", "replace"))
    blocks = cast(list[Block], parser.close())
    return [replace(block, location=Location(paragraph=number)) for number, block in enumerate(blocks, 1)]


@dataclass(slots=True)
class _Frame:
    """Text being gathered: the page's own, or that of one table cell."""

    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    rows: bool = False


class _Page:
    """Gathers blocks from the parser's events; the names of its methods are lxml's."""

    def __init__(self) -> None:
        self._open: list[tuple[str, bool]] = []
        self._silent = 0
        self._hidden = 0
        self._plain = 0
        self._frames: list[_Frame] = [_Frame()]
        self._rows: list[list[_Frame]] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        hidden = "hidden" in attributes or bool(HIDDEN.search(attributes.get("style", "")))
        if tag in BREAKS or (hidden and not self._hidden):
            self._flush()
        self._open.append((tag, hidden))
        self._silent += tag in SILENT
        self._hidden += hidden
        self._plain += tag == "pre"
        if tag == "tr":
            self._rows.append([])
        elif tag in CELLS:
            self._flush()
            self._frames.append(_Frame())
        if tag in SHOWN_ATTRIBUTES and attributes.get("type", "text") == "text":
            self.data(" " + attributes.get(SHOWN_ATTRIBUTES[tag], ""))

    def end(self, tag: str) -> None:
        """An element ends, and with it what was left open inside."""
        if not any(name == tag for name, _ in reversed(self._open)):
            return
        while self._open:
            name, hidden = self._open[-1]
            self._close(name, hidden)
            self._open.pop()
            if name == tag:
                return

    def data(self, data: str | bytes) -> None:
        """Characters between tags."""
        if not self._silent:
            self._frames[-1].words.append(str(data))

    def comment(self, text: str | bytes) -> None:
        """Comments are no text of the page."""

    def close(self) -> list[Block]:
        """The blocks of the whole page."""
        while self._open:
            self._close(*self._open.pop())
        self._flush()
        return self._frames[0].blocks

    def _close(self, tag: str, hidden: bool) -> None:
        if tag in BREAKS or tag in CELLS or (hidden and self._hidden == 1):
            self._flush()
        self._silent -= tag in SILENT
        self._hidden -= hidden
        self._plain -= tag == "pre"
        if tag in CELLS and len(self._frames) > 1:
            cell = self._frames.pop()
            if self._rows:
                self._rows[-1].append(cell)
            else:
                self._frames[-1].blocks.extend(cell.blocks)
        elif tag == "tr" and self._rows:
            self._end_row(self._rows.pop())

    def _end_row(self, cells: list[_Frame]) -> None:
        target = self._frames[-1]
        filled = [cell for cell in cells if cell.blocks]
        if len(filled) < 2 or any(cell.rows for cell in filled):
            for cell in filled:
                target.blocks.extend(cell.blocks)
            target.rows = target.rows or any(cell.rows for cell in filled)
            return
        text = CELL.join(" ".join(block.text for block in cell.blocks) for cell in cells)
        aside = all(block.role is TurnRole.ASIDE for cell in filled for block in cell.blocks)
        target.blocks.append(Block(text, TurnRole.ASIDE if aside else TurnRole.ROW))
        target.rows = True

    def _flush(self) -> None:
        frame = self._frames[-1]
        if not frame.words:
            return
        text = "".join(frame.words)
        frame.words.clear()
        role = TurnRole.ASIDE if self._hidden else TurnRole.PARAGRAPH
        lines = text.split("\n") if self._plain else [WIDE_BREAK.sub("", text)]
        frame.blocks.extend(Block(words, role) for line in lines if (words := " ".join(line.split())))

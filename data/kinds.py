"""What kind of paper a text is, told by its content: for files whose sender did not say.

Chats, mails and registers are told by their layout; of the rest, patterns of a lexicon vote. Without a manifest 389 of
408 annotated papers (95 %) are told right, and 127 of 140 (91 %) of those that the lexicon was not made with, nearly
all others being notes, minutes and case papers taken for one another. `python -m tests.data.measure_kinds GOLD.jsonl`
measures it.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from data.errors import ConfigError
from data.layout import CELL, CHAT_LINE, MAIL_HEADER, Block
from data.types import Kind, TurnRole

HEAD_BLOCKS = 80
PLACES = ("heading", "title", "text", "line")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the inbox tells beside the text: whether the paper lies in a case's folder, and in a person's."""

    in_case_folder: bool = False
    of_a_person: bool = False


@dataclass(frozen=True, slots=True)
class _Cue:
    kind: Kind
    place: str
    pattern: re.Pattern[str]
    weight: float


@dataclass(frozen=True, slots=True)
class _Lexicon:
    cues: tuple[_Cue, ...]
    lines_of_title: int
    characters: int
    circumstances: dict[str, dict[Kind, float]]


def kind_of(blocks: Sequence[Block], circumstances: Circumstances) -> Kind:
    """The likeliest kind; WORK_NOTE when nothing tells."""
    head = [block for block in blocks[:HEAD_BLOCKS] if block.text.strip()]
    lines = [line.strip("\u3000 \t") for block in head for line in block.text.split("\n") if line.strip()]
    rows = [line for line in lines if CELL.strip() in line]
    if len(rows) * 2 > len(lines) and len(rows) > 1:
        return _register_kind(rows[0], lines)
    if _is_chat(head, lines):
        return Kind.CHAT
    if sum(bool(MAIL_HEADER.match(line)) for line in lines[:6]) >= 2:
        return Kind.EMAIL
    return _likeliest(_votes(lines, circumstances))


def _is_chat(head: Sequence[Block], lines: Sequence[str]) -> bool:
    messages = sum(block.role is TurnRole.MESSAGE for block in head)
    stamped = sum(bool(CHAT_LINE.match(line)) for line in lines)
    return messages * 2 > len(head) or (stamped >= 2 and stamped * 3 >= len(lines))


def _register_kind(heading: str, lines: Sequence[str]) -> Kind:
    """Which register the heading row is of; another table's kind by what stands in it."""
    cells = [cell.strip() for cell in heading.split(CELL)]
    votes = dict.fromkeys((Kind.PHONE_LOG, Kind.VISITOR_LOG), 0.0)
    for cue in _lexicon().cues:
        if cue.place == "heading":
            votes[cue.kind] += cue.weight * sum(bool(cue.pattern.search(cell)) for cell in cells)
    if any(votes.values()):
        return _likeliest(votes)
    return _likeliest(_votes(lines, Circumstances()))


def _votes(lines: Sequence[str], circumstances: Circumstances) -> dict[Kind, float]:
    lexicon = _lexicon()
    votes: dict[Kind, float] = dict.fromkeys(Kind, 0.0)
    title, text = lines[: lexicon.lines_of_title], "\n".join(lines)[: lexicon.characters]
    for cue in lexicon.cues:
        if cue.place == "title":
            votes[cue.kind] += cue.weight * any(cue.pattern.search(line) for line in title)
        elif cue.place == "text":
            votes[cue.kind] += cue.weight * bool(cue.pattern.search(text))
        elif cue.place == "line" and lines:
            votes[cue.kind] += cue.weight * sum(bool(cue.pattern.search(line)) for line in lines) / len(lines)
    for name, kinds in lexicon.circumstances.items():
        for kind, weight in kinds.items():
            votes[kind] += weight * bool(getattr(circumstances, name))
    return votes


def _likeliest(votes: dict[Kind, float]) -> Kind:
    best = max(votes.values())
    if not best:
        return Kind.WORK_NOTE
    return next(kind for kind in votes if votes[kind] == best)


@cache
def _lexicon() -> _Lexicon:
    """The cues, from data/lexicons/kinds.toml. Raises ConfigError naming kind and key for a row it cannot use."""
    name = "data/lexicons/kinds.toml"
    loaded: dict[str, Any] = tomllib.loads(resources.files("data").joinpath("lexicons/kinds.toml").read_text("utf-8"))
    cues = []
    for kind in Kind:
        for number, row in enumerate(loaded.get(kind.value, ()), 1):
            place = next((key for key in PLACES if key in row), None)
            if place is None or "weight" not in row:
                raise ConfigError(f"{name}: {kind.value} row {number}: needs weight and one of {', '.join(PLACES)}")
            cues.append(_Cue(kind, place, re.compile(row[place], re.M), float(row["weight"])))
    circumstances = {
        key: {Kind(kind): float(weight) for kind, weight in loaded[key].items()}
        for key in ("in_case_folder", "of_a_person")
    }
    return _Lexicon(tuple(cues), loaded["lines_of_title"], loaded["characters"], circumstances)

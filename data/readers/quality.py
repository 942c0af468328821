"""Whether a text can be believed: empty, or not the words the file was written with."""

from __future__ import annotations

import re

from data.errors import FileStatus
from data.readers.base import Part

SAMPLE = 200_000
WORD = re.compile(r"[0-9A-Za-z\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]+")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffd\ue000-\uf8ff\ufdd0-\ufdef\ufffe\uffff]+")
LEAST_WORDS = 0.3
MOST_CONTROL = 0.05


def fault_of_text(part: Part) -> tuple[FileStatus, str, str] | None:
    """(status, problem, way out) when the text of `part` is missing or not to be believed, None when it is good.

    Judged on the first `SAMPLE` code points without white space: at least `LEAST_WORDS` of them letters, digits or
    Chinese characters, at most `MOST_CONTROL` control, private-use or replacement characters.
    """
    text = _sample(part)
    if not text:
        return FileStatus.NO_TEXT, "no text was found in it", "scan it again or look at it by hand"
    odd = _share(CONTROL, text)
    if odd > MOST_CONTROL:
        return (
            FileStatus.SUSPICIOUS,
            f"{odd:.0%} of its characters are control or replacement characters",
            "its encoding is damaged or it is no text: save it anew as UTF-8",
        )
    words = _share(WORD, text)
    if words < LEAST_WORDS and len(text) >= 20:
        return (
            FileStatus.SUSPICIOUS,
            f"only {words:.0%} of its characters are letters, digits or Chinese",
            "it reads as noise: check the file by hand",
        )
    return None


def _share(runs: re.Pattern[str], text: str) -> float:
    """The share of the code points that stand in runs of the pattern."""
    return 1 - len(runs.sub("", text)) / len(text)


def _sample(part: Part) -> str:
    pieces: list[str] = []
    length = 0
    for block in part.blocks:
        piece = "".join(block.text.split())
        pieces.append(piece)
        length += len(piece)
        if length > SAMPLE:
            break
    return "".join(pieces)[:SAMPLE]

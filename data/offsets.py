"""The one rule of offsets: half-open code points of `Document.text`."""

from __future__ import annotations

from collections.abc import Sequence

from data.types import Document, Label, Mention, Turn

WHITE = " \t\r\n\u3000\u00a0"


def make_mention(  # noqa: PLR0913 - a mention has this many fields, each named at the call
    document: Document, start: int, end: int, label: Label, *, id: str = "", score: float = 1.0, by: str = ""
) -> Mention:
    """The mention over `text[start:end]`, white space at both ends left out.

    Raises ValueError when nothing but white space is left or the span lies outside the text.
    """
    text = document.text
    if not 0 <= start < end <= len(text):
        raise ValueError(f"{document.doc_id}: span {start}:{end} lies outside the text of {len(text)} code points")
    while start < end and text[start] in WHITE:
        start += 1
    while end > start and text[end - 1] in WHITE:
        end -= 1
    if start == end:
        raise ValueError(f"{document.doc_id}: span {start}:{end} is white space only")
    return Mention(id=id, start=start, end=end, label=label, text=text[start:end], score=score, by=by)


def overlap(a: Mention, b: Mention) -> bool:
    """Whether two mentions share a code point; touching spans do not."""
    return a.start < b.end and b.start < a.end


def turn_at(turns: Sequence[Turn], offset: int) -> Turn | None:
    """The turn that covers `offset`, None between turns. `turns` are in text order and do not overlap."""
    low, high = 0, len(turns)
    while low < high:
        middle = (low + high) // 2
        if turns[middle].end <= offset:
            low = middle + 1
        else:
            high = middle
    if low < len(turns) and turns[low].start <= offset:
        return turns[low]
    return None

"""Lines of pages -> paragraphs: lines that were only broken because the margin came are joined again.

The rule, for Chinese papers: a line is *full* when the first word of the next line would not have fitted into it.
A full line goes on in the next one, unless that is indented, centred, numbered after a full stop, set in another
size, or stands after a gap. Text wrapped at a fixed number of characters is recognised by its counts instead.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.layout import CELL
from data.readers.page_columns import Line
from data.readers.page_margins import Column, Margins, column_of, margins_of

APART, BLANK_LINE = 1.6, 1.95
"""Lines more than so many usual steps apart are two paragraphs; from the second on a blank line stands between."""
_CLOSED = "。！？；：…”’」』）)!?;:"
_FORBIDDEN_AT_START = "，。、；：！？）〕】》」』”’…,.;:!?)]}%"
# Opening signs, a word or sign, what may not begin a line. Quotation marks hold on to both sides (UAX 14, class QU);
# LibreOffice also keeps what is half-width with the full stop before it.
_UNIT = re.compile(
    rf"[（〔《「『【(\[]*(?:[\x21-\x7e]+|.)(?:[“”‘’\"']+[^“”‘’\"']?|[{re.escape(_FORBIDDEN_AT_START)}]+[\x21-\x7e]*)*"
)
_NUMBERED = re.compile(
    r"\s*(?:[一二三四五六七八九十百]{1,4}[、.．]|[（(][一二三四五六七八九十\d]{1,4}[)）]|\d{1,3}(?:[、)）]|[.．](?!\d))"
    r"|第[一二三四五六七八九十百零\d]{1,5}[条章节项款编]|[①-⑳]|【|〔|[-•·●○■□◆※*] ?"
    r"|\d{1,3}\s|\d{1,2}[./-]\d{1,2}(?=\s))"
)
_LABELLED = re.compile(
    r"\s*(?:[^，。；：！？、\s]{1,16}[：:](?!\d)|[〔【\[(（]"
    r"|\d{4}[-年./]\d{1,2}[-月./]\d{1,2}|\d{1,2}月\d{1,2}日|\d{1,2}日)"
)
_STAMPED = re.compile(r"\s*(?:\[?\d{4}[-/.]\d{1,2}[-/.]\d{1,2}[ T]+\d{1,2}:\d{2})")
_TORN_DATE = re.compile(r"\d{1,4}年?$|年\d{1,2}月?$"), re.compile(r"\d{0,2}(?:年\d|月\d{1,2}日|月?\d?日)")
_MAIL_LINE = re.compile(r"\s*(?:发件人|寄件人|收件人|抄送|主题|发送时间)\s*[：:]")
_FULL_STAMP = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日? +\d{1,2}:\d{2}(?::\d{2})?"
_WRITER = r"[^\s\d，。：；、]{1,12}"
_MESSAGE_HEAD = re.compile(rf"\s*(?:(?:{_WRITER} +)?{_FULL_STAMP}|{_FULL_STAMP} +{_WRITER})\s*")
_DIGITS = re.compile(r"\d+")
_RULE = re.compile(r"\s*[-—─_=*]{4,}.*[-—─_=*]{4,}\s*")
_LATIN_EDGE = re.compile(r"[A-Za-z,;]$")


@dataclass(slots=True)
class Paragraph:
    """Lines that belong together; `gap` tells that a blank line stood above, `counted` that words were cut apart."""

    lines: list[Line]
    gap: bool = False
    counted: bool = False

    @property
    def text(self) -> str:
        """The words, without the line feeds that the margin made."""
        text = self.lines[0].text
        for line in self.lines[1:]:
            words = line.text
            if not self.counted and _LATIN_EDGE.search(text) and words[:1].isascii() and words[:1].isalpha():
                text += " "
            text += words
        return text


def paragraphs_of(lines: Sequence[Line], widths: Mapping[int, float]) -> list[Paragraph]:
    """The paragraphs of `lines`, which are in reading order over all pages; `widths` of the pages in points."""
    margins = margins_of(lines, widths)
    paragraphs: list[Paragraph] = []
    for line in lines:
        if paragraphs and _continues(paragraphs[-1], line, margins):
            paragraphs[-1].lines.append(line)
        else:
            gap = bool(paragraphs) and _blank_between(paragraphs[-1].lines[-1], line, margins, BLANK_LINE)
            paragraphs.append(Paragraph([line], gap, margins[column_of(line)].counted))
    return paragraphs


def _continues(paragraph: Paragraph, line: Line, margins: dict[Column, Margins]) -> bool:
    last = paragraph.lines[-1]
    if line.table is not None or last.table is not None:
        return False
    if column_of(last) == column_of(line) and _blank_between(last, line, margins, APART):
        return False
    if abs(last.em - line.em) > 0.15 * max(last.em, line.em) or _starts_anew(paragraph, line.text):
        return False
    frame = margins[column_of(last)]
    if not _is_full(last, line, frame):
        return False
    return not _indented(paragraph, line, margins[column_of(line)])


def _starts_anew(paragraph: Paragraph, text: str) -> bool:
    """Whether the words themselves say that `text` begins a paragraph, or that the one before was one by itself."""
    last = paragraph.lines[-1].text
    if _STAMPED.match(text) or _MAIL_LINE.match(text):
        return True
    if any(pattern.fullmatch(words) for pattern in (_RULE, _MESSAGE_HEAD) for words in (last, text)):
        return True
    first = paragraph.lines[0].text
    if CELL in text and CELL in first:
        return True
    if last.rstrip()[-1:] not in _CLOSED:
        return False
    if _NUMBERED.match(text) or _LABELLED.match(text):
        return True
    # Entries of a list begin alike: 节点4 ..., 节点5 ...
    start, other = (_DIGITS.sub("#", words.lstrip()[:8])[:3] for words in (text, first))
    return "#" in start and start == other


def _is_full(last: Line, line: Line, frame: Margins) -> bool:
    length, text = len(last.text), last.text.rstrip()
    if line.text[:1] in _FORBIDDEN_AT_START or (_TORN_DATE[0].search(text) and _TORN_DATE[1].match(line.text)):
        return True
    if frame.counted:
        return length == frame.most
    if not frame.wrapped:
        return False
    room = frame.right - last.box.right
    if room < _unit_width(line.text, last.em) + 0.5 * last.em:
        return True
    # The line of most characters that stops in mid-sentence was broken too, whatever the widths say.
    return length == frame.most >= 20 and text[-1:] not in _CLOSED and room < 0.25 * (frame.right - frame.left)


def _unit_width(text: str, em: float) -> float:
    """The width of the first piece of `text` that cannot be broken: opening signs, a word or sign, closing signs."""
    piece = _UNIT.match(text.lstrip())
    return sum(0.5 if character.isascii() else 1.0 for character in piece[0][:40]) * em if piece else em


def _indented(paragraph: Paragraph, line: Line, frame: Margins) -> bool:
    """Whether a line stands in from the margin as a new paragraph does; a block that is set in as a whole goes on."""
    if line.text[:1] in ("\u3000", " ") and line.text[:2].isspace():
        return True
    if line.box.left - frame.left <= 1.2 * line.em:
        return False
    body = paragraph.lines[1:]
    return not body or abs(body[-1].box.left - line.box.left) > 0.5 * line.em


def _blank_between(above: Line, below: Line, margins: Mapping[Column, Margins], steps: float) -> bool:
    """Whether two lines of one column stand further apart than `steps` times the usual step."""
    if column_of(above) != column_of(below):
        return False
    pitch = max(margins[column_of(below)].pitch, 1.05 * below.em)
    return below.box.bottom - above.box.bottom > steps * pitch

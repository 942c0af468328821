"""The record sheet as a PDF: A4, embedded fonts, text that can be searched and copied, a watermark on every page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import astuple
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from itertools import count
from typing import Any

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from review.exports.fonts import FontList, font_list, make_font
from review.exports.forms import form_words
from review.exports.ink import BREAKS, PADDING, Ink, Look, SearchableFont
from review.exports.layout import Band, Lines, Pairs, Row, Signing, Wide, heading_lines, notes, rows_of
from review.exports.sheet import Sheet

WIDTHS = (28 * mm, 50 * mm, 30 * mm, 52 * mm)
WIDTH = sum(WIDTHS)
MARGIN = 25 * mm
RULE = 0.6  # points
PIECE = 6
"""Lines of a long box that stay together."""
ANGLE = 52
_ALWAYS = "0123456789ABCDEFU+〔〕（）：、。 ?*\u00a0"
_GREY = colors.Color(0.45, 0.45, 0.45, alpha=0.18)
_SHADE = colors.Color(0, 0, 0, alpha=0.05)
_WHOLE = ((0, 0), (-1, -1))
_NUMBERS = count(1)


def pdf_sheet(sheet: Sheet, fonts: FontList | None = None) -> bytes:
    """The sheet as the bytes of a PDF. Raises ConfigError when no font of the machine draws Chinese."""
    fonts = fonts or font_list()
    names = [f"Guowen{kind}{next(_NUMBERS)}" for kind in ("Body", "Heading")]
    characters = _characters(sheet)
    made = [make_font(name, characters, wanted, fonts) for name, wanted in zip(names, _wanted(fonts), strict=True)]
    for name, font in zip(names, made, strict=True):
        pdfmetrics.registerFont(SearchableFont(name, BytesIO(font.data)))
    try:
        return _drawn(sheet, Ink(names[0], names[1], made[0].missing | made[1].missing))
    finally:
        for name in names:
            pdfmetrics._fonts.pop(name, None)


def _wanted(fonts: FontList) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The font files for body and headings; what either lacks comes from the other's."""
    return fonts.body, (*fonts.heading, *fonts.body)


def _drawn(sheet: Sheet, ink: Ink) -> bytes:
    out = BytesIO()
    stamp, title = sheet.stamp, sheet.title.title
    document = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=MARGIN,
        rightMargin=MARGIN,
        topMargin=16 * mm,
        bottomMargin=20 * mm,
        title=title,
        subject=sheet.item_id,
        author=stamp.who,
        creator="guowen",
        keywords=stamp.line,
    )
    size = 18 if len(title) <= 22 else 15
    story: list[Flowable] = [ink.said(title, WIDTH, Look(size, TA_CENTER, heading=True)), Spacer(1, 4 * mm)]
    story += [_head(sheet, ink), Spacer(1, 1.5 * mm)]
    for row in rows_of(sheet):
        story += _drawn_row(row, ink)
    story += [Spacer(1, 1.5 * mm), ink.said(notes(sheet, sorted(ink.missing)), WIDTH, Look(9))]
    document.build(story, canvasmaker=partial(RunningCanvas, sheet=sheet, ink=ink))
    return out.getvalue()


class RunningCanvas(Canvas):  # type: ignore[misc]
    """Draws watermark and foot on every page when their number is known."""

    def __init__(self, *args: Any, sheet: Sheet, ink: Ink, **more: Any) -> None:
        super().__init__(*args, **more)
        self._sheet = sheet
        self._ink = ink
        self._kept: list[dict[str, Any]] = []
        self.setCatalogEntry("Lang", "zh-CN")
        moment = datetime.fromisoformat(sheet.stamp.at).astimezone(UTC)
        self.setDateFormatter(lambda *_: moment.strftime("D:%Y%m%d%H%M%SZ"))

    def showPage(self) -> None:  # noqa: N802
        """Keeps the page until the last one is there."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Writes all pages."""
        for number, state in enumerate(self._kept, 1):
            self.__dict__.update(state)
            self._running(number, len(self._kept))
            super().showPage()
        super().save()

    def _running(self, page: int, pages: int) -> None:
        width, height = A4
        words, stamp, ink = form_words(), self._sheet.stamp, self._ink
        self.saveState()
        self.setFont(ink.body, 9)
        self.drawCentredString(width / 2, 15 * mm, words["page"].format(page=page, pages=pages))
        self.drawCentredString(width / 2, 10.5 * mm, ink.plain(f"{self._sheet.item_id}　{stamp.line}"))
        self.setFillColor(_GREY)
        self.setFont(ink.body, 34)
        self.translate(width / 2, height / 2)
        self.rotate(ANGLE)
        self.drawCentredString(0, 0, ink.plain(stamp.mark))
        self.restoreState()


def _characters(sheet: Sheet) -> set[str]:
    """Every character of the form."""
    words = {_ALWAYS, sheet.title.title, notes(sheet), notes(sheet, "?"), sheet.stamp.line, sheet.stamp.mark}
    words |= {form_words()["page"], *(part for pair in heading_lines(sheet) for part in pair)}
    for row in rows_of(sheet):
        words |= set(_texts(row))
    return {one for word in words for one in word.translate(BREAKS)} - {"\n"}


def _texts(row: Row) -> Iterator[str]:
    for value in astuple(row):
        yield from value if isinstance(value, tuple) else (value,)


def _head(sheet: Sheet, ink: Ink) -> Table:
    left, right = 105 * mm, WIDTH - 105 * mm
    lines = [[ink.said(a, left), ink.said(b, right, Look(align=TA_RIGHT))] for a, b in heading_lines(sheet)]
    plain = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0)]
    return Table(lines, colWidths=[left, right], style=TableStyle(plain))


def _drawn_row(row: Row, ink: Ink) -> list[Flowable]:
    """A row of the form as tables of one line each: a box that is too long for a page goes on on the next."""
    name, sign = Look(align=TA_CENTER, heading=True), Look(heading=True)
    one, two, three, four = WIDTHS
    match row:
        case Band(words):
            return [_boxes([ink.said(words, WIDTH, name)], [WIDTH], band=True)]
        case Pairs(left, right):
            cells = [ink.said(left[0], one, name), ink.said(left[1], two)]
            return [_boxes([*cells, ink.said(right[0], three, name), ink.said(right[1], four)], WIDTHS)]
        case Wide(called, paragraphs):
            return _long(ink, "\n".join(paragraphs), WIDTH - one, ink.said(called, one, name))
        case Lines(lines):
            return [box for words in lines for box in _long(ink, words, WIDTH, None)]
        case Signing(left_words, right_words, day):
            half = (one + two, three + four)
            date = Look(align=TA_RIGHT)
            tops = [ink.said(words, width, sign) for words, width in zip((left_words, right_words), half, strict=True)]
            cells = [
                [top, Spacer(1, 14 * mm), ink.said(day, width, date)] for top, width in zip(tops, half, strict=True)
            ]
            return [KeepTogether([_boxes(cells, half)])]


def _long(ink: Ink, words: str, width: float, name: Paragraph | None) -> list[Flowable]:
    """A box of any length, in pieces between which a page may end, with its name beside the first."""
    lines = ink.lines(words, width)
    told = [ink.set(lines[start : start + PIECE]) for start in range(0, len(lines), PIECE)]
    if name is None:
        return [_table([[piece] for piece in told], [width])]
    return [_table([[name if n == 0 else "", piece] for n, piece in enumerate(told)], [WIDTH - width, width])]


def _boxes(cells: Sequence[Any], widths: Sequence[float], *, band: bool = False) -> Table:
    """One line of boxes; a band stays with what follows it."""
    table = _table([list(cells)], widths, [("BACKGROUND", *_WHOLE, _SHADE)] if band else [])
    table.keepWithNext = band
    return table


def _table(rows: Sequence[list[Any]], widths: Sequence[float], more: Sequence[tuple[Any, ...]] = ()) -> Table:
    """Boxes side by side, each of one piece or several; where a page ends between two pieces, both ends are drawn."""
    commands: list[tuple[Any, ...]] = [
        ("LINEBEFORE", *_WHOLE, RULE, colors.black),
        ("LINEAFTER", *_WHOLE, RULE, colors.black),
        *(("LINEABOVE", (0, row), (-1, row), RULE, colors.black) for row in (0, "splitfirst")),
        *(("LINEBELOW", (0, row), (-1, row), RULE, colors.black) for row in (-1, "splitlast")),
        ("VALIGN", *_WHOLE, "MIDDLE"),
        ("LEFTPADDING", *_WHOLE, PADDING),
        ("RIGHTPADDING", *_WHOLE, PADDING),
        ("TOPPADDING", *_WHOLE, 0),
        ("BOTTOMPADDING", *_WHOLE, 0),
        ("TOPPADDING", (0, 0), (-1, 0), 4),
        ("BOTTOMPADDING", (0, -1), (-1, -1), 5),
        *more,
    ]
    return Table(list(rows), colWidths=list(widths), style=TableStyle(commands))

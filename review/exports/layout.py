"""The boxes of the record form, top to bottom, as .docx and PDF alike draw them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from review.exports.forms import form_words, label
from review.exports.sheet import Sheet, step_words
from review.exports.stamp import day_words

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Band:
    """A heading across the form."""

    words: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two boxes side by side, each with its name."""

    left: Pair
    right: Pair


@dataclass(frozen=True, slots=True)
class Wide:
    """One box across the form, of one paragraph or several."""

    name: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines across the form without a name in front, each a row that a page may end after."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Signing:
    """Two boxes to be signed by hand: what stands on top of each, and the line for the day at its foot."""

    left: str
    right: str
    day: str


Row = Band | Pairs | Wide | Lines | Signing


def heading_lines(sheet: Sheet) -> tuple[Pair, ...]:
    """What stands between the title and the table: lines with a left and a right end."""
    words = form_words()
    unit = f"{words['unit']}：{sheet.unit or words['not_told']}"
    day = f"{words['printed']}：{sheet.stamp.day}"
    return ((unit, day), (f"{words['number']}：{sheet.item_id}", ""))


def rows_of(sheet: Sheet) -> tuple[Row, ...]:
    """All rows of the form."""
    words = form_words()
    return (
        *_person(sheet),
        *_matter(sheet),
        *_case(sheet),
        *_nature(sheet),
        Band(words["evidence"]),
        Lines(tuple(_quotes(sheet)) or (words["not_told"],)),
        Band(words["course"]),
        Lines(tuple(step_words(step, sheet.versions) for step in sheet.steps) or (words["not_told"],)),
        Signing(words["sign_recorder"], words["sign_unit"], words["sign_day"]),
    )


def notes(sheet: Sheet, missing: Sequence[str] = ()) -> str:
    """What stands below the table; `missing` are characters that the fonts lack."""
    words = form_words()
    told = [words["machine"]]
    told += [words["masked"]] if sheet.stamp.masked else []
    if missing:
        told.append(words["glyphs"].format(characters="、".join(f"U+{ord(one):04X}" for one in missing)))
    if len(told) > 1:
        told = [f"{number}.{note}" for number, note in enumerate(told, 1)]
    return f"{words['note']}：{''.join(told)}"


def _person(sheet: Sheet) -> Iterator[Row]:
    words = form_words()
    yield Band(words["person"])
    yield Pairs(_item(sheet, "name"), _item(sheet, "position"))
    yield Pairs(_item(sheet, "org"), _item(sheet, "relation"))


def _matter(sheet: Sheet) -> Iterator[Row]:
    words = form_words()
    yield Band(words["matter"])
    yield Pairs(_item(sheet, "occurred_on"), _item(sheet, "place"))
    yield Pairs(_item(sheet, "channel"), (words["recipient"], sheet.recipient.name or words["not_told"]))
    yield Wide(*_paragraph(_item(sheet, "content")))
    yield Wide(*_paragraph(_item(sheet, "handling")))


def _case(sheet: Sheet) -> Iterator[Row]:
    words = form_words()
    case = {part: value or words["not_told"] for part, value in sheet.case.items()}
    yield Band(words["case"])
    yield Pairs((words["case_no"], case["case_no"]), (words["case_unit"], case["unit"]))
    yield Pairs((words["cause"], case["cause"]), (words["stage"], case["stage"]))
    yield Wide(words["parties"], (case["parties"],))


def _nature(sheet: Sheet) -> Iterator[Row]:
    words = form_words()
    yield Band(words["nature"])
    yield Pairs((words["category"], sheet.category.label), (words["severity"], sheet.severity.label))
    yield Wide(words["situations"], ("、".join(one.label for one in sheet.situations) or words["not_told"],))
    rules = (f"{name}：{source}" if source else name for name, source in sheet.rules)
    yield Wide(words["rules"], tuple(rules) or (words["not_told"],))
    due = day_words(sheet.due_on) if sheet.due_on else words["not_told"]
    yield Pairs((words["due_on"], due), (words["report_to"], "、".join(sheet.report_to) or words["not_told"]))
    if sheet.merged:
        yield Wide(words["merged"], ("、".join(sheet.merged),))


def _quotes(sheet: Sheet) -> Iterator[str]:
    """The quotes by place: words that support several items stand once, with all of their names."""
    found: dict[tuple[str, str], list[str]] = {}
    for quote in sheet.evidence:
        items = found.setdefault((quote.words, quote.where), [])
        if (name := label("item", quote.item)) not in items:
            items.append(name)
    for number, ((quoted, where), items) in enumerate(found.items(), 1):
        yield f"{number}.〔{'、'.join(items)}〕“{quoted}”（{where}）"


def _item(sheet: Sheet, name: str) -> Pair:
    value = sheet.items[name]
    if name == "occurred_on" and value:
        value = day_words(value)
    return label("item", name), value or form_words()["not_told"]


def _paragraph(pair: Pair) -> tuple[str, tuple[str, ...]]:
    return pair[0], (pair[1],)

"""The words of one WordprocessingML paragraph: what stands in the line, and what hangs on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"

_PRIVATE = re.compile("[\ue000-\uf8ff]")
"""Private code points say nothing without their font; a box then shows that a sign stands there."""
_PLAIN = {
    f"{W}tab": "\t",
    f"{W}ptab": "\t",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
}
_NOTES = {
    f"{W}footnoteReference": "footnote",
    f"{W}endnoteReference": "endnote",
    f"{W}commentReference": "comment",
}
_REMOVED = frozenset({f"{W}del", f"{W}moveFrom"})
_BOXES = frozenset({f"{W}drawing", f"{W}pict", f"{W}object"})
_SILENT = frozenset(
    f"{W}{name}" for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "instrText", "delInstrText", "softHyphen")
)


@dataclass(frozen=True, slots=True)
class Removal:
    """Words that are not part of the line.

    `section` is "deleted" (with who and when, if told), "hidden" or "ruby" (the small reading above a character).
    """

    section: str
    text: str
    author: str | None = None
    when: str | None = None


@dataclass(slots=True)
class ParagraphWords:
    """What one paragraph says. `notes` are (kind, id) of foot-, endnotes and comments; `boxes` drawings in order."""

    text: str = ""
    removals: list[Removal] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Mode:
    """Under which tracked deletion, or hidden, the words being read stand."""

    section: str | None = None
    author: str | None = None
    when: str | None = None


def read_words(paragraph: etree._Element) -> ParagraphWords:
    """The words of a `w:p`. Tracked insertions count as said, deletions and hidden words as removals."""
    words = ParagraphWords()
    pieces: list[str] = []
    for text, mode in _walk(paragraph, _Mode(), words):
        if mode.section is None:
            pieces.append(text)
        elif words.removals and _same(words.removals[-1], mode):
            last = words.removals[-1]
            words.removals[-1] = Removal(last.section, last.text + text, last.author, last.when)
        else:
            words.removals.append(Removal(mode.section, text, mode.author, mode.when))
    words.text = "".join(pieces)
    words.removals = [removal for removal in words.removals if removal.text.strip()]
    return words


def chosen_branch(alternate: etree._Element) -> etree._Element | None:
    """The one branch of `mc:AlternateContent` to read: the first choice, which all newer programs show."""
    choice = alternate.find(f"{MC}Choice")
    return choice if choice is not None else alternate.find(f"{MC}Fallback")


def is_on(properties: etree._Element | None, name: str) -> bool:
    """Whether a switch such as `w:vanish` is set; an element without value means yes."""
    switch = properties.find(f"{W}{name}") if properties is not None else None
    return switch is not None and switch.get(f"{W}val", "true") not in ("false", "0", "off")


def _same(removal: Removal, mode: _Mode) -> bool:
    return (removal.section, removal.author, removal.when) == (mode.section, mode.author, mode.when)


def _walk(element: etree._Element, mode: _Mode, words: ParagraphWords) -> Iterator[tuple[str, _Mode]]:
    for child in element:
        tag = child.tag
        if tag in _SILENT or not isinstance(tag, str):
            continue
        if tag in _NOTES:
            words.notes.append((_NOTES[tag], child.get(f"{W}id", "")))
        elif tag in _BOXES:
            words.boxes.append(child)
        elif tag in _LEAVES:
            text = _LEAVES[tag](child)
            if text:
                yield text, mode
        else:
            yield from _walk_inside(child, mode, words)


def _walk_inside(child: etree._Element, mode: _Mode, words: ParagraphWords) -> Iterator[tuple[str, _Mode]]:
    """The words of an element that holds others, with the mode it puts them under."""
    tag = child.tag
    if tag == f"{MC}AlternateContent":
        branch = chosen_branch(child)
        if branch is not None:
            yield from _walk(branch, mode, words)
    elif tag in _REMOVED:
        yield from _walk(child, _Mode("deleted", child.get(f"{W}author"), child.get(f"{W}date")), words)
    elif tag == f"{W}rt":
        yield from _walk(child, _Mode("ruby"), words)
    elif tag == f"{W}r":
        properties = child.find(f"{W}rPr")
        hidden = mode.section is None and is_on(properties, "vanish")
        for text, state in _walk(child, _Mode("hidden") if hidden else mode, words):
            yield _shown(text, properties), state
    else:
        yield from _walk(child, mode, words)


def _shown(text: str, properties: etree._Element | None) -> str:
    """`text` with the private code points of a symbol font replaced by what that font draws."""
    if not _PRIVATE.search(text):
        return text
    fonts = properties.find(f"{W}rFonts") if properties is not None else None
    names = {str(name).lower() for name in fonts.attrib.values()} if fonts is not None else set()
    known = symbol_fonts()
    return _PRIVATE.sub(
        lambda found: next(
            (known[n, c] for n in sorted(names) for c in [f"{ord(found[0]):X}"] if (n, c) in known), "□"
        ),
        text,
    )


def _text(leaf: etree._Element) -> str:
    text = leaf.text or ""
    return text if leaf.get(XML_SPACE) == "preserve" else text.strip(" \t\r\n")


def _break(leaf: etree._Element) -> str:
    return "" if leaf.get(f"{W}type") in ("page", "column") else "\n"


def _symbol(leaf: etree._Element) -> str:
    code = leaf.get(f"{W}char", "").upper()
    known = symbol_fonts().get((leaf.get(f"{W}font", "").lower(), code))
    if known:
        return known
    try:
        character = chr(int(code, 16))
    except ValueError:
        return ""
    return "□" if _PRIVATE.match(character) else character


def _form_field(leaf: etree._Element) -> str:
    """What a drop-down list or check box of the old form fields shows; text fields keep theirs in the line."""
    box = leaf.find(f"{W}checkBox")
    if box is not None:
        checked = is_on(box, "checked") if box.find(f"{W}checked") is not None else is_on(box, "default")
        return "☑" if checked else "□"
    choices = leaf.find(f"{W}ddList")
    if choices is None:
        return ""
    entries = [entry.get(f"{W}val", "") for entry in choices.iter(f"{W}listEntry")]
    chosen = choices.find(f"{W}result")
    number = int(chosen.get(f"{W}val", "0")) if chosen is not None and chosen.get(f"{W}val", "0").isdigit() else 0
    return entries[number] if number < len(entries) else ""


def _plain(leaf: etree._Element) -> str:
    return _PLAIN[leaf.tag]


_LEAVES: dict[str, Callable[[etree._Element], str]] = {
    f"{W}t": _text,
    f"{W}delText": _text,
    f"{M}t": _text,
    f"{W}br": _break,
    f"{W}sym": _symbol,
    f"{W}ffData": _form_field,
    **dict.fromkeys(_PLAIN, _plain),
}


@lru_cache(maxsize=1)
def symbol_fonts() -> dict[tuple[str, str], str]:
    """(font in lower case, code as four hexadecimal digits) -> the character that font draws there."""
    lines = (resources.files("data") / "lexicons" / "symbol_fonts.tsv").read_text("utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
    return {(font, code): character for font, code, character in rows}

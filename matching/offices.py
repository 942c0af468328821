"""A post said alone, without a name: 院长, 刑庭庭长, 你们局长. Where it means one person, it means its holder."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from data.types import Label, Mention
from matching import lexicon, names

APART = " 　|\t（(，、:："
REACH = 4
"""Characters before and behind the words that may say whose post it is, or that it is nobody's."""
CLAUSE = 16
"""Characters before the words in which it may be said that the post was held once: 他以前是竹坪那边的检察长."""
ECHO = 120
"""Characters before the words in which a bearer of the title is taken to be meant again."""
ENDS = "。！？；\n"


class Whose(StrEnum):
    """Of whose unit the words say the post is."""

    OURS = "ours"  # 我们院长
    YOURS = "yours"  # 你们院长
    UNTOLD = ""


@dataclass(frozen=True, slots=True)
class Office:
    """A post as said: `title` is a key of the lexicon, `unit` the organ or department said with it, "" without one."""

    title: str
    deputy: bool
    unit: str
    whose: Whose


def office_at(text: str, mention: Mention, mentions: Sequence[Mention] = ()) -> Office | None:
    """The post that the mention says alone. None for names, for a post that goes with a name of the paper's `mentions`
    (in text order), for posts that many hold at once (民警, 书记员), for former ones, and where it is one of several or
    nobody's: 一个局长, 某院长, 他们庭长, 院长们, 局长办公室."""
    if mention.label not in (Label.PER, Label.POS):
        return None
    before = text[max(0, mention.start - CLAUSE) : mention.start]
    office = _office(mention.text, mention.label, before, text[mention.end : mention.end + REACH])
    if office and (_is_named(text, mention, mentions) or _echoes(office, mention, mentions)):
        return None
    return office


def _echoes(office: Office, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether somebody shortly before bears the title, 副 aside, and is meant again: 尹副县长的司机说县长问一句."""
    near = [m for m in mentions if mention.start - ECHO <= m.start and m.end <= mention.start]
    borne = [m for m in near if m.text.endswith(office.title) and m.text != office.title]
    beside = {at for m in near if m.label is Label.PER for at in (m.start, m.end)}
    return any(m.label is Label.PER for m in borne) or any(
        m.label is Label.POS and m.text.endswith(office.title) and beside & {m.start, m.end} for m in near
    )


def _is_named(text: str, mention: Mention, mentions: Sequence[Mention]) -> bool:
    """Whether a name stands beside the post, organisations between them aside."""
    left = [m for m in mentions if m.end <= mention.start]
    right = [m for m in mentions if m.start >= mention.end]
    return _meets(text, mention.start, reversed(left), -1) or _meets(text, mention.end, right, 1)


def _meets(text: str, edge: int, others: Iterable[Mention], step: int) -> bool:
    for other in others:
        between = text[other.end : edge] if step < 0 else text[edge : other.start]
        if len(between) > REACH or between.strip(APART):
            return False
        if other.label is Label.PER:
            return True
        if other.label not in (Label.ORG, Label.POS):
            return False
        edge = other.start if step < 0 else other.end
    return False


@lru_cache(maxsize=65536)
def _office(said: str, label: Label, before: str, after: str) -> Office | None:
    words = names.plain_name(names.tidy(said))
    title, deputy, former = names.title_in(words)
    if former or title not in lexicon.title_words("offices") or after.startswith(lexicon.title_words("office_after")):
        return None
    unit = words.removesuffix(title)
    if deputy:
        unit = next(unit.removesuffix(word) for word in lexicon.title_words("deputy") if unit.endswith(word))
    whose, led, unit = _whose(before[max(before.rfind(end) for end in ENDS) + 1 :], unit)
    if any(word in led for word in lexicon.title_words("office_once")):
        return None
    if led.endswith(lexicon.title_words("office_before")) or unit.startswith(("某", "一", "原")):
        return None
    if unit and (len(unit) == 1 or (label is Label.PER and not _is_unit(unit))):
        return None
    return Office(title, deputy, unit, whose)


def _whose(led: str, unit: str) -> tuple[Whose, str, str]:
    """(whose it is, what stands before the words that say so, organ or department)."""
    for whose, group in ((Whose.OURS, "ours"), (Whose.YOURS, "yours")):
        for word in lexicon.title_words(group):
            if unit.startswith(word):
                return whose, led, unit[len(word) :]
            if led.endswith(word):
                return whose, led[: -len(word)], unit
    return Whose.UNTOLD, led, unit


def _is_unit(words: str) -> bool:
    """Whether the words are an organ or department, so that they are no given name: 住建, 刑庭."""
    table = lexicon.table("match_orgs")
    known = words in table["aliases"] or words in table["words"]["after_letter"]
    return known or words.endswith((*table["words"]["departments"], "院", "委"))

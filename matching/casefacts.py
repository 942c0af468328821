"""Evidence that an event is about a case of the list: one function a kind of evidence, each gives a level and words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from data.casenumber import find_case_numbers, normalise
from data.lexicon import alternatives
from data.normalize import fold
from data.registry import Case
from matching import lexicon, names
from matching.caseindex import company_core, sequence_of

BARE = re.compile(r"(?<!\d)(\d{1,5})(?!\d|[年月日点时:：.])")
TYPED = re.compile(r"([\u4e00-\u9fff]{1,4})(?:字第)?(\d{1,5})(?!\d)")


@dataclass(frozen=True, slots=True)
class Clue:
    """What an event tells of its case. `words` name the case, `beside` is the turn around, `paper` the whole text;
    `people` are other names tied to the event (the one the favour is for), `named` all names of the paper, `lawyers`
    licence numbers of the event's lawyers. `silent` is set for what is no event or lawful and speaks of no case;
    `sentence` stands in for `words` where the event names no case, as what is said around it may.
    """

    words: str
    beside: str
    paper: str
    day: date | None
    number: str | None = None
    people: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    silent: bool = False
    sentence: str = ""
    lawyers: frozenset[str] = frozenset()
    folder: str | None = None
    owner: str | None = None
    recipient: str | None = None
    others: frozenset[str] = frozenset()
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """A level of one kind of evidence, as `match_case_weights.toml` has it, and words for the reviewer (Chinese)."""

    kind: str
    level: str
    words: str


@lru_cache(maxsize=65536)
def is_plain(words: str) -> bool:
    """Whether words for a case say no more than that it is one: 这个案子, 他那个官司."""
    for plain in sorted(lexicon.table("match_cases")["words"]["plain"], key=len, reverse=True):
        words = words.replace(plain, "")
    return len(words) <= 1


def number_fact(clue: Clue, case: Case) -> Fact | None:
    """The number told, in full or by its end; "differs" when the words tell another one."""
    told = clue.number or normalise(clue.words)
    if told:
        same = told == (normalise(case.case_no) or case.case_no)
        return Fact("number", "full" if same else "differs", f"写明案号{told}" if same else f"写明的案号是{told}")
    sequence = sequence_of(case.case_no)
    words = fold(clue.words)
    for span in find_case_numbers(words):
        if sequence_of(span.text) == sequence and _type(span.text) in case.case_no:
            return Fact("number", "short", f"“{span.text}”与案号末段相符")
    found = [m[1].lstrip("0") for m in BARE.finditer(words)]
    if sequence in found:
        return Fact("number", "bare", f"“{sequence}”号与案号末段相符")
    return Fact("number", "differs", "写明的是别的案号") if any(len(n) > 1 for n in found) else None


def _type(words: str) -> str:
    found = TYPED.search(fold(words))
    return found[1] if found else ""


def party_facts(clue: Clue, case: Case) -> list[Fact]:
    """A fact for each party the words name, at best in the words for the case, else beside them, else in the paper."""
    found = [fact for party in case.parties if (fact := _party(clue, party))]
    if found or not clue.words:
        return found
    named = _full_names(clue.words)
    return [Fact("party", "differs", f"所称“{named}”不是本案当事人")] if named else []


def _party(clue: Clue, party: str) -> Fact | None:
    said = clue.sentence or clue.words
    if party in said:
        return Fact("party", "full", f"写明当事人{party}")
    core = company_core(party)
    found = _company(said, party, core) if core else _person(clue, party)
    if found:
        return found
    for words, level in ((" ".join((clue.beside, *clue.people)), "beside"), (clue.paper, "paper")):
        if party in words or (core and core in words):
            return Fact(
                "party", level, f"上下文提到当事人{party}" if level == "beside" else f"同一材料提到当事人{party}"
            )
    return None


def _company(said: str, party: str, core: str) -> Fact | None:
    for level, short in (("company", core), ("brand", core[:2])):
        if short in said:
            return Fact("party", level, f"“{short}”是当事人{party}的简称")
    return None


def _person(clue: Clue, party: str) -> Fact | None:
    said = clue.sentence or clue.words
    surname, given = names.surname_of(party), names.given_of(party)
    if len(given) > 1 and given in said:
        return Fact("party", "given", f"“{given}”是当事人{party}的名字")
    if _spoken(surname).search(said):
        return Fact("party", "given" if len(surname) > 1 else "surname", f"与当事人{party}同姓")
    if len(given) > 1 and given in clue.named and party not in clue.beside:
        return Fact("party", "called", f"同一材料称当事人{party}为“{given}”")
    return None


@lru_cache(maxsize=4096)
def _spoken(surname: str) -> re.Pattern[str]:
    """A party by surname: 曹家, 老杜那个, 姓蒋的, 赖会计那个庭."""
    before, after = (alternatives(tuple(lexicon.table("match_cases")["spoken"][side])) for side in ("before", "after"))
    return re.compile(f"(?:{before}{surname}(?={after}|$)|(?:^|[与和跟、诉]){surname}(?:{after}))")


def _full_names(words: str) -> str:
    """A stretch of two or three characters at the start of the words that reads as a full name, "" when none does."""
    found = re.match(r"([\u4e00-\u9fff]{2,4}?)(?=那|这|的|案|诉|申请|涉嫌|故意|合同|诈骗|与|和|跟)", words)
    if found and 2 <= len(found[1]) <= 3 and found[1][0] in lexicon.surnames() and found[1][-1] not in "家某总":
        return found[1]
    return ""


def cause_fact(clue: Clue, case: Case) -> Fact | None:
    """The cause, by its name or in everyday words."""
    everyday = [
        word for piece, words in lexicon.table("match_cases")["causes"].items() if piece in case.cause for word in words
    ]
    bare = case.cause.removesuffix("罪").removesuffix("纠纷")
    for text, level in ((clue.words, "told"), (clue.beside, "beside")):
        for word in (bare, *everyday):
            if word in text:
                return Fact("cause", level, f"“{word}”与案由{case.cause}相符")
    return None


def scope_fact(clue: Clue, case: Case) -> Fact:
    """How the case stands to the paper: its folder, or a case of the recipient, owner, somebody named, the unit."""
    if clue.folder and clue.folder == case.case_no:
        return Fact("scope", "folder", "材料存放在本案卷宗内")
    if clue.recipient in case.handlers:
        return Fact("scope", "recipient", "被过问人是本案承办人")
    if clue.owner in case.handlers:
        return Fact("scope", "owner", "材料所有人是本案承办人")
    if clue.others & set(case.handlers):
        return Fact("scope", "handler", "材料中提到本案承办人")
    if case.unit in clue.units:
        return Fact("scope", "unit", "本案由材料所属单位办理")
    return Fact("scope", "elsewhere", "本案由其他单位办理")


def agent_fact(clue: Clue, case: Case) -> Fact | None:
    """Whether a lawyer of the event acts in the case."""
    acting = [agent for agent in case.agents if agent.license_no in clue.lawyers]
    return Fact("agent", "acts", f"{acting[0].name}在本案代理或辩护") if acting else None


def time_fact(clue: Clue, case: Case) -> Fact | None:
    """Whether the case was pending on the day; None when the day or the case's dates are not known."""
    if clue.day is None or case.filed_on is None:
        return None
    if clue.day < case.filed_on:
        return Fact("time", "before", f"当日本案尚未立案（{case.filed_on}立案）")
    if case.closed_on and clue.day > case.closed_on:
        return Fact("time", "closed", f"当日本案已结（{case.closed_on}结案）")
    return Fact("time", "open", "当日本案正在办理")


def facts_of(clue: Clue, case: Case) -> tuple[Fact, ...]:
    """All evidence for and against a case, in a fixed order."""
    single = (
        number_fact(clue, case),
        cause_fact(clue, case),
        scope_fact(clue, case),
        agent_fact(clue, case),
        time_fact(clue, case),
    )
    return (*(fact for fact in single if fact), *party_facts(clue, case))

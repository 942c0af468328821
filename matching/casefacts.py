"""Evidence that an event is about a case of the list: one function a kind of evidence, each gives a level and words."""

from __future__ import annotations

from functools import lru_cache

from data.casenumber import normalise
from data.registry import Case
from matching import lexicon
from matching.caseclue import Clue, Fact, numbers_told
from matching.caseparties import party_facts


def number_fact(clue: Clue, case: Case) -> Fact | None:
    """The number told, in full or by its end; "differs" when the words tell another one."""
    told = clue.number or normalise(clue.words)
    if told:
        same = told == (normalise(case.case_no) or case.case_no)
        return Fact("number", "full" if same else "differs", f"写明案号{told}" if same else f"写明的案号是{told}")
    found = numbers_told(clue.words)
    levels = {level: item.written for item in found if (level := item.level(case.case_no))}
    if "short" in levels:
        return Fact("number", "short", f"“{levels['short']}”与案号末段相符")
    if "bare" in levels:
        return Fact("number", "bare", f"“{levels['bare'].removesuffix('号')}”号与案号末段相符")
    if "near" in levels:
        return Fact("number", "near", f"“{levels['near']}”与案号的序号相同，字别或年份不同")
    differs = any(item.number.number > 9 for item in found)
    return Fact("number", "differs", "写明的是别的案号") if differs else None


def cause_fact(clue: Clue, case: Case) -> Fact | None:
    """The cause, by its name or in everyday words; "differs" when the words name the cause of another kind of case."""
    causes = lexicon.table("match_cases")["causes"]
    everyday = [word for piece, words in causes.items() if piece in case.cause for word in words]
    bare = case.cause.removesuffix("罪").removesuffix("纠纷")
    for text, level in ((clue.words, "told"), (clue.beside, "beside")):
        for word in (bare, *everyday):
            if word in text:
                return Fact("cause", level, f"“{word}”与案由{case.cause}相符")
    other = _cause_word(clue.words) if everyday else ""
    return Fact("cause", "differs", f"所说“{other}”不是案由{case.cause}的说法") if other else None


@lru_cache(maxsize=4096)
def _cause_word(said: str) -> str:
    """The first everyday word for any cause in the words, "" when there is none. One character is too little."""
    causes = lexicon.table("match_cases")["causes"]
    return next((word for words in causes.values() for word in words if len(word) > 1 and word in said), "")


def stage_fact(clue: Clue, case: Case) -> Fact | None:
    """The stage of the proceedings that the words name, as the letters of the case's number tell it: 上诉, 二审."""
    stages = lexicon.table("match_cases")["said_stages"]
    said = {letter: word for letter, words in stages.items() for word in words if word in clue.words}
    for letter, word in said.items():
        if letter in case.case_no:
            return Fact("stage", "told", f"“{word}”与案号“{letter}”字相符")
    return Fact("stage", "differs", f"所说“{next(iter(said.values()))}”与案号字别不符") if said else None


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


def paper_fact(clue: Clue, case: Case) -> Fact | None:
    """Whether the rest of the paper tells of this case alone, or of another one alone."""
    if clue.only is None:
        return None
    level = "plain" if not clue.words else "words"
    if clue.only == case.case_no:
        return Fact("paper", level, "同一材料只涉及这一案件")
    return Fact("paper", f"{level}_other", "同一材料的其他内容只涉及另一案件")


SINGLE = (number_fact, cause_fact, stage_fact, scope_fact, agent_fact, time_fact, paper_fact)


def facts_of(clue: Clue, case: Case) -> tuple[Fact, ...]:
    """All evidence for and against a case, in a fixed order."""
    return (*(fact for single in SINGLE if (fact := single(clue, case))), *party_facts(clue, case))

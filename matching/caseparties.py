"""Evidence from the parties of a case: in full, for short, by given name or surname, misheard or miswritten."""

from __future__ import annotations

import re
from functools import lru_cache

from data.lexicon import alternatives
from data.registry import Case
from matching import lexicon, names
from matching.caseclue import Clue, Fact
from matching.caseindex import company_core

PERSON_MOST = 4
"""Longest name of a person, in characters."""


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
    if written := miswritten(party, said):
        return Fact("party", "sound", f"“{written}”与当事人{party}音同或形近")
    if _spoken(surname).search(said):
        return Fact("party", "given" if len(surname) > 1 else "surname", f"与当事人{party}同姓")
    if len(given) > 1 and given in clue.named and party not in clue.beside:
        return Fact("party", "called", f"同一材料称当事人{party}为“{given}”")
    return None


@lru_cache(maxsize=65536)
def miswritten(party: str, said: str) -> str:
    """The words in `said` that are a person's name but for characters that sound or look alike, "" when there are none.

    The surname must be the same: 李号然 is 李浩然, 何国良 is 何国梁.
    """
    if not 2 < len(party) <= PERSON_MOST:
        return ""
    starts = (at for at in range(len(said) - len(party) + 1) if said[at] == party[0])
    windows = (said[at : at + len(party)] for at in starts)
    return next((words for words in windows if all(_alike(a, b) for a, b in zip(words, party, strict=True))), "")


@lru_cache(maxsize=65536)
def _alike(a: str, b: str) -> bool:
    return (
        a == b
        or b in lexicon.lookalikes().get(a, ())
        or ("\u4e00" <= a <= "\u9fff" and names.sounds(a) == names.sounds(b))
    )


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

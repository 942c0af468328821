"""How names sound and how they are spelt in letters: pinyin, dialect-near pinyin, initials, mail and chat ids."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from matching import lexicon

HANDLE = re.compile(r"(?:wxid[_-]|wx[_-])?([a-z][a-z._\- ]*[a-z])[_\-.]?\d*(?:@.*)?")
INITIALS = 4
"""A handle of at most so many letters may be initials."""


@lru_cache(maxsize=32768)
def sound(character: str) -> str:
    """The first reading of one character without its tone, the character itself when it has none."""
    from pypinyin import Style, pinyin  # 0.4 s, which a run without anything new need not spend

    return str(pinyin(character, style=Style.NORMAL, errors="default")[0][0])


@lru_cache(maxsize=65536)
def surname_sound(surname: str) -> str:
    """The reading of a surname, its syllables joined by a space: zeng for 曾, which else is ceng."""
    return lexicon.surname_readings().get(surname) or " ".join(map(sound, surname))


def sounds(surname: str, given: str) -> str:
    """Toneless readings of a name joined by spaces: equal for homophones."""
    return " ".join((surname_sound(surname), *map(sound, given)))


@lru_cache(maxsize=4096)
def near_sound(syllable: str) -> str:
    """What is left of a syllable once sounds that dialects merge are one: lin for ning, fan for huang."""
    table = lexicon.dialects()
    syllable = table["syllable"].get(syllable, syllable)
    for said, heard in table["end"].items():
        if syllable.endswith(said):
            syllable = syllable[: -len(said)] + heard
            break
    for said, heard in table["begin"].items():
        if syllable.startswith(said):
            return heard + syllable[len(said) :]
    return syllable


@lru_cache(maxsize=262144)
def near_sounds(spelt: str) -> str:
    """`near_sound` of every syllable of `sounds`."""
    return " ".join(map(near_sound, spelt.split()))


def letters(spelt: str) -> tuple[str, str, str]:
    """(wangjianguo, wangjg, wjg) of "wang jian guo": in full, the surname with initials, initials alone.

    The first syllable counts as the surname; ü is written v.
    """
    first, *rest = spelt.split() or [""]
    given = "".join(rest)
    short = "".join(syllable[0] for syllable in rest)
    return first + given, first + short, first[:1] + short


@lru_cache(maxsize=65536)
def handle_of(words: str) -> str:
    """The letters by which an address, chat id or name in letters may spell a name, in small letters and the order
    written: wangjg of wangjg85@court.example; "" when the words are no such thing.

    Raises nothing: words of another kind are common.
    """
    if not words.isascii():
        return ""
    found = HANDLE.fullmatch(words.strip().lower())
    return re.sub(r"[._\- ]", "", found[1]).replace("lyu", "lv").replace("nyu", "nv") if found else ""


def turned(handle: str) -> Iterator[str]:
    """The handle as written, then with every tail put before its head: jianguowang gives wangjianguo among others."""
    yield handle
    for at in range(1, len(handle)):
        yield handle[at:] + handle[:at]


@lru_cache(maxsize=65536)
def spelling(handle: str, spelt: str) -> str:
    """How a handle spells a name: "pinyin" in full, "initials" for the surname with initials, "letters" for initials
    alone, either part first; "" when it does not."""
    first, *rest = spelt.split() or [""]
    if not rest:
        return ""
    given, short = "".join(rest), "".join(syllable[0] for syllable in rest)
    if handle in (first + given, given + first):
        return "pinyin"
    if handle in (first + short, short + first):
        return "initials"
    return "letters" if len(rest) > 1 and handle in (first[0] + short, short + first[0]) else ""

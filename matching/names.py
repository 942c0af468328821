"""What the words of a person's mention tell of the name: full name, surname and title, given name alone, and so on."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import log10

from data.normalize import fold
from matching import lexicon
from matching import sounds as spelling

TAIL = re.compile(r"[（(【\[<＜].*$")
WHITE = re.compile(r"[\s\u3000·•@＠]+")
LETTERS = re.compile(r"[A-Z]{1,4}")
CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")


class Form(StrEnum):
    """How much of the name a mention gives."""

    FULL = "full"  # 王建国
    TITLED = "titled"  # 王院长
    FAMILIAR = "familiar"  # 老王 王姐 王
    ANONYMOUS = "anonymous"  # 王某某
    GIVEN = "given"  # 建国 小敏 建国哥
    INITIALS = "initials"  # WJG 王JG W院长
    OTHER = "other"  # 三舅 abc@example.org


@dataclass(frozen=True, slots=True)
class NameForm:
    """One way to read a mention. `given` is what is told of the given name, "" when nothing; `title` is the title's
    key in the lexicon, "" without one; `deputy` and `former` say that 副 or 老/原 was said; `letters` are initials in
    small letters, of the given name after a surname, else of the whole name."""

    form: Form
    surname: str = ""
    given: str = ""
    title: str = ""
    deputy: bool = False
    former: bool = False
    letters: str = ""


@lru_cache(maxsize=65536)
def tidy(words: str) -> str:
    """The words without brackets' content at the end, white space and @."""
    return WHITE.sub("", TAIL.sub("", words)) or WHITE.sub("", words)


def plain_name(name: str) -> str:
    """The name with full width, traditional and variant forms made plain; same length."""
    return fold(name).translate(lexicon.variants())


@lru_cache(maxsize=262144)
def surname_of(name: str) -> str:
    """The surname a full name begins with: a compound one if listed and something follows, else the first character."""
    return name[:2] if len(name) > 2 and name[:2] in lexicon.surnames() else name[:1]


def given_of(name: str) -> str:
    """The given name of a full name."""
    return name[len(surname_of(name)) :]


@lru_cache(maxsize=65536)
def readings(words: str) -> tuple[NameForm, ...]:
    """Every way to read `words` as less than a full name, likelier first; () for words that hold no Chinese character.

    Whether the words are a full name is for the registry to say, so a FULL reading stands last.
    """
    plain = plain_name(tidy(words))
    if not CHINESE.search(plain):
        return (NameForm(Form.INITIALS, letters=plain.lower()),) if len(plain) > 1 and LETTERS.fullmatch(plain) else ()
    found: list[NameForm] = list(_initials(plain))
    for surname in _surnames_at(plain):
        found.extend(_after_surname(surname, plain[len(surname) :]))
    found.extend(_familiar(plain))
    named = bool(found)
    found.extend(form for form in _given(plain) if not (named and form.title))
    if 2 <= len(plain) <= 4 and CHINESE.fullmatch(plain):
        surname = surname_of(plain)
        found.append(NameForm(Form.FULL, surname, plain[len(surname) :]))
    only_full = all(form.form is Form.FULL for form in found)
    lead, tail = split_lead(plain) if only_full and len(plain) > 3 else ("", "")
    if lead:
        found.extend(form for form in readings(tail) if form.surname)
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=65536)
def split_lead(words: str) -> tuple[str, str]:
    """(words before, the name) of a name led by a unit: (刑庭, 小谭), (市中院, 刘庭长); ("", words) without one."""
    plain = tidy(words)
    for size in (4, 3, 2):
        tail = plain[-size:]
        if len(plain) > size + 1 and any(form.form in (Form.TITLED, Form.FAMILIAR) for form in readings(tail)):
            return plain[:-size], tail
    return "", plain


def _surnames_at(plain: str) -> Iterable[str]:
    listed = lexicon.surnames()
    if plain[:2] in listed:
        yield plain[:2]
    if plain[:1] in listed:
        yield plain[:1]


def _after_surname(surname: str, rest: str) -> Iterable[NameForm]:
    if not rest:
        yield NameForm(Form.FAMILIAR, surname)
    elif rest[0] in lexicon.title_words("anonymous"):
        told = CHINESE.search(rest.replace("某", ""))
        title, _, _ = _title(told[0]) if told else ("", False, False)
        yield NameForm(Form.ANONYMOUS, surname, title=title)
    elif rest in lexicon.title_words("honorifics"):
        yield NameForm(Form.FAMILIAR, surname)
    title, deputy, former = _title(rest)
    if title:
        yield NameForm(Form.TITLED, surname, title=title, deputy=deputy, former=former)
        return
    # 任家栋法官, 信济老院长: name and title in one mention
    for size in (1, 2):
        title, deputy, former = _title(rest[size:])
        if title:
            yield NameForm(Form.FULL, surname, rest[:size], title, deputy, former)


def _initials(plain: str) -> Iterable[NameForm]:
    """W院长, 老W, W某, 王JG; 王X is an anonymous name."""
    bare = plain[1:] if plain[0] in lexicon.title_words("familiar") else plain
    told = LETTERS.match(bare)
    if told and not bare.startswith("X"):
        rest = bare[told.end() :]
        title, deputy, former = _title(rest)
        if title or rest.strip("某") == "":
            yield NameForm(Form.INITIALS, title=title, deputy=deputy, former=former, letters=told[0].lower())
    for surname in _surnames_at(plain):
        rest = plain[len(surname) :]
        if LETTERS.fullmatch(rest) and not rest.startswith("X"):
            yield NameForm(Form.INITIALS, surname, letters=rest.lower())


def _title(words: str) -> tuple[str, bool, bool]:
    """(title, deputy, former) when `words` are a title from end to end, else ("", False, False)."""
    former = deputy = False
    for word in lexicon.title_words("former"):
        if words.startswith(word) and len(words) > len(word):
            words, former = words[len(word) :], True
            break
    for word in lexicon.title_words("deputy"):
        if words.startswith(word) and len(words) > len(word):
            words, deputy = words[len(word) :], True
            break
    return (words, deputy, former) if words in lexicon.titles() else ("", False, False)


def _familiar(plain: str) -> Iterable[NameForm]:
    """老王, 小上官, 老王头."""
    if plain[0] not in lexicon.title_words("familiar"):
        return
    for surname in _surnames_at(plain[1:]):
        rest = plain[1 + len(surname) :]
        if not rest or rest in lexicon.title_words("honorifics") or rest in ("头", "头儿"):
            yield NameForm(Form.FAMILIAR, surname)
        title, deputy, _ = _title(rest)
        if title:
            yield NameForm(Form.TITLED, surname, title=title, deputy=deputy, former=plain[0] == "老")


def _given(plain: str) -> Iterable[NameForm]:
    """建国, 建国哥, 小敏, 丹丹, 信济老院长."""
    stems = [plain]
    for honorific in lexicon.title_words("honorifics"):
        if plain.endswith(honorific) and len(plain) > len(honorific):
            stems.append(plain[: -len(honorific)])
    title, deputy, former = _title(plain[2:])
    if title:
        yield NameForm(Form.GIVEN, given=plain[:2], title=title, deputy=deputy, former=former)
    for stem in stems:
        if 1 <= len(stem) <= 2 and (len(stem) == 2 or stem != plain):
            yield NameForm(Form.GIVEN, given=stem)
        if len(stem) == 2 and stem[0] == stem[1]:
            yield NameForm(Form.GIVEN, given=stem[0])
        if len(stem) in (2, 3) and stem[0] in lexicon.title_words("familiar"):
            yield NameForm(Form.GIVEN, given=stem[1:])


@lru_cache(maxsize=262144)
def sounds(name: str) -> str:
    """Toneless readings of a name joined by spaces: equal for homophones."""
    return spelling.sounds(surname_of(name), given_of(name))


@lru_cache(maxsize=65536)
def rarity(name: str) -> float:
    """-log10 of the name's share of the population, surname and given characters taken as independent: 2.8 for 王伟,
    9.4 for 司马昭明. That overstates how rare names of three characters are; only the order counts."""
    share = lexicon.surnames().get(surname_of(name), lexicon.UNLISTED_SURNAME) / 100
    for character in given_of(name):
        share *= lexicon.given_characters().get(character, lexicon.UNLISTED_CHARACTER) / 100
    return -log10(share) if share else 9.0


def title_in(words: str) -> tuple[str, bool, bool]:
    """(title, 副 said, 原 or 老 said) of words that are a post, ("", False, False) when no title is known in them.

    The unit's name may stand before the title: 刑一庭庭长, 区城投副总经理, 原第一检察部主任.
    """
    plain = tidy(words)
    found = _title(plain)
    if found[0]:
        return found
    for at in range(1, len(plain) - 1):
        title, deputy, former = _title(plain[at:])
        if title and len(title) > 1:
            return title, deputy, former or plain.startswith(lexicon.title_words("former"))
    return "", False, False

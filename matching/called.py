"""Whether anything in a paper may call somebody: any of the ways in which matching lets words mean a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from data.normalize import fold
from data.registry import LawyerRelative, Official
from data.types import Document
from matching import lexicon, names
from matching.comparisons.name import compare_names
from matching.index import digits
from matching.likeness import likeness

LATIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+@-]*")
APART = re.compile(r"[\s\-+—()（）]")
LEAST_DIGITS = 5
"""A telephone number in the registries with fewer digits is taken to be in every paper."""


class Seen:
    """A paper's text as names are looked for in it."""

    def __init__(self, document: Document) -> None:
        speakers = "\n".join(dict.fromkeys(turn.speaker for turn in document.turns if turn.speaker))
        self.text = f"{document.text}\n{speakers}"

    @cached_property
    def plain(self) -> str:
        """The text as names are compared: simplified, common forms, no blanks, dots nor @."""
        return names.WHITE.sub("", names.plain_name(self.text))

    @cached_property
    def characters(self) -> frozenset[str]:
        return frozenset(self.plain)

    @cached_property
    def numbers(self) -> str:
        """The text without what stands between the digits of a telephone number, in small letters."""
        return APART.sub("", fold(self.text)).lower()

    @cached_property
    def latin(self) -> frozenset[str]:
        """Words in letters, such as initials and addresses."""
        return frozenset(word for word in LATIN.findall(fold(self.text)) if not word.isdigit())


@dataclass(frozen=True, slots=True)
class Called:
    """All that somebody is called in a registry: `words` are name and aliases, `phones` numbers and addresses."""

    words: tuple[str, ...]
    phones: tuple[str, ...] = ()

    def in_words(self, seen: Seen) -> bool:
        """Whether the paper may speak of him."""
        numbers = (APART.sub("", digits(phone)) for phone in self.phones if phone)
        return any(_may_name(name, seen) for name in self.words if name) or any(
            len(number) < LEAST_DIGITS or number in seen.numbers for number in numbers
        )


def called_as(entry: Official | LawyerRelative) -> Called:
    """What an entry's person is called."""
    if isinstance(entry, Official):
        return Called((entry.name, *entry.aliases), entry.phones)
    return Called((entry.lawyer_name,), (entry.phone,) if entry.phone else ())


def _may_name(name: str, seen: Seen) -> bool:
    """By surname, whole name, given name, or in letters.

    A surname alone is enough, wherever it stands: the model that finds names is free to find it by itself.
    """
    plain = names.plain_name(name)
    surname = names.surname_of(plain)
    given = plain[len(surname) :]
    if surname in lexicon.surnames() and surname in seen.plain:
        return True
    if plain in seen.plain or (len(given) > 1 and given in seen.plain):
        return True
    if _nearly(plain, seen) or _garbled(plain, surname, given, seen) or _by_last(given, seen):
        return True
    return any(_means(word, name) for word in seen.latin)


def _nearly(plain: str, seen: Seen) -> bool:
    """Whether characters that sound or look like those of the name follow one another."""
    if not 2 <= len(plain) <= 4:
        return False
    runs = []
    for character in plain:
        like = "".join(sorted(other for other in seen.characters if _alike(other, character)))
        if not like:
            return False
        runs.append(f"[{re.escape(like)}]")
    return re.search("".join(runs), seen.plain) is not None


@lru_cache(maxsize=1 << 20)
def _alike(other: str, character: str) -> bool:
    """Whether matching takes one character for the other in a name, be it in the family name or the last place."""
    if other == character:
        return True
    places = ("王明{}", "{}明国", "王{}")
    return any(likeness(p.format(other), p.format(character)) for p in places)


def _garbled(plain: str, surname: str, given: str, seen: Seen) -> bool:
    """Whether the name stands with the given name turned or one character of it missing, or with one misread."""
    if not 2 <= len(plain) <= 4:
        return False
    turned = (f"{surname}{given[::-1]}", *(f"{surname}{one}" for one in given)) if len(given) == 2 else ()
    if any(words in seen.plain for words in turned):
        return True
    wild = (
        f"{re.escape(plain[:at])}.{re.escape(plain[at + 1 :])}" for at in range(len(plain) if len(plain) > 2 else 0)
    )
    return any(re.search(words, seen.plain) for words in wild)


def _by_last(given: str, seen: Seen) -> bool:
    """Whether the last character of the given name stands as in 小敏, 敏姐, 丹丹."""
    last = given[-1:]
    if not last or last not in seen.characters:
        return False
    return any(
        form.given in (last, given)
        for found in re.finditer(re.escape(last), seen.plain)
        for start in (found.start() - 1, found.start())
        for end in range(found.end(), found.end() + 4)
        if start >= 0 and end - start > 1
        for form in names.readings(seen.plain[start:end])
        if form.given
    )


@lru_cache(maxsize=65536)
def _means(word: str, name: str) -> bool:
    return compare_names(word, name).level != "different"

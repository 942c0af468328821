"""Names as slips, machines and letters write them, and how much of the population bears a name that looks so."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from functools import cache

from matching import lexicon, names, sounds

SPELT = ("pinyin", "initials", "letters")
"""Ways of writing that strangers' names take as well; the others are slips, which show another name."""


class Mangler:
    """Writes names otherwise. `rates` is how often each way occurs."""

    def __init__(self, chance: random.Random, rates: Mapping[str, float]) -> None:
        self.chance = chance
        self.rates = rates

    def rate_of_strangers(self, kind: str) -> float:
        """How often a stranger's own name is written the way of `kind`: rightly, but for ways of spelling."""
        return self.rates[kind] if kind in SPELT else 1.0

    def written(self, name: str, kind: str) -> str:
        """The name written the way of `kind`, "" when it cannot be."""
        plain = names.plain_name(name)
        if kind in SPELT:
            return _spelt(plain, kind)
        if kind == "variant":
            others = {at: frozenset(_traditional().get(letter, ())) for at, letter in enumerate(plain)}
        else:
            others = {at: others_of(letter, kind) for at, letter in enumerate(plain) if at or len(plain) > 2}
        open_places = [at for at, choice in others.items() if choice]
        if not open_places:
            return ""
        at = self.chance.choice(open_places)
        return plain[:at] + self.chance.choice(sorted(others[at])) + plain[at + 1 :]


def writings(name: str, kind: str) -> float:
    """The share of the population whose name looks like `name` in the way of `kind`, 0..1; names' parts are taken as
    independent of one another."""
    plain = names.plain_name(name)
    surname, given = names.surname_of(plain), names.given_of(plain)
    if kind in ("exact", "variant"):
        return 10 ** -names.rarity(plain)
    if kind == "pinyin":
        return _share(surname, _same(sounds.sound), True) * _all(given, _same(sounds.sound))
    if kind == "initials":
        return _share(surname, _itself, True) * _all(given, _same(_initial))
    if kind == "letters":
        return _share(surname, _same(_initial), True) * _all(given, _same(_initial))
    shares = [_share(letter, _itself, False) for letter in given]
    whole = _share(surname, _itself, True)
    total = 0.0
    for at, letter in enumerate(given):
        rest = whole
        for other, share in enumerate(shares):
            rest *= share if other != at else _sum(others_of(letter, kind))
        total += rest
    return total


@cache
def others_of(character: str, kind: str) -> frozenset[str]:
    """The characters of names for which a slip of the kind puts `character`, itself left out."""
    if kind == "lookalike":
        return lexicon.lookalikes().get(character, frozenset())
    if kind == "ocr":
        return lexicon.scan_confusions().get(character, frozenset())
    said = sounds.sound(character)
    near = sounds.near_sound(said)
    met = lexicon.given_characters()
    alike = {other for other in met if other != character and sounds.near_sound(sounds.sound(other)) == near}
    same = {other for other in alike if sounds.sound(other) == said}
    return frozenset(same if kind == "homophone" else alike - same)


def _spelt(name: str, kind: str) -> str:
    if len(names.given_of(name)) < 2 and kind != "pinyin":
        return ""
    full, short, letters = sounds.letters(names.sounds(name))
    return {"pinyin": full, "initials": short, "letters": letters.upper()}[kind]


def _initial(character: str) -> str:
    return sounds.sound(character)[:1]


def _itself(character: str) -> Iterable[str]:
    return (character,)


def _same(part: Callable[[str], str]) -> Callable[[str], Iterable[str]]:
    """All characters of surnames and given names that `part` takes for the same."""

    def alike(character: str) -> Iterable[str]:
        met = lexicon.surnames() if character in lexicon.surnames() else {}
        return {other for other in (*met, *lexicon.given_characters()) if part(other) == part(character)} | {character}

    return alike


def _share(character: str, alike: Callable[[str], Iterable[str]], surname: bool) -> float:
    shares = lexicon.surnames() if surname else lexicon.given_characters()
    unlisted = lexicon.UNLISTED_SURNAME if surname else lexicon.UNLISTED_CHARACTER
    return sum(shares.get(other, unlisted if other == character else 0.0) for other in alike(character)) / 100


def _all(given: str, alike: Callable[[str], Iterable[str]]) -> float:
    share = 1.0
    for character in given:
        share *= min(1.0, _share(character, alike, False))
    return share


def _sum(characters: Iterable[str]) -> float:
    shares = lexicon.given_characters()
    return sum(shares.get(character, lexicon.UNLISTED_CHARACTER) for character in characters) / 100


@cache
def _traditional() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for point, plain in lexicon.variants().items():
        found.setdefault(plain, []).append(chr(point))
    return {plain: tuple(others) for plain, others in found.items()}

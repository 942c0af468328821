"""Hides other people's names and numbers in what leaves the desk; whom the record is about stays readable."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, TypeVar, cast

from data.lexicon import words
from data.normalize import fold, key

Value = TypeVar("Value")
LEAST = 2
"""Characters a name must have to be looked for in text."""

Span = tuple[int, int, str]
"""Where something stands, code points, half-open, and what replaces it; empty: it stays."""


@dataclass(frozen=True, slots=True)
class NumberRule:
    """A kind of number: of its value the first `head` and the last `tail` letters and digits stay.
    `open`: the length of the number is not fixed and is hidden too."""

    name: str
    pattern: re.Pattern[str]
    head: int
    tail: int
    open: bool


@dataclass(frozen=True, slots=True)
class MaskRules:
    """The rules of `forms/masking.toml`."""

    sign: str
    most_signs: int
    organisations: tuple[str, ...]
    numbers: tuple[NumberRule, ...]


@dataclass(frozen=True, slots=True)
class Named:
    """A name as papers write it; `person` is a registry id, None when nobody is known by it."""

    name: str
    person: str | None = None


@lru_cache(maxsize=1)
def mask_rules() -> MaskRules:
    """The rules as they are shipped."""
    told = tomllib.loads((files("review") / "exports/forms/masking.toml").read_text("utf-8"))
    names = told["names"]
    numbers = tuple(NumberRule(**one | {"pattern": re.compile(one["pattern"])}) for one in told["numbers"])
    return MaskRules(names["sign"], names["most_signs"], tuple(names["organisations"]), numbers)


class Masking:
    """Replaces names and numbers in text. `hidden` are hidden wherever they stand, `shown` never, not even where a
    hidden name stands within them."""

    def __init__(self, hidden: Iterable[Named], shown: Iterable[str], rules: MaskRules | None = None) -> None:
        self._rules = rules or mask_rules()
        kept = {key(name): "" for name in shown if len(key(name)) >= LEAST}
        self._names: Mapping[str, str] = {**_signs(hidden, self._rules, frozenset(kept)), **kept}
        self._pattern = _pattern(self._names)

    def text(self, words: str) -> str:
        """The words with what is hidden replaced; numbers go before names."""
        words = sound(words)
        folded = fold(words)
        taken: list[Span] = []
        for span in self._spans(folded):
            if all(span[1] <= start or end <= span[0] for start, end, _ in taken):
                taken.append(span)
        for start, end, replaced in sorted(taken, reverse=True):
            words = words[:start] + (replaced or words[start:end]) + words[end:]
        return words

    def value(self, value: Any) -> Any:
        """A value of JSON with every text in it masked; the keys stay."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {name: self.value(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self.value(one) for one in value]
        return value

    def _spans(self, folded: str) -> Iterator[Span]:
        for rule in self._rules.numbers:
            for found in rule.pattern.finditer(folded):
                group = "value" if "value" in rule.pattern.groupindex else 0
                yield (*found.span(group), _starred(found[group], rule))
        for found in self._pattern.finditer(folded):
            yield (*found.span(), self._names[key(found[0])])


class NoMasking(Masking):
    """Leaves all as it is, for those who may see it."""

    def __init__(self) -> None:
        super().__init__((), ())

    def text(self, words: str) -> str:
        """The words themselves."""
        return sound(words)


def sound(value: Value) -> Value:
    """A value of JSON whose texts can be written as UTF-8: half a character (a cut emoji) becomes `�`."""
    told: Any = value
    if isinstance(told, str):
        told = told.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    elif isinstance(told, Mapping):
        told = {name: sound(one) for name, one in told.items()}
    elif isinstance(told, list | tuple):
        told = [sound(one) for one in told]
    return cast("Value", told)


def masked_name(name: str, rules: MaskRules | None = None) -> str | None:
    """The name with its given name hidden; None for what needs no mask: an office, an organisation, a masked name."""
    rules = rules or mask_rules()
    plain = "".join(fold(name).split())
    if rules.sign in plain or plain.endswith((*rules.organisations, *_titles())):
        return None
    if plain[:1].isascii():
        return f"{plain[:1]}***"
    surname = next((one for one in _double_surnames() if plain.startswith(one)), plain[:1])
    return surname + rules.sign * min(max(len(plain) - len(surname), 1), rules.most_signs)


def _signs(hidden: Iterable[Named], rules: MaskRules, kept: frozenset[str]) -> dict[str, str]:
    """What stands for each hidden name, by its key; people who would look alike are numbered in order of naming."""
    masks: dict[str, str] = {}
    people: dict[str, list[str]] = {}
    whose: dict[str, str] = {}
    for named in hidden:
        name = key(named.name)
        masked = masked_name(named.name, rules)
        if len(name) < LEAST or name in kept or masked is None or name in masks:
            continue
        masks[name] = masked
        whose[name] = named.person or name
        if whose[name] not in people.setdefault(masked, []):
            people[masked].append(whose[name])
    return {
        name: masked if len(people[masked]) == 1 else f"{masked}{people[masked].index(whose[name]) + 1}"
        for name, masked in masks.items()
    }


def _pattern(names: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the names in folded text, the longest first; blanks may stand between the characters."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(map(_spaced, ordered)) or r"(?!)", re.IGNORECASE)


def _spaced(name: str) -> str:
    if name.isascii():
        return rf"(?<![0-9A-Za-z]){re.escape(name)}(?![0-9A-Za-z])"
    return r"\s*".join(map(re.escape, name))


def _starred(words: str, rule: NumberRule) -> str:
    if rule.open:
        return words[: rule.head] + "****" + words[len(words) - rule.tail :]
    places = [at for at, character in enumerate(words) if character.isalnum()]
    hidden = set(places[rule.head : len(places) - rule.tail])
    return "".join("*" if at in hidden else character for at, character in enumerate(words))


@lru_cache(maxsize=1)
def _titles() -> tuple[str, ...]:
    return words("titles", "title")


@lru_cache(maxsize=1)
def _double_surnames() -> tuple[str, ...]:
    return tuple(name for name in words("surnames", "surname") if len(name) > 1)

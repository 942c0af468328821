"""Ways in which a name is not written as the registry has it, one function a way, each with the words that come of it.

A way gives None where it does not fit the person: no traditional form is known, there is no alias.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from functools import cache

from pypinyin import Style, pinyin

from bench.matching_stress import Invented, Post, material
from matching import lexicon

Way = Callable[[Invented, Post, random.Random], "str | None"]


@cache
def _others(table: str) -> Mapping[str, str]:
    """Character -> what stands for it in a table of groups."""
    found: dict[str, str] = {}
    for group in material()[table]["pairs" if table == "traditional" else "groups"].split():
        if group[0] != group[1]:
            found[group[0]] = found.get(group[0], "") + group[1:]
    return found


@cache
def _read(character: str) -> str:
    return str(pinyin(character, style=Style.NORMAL)[0][0])


@cache
def _by_sound() -> Mapping[str, str]:
    """Toneless reading -> characters of names with it."""
    found: dict[str, str] = {}
    known = [*lexicon.given_characters(), *sorted(set("".join(material()["names"]["tail"].split())))]
    for character in dict.fromkeys(known + [name for name in lexicon.surnames() if len(name) == 1]):
        found[_read(character)] = found.get(_read(character), "") + character
    return found


def _near(reading: str) -> list[str]:
    """Other readings that dialects do not tell from this one."""
    found = []
    for one, other in material()["sound"]["starts"]:
        for a, b in ((one, other), (other, one)):
            if reading.startswith(a) and not (a == "z" and reading.startswith("zh")):
                found.append(b + reading[len(a) :])
    for one, other in material()["sound"]["ends"]:
        for a, b in ((one, other), (other, one)):
            if reading.endswith(a):
                found.append(reading[: -len(a)] + b)
    return [near for near in found if near in _by_sound()]


def _replaced(name: str, others: Mapping[int, str], chance: random.Random) -> str | None:
    """The name with one character replaced; `others` are place -> what may stand there, the given name preferred."""
    places = sorted(at for at, choice in others.items() if choice)
    if not places:
        return None
    at = chance.choice([p for p in places if p] or places)
    return name[:at] + chance.choice(others[at]) + name[at + 1 :]


def _by_table(table: str) -> Way:
    def way(person: Invented, post: Post, chance: random.Random) -> str | None:
        others = {at: _others(table).get(character, "") for at, character in enumerate(person.name)}
        return _replaced(person.name, others, chance)

    return way


def traditional(person: Invented, post: Post, chance: random.Random) -> str | None:
    """Every character that has one in its traditional or variant form."""
    forms = _others("traditional")
    words = "".join(chance.choice(forms.get(character, character)) for character in person.name)
    return words if words != person.name else None


def homophone(person: Invented, post: Post, chance: random.Random) -> str | None:
    """One character as another of the same reading, tones aside."""
    others = {at: _by_sound().get(_read(c), c).replace(c, "") for at, c in enumerate(person.name)}
    return _replaced(person.name, others, chance)


def near_sound(person: Invented, post: Post, chance: random.Random) -> str | None:
    """One character as another of a reading that dialects do not tell apart."""
    others = {at: "".join(_by_sound()[near] for near in _near(_read(c))) for at, c in enumerate(person.name)}
    return _replaced(person.name, others, chance)


@cache
def title_of(position: str) -> str:
    """How the post is said after a surname, "" when it is not."""
    endings = sorted(material()["titles"].items(), key=lambda item: -len(item[0]))
    return next((title for ending, title in endings if position.endswith(ending)), "")


def surname_title(person: Invented, post: Post, chance: random.Random) -> str | None:
    """王院长."""
    title = title_of(post.position)
    return person.surname + title if title else None


def given_only(person: Invented, post: Post, chance: random.Random) -> str | None:
    """建国."""
    return person.given if len(person.given) > 1 else None


def missing(person: Invented, post: Post, chance: random.Random) -> str | None:
    """王国 or 王建 for 王建国."""
    return person.surname + chance.choice(person.given) if len(person.given) > 1 else None


def swapped(person: Invented, post: Post, chance: random.Random) -> str | None:
    """王国建 for 王建国."""
    turned = person.given[::-1]
    return person.surname + turned if turned != person.given else None


def alias(person: Invented, post: Post, chance: random.Random) -> str | None:
    """A former name or a name used among friends that the registry holds."""
    return chance.choice(person.aliases) if person.aliases else None


def full_width(person: Invented, post: Post, chance: random.Random) -> str | None:
    """王　建国, 王·建国: with wide white space or signs between."""
    gap = chance.choice(("　", " ", "·"))
    return gap.join(person.name) if len(person.name) == 2 else person.surname + gap + person.given


def initials(person: Invented, post: Post, chance: random.Random) -> str | None:
    """WJG, 王JG, Wang Jianguo."""
    read = [_read(character) for character in person.name]
    size = len(person.surname)
    letters = "".join(reading[0].upper() for reading in read)
    spelt = "".join(read[:size]).capitalize() + " " + "".join(read[size:]).capitalize()
    return chance.choice((letters, person.surname + letters[size:], spelt))


WAYS: Mapping[str, Way] = {
    "traditional": traditional,
    "homophone": homophone,
    "near sound": near_sound,
    "look-alike": _by_table("lookalike"),
    "OCR": _by_table("ocr"),
    "surname and title": surname_title,
    "given name alone": given_only,
    "missing character": missing,
    "swapped order": swapped,
    "alias": alias,
    "full width": full_width,
    "initials, pinyin": initials,
}

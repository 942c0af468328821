"""The name: exact, variant, homophone, look-alike, or as much of it as was said."""

from __future__ import annotations

from functools import lru_cache

from data.types import Label
from matching import lexicon, names
from matching.comparisons.base import Agreement
from matching.index import Person
from matching.names import Form, NameForm
from matching.sight import Paper, Sight

LEVELS = (
    "exact",
    "variant",
    "alias",
    "within",
    "nickname",
    "homophone",
    "lookalike",
    "given_title",
    "titled",
    "familiar",
    "given",
    "given_part",
    "anonymous",
    "different",
)
BY_SURNAME = {
    Form.TITLED: ("titled", "另称职务"),
    Form.FAMILIAR: ("familiar", "未提名字"),
    Form.ANONYMOUS: ("anonymous", "隐去名字，不足以认定"),
}
FULL = frozenset({"exact", "variant", "alias", "within", "homophone", "lookalike"})
"""Levels at which the whole name agrees, or nearly."""
CERTAIN = FULL - {"homophone", "lookalike"}
"""Levels at which the whole name agrees but for the way it is written."""


def name_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """How the words agree with the person's name; `different` when no reading of them does. None for a bare post or
    number, which names nobody."""
    if sight.mention.label is not Label.PER:
        return None
    return compare_names(sight.mention.text, person.name, person.aliases)


@lru_cache(maxsize=65536)
def compare_names(words: str, name: str, aliases: tuple[str, ...] = ()) -> Agreement:
    """The fullest agreement of a mention's words with a registry name and its aliases."""
    written = names.tidy(words)
    plain, full = names.plain_name(written), names.plain_name(name)
    if plain == full:
        return _same(words, name, written == name)
    whole = _whole(words, plain, name, aliases)
    if whole:
        return whole
    best = max((_partial(form, words, full) for form in names.readings(plain)), key=_rank, default=None)
    return best or Agreement("different", f"“{words}”与{name}姓名不同")


def _same(words: str, name: str, to_the_letter: bool) -> Agreement:
    if to_the_letter:
        return Agreement("exact", f"姓名一致：{name}")
    return Agreement("variant", f"“{words}”与{name}只是繁简、异体或全半角写法不同")


def _whole(words: str, plain: str, name: str, aliases: tuple[str, ...]) -> Agreement | None:
    """Agreement on a whole name, or nearly; None when there is none."""
    full = names.plain_name(name)
    if plain in map(names.plain_name, aliases):
        return Agreement("nickname" if is_less(plain) else "alias", f"“{words}”是{name}的登记别名")
    if len(full) > 1 and full in plain:
        return Agreement("within", f"“{words}”中含有姓名{name}")
    if is_less(plain):
        return None
    if _sounds_alike(plain, full):
        return Agreement("homophone", f"“{words}”与{name}同音")
    return Agreement("lookalike", f"“{words}”与{name}字形相近") if _looks_alike(plain, full) else None


def is_less(plain: str) -> bool:
    """Whether the words read as less than a full name: 老王, 王院长."""
    return any(form.form in BY_SURNAME for form in names.readings(plain))


def _rank(agreement: Agreement | None) -> int:
    return -LEVELS.index(agreement.level) if agreement else -len(LEVELS)


def _sounds_alike(plain: str, full: str) -> bool:
    return len(plain) == len(full) > 1 and names.sounds(plain) == names.sounds(full)


def _looks_alike(plain: str, full: str) -> bool:
    """Whether exactly one character differs, and that one is easily mistaken."""
    if len(plain) != len(full) or len(full) < 2:
        return False
    wrong = [(a, b) for a, b in zip(plain, full, strict=True) if a != b]
    return len(wrong) == 1 and wrong[0][1] in lexicon.lookalikes().get(wrong[0][0], ())


def _partial(form: NameForm, words: str, name: str) -> Agreement | None:
    surname, given = names.surname_of(name), names.given_of(name)
    if form.surname and form.surname != surname:
        return None
    if form.form is Form.FULL:
        return Agreement("within", f"“{words}”中含有姓名{name}") if form.title and form.given == given else None
    if form.form is Form.GIVEN:
        return _by_given(form, words, name, given)
    level, remark = BY_SURNAME[form.form]
    return Agreement(level, f"“{words}”与{name}同姓，{remark}")


def _by_given(form: NameForm, words: str, name: str, given: str) -> Agreement | None:
    if form.given == given:
        return Agreement("given_title" if form.title else "given", f"“{words}”与{name}的名字一致，未提姓")
    if len(form.given) == 1 and form.given in given:
        return Agreement("given_part", f"“{words}”含{name}名字中的“{form.given}”字")
    return None

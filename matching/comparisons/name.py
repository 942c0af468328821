"""The name: exact, variant, homophone, look-alike, or as much of it as was said."""

from __future__ import annotations

from functools import lru_cache

from data.types import Label
from matching import lexicon, names
from matching.comparisons.base import Agreement
from matching.index import Person
from matching.likeness import garbling, likeness
from matching.names import Form, NameForm
from matching.sight import Paper, Sight
from matching.sounds import handle_of, spelling

LEVELS = (
    "exact",
    "variant",
    "alias",
    "within",
    "pinyin",
    "nickname",
    "homophone",
    "lookalike",
    "ocr",
    "dialect",
    "shape",
    "swapped",
    "initials",
    "given_title",
    "titled",
    "letters",
    "office",
    "familiar",
    "missing",
    "misread",
    "given",
    "given_part",
    "letter",
    "anonymous",
    "different",
)
BY_SURNAME = {
    Form.TITLED: ("titled", "另称职务"),
    Form.FAMILIAR: ("familiar", "未提名字"),
    Form.ANONYMOUS: ("anonymous", "隐去名字，不足以认定"),
}
SLIPS = {
    "homophone": "同音",
    "lookalike": "字形相近",
    "ocr": "字形相近，扫描识别易误",
    "dialect": "方音相近，听写易误",
}
GARBLED = {
    "shape": "有一字印刷字形略近",
    "swapped": "名字两字次序颠倒",
    "missing": "同姓，名字少一字",
    "misread": "只差一字，而该字少见于姓名",
}
SPELT = {
    "pinyin": "是{name}的拼音",
    "initials": "是{name}的姓和名字首字母",
    "letters": "与{name}的拼音首字母一致",
}
CERTAIN = frozenset({"exact", "variant", "alias", "within"})
"""Levels at which the whole name agrees but for the way it is written."""
FULL = CERTAIN | {"pinyin"} | frozenset(SLIPS)
"""Levels at which the whole name agrees, or nearly. `GARBLED` are not among them: who is so called may be another."""


def name_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """How the words agree with the person's name; `different` when no reading of them does. `office` for a
    post said alone, None for a number, which names nobody; an address names whom its letters spell, and nobody else."""
    if sight.office:
        return Agreement("office", f"只称“{sight.mention.text}”，未提姓名")
    if sight.mention.label is not Label.PER:
        return _spelt(sight.mention.text, names.plain_name(person.name))
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
    spelt = _spelt(words, full)
    if spelt:
        return spelt
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
    if len(full) > 1 and full in plain and not _goes_on(plain, full):
        return Agreement("within", f"“{words}”中含有姓名{name}")
    if is_less(plain):
        return None
    slip = likeness(plain, full) or garbling(plain, full)
    return Agreement(slip, f"“{words}”与{name}{(SLIPS | GARBLED)[slip]}") if slip else None


def _goes_on(plain: str, full: str) -> bool:
    """Whether the words are a longer name that begins with the other: 李晓龙 is not 李晓."""
    longer = plain.startswith(full) and len(plain) == len(full) + 1 and len(names.given_of(plain)) == 2
    if not longer or plain[-1] in lexicon.title_words("honorifics"):
        return False
    return all(form.form in (Form.FULL, Form.GIVEN) and not form.title for form in names.readings(plain))


def _spelt(words: str, name: str) -> Agreement | None:
    """Agreement of letters with a name: wangjianguo, wangjg@…, wxid_wjg; None when they do not spell it."""
    handle = handle_of(words)
    level = spelling(handle, names.sounds(name)) if handle else ""
    return Agreement(level, f"“{words}”" + SPELT[level].format(name=name)) if level else None


def is_less(plain: str) -> bool:
    """Whether the words read as less than a full name: 老王, 王院长."""
    return any(form.form in BY_SURNAME for form in names.readings(plain))


def _rank(agreement: Agreement | None) -> int:
    return -LEVELS.index(agreement.level) if agreement else -len(LEVELS)


def _partial(form: NameForm, words: str, name: str) -> Agreement | None:
    surname, given = names.surname_of(name), names.given_of(name)
    if form.surname and form.surname != surname:
        return None
    if form.form is Form.FULL:
        return Agreement("within", f"“{words}”中含有姓名{name}") if form.title and form.given == given else None
    if form.form is Form.INITIALS:
        return _by_initials(form, words, name)
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


def _by_initials(form: NameForm, words: str, name: str) -> Agreement | None:
    """王JG, WJG, W院长."""
    first, *rest = names.sounds(name).split()
    short = "".join(syllable[0] for syllable in rest)
    if form.surname:
        return Agreement("initials", f"“{words}”与{name}同姓，名字首字母一致") if form.letters == short else None
    if form.letters == first[0] + short:
        return Agreement("letters", f"“{words}”与{name}的拼音首字母一致")
    return Agreement("letter", f"“{words}”与{name}的姓首字母一致") if form.letters == first[0] else None

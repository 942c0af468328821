"""Which entries of the registries a mention is worth comparing with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import chain

from matching import lexicon, names, orgs, sounds
from matching.comparisons.name import is_less
from matching.holders import Holders
from matching.index import PeopleIndex
from matching.lexicon import PeopleSettings
from matching.likeness import garbling, likeness
from matching.names import Form, NameForm
from matching.sight import Paper, Sight


class Blocking:
    """Finds entries by name, sound, shape, letters and number; by part of a name, or by a name badly garbled, only near
    where the paper is from or where the organisation beside the name is."""

    def __init__(self, index: PeopleIndex, settings: PeopleSettings) -> None:
        self.index = index
        self.settings = settings
        self._holders = Holders(index)

    def of(self, sight: Sight, paper: Paper) -> Iterable[str]:
        """Ids worth comparing, some of them more than once."""
        words = names.tidy(sight.mention.text)
        if sight.office:
            yield from self._holders.of(sight, paper)
        found = self.by_name(words)
        yield from found
        yield from self._garbled(words, found, _areas(sight, paper))
        yield from self.by_letters(words)
        for phone in sight.phones:
            yield from self.index.phoned(phone)
        for number, key in paper.contacts:
            if number in (words.lower(), *sight.numbers):
                yield key
        for form in names.readings(words):
            if form.form is Form.GIVEN:
                yield from self._near(form, self.index.given(form.given), paper)
            elif form.form is Form.INITIALS:
                yield from self._by_initials(form, paper)
            elif form.form is not Form.FULL:
                yield from self._near(form, self.index.surnamed(form.surname), paper)

    def by_name(self, words: str) -> Iterable[str]:
        """Ids of entries whose whole name is in the words, or nearly."""
        found = dict.fromkeys(self.index.named(words))
        for size in (4, 3, 2):
            for at in range(len(words) - size + 1):
                found.update(dict.fromkeys(self.index.named(words[at : at + size])))
            if found:
                return found
        if 2 <= len(words) <= 4 and not words.isascii() and not is_less(words):
            found.update(dict.fromkeys(self.index.sounding(words)))
            found.update(dict.fromkeys(self.index.looking(words)))
            near = self.index.nearly_sounding(words)
            found.update(dict.fromkeys(near if len(near) <= self.settings.block else ()))
        return found

    def _garbled(self, words: str, found: Iterable[str], areas: frozenset[str]) -> Iterator[str]:
        """Ids of entries of the areas whose name may have been garbled into the words, or mistaken for them; none when
        one of the name itself serves there."""
        if not 2 <= len(words) <= 4 or words.isascii() or is_less(words):
            return
        plain = names.plain_name(words)
        if any(plain in map(names.plain_name, self.index.names(key)) and self._serves(key, areas) for key in found):
            return
        surname = names.surname_of(plain)
        given, known = plain[len(surname) :], set(plain)
        for area in sorted(areas):
            near = (self.index.surnamed(surname, area), self.index.given(given, area))
            for key in dict.fromkeys(chain(*near)):
                for name in self.index.names(key):
                    full = names.plain_name(name)
                    alike = len(known.intersection(full)) > 1 or len(full) == len(plain) == 2
                    if alike and (likeness(plain, full) or garbling(plain, full)):
                        yield key

    def _serves(self, key: str, areas: frozenset[str]) -> bool:
        return any(orgs.area_of(post.org) in areas for post in self.index[key].posts)

    def by_letters(self, words: str) -> Sequence[str]:
        """Ids of entries whose name an address, chat id or name in letters may spell."""
        handle = sounds.handle_of(words)
        return self.index.spelt(handle) if len(handle) > 1 else ()

    def _by_initials(self, form: NameForm, paper: Paper) -> Iterable[str]:
        if form.surname:
            return self.index.spelt(sounds.surname_sound(form.surname).replace(" ", "") + form.letters)
        if len(form.letters) > 1:
            return self.index.spelt(form.letters)
        everyone = (
            self._near(_with(form, surname), self.index.surnamed(surname), paper)
            for surname in _surnames_by_letter().get(form.letters, ())
        )
        return (key for some in everyone for key in some)

    def _near(self, form: NameForm, everyone: Sequence[str], paper: Paper) -> Iterable[str]:
        """All of a few; of many, those who serve where the paper is from or whom it names.

        Where even these are many, those whose posts the title told may mean: 王院长 in a city of a thousand 王.
        """
        if len(everyone) <= self.settings.block:
            return everyone
        near: dict[str, None] = {}
        for area in sorted(paper.place.areas):
            found = self.index.given(form.given, area) if form.given else self.index.surnamed(form.surname, area)
            near.update(dict.fromkeys(found))
        near.update(dict.fromkeys(key for key in sorted(paper.known) if self._may_be(form, key)))
        if len(near) > self.settings.block and form.title:
            return [key for key in near if key in paper.known or self._titled(form, key)]
        return near

    def _may_be(self, form: NameForm, key: str) -> bool:
        name = self.index[key].name
        return names.surname_of(name) == form.surname or bool(form.given and form.given in names.given_of(name))

    def _titled(self, form: NameForm, key: str) -> bool:
        """Whether any post of the person, past ones included, may bear the title."""
        title = lexicon.titles()[form.title]
        return any(post.position.endswith((*title.posts, *title.deputies)) for post in self.index[key].posts)


def _areas(sight: Sight, paper: Paper) -> frozenset[str]:
    """Areas of the paper and of the organisations beside the name."""
    return paper.place.areas | {area for words in sight.orgs if (area := orgs.area_of(words))}


def _with(form: NameForm, surname: str) -> NameForm:
    return NameForm(form.form, surname, title=form.title, deputy=form.deputy, former=form.former)


@cache
def _surnames_by_letter() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for surname in lexicon.surnames():
        found.setdefault(sounds.surname_sound(surname)[0], []).append(surname)
    return {letter: tuple(surnames) for letter, surnames in found.items()}

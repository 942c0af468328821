"""Who holds a post that was said alone, on the day, where the words are from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from data.registry import Tenure
from data.types import Kind
from matching import lexicon, orgs
from matching.comparisons.name import FULL, compare_names
from matching.comparisons.title import best_post
from matching.index import PeopleIndex, Person
from matching.offices import Office, Whose
from matching.orgs import Reach
from matching.sight import Paper, Sight

TALKS = (Kind.CHAT, Kind.EMAIL)


class Holders:
    """Finds the holders of a post: of the organ said beside it; else of the own organ, own department before its head
    before other departments; else, of posts of which an area has one, of the area."""

    def __init__(self, index: PeopleIndex) -> None:
        self.index = index

    def of(self, sight: Sight, paper: Paper) -> Sequence[str]:
        """Ids, each once; whoever speaks or writes of the post does not mean himself."""
        office = sight.office
        if office is None:
            return ()
        told = (*sight.orgs, office.unit) if office.unit else sight.orgs
        if told:
            return tuple(self._said(told, office, sight, paper))
        own = list(self._in_units(self._units(sight, paper), office, sight, paper))
        if own:
            return self._nearest(own, office, sight, paper)
        return tuple(self._in_area(office, sight, paper)) if self._speaks_from_here(sight, paper) else ()

    def _said(self, told: Iterable[str], office: Office, sight: Sight, paper: Paper) -> Iterator[str]:
        areas = {*paper.place.areas, *(area for words in told if (area := orgs.area_of(words)))}
        for key in dict.fromkeys(key for area in sorted(areas) for key in self.index.officers(area, office.title)):
            posts = self._posts(key, office, sight)
            if any(all(_agrees(words, post, paper) for words in told) for post in posts):
                yield key

    def _in_units(self, units: Iterable[str], office: Office, sight: Sight, paper: Paper) -> Iterator[str]:
        for unit in dict.fromkeys(units):
            for key in self.index.officers(unit, office.title):
                served = any(post.org == unit for post in self._posts(key, office, sight))
                if served and not self._is_speaker(key, sight, paper):
                    yield key

    def _in_area(self, office: Office, sight: Sight, paper: Paper) -> Iterator[str]:
        if office.title not in lexicon.title_words("area_offices"):
            return
        only = self.index.areas.names if len(self.index.areas.names) == 1 else frozenset()
        for areas in (paper.place.areas, paper.place.cities or only):
            for key in dict.fromkeys(key for area in sorted(areas) for key in self.index.officers(area, office.title)):
                if self._posts(key, office, sight) and not self._is_speaker(key, sight, paper):
                    yield key

    def _posts(self, key: str, office: Office, sight: Sight) -> list[Tenure]:
        """The posts of the day that are the very post, not one that the title is used for by courtesy."""
        held = self.index[key].posts_on(sight.day)
        return [post for post in held if _is_post(post.position, office.title, office.deputy)]

    def _nearest(self, keys: Sequence[str], office: Office, sight: Sight, paper: Paper) -> Sequence[str]:
        stems = {
            key: [post.position.removesuffix(office.title) for post in self._posts(key, office, sight)] for key in keys
        }
        home = [post.position for post in self._home(sight, paper)]
        near = [key for key in keys if any(s and p.startswith(s) for s in stems[key] for p in home)]
        heads = near or [key for key in keys if "" in stems[key]]
        return heads or (() if office.title in lexicon.title_words("loose_offices") else keys)

    def _units(self, sight: Sight, paper: Paper) -> Iterable[str]:
        """Units whose post it may be: of whoever speaks, or is spoken to; of the paper where nobody else speaks."""
        home = [post.org for post in self._home(sight, paper)]
        return home or (paper.place.units if self._speaks_from_here(sight, paper) else ())

    def _home(self, sight: Sight, paper: Paper) -> Sequence[Tenure]:
        """The posts on the day of whoever says the words, of the owner where he is told 你们; () when not known."""
        owner = self.index.get(paper.owner)
        stranger = bool(sight.speaker) and not (owner and _is(owner, str(sight.speaker)))
        yours = bool(sight.office and sight.office.whose is Whose.YOURS)
        if stranger and not yours:
            named = [self.index[key] for key in self.index.named(str(sight.speaker))]
            served = [posts for person in named if (posts := person.posts_on(sight.day))]
            return served[0] if len(served) == 1 else ()
        if owner is None or (yours and not stranger and paper.document.kind in TALKS):
            return ()
        return owner.posts_on(sight.day)

    def _speaks_from_here(self, sight: Sight, paper: Paper) -> bool:
        """Whether the words are of the unit that keeps the paper: in talks and mails, only the owner's own are."""
        if paper.document.kind not in TALKS:
            return True
        owner = self.index.get(paper.owner)
        return bool(owner and sight.speaker and _is(owner, sight.speaker)) and not (
            sight.office and sight.office.whose is Whose.YOURS
        )

    def _is_speaker(self, key: str, sight: Sight, paper: Paper) -> bool:
        person = self.index[key]
        if sight.speaker:
            return _is(person, sight.speaker)
        return key == paper.owner and paper.document.kind not in TALKS


def _agrees(words: str, post: Tenure, paper: Paper) -> bool:
    return orgs.agrees(words, post.org, paper.place.areas) is not Reach.NO or orgs.in_order(words, post.position)


def _is(person: Person, speaker: str) -> bool:
    return compare_names(speaker, person.name, person.aliases).level in FULL


@lru_cache(maxsize=65536)
def _is_post(position: str, title: str, deputy: bool) -> bool:
    found = best_post([position], lexicon.titles()[title], deputy)
    return bool(found and found[0] == "holder")

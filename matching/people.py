"""Mention, day and place to a person: candidates, reasons, and a link when one of them stands out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from math import exp

from data.types import Candidate, Label, Link, Reason
from matching import lexicon, names
from matching.comparisons import FEATURES
from matching.comparisons.name import CERTAIN, FULL, compare_names, is_less
from matching.index import PeopleIndex, Person, digits
from matching.lexicon import PeopleSettings
from matching.names import Form, NameForm
from matching.sight import Paper, Sight, with_company

ANCHORS = frozenset({"place", "org", "phone", "document", "talk", "case", "record"})
"""Comparisons that tie a mention to where or in whose company it stands."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A person as compared with a mention: log odds and the reasons that add up to them."""

    person: Person
    logit: float
    reasons: tuple[Reason, ...]
    full: bool

    @property
    def anchored(self) -> bool:
        """Whether more than a part or a likeness of a name speaks for him: a title names an office, not its holder."""
        return self.full or any(reason.comparison in ANCHORS for reason in self.reasons)

    @property
    def score(self) -> float:
        """The odds as a probability, rivals left out."""
        return 1 / (1 + exp(-self.logit))


def compare(sight: Sight, person: Person, paper: Paper) -> Scored:
    """Every comparison of one mention with one person."""
    reasons: list[Reason] = []
    full = False
    for feature in FEATURES:
        agreement = feature.compare(sight, person, paper)
        if agreement is None:
            continue
        full = full or (feature.name == "name" and agreement.level in CERTAIN)
        reasons.append(Reason(feature.name, weight(feature.name, agreement.level), agreement.words))
    return Scored(person, sum(reason.weight for reason in reasons), tuple(reasons), full)


@cache
def weight(feature: str, level: str) -> float:
    """The log odds that a level adds."""
    return float(lexicon.table("match_weights")[feature][level])


class PeopleResolver:
    """Links the people a paper names to the registries."""

    def __init__(self, index: PeopleIndex, settings: PeopleSettings | None = None) -> None:
        self.index = index
        self.settings = settings or lexicon.people_settings()

    def link_all(self, paper: Paper) -> tuple[Paper, tuple[Link, ...]]:
        """A link for every sight of the paper, in its order; the same words get the same link throughout. The paper is
        given back with what its full names tell of where it is from.

        Full names come first: whom they name, and which of them nobody knows, decides what the shorter forms mean.
        """
        groups: dict[tuple[str, str], list[Sight]] = defaultdict(list)
        for sight in paper.sights:
            groups[self._group(sight)].append(sight)
        full = {key: sights for key, sights in groups.items() if self._is_full(key[0])}
        links = self._link_groups(full, paper)
        known = [link.registry_id for link in links.values() if link.registry_id]
        paper = with_company(paper, [self.index[key] for key in known], self._strangers(groups, full))
        links |= self._link_groups({key: sights for key, sights in groups.items() if key not in full}, paper)
        return paper, tuple(replace(links[self._group(sight)], mention_id=sight.mention.id) for sight in paper.sights)

    def _group(self, sight: Sight) -> tuple[str, str]:
        """What sights of one person have in common: the words, and the number where the registries know it."""
        known = next((digits(phone) for phone in sight.phones if any(self.index.phoned(phone))), "")
        return names.tidy(sight.mention.text), known

    def _is_full(self, words: str) -> bool:
        return any(
            compare_names(words, self.index[key].name, self.index[key].aliases).level in FULL
            for key in self._by_name(words)
        )

    def _strangers(self, groups: Iterable[tuple[str, str]], full: Container[tuple[str, str]]) -> tuple[str, ...]:
        """Words that read as a full name of a listed surname and as nothing less, and that no entry bears."""
        return tuple(
            key[0]
            for key in groups
            if key not in full
            and names.surname_of(key[0]) in lexicon.surnames()
            and {form.form for form in names.readings(key[0])} <= {Form.FULL, Form.GIVEN}
            and any(form.form is Form.FULL for form in names.readings(key[0]))
        )

    def _link_groups(self, groups: Mapping[tuple[str, str], list[Sight]], paper: Paper) -> dict[tuple[str, str], Link]:
        return {key: self._link(sights, paper) for key, sights in groups.items()}

    def _link(self, sights: list[Sight], paper: Paper) -> Link:
        """The link of one group. A bare post is held by somebody, but names nobody: its holders are shown only."""
        link = self.decide(self.candidates(sights, paper))
        if sights[0].mention.label is Label.POS:
            return Link("", None, None, 0.0, (), link.candidates)
        return link

    def candidates(self, sights: list[Sight], paper: Paper) -> list[Scored]:
        """The people the words may mean, best first, each with the sight of them that speaks loudest for him."""
        told = list({_told(sight): sight for sight in reversed(sights)}.values())[::-1]
        ids = dict.fromkeys(key for sight in told for key in self._block(sight, paper))
        scored = [max((compare(sight, self.index[key], paper) for sight in told), key=lambda s: s.logit) for key in ids]
        return sorted(scored, key=lambda s: (-s.logit, s.person.id))

    def decide(self, scored: list[Scored]) -> Link:
        """The link when the best stands out, with up to `shown` candidates; without one when none does.

        The score is the best one's share of the odds, nobody at even odds being a rival as well.
        """
        settings = self.settings
        shown = tuple(_candidate(s) for s in scored[: settings.shown] if s.score >= settings.shown_floor)
        if not scored:
            return Link("", None, None, 1.0)
        odds = [exp(s.logit) for s in scored]
        total = 1 + sum(odds)
        best = odds[0] / total
        lead = best - (odds[1] / total if len(odds) > 1 else 0.0)
        if best < settings.link or lead < settings.margin or not scored[0].anchored:
            return Link("", None, None, round(1 - best, 4), (), shown)
        person = scored[0].person
        return Link("", person.registry, person.id, round(best, 4), scored[0].reasons, shown)

    def _by_name(self, words: str) -> Iterable[str]:
        """Ids of entries whose whole name is in the words, or nearly."""
        found = dict.fromkeys(self.index.named(words))
        for size in (4, 3, 2):
            for at in range(len(words) - size + 1):
                found.update(dict.fromkeys(self.index.named(words[at : at + size])))
            if found:
                return found
        if 2 <= len(words) <= 4 and not is_less(words):
            found.update(dict.fromkeys(self.index.sounding(words)))
            found.update(dict.fromkeys(self.index.looking(words)))
        return found

    def _block(self, sight: Sight, paper: Paper) -> Iterable[str]:
        """Ids worth comparing: by name and telephone; where less than a name is told, by the part told, nearby."""
        words = names.tidy(sight.mention.text)
        yield from self._by_name(words)
        for phone in sight.phones:
            yield from self.index.phoned(phone)
        for form in names.readings(words):
            if form.form is Form.GIVEN:
                yield from self._near(form, self.index.given(form.given), paper)
            elif form.form is not Form.FULL:
                yield from self._near(form, self.index.surnamed(form.surname), paper)

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


def _told(sight: Sight) -> tuple[object, ...]:
    """All that comparisons see of a sight: of a sender's thousand messages few differ in it."""
    told = (sight.mention.text, sight.day, sight.orgs, sight.posts, sight.phones)
    return (*told, sight.speaker, sight.addressed, sight.is_speaker)


def _candidate(scored: Scored) -> Candidate:
    person = scored.person
    post = person.post_for(None)
    return Candidate(
        registry=person.registry,
        registry_id=person.id,
        name=person.name,
        org=post.org if post else "",
        position=post.position if post else "",
        score=round(scored.score, 4),
        reasons=scored.reasons,
    )

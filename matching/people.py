"""Mention, day and place to a person: candidates, reasons, and a link when one of them stands out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp

from data.types import Candidate, Label, Link, Reason
from matching import lexicon, names
from matching.blocking import Blocking
from matching.comparisons import FEATURES, Agreement
from matching.comparisons.name import CERTAIN, FULL, compare_names
from matching.index import PeopleIndex, Person, digits
from matching.lexicon import PeopleSettings, Weights
from matching.names import Form
from matching.sight import Paper, Sight, with_company

ANCHORS = frozenset({"place", "org", "phone", "document", "talk", "case", "record"})
"""Comparisons that tie a mention to where or in whose company it stands."""


Group = tuple[str, str, object]
"""What sights of one person have in common."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A person as compared with a mention: log odds, the reasons that add up to them, and the level of each reason."""

    person: Person
    logit: float
    reasons: tuple[Reason, ...]
    levels: tuple[str, ...]
    full: bool

    @property
    def anchored(self) -> bool:
        """Whether more than a part or a likeness of a name speaks for him: a title names an office, not its holder."""
        return self.full or any(reason.comparison in ANCHORS for reason in self.reasons)

    @property
    def score(self) -> float:
        """The odds as a probability, rivals left out."""
        return 1 / (1 + exp(-self.logit))


def agreements(sight: Sight, person: Person, paper: Paper) -> Iterator[tuple[str, Agreement]]:
    """(comparison, agreement) of every comparison that the paper tells something of."""
    for feature in FEATURES:
        agreement = feature.compare(sight, person, paper)
        if agreement is not None:
            yield feature.name, agreement


def compare(sight: Sight, person: Person, paper: Paper, weights: Weights | None = None) -> Scored:
    """Every comparison of one mention with one person, with the shipped weights unless others are given."""
    table = weights or lexicon.people_weights()
    reasons: list[Reason] = []
    levels: list[str] = []
    full = False
    for name, agreement in agreements(sight, person, paper):
        full = full or (name == "name" and agreement.level in CERTAIN)
        reasons.append(Reason(name, table[name][agreement.level], agreement.words))
        levels.append(agreement.level)
    return Scored(person, sum(reason.weight for reason in reasons), tuple(reasons), tuple(levels), full)


class PeopleResolver:
    """Links the people a paper names to the registries."""

    def __init__(
        self, index: PeopleIndex, settings: PeopleSettings | None = None, weights: Weights | None = None
    ) -> None:
        self.index = index
        self.settings = settings or lexicon.people_settings()
        self.weights = weights or lexicon.people_weights()
        self._blocking = Blocking(index, self.settings)

    def link_all(self, paper: Paper) -> tuple[Paper, tuple[Link, ...]]:
        """A link for every sight of the paper, in its order; the same words get the same link throughout. The paper is
        given back with what its full names tell of where it is from.

        Full names come first: whom they name, and which of them nobody knows, decides what the shorter forms mean.
        Where only they tell where the paper is from, those that could not be told apart are read once more from there.
        """
        cities = self.index.areas.cities_of(paper.place.areas)
        paper = replace(paper, place=replace(paper.place, cities=cities)) if cities else paper
        groups: dict[Group, list[Sight]] = defaultdict(list)
        for sight in paper.sights:
            groups[self._group(sight)].append(sight)
        full = {key: sights for key, sights in groups.items() if self._is_full(key[0])}
        links = self._link_groups(full, paper)
        strangers = self._strangers(groups, full)
        placed = self._with_company(paper, full, links, strangers)
        if placed.place.areas and not paper.place.areas:
            open_ones = {
                key: sights for key, sights in full.items() if links[key].candidates and not links[key].registry_id
            }
            links |= self._link_groups(open_ones, replace(paper, place=placed.place))
            placed = self._with_company(replace(paper, place=placed.place), full, links, strangers)
        paper = placed
        links |= self._link_groups({key: sights for key, sights in groups.items() if key not in full}, paper)
        return paper, tuple(replace(links[self._group(sight)], mention_id=sight.mention.id) for sight in paper.sights)

    def _with_company(
        self,
        paper: Paper,
        full: Mapping[Group, list[Sight]],
        links: Mapping[Group, Link],
        strangers: Sequence[str],
    ) -> Paper:
        """The paper with the people its full names are linked to, and the numbers that stand with these."""
        known = {key: found for key in full if (found := links[key].registry_id)}
        contacts = frozenset((number, found) for key, found in known.items() for s in full[key] for number in s.numbers)
        return with_company(paper, [self.index[found] for found in known.values()], strangers, contacts)

    def _group(self, sight: Sight) -> Group:
        """What sights of one person have in common: the words, the number where the registries know it, and of a post
        said alone the day, the organ beside it and who says it: 院长 is another man in another mouth."""
        known = next((digits(phone) for phone in sight.phones if any(self.index.phoned(phone))), "")
        office = (sight.office, sight.day, sight.orgs, sight.speaker) if sight.office else None
        return names.tidy(sight.mention.text), known, office

    def _is_full(self, words: str) -> bool:
        return any(
            compare_names(words, self.index[key].name, self.index[key].aliases).level in FULL
            for key in self._blocking.by_name(words)
        )

    def _strangers(self, groups: Iterable[Group], full: Container[Group]) -> tuple[str, ...]:
        """Words that read as a full name of a listed surname and as nothing less, and that no entry bears."""
        return tuple(
            key[0]
            for key in groups
            if key not in full
            and key[2] is None
            and names.surname_of(key[0]) in lexicon.surnames()
            and {form.form for form in names.readings(key[0])} <= {Form.FULL, Form.GIVEN}
            and any(form.form is Form.FULL for form in names.readings(key[0]))
        )

    def _link_groups(self, groups: Mapping[Group, list[Sight]], paper: Paper) -> dict[Group, Link]:
        return {key: self._link(sights, paper) for key, sights in groups.items()}

    def _link(self, sights: list[Sight], paper: Paper) -> Link:
        """The link of one group. A post said alone means its holder of the day; without a day, and where it is one of
        many or nobody's, it means nobody, and holders are shown only."""
        link = self.decide(self.candidates(sights, paper))
        said = sights[0]
        if said.day is None if said.office else said.mention.label is Label.POS:
            return Link("", None, None, 0.0, (), link.candidates)
        return link

    def candidates(self, sights: list[Sight], paper: Paper) -> list[Scored]:
        """The people the words may mean, best first, each with the sight of them that speaks loudest for him."""
        told = list({_told(sight): sight for sight in reversed(sights)}.values())[::-1]
        ids = dict.fromkeys(key for sight in told for key in self._blocking.of(sight, paper))
        scored = [max((self._compare(sight, key, paper) for sight in told), key=lambda s: s.logit) for key in ids]
        return sorted(scored, key=lambda s: (-s.logit, s.person.id))

    def _compare(self, sight: Sight, key: str, paper: Paper) -> Scored:
        return compare(sight, self.index[key], paper, self.weights)

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

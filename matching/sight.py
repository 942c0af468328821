"""What the paper shows of each person it names: the words, the day, the place, and what stands beside the name."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from data.layout import parse_stamp
from data.offsets import turn_at
from data.registry import Registries
from data.types import OWNER, Document, Extraction, Kind, Label, Mention, Turn, TurnRole
from matching import orgs
from matching.index import Person, digits
from matching.offices import Office, office_at

GAP = " 　|（(的、:：\t"
CLOSE = "，,。；;）)"
BESIDE = (Label.ORG, Label.POS)
STANDING_IN = (Label.POS, Label.PHONE)
"""What may stand in for a name: a post, a number."""
NEAREST = 8
"""Mentions on either side among which those beside a name are sought; a run of titles is never longer."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a paper is from: organisations that keep it, the areas they belong to, the cities of these. Empty when not
    known."""

    units: tuple[str, ...] = ()
    areas: frozenset[str] = frozenset()
    cities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Sight:
    """One mention as seen.

    `orgs` and `posts` are words of organisations and posts beside the name, `phones` the numbers that go with it;
    `speaker` is who says it, `addressed` who is spoken to in a talk of two; both None when not known. `office` is the
    post that the words are, when they are one and no name.
    """

    mention: Mention
    day: date | None
    turn: Turn | None
    orgs: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    speaker: str | None = None
    addressed: str | None = None
    is_speaker: bool = False
    office: Office | None = None

    @property
    def numbers(self) -> tuple[str, ...]:
        """`phones` as they are compared, without spaces and dashes."""
        return tuple(map(digits, self.phones))


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with what every comparison asks of it.

    `cases` are numbers of cases known to be its subject; `known` ids of people it names in full; `strangers` full names
    it holds that no registry has. All three are empty until full names have been linked.
    `contacts` are (number, id) of numbers and addresses that stand beside such a full name.
    `recorded` are (words, id) of people whom a filed record of the same case and day may mean.
    """

    document: Document
    place: Place
    owner: str | None
    sights: tuple[Sight, ...]
    speakers: tuple[str, ...]
    cases: tuple[str, ...] = ()
    known: frozenset[str] = field(default_factory=frozenset)
    strangers: tuple[str, ...] = ()
    contacts: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    handlers: frozenset[str] = field(default_factory=frozenset)
    agents: frozenset[tuple[str, str]] = field(default_factory=frozenset)
    recorded: frozenset[tuple[str, str]] = field(default_factory=frozenset)


def paper_of(document: Document, extraction: Extraction, registries: Registries) -> Paper:
    """The paper as the comparisons see it."""
    mentions = sorted(extraction.mentions, key=lambda m: (m.start, m.end))
    speakers = tuple(dict.fromkeys(turn.speaker for turn in document.turns if turn.speaker))
    cases = tuple(dict.fromkeys(c for c in (document.folder_case, *(e.case_no for e in extraction.events)) if c))
    known = [registries.cases[number] for number in cases if number in registries.cases]
    return Paper(
        document=document,
        place=_place(document, mentions, registries, cases),
        owner=document.owner if document.owner in registries.officials else None,
        sights=tuple(_sights(document, extraction, mentions, speakers)),
        speakers=speakers,
        cases=cases,
        handlers=frozenset(key for case in known for key in case.handlers),
        agents=frozenset((agent.name, agent.license_no) for case in known for agent in case.agents),
    )


def _sights(
    document: Document, extraction: Extraction, mentions: Sequence[Mention], speakers: Sequence[str]
) -> Iterator[Sight]:
    """A sight for every PER mention, and for a post or number that has a role in an event."""
    roles = {role for event in extraction.events for role in (event.intervener, event.recipient, event.via)}
    wanted = [m for m in mentions if m.label is Label.PER or (m.label in STANDING_IN and m.id in roles)]
    days = _event_days(extraction)
    first = _paper_day(document)
    phones = _phones(document, wanted, mentions)
    for mention in wanted:
        turn = turn_at(document.turns, mention.start)
        beside = list(beside_of(document.text, mention, mentions))
        yield Sight(
            mention=mention,
            day=_day(mention, turn, days) or first,
            turn=turn,
            orgs=tuple(m.text for m in beside if m.label is Label.ORG),
            posts=tuple(m.text for m in beside if m.label is Label.POS),
            phones=(mention.text,) if mention.label is Label.PHONE else phones.get(mention.id, ()),
            speaker=turn.speaker if turn else None,
            addressed=_addressed(document, turn, speakers),
            is_speaker=bool(turn and turn.speaker_span and turn.speaker_span[0] <= mention.start < turn.body),
            office=office_at(document.text, mention, mentions),
        )


def with_company(
    paper: Paper,
    known: Sequence[Person],
    strangers: Sequence[str],
    contacts: frozenset[tuple[str, str]] = frozenset(),
) -> Paper:
    """The paper once its full names are linked. Whose paper it is follows from them where nothing else tells."""
    ids = {person.id for person in known} | ({paper.owner} if paper.owner else set())
    place = paper.place
    if not place.units or not place.areas:
        posts = [post for person in known if (post := person.post_for(None)) and orgs.parse(post.org).area]
        counts = Counter(post.org for post in posts)
        areas = Counter(orgs.parse(post.org).area for post in posts)
        most = max(areas.values(), default=0)
        place = Place(
            tuple(org for org in counts if areas[orgs.parse(org).area] == most),
            frozenset(area for area, count in areas.items() if count == most),
        )
    return replace(paper, known=frozenset(ids), strangers=tuple(strangers), contacts=contacts, place=place)


def _event_days(extraction: Extraction) -> Mapping[str, date]:
    """Mention id -> day of the event it has a role in."""
    found: dict[str, date] = {}
    for event in extraction.events:
        for role in (event.intervener, event.recipient, event.via):
            if role and role != OWNER and event.date:
                found.setdefault(role, event.date)
    return found


def _paper_day(document: Document) -> date | None:
    """The first day told in the paper, as its heading, first message or first row has it."""
    for turn in document.turns:
        if turn.sent_at:
            return turn.sent_at.date()
    stamp = parse_stamp(document.text)
    return stamp.date() if stamp else None


def _day(mention: Mention, turn: Turn | None, days: Mapping[str, date]) -> date | None:
    if turn and turn.sent_at:
        return turn.sent_at.date()
    return days.get(mention.id)


def _addressed(document: Document, turn: Turn | None, speakers: Sequence[str]) -> str | None:
    if document.kind is not Kind.CHAT or turn is None or len(speakers) != 2 or turn.speaker not in speakers:
        return None
    return speakers[1 - speakers.index(turn.speaker)]


def beside_of(text: str, mention: Mention, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Organisations and posts that run into the name from the left, or follow it at once or in brackets.

    `mentions` are in text order; those before the name come first, in text order.
    """
    at = bisect_left(mentions, (mention.start, mention.end), key=lambda m: (m.start, m.end))
    before = [m for m in mentions[max(0, at - NEAREST) : at] if m.end <= mention.start]
    yield from reversed(list(_run(text, mention.start, reversed(before), -1)))
    yield from _run(text, mention.end, [m for m in mentions[at : at + NEAREST] if m.start >= mention.end], 1)


def _run(text: str, edge: int, others: Iterable[Mention], step: int) -> Iterator[Mention]:
    for other in others:
        gap = text[other.end : edge] if step < 0 else text[edge : other.start]
        if len(gap) > 3 or any(letter not in GAP for letter in gap) or other.label not in BESIDE:
            return
        yield other
        edge = other.start if step < 0 else other.end


def _phones(
    document: Document, people: Sequence[Mention], mentions: Sequence[Mention]
) -> Mapping[str, tuple[str, ...]]:
    """Mention id -> numbers of the same turn that stand nearest to it."""
    found: dict[str, list[str]] = {}
    starts = [person.start for person in people]
    for phone in (m for m in mentions if m.label is Label.PHONE):
        turn = turn_at(document.turns, phone.start)
        if turn is None:
            continue
        near = list(people[bisect_left(starts, turn.start) : bisect_left(starts, turn.end)])
        near = [person for person in near if person.label is not Label.PHONE]
        if turn.role is TurnRole.MESSAGE:
            near = [p for p in near if p.start >= turn.body] or near
        if near:
            nearest = min(near, key=lambda p: (max(phone.start - p.end, p.start - phone.end), p.start))
            found.setdefault(nearest.id, []).append(phone.text)
    return {key: tuple(value) for key, value in found.items()}


def _place(document: Document, mentions: Sequence[Mention], registries: Registries, cases: Sequence[str]) -> Place:
    """Units of the owner and of the paper's cases; where neither is known, organs that the paper names in full."""
    units: list[str] = []
    owner = registries.officials.get(document.owner or "")
    if owner:
        day = _paper_day(document)
        units.extend(post.org for post in owner.posts_on(day) or owner.tenures[-1:])
    units.extend(registries.cases[number].unit for number in cases if number in registries.cases)
    if not units:
        units.extend(m.text for m in mentions if m.label is Label.ORG and orgs.parse(m.text).area)
    units = list(dict.fromkeys(units))
    return Place(tuple(units), frozenset(area for area in (orgs.parse(unit).area for unit in units) if area))

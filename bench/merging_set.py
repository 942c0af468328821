"""A generated truth set for merging: each occasion told in one to three papers, beside occasions that look alike.

It stands on the registries of `data/samples`, filed records left out; every tenth official has a namesake elsewhere.
A scene is one occasion and, two times in three, a look-alike: the same person and case at another time, another person
of the same name in the same case on the same day, or the same person on the same day about another case.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from bench.merging_papers import Occasion, chat, log, note, row_of
from data.goldfile import document_of, event_of, mentions_of
from data.registries import load_registries
from data.registry import Case, Official, Registries, Tenure
from data.types import Extraction
from matching.resolver import Resolver
from records.findings import findings_of
from records.types import CaseItem, Finding

SAMPLE = Path(__file__).resolve().parent.parent / "data" / "samples" / "registries"
Post = tuple[Official, Tenure]
LOOKALIKES = ("once more", "namesake", "other matter")


@dataclass(frozen=True, slots=True)
class Made:
    """The findings of one set; the same with the person and case that are meant, so that merging is measured by itself;
    the true matter of each by paper and event; how many there are of what."""

    findings: list[Finding]
    linked: list[Finding]
    truth: dict[tuple[str, str], str]
    sizes: dict[str, int]


def made(seed: int, scenes: int) -> Made:
    """One set of papers, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - invented papers, no secret
    registries = _world()
    resolver = Resolver(registries)
    findings: list[Finding] = []
    linked: list[Finding] = []
    truth: dict[tuple[str, str], str] = {}
    sizes = {"scenes": scenes, "occasions": 0, "papers": 0, **dict.fromkeys(LOOKALIKES, 0)}
    for number in range(scenes):
        occasions, what = _scene(f"{seed}-{number}", registries, chance)
        sizes["occasions"] += len(occasions)
        if what:
            sizes[what] += 1
        for one in occasions:
            for row in _papers(one, chance):
                sizes["papers"] += 1
                extraction = Extraction(mentions_of(row), tuple(event_of(event) for event in row["events"]))
                found = findings_of(resolver.resolve(document_of(row, row["doc_id"]), extraction), registries)
                findings += found
                linked += [_linked(finding, one) for finding in found]
                truth |= {(finding.doc_id, finding.event_id): one.key for finding in found}
    return Made(findings, linked, truth, sizes)


def _linked(finding: Finding, one: Occasion) -> Finding:
    person = one.bearer[0] if one.bearer and finding.doc_id.endswith("_log") else one.person
    case = CaseItem(one.case.case_no, one.case.unit, one.case.cause, one.case.parties, None)
    intervener = replace(finding.intervener, registry="officials", id=person.person_id)
    return replace(finding, intervener=intervener, record=replace(finding.record, case=case))


def _world() -> Registries:
    """The sample city without filed records, and namesakes: one in ten officials bears the name of another."""
    registries, _ = load_registries(SAMPLE)
    people = list(registries.officials.values())
    twins = {}
    for place in range(0, len(people), 10):
        first, other = people[place], people[(place + 37) % len(people)]
        twins[f"N{place:04d}"] = replace(other, person_id=f"N{place:04d}", name=first.name, aliases=(), phones=())
    return replace(registries, officials={**registries.officials, **twins}, filed={})


def _scene(key: str, registries: Registries, chance: random.Random) -> tuple[list[Occasion], str | None]:
    case = chance.choice(list(registries.cases.values()))
    first = _occasion(f"{key}a", case, registries, chance)
    what = chance.choice((*LOOKALIKES, None)) if chance.random() < 8 / 9 else None
    if what == "once more":
        days = chance.choice((0, 0, 1, 1, 2, 3, 5))
        at = first.at + timedelta(days=days, minutes=chance.randrange(150, 300) if days == 0 else chance.randrange(90))
        channel = first.channel if chance.random() < 0.6 else _channel(chance)
        return [first, replace(first, key=f"{key}b", at=at, channel=channel, bearer=None, again=True)], what
    if what == "namesake":
        pairs = [pair for pair in _namesakes(registries, first) if pair[0][0].person_id != first.recipient.person_id]
        (one, post), (other, elsewhere) = chance.choice(pairs)
        second = replace(first, key=f"{key}b", person=other, post=elsewhere, at=first.at + timedelta(minutes=200))
        return [replace(first, person=one, post=post, bearer=None), replace(second, bearer=None)], what
    if what == "other matter":
        handled = [c for c in registries.cases.values() if c.unit == case.unit and c.case_no != case.case_no]
        if handled:
            other_case = chance.choice(handled)
            at = first.at + timedelta(minutes=chance.choice((5, 40, 180)))
            return [first, replace(first, key=f"{key}b", case=other_case, at=at, bearer=None)], what
    return [first], None


def _occasion(key: str, case: Case, registries: Registries, chance: random.Random) -> Occasion:
    begin = case.filed_on or date(2025, 9, 1)
    day = begin + timedelta(
        days=chance.randrange(1, max(2, ((case.closed_on or begin + timedelta(days=120)) - begin).days))
    )
    clock = time(chance.choice((8, 9, 10, 11, 14, 15, 16, 17, 20, 23)), chance.randrange(60))
    recipient = registries.officials[case.handlers[0]]
    posts = [post for post in _posts(registries, day) if post[0].person_id not in case.handlers]
    person, post = chance.choice(posts)
    bearer = chance.choice(posts) if chance.random() < 0.12 else None
    if bearer and bearer[0].name == person.name:
        bearer = None
    channel = "phone" if bearer else _channel(chance)
    return Occasion(key, person, post, recipient, case, datetime.combine(day, clock), channel, bearer)


def _channel(chance: random.Random) -> str:
    return chance.choice(("phone", "phone", "face", "message"))


def _posts(registries: Registries, day: date) -> Sequence[Post]:
    return [
        (person, tenure)
        for person in registries.officials.values()
        for tenure in person.tenures
        if (tenure.valid_from or date.min) <= day <= (tenure.valid_to or date.max)
    ]


def _namesakes(registries: Registries, first: Occasion) -> list[tuple[Post, Post]]:
    posts = _posts(registries, first.at.date())
    return [(one, two) for one in posts for two in posts if one[0].name == two[0].name and one[0] != two[0]]


def _papers(one: Occasion, chance: random.Random) -> Iterator[dict[str, Any]]:
    """One to three papers; in one of three the case is not told, in the others by number, short number or party."""
    ways = [("chat", chat), ("work_note", note)]
    if one.channel != "message":
        ways.append(("phone_log" if one.channel == "phone" else "visitor_log", log))
    chosen = chance.sample(ways, min(len(ways), chance.choice((1, 2, 2, 3, 3))))
    silent = chance.randrange(3)
    for place, (kind, write) in enumerate(chosen):
        told = "none" if place == silent else chance.choice(("number", "number", "short", "party"))
        text, event = write(one, told, chance)
        yield row_of(text, event, f"{one.key}-{kind}", kind, one.recipient.person_id)

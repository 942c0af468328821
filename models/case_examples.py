"""What the weights of matching cases learn from: events of marked papers, and the cases that each may mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from data.casenumber import normalise
from data.goldfile import document_of, event_of, mentions_of
from data.registries import load_registries
from data.types import CaseLink, Extraction
from matching.caseclue import Clue
from matching.casefacts import facts_of
from matching.caseindex import CaseIndex
from matching.cases import CaseResolver
from matching.index import PeopleIndex
from matching.people import PeopleResolver
from matching.sight import paper_of
from models.training import GoldFolder, gold_rows

NOTHING = "prior.nothing"
"""What every case has before any evidence."""


@dataclass(frozen=True, slots=True)
class CaseExample:
    """The cases that an event may mean, each as its levels ("party.full", ...), a level as often as it was found.

    `right` is a place in `candidates`, -1 when gold gives none of them.
    """

    candidates: tuple[tuple[str, ...], ...]
    right: int


def examples(folder: GoldFolder) -> Iterator[CaseExample]:
    """Every example of a gold folder: mentions and events are gold's, people are linked by the resolver.

    As in `CaseResolver.link_all` an event that the first look leaves open is looked at once more with the one case of
    the paper, which makes a second example. Events that need no weighing make none: those that tell a number of no
    listed case, or that are lawful or did not happen and name no case.
    """
    registries, _ = load_registries(folder.registries)
    index = PeopleIndex(registries)
    people, cases = PeopleResolver(index), CaseResolver(CaseIndex(registries), index)
    for row in gold_rows(folder.gold):
        events = tuple(event_of(event) for event in row["events"])
        extraction = Extraction(mentions_of(row), events)
        placed, links = people.link_all(paper_of(document_of(row, str(folder.gold)), extraction, registries))
        mentions = {mention.id: mention for mention in extraction.mentions}
        clues = cases.clues(events, placed, mentions, {link.mention_id: link for link in links})
        for clue, event in zip(_looks(cases, clues), _twice(row["events"]), strict=True):
            if clue and (example := _example(cases, clue, event["case_no"])):
                yield example


def _looks(cases: CaseResolver, clues: Sequence[Clue]) -> list[Clue | None]:
    """The first look at every event, then the second; None where there is none."""
    found = [CaseLink(None, 0.0) if clue.silent else cases.link(clue) for clue in clues]
    told = dict.fromkeys(link.case_no for link in found if link.case_no)
    only = next(iter(told)) if len(told) == 1 else None
    first = [None if clue.silent else clue for clue in clues]
    second = [
        replace(clue, only=only) if clue and only and not link.case_no else None
        for clue, link in zip(first, found, strict=True)
    ]
    return [*first, *second]


def _twice(events: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [*events, *events]


def _example(cases: CaseResolver, clue: Clue, wanted: str | None) -> CaseExample | None:
    told = normalise(clue.number or clue.words)
    weighed = [] if told and not cases.cases.numbered(told) else sorted(one.case_no for one in cases.rank(clue))
    if not weighed:
        return None
    levels = (facts_of(clue, cases.cases.cases[case_no]) for case_no in weighed)
    candidates = tuple((NOTHING, *(f"{fact.kind}.{fact.level}" for fact in facts)) for facts in levels)
    return CaseExample(candidates, weighed.index(wanted) if wanted in weighed else -1)

"""One document's extraction to a reading: people, cases, and whether each event is already on file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from data.registry import Registries
from data.types import OWNER, CaseLink, Document, Event, Extraction, Link, Mention, Reading, ResolvedEvent, Status
from matching import names
from matching.caseindex import CaseIndex
from matching.cases import CaseResolver, Weighed
from matching.filed import FiledIndex, Matter, verdicts
from matching.index import PeopleIndex
from matching.people import PeopleResolver
from matching.sight import Paper, paper_of


@dataclass(frozen=True, slots=True)
class Resolved:
    """People and cases of one paper, and what its events come to; `matters` and `cases` go with the events."""

    links: tuple[Link, ...]
    cases: tuple[CaseLink, ...]
    matters: tuple[Matter, ...]


class Resolver:
    """Resolves documents against one set of registries. Building it indexes them; `resolve` keeps no state."""

    def __init__(self, registries: Registries) -> None:
        self.registries = registries
        people = PeopleIndex(registries)
        self._people = PeopleResolver(people)
        self._cases = CaseResolver(CaseIndex(registries), people)
        self._filed = FiledIndex(registries)

    def resolve(self, document: Document, extraction: Extraction) -> Reading:
        """The reading of a document: a link for every person named, a case and a verdict for every event.

        People are linked once more when a filed record of the same case and day tells whom a title means.
        """
        paper = paper_of(document, extraction, self.registries)
        mentions = {mention.id: mention for mention in extraction.mentions}
        resolved = self._people_and_cases(paper, extraction.events, mentions)
        recorded = self._recorded(extraction.events, resolved.matters)
        if recorded:
            resolved = self._people_and_cases(replace(paper, recorded=recorded), extraction.events, mentions)
        found = verdicts(extraction.events, resolved.matters, self._filed)
        events = zip(extraction.events, resolved.cases, found, strict=True)
        return Reading(document, extraction, resolved.links, tuple(ResolvedEvent(*parts) for parts in events))

    def weigh_cases(self, document: Document, extraction: Extraction) -> tuple[tuple[Weighed, ...], ...]:
        """For every event the cases of the list it may mean, best first, with reasons: what a link is decided by."""
        mentions = {mention.id: mention for mention in extraction.mentions}
        placed, links = self._people.link_all(paper_of(document, extraction, self.registries))
        clues = self._cases.clues(extraction.events, placed, mentions, {link.mention_id: link for link in links})
        return tuple(tuple(self._cases.rank(clue)) for clue in clues)

    def _people_and_cases(self, paper: Paper, events: Sequence[Event], mentions: Mapping[str, Mention]) -> Resolved:
        placed, links = self._people.link_all(paper)
        by_mention = {link.mention_id: link for link in links}
        cases = self._cases.link_all(events, placed, mentions, by_mention)
        ids = {key: link.registry_id for key, link in by_mention.items()} | {OWNER: paper.owner}
        words = {key: mention.text for key, mention in mentions.items()}
        matters = [
            Matter(
                intervener=ids.get(event.intervener or ""),
                name=words.get(event.intervener or "", ""),
                recipient=ids.get(event.recipient or ""),
                case_no=case.case_no,
                day=event.date,
                keepers=frozenset({paper.owner} if paper.owner else ()),
            )
            for event, case in zip(events, cases, strict=True)
        ]
        return Resolved(links, cases, tuple(matters))

    def _recorded(self, events: Sequence[Event], matters: Sequence[Matter]) -> frozenset[tuple[str, str]]:
        """(words, id) of interveners whom a filed record of the same matter names."""
        return frozenset(
            (names.tidy(matter.name), person)
            for event, matter in zip(events, matters, strict=True)
            if event.status is Status.ASSERTED and event.lawful is None and (person := self._filed.recorded(matter))
        )

"""One document's extraction to a reading: people, cases, and whether each event is already on file."""

from __future__ import annotations

from data.registry import Registries
from data.types import OWNER, Document, Extraction, Reading, ResolvedEvent
from matching.caseindex import CaseIndex
from matching.cases import CaseResolver
from matching.filed import FiledIndex, matter_of, verdicts
from matching.index import PeopleIndex
from matching.people import PeopleResolver
from matching.sight import paper_of


class Resolver:
    """Resolves documents against one set of registries. Building it indexes them; `resolve` keeps no state."""

    def __init__(self, registries: Registries) -> None:
        self.registries = registries
        people = PeopleIndex(registries)
        self._people = PeopleResolver(people)
        self._cases = CaseResolver(CaseIndex(registries), people)
        self._filed = FiledIndex(registries)

    def resolve(self, document: Document, extraction: Extraction) -> Reading:
        """The reading of a document: a link for every person named, a case and a verdict for every event."""
        paper = paper_of(document, extraction, self.registries)
        links = self._people.link_all(paper)
        mentions = {mention.id: mention for mention in extraction.mentions}
        by_mention = {link.mention_id: link for link in links}
        cases = self._cases.link_all(extraction.events, paper, mentions, by_mention)
        ids = {key: link.registry_id for key, link in by_mention.items()} | {OWNER: paper.owner}
        words = {key: mention.text for key, mention in mentions.items()}
        matters = [
            matter_of(event, case, ids, words, paper.owner)
            for event, case in zip(extraction.events, cases, strict=True)
        ]
        found = verdicts(extraction.events, matters, self._filed)
        events = tuple(
            ResolvedEvent(event, case, verdict)
            for event, case, verdict in zip(extraction.events, cases, found, strict=True)
        )
        return Reading(document, extraction, links, events)

"""Event to case number: told, or read from parties, cause, folder and who handles what on that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import exp

from data.casenumber import normalise
from data.offsets import turn_at
from data.types import OWNER, CaseLink, Event, Label, Link, Mention, Reason, Status, Turn
from matching import lexicon, names
from matching.casefacts import BARE, Clue, Fact, facts_of, is_plain, scope_fact
from matching.caseindex import CaseIndex
from matching.index import PeopleIndex
from matching.sight import Paper


class CaseResolver:
    """Links the events of a paper to the case list."""

    def __init__(self, cases: CaseIndex, people: PeopleIndex) -> None:
        self.cases = cases
        self.people = people
        self.settings = lexicon.case_settings()

    def link_all(
        self, events: Iterable[Event], paper: Paper, mentions: Mapping[str, Mention], links: Mapping[str, Link]
    ) -> tuple[CaseLink, ...]:
        """A link for every event, in their order. Where the words alone do not tell, the paper's one case does."""
        clues = [self._clue(event, paper, mentions, links) for event in events]
        found = [self._told(clue) if clue.silent else self.link(clue) for clue in clues]
        told = dict.fromkeys(link.case_no for link in found if link.case_no)
        if len(told) != 1:
            return tuple(found)
        return tuple(
            link if link.case_no or not self._open(clue) else self._by_paper(link, next(iter(told)))
            for link, clue in zip(found, clues, strict=True)
        )

    def link(self, clue: Clue) -> CaseLink:
        """The case that stands out among those the clue may mean, or none, with the rivals."""
        told = normalise(clue.number or clue.words)
        if told and not self.cases.numbered(told):
            return CaseLink(told, 1.0, (Reason("number", 0.0, f"写明案号{told}，案件清单中没有"),))
        ranked = sorted(
            ((self._weigh(clue, key), key) for key in self._block(clue)), key=lambda pair: (-pair[0][0], pair[1])
        )
        shown = tuple(key for (logit, _), key in ranked[: self.settings.shown] if logit > -2)
        if not ranked:
            return CaseLink(None, 1.0)
        odds = [exp(logit) for (logit, _), _ in ranked]
        total = 1 + sum(odds)
        best, second = odds[0] / total, (odds[1] / total if len(odds) > 1 else 0.0)
        if best < self.settings.link or best - second < self.settings.margin:
            return CaseLink(None, round(1 - best, 4), (), shown)
        (_, reasons), case_no = ranked[0]
        return CaseLink(case_no, round(best, 4), reasons, shown)

    def _weigh(self, clue: Clue, case_no: str) -> tuple[float, tuple[Reason, ...]]:
        reasons = tuple(_reason(fact) for fact in facts_of(clue, self.cases.cases[case_no]))
        prior = float(lexicon.table("match_case_weights")["prior"])
        return prior + sum(reason.weight for reason in reasons), reasons

    def _block(self, clue: Clue) -> Iterable[str]:
        """Cases worth weighing: by number, folder, handler, party, lawyer, and those of the unit when they are few."""
        found: dict[str, None] = {}
        number = self.cases.numbered(clue.number or clue.words) if clue.number or clue.words else None
        if number:
            return [number]
        for sequence in (m[1] for m in BARE.finditer(clue.words)):
            found.update(dict.fromkeys(self.cases.sequenced(sequence)))
        if clue.folder in self.cases.cases:
            found[str(clue.folder)] = None
        for handler in (clue.owner, clue.recipient, *sorted(clue.others)):
            if handler:
                found.update(dict.fromkeys(self.cases.of_handler(handler)))
        for text in (clue.words, *clue.people):
            for size in range(2, 5):
                for at in range(len(text) - size + 1):
                    found.update(dict.fromkeys(self.cases.of_party(text[at : at + size])))
        for licence in sorted(clue.lawyers):
            found.update(dict.fromkeys(self.cases.of_agent(licence)))
        for unit in clue.units:
            near = list(self.cases.of_unit(unit))
            if len(near) <= lexicon.people_settings().block:
                found.update(dict.fromkeys(near))
        return found

    def _clue(self, event: Event, paper: Paper, mentions: Mapping[str, Mention], links: Mapping[str, Link]) -> Clue:
        named = mentions.get(event.case or "")
        anchor = named or mentions.get(event.triggers[0] if event.triggers else "")
        turn = turn_at(paper.document.turns, anchor.start) if anchor else None
        words = self._words(named, turn, mentions) if named and named.label is Label.CASE else ""
        beside = paper.document.text[turn.start : turn.end] if turn else ""
        favoured = mentions.get(event.on_behalf_of or "")
        recipient = paper.owner if event.recipient == OWNER else _id(links, event.recipient)
        linked = {link.registry_id for link in links.values() if link.registry_id}
        lawyers = (self.people.get(_id(links, key)) for key in (event.intervener, event.on_behalf_of, event.via))
        return Clue(
            words=words,
            sentence="" if words and not is_plain(words) else beside,
            beside=beside,
            paper=paper.document.text,
            day=event.date or (turn.sent_at.date() if turn and turn.sent_at else None),
            number=normalise(event.case_no) if event.case_no else None,
            people=(favoured.text,) if favoured else (),
            lawyers=frozenset(p.lawyer.license_no for p in lawyers if p and p.lawyer),
            folder=paper.document.folder_case,
            owner=paper.owner,
            recipient=recipient,
            named=tuple(dict.fromkeys(names.tidy(m.text) for m in mentions.values() if m.label is Label.PER)),
            silent=event.case is None and (event.status is not Status.ASSERTED or event.lawful is not None),
            others=frozenset(linked),
            units=paper.place.units,
        )

    def _told(self, clue: Clue) -> CaseLink:
        """The case of an event that does not speak of one: its own number's, else its folder's, else none."""
        case_no = self.cases.numbered(clue.number or "") or clue.folder
        if case_no not in self.cases.cases:
            return CaseLink(None, 1.0)
        reason = _reason(scope_fact(clue, self.cases.cases[str(case_no)]))
        return CaseLink(case_no, self.settings.link, (reason,), (str(case_no),))

    def _words(self, named: Mention, turn: Turn | None, mentions: Mapping[str, Mention]) -> str:
        """The mention's words; plain ones (这个案子) stand for the nearest case named before them in the same turn."""
        if turn is None or not is_plain(named.text):
            return named.text
        earlier = (m for m in mentions.values() if m.label is Label.CASE and turn.start <= m.start < named.start)
        told = [m for m in earlier if not is_plain(m.text)]
        return max(told, key=lambda m: m.start).text if told else named.text

    def _open(self, clue: Clue) -> bool:
        """Whether the clue tells nothing that another case would: no number and no party of its own."""
        return not clue.silent and not clue.number and not BARE.search(clue.words)

    def _by_paper(self, link: CaseLink, case_no: str) -> CaseLink:
        reason = Reason("paper", 0.0, "同一材料只涉及这一案件")
        return replace(link, case_no=case_no, score=self.settings.link, reasons=(*link.reasons, reason))


def _reason(fact: Fact) -> Reason:
    return Reason(fact.kind, float(lexicon.table("match_case_weights")[fact.kind][fact.level]), fact.words)


def _id(links: Mapping[str, Link], mention_id: str | None) -> str | None:
    link = links.get(mention_id or "")
    return link.registry_id if link else None

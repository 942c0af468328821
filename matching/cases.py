"""Event to case number: told, or read from parties, cause, folder and who handles what on that day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from math import exp

from data.casenumber import normalise
from data.offsets import turn_at
from data.types import OWNER, CaseLink, Event, Label, Link, Mention, Reason, Status, Turn
from matching import lexicon, names
from matching.caseclue import Clue, Fact, Silence, is_plain, numbers_told
from matching.casefacts import facts_of, scope_fact
from matching.caseindex import CaseIndex
from matching.index import PeopleIndex
from matching.sight import Paper

APART = frozenset({Silence.SUPPOSED, Silence.GENERAL})
"""What belongs to no case unless a party of it is named."""


SHOWN_LOGIT = -2.0
"""Log odds below which a case is not worth showing as a rival."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A case as weighed for an event: log odds, its share of the odds of all cases and of none, reasons."""

    case_no: str
    logit: float
    share: float
    reasons: tuple[Reason, ...]


class CaseResolver:
    """Links the events of a paper to the case list."""

    def __init__(self, cases: CaseIndex, people: PeopleIndex) -> None:
        self.cases = cases
        self.people = people
        self.settings = lexicon.case_settings()

    def link_all(
        self, events: Iterable[Event], paper: Paper, mentions: Mapping[str, Mention], links: Mapping[str, Link]
    ) -> tuple[CaseLink, ...]:
        """A link for every event, in their order. Events that the first look leaves open are looked at once more with
        the one case that the rest of the paper tells of.
        """
        clues = self.clues(events, paper, mentions, links)
        found = [self._told(clue) if clue.silent else self.link(clue) for clue in clues]
        told = dict.fromkeys(link.case_no for link in found if link.case_no)
        if len(told) != 1:
            return tuple(found)
        only = next(iter(told))
        return tuple(
            link if link.case_no else self._by_paper(replace(clue, only=only), link)
            for link, clue in zip(found, clues, strict=True)
        )

    def link(self, clue: Clue) -> CaseLink:
        """The case that stands out among those the clue may mean, or none, with the rivals."""
        told = normalise(clue.number or clue.words)
        if told and not self.cases.numbered(told):
            return CaseLink(told, 1.0, (Reason("number", 0.0, f"写明案号{told}，案件清单中没有"),))
        ranked = self.rank(clue)
        if not ranked:
            return CaseLink(None, 1.0)
        shown = tuple(case.case_no for case in ranked[: self.settings.shown] if case.logit > SHOWN_LOGIT)
        best, second = ranked[0].share, (ranked[1].share if len(ranked) > 1 else 0.0)
        if best < self.settings.link or best - second < self.settings.margin:
            return CaseLink(None, round(1 - best, 4), (), shown)
        return CaseLink(ranked[0].case_no, round(best, 4), ranked[0].reasons, shown)

    def rank(self, clue: Clue) -> list[Weighed]:
        """The cases the clue may mean, best first; their shares and that of none of them add up to one."""
        weighed = [(key, *self._weigh(clue, key)) for key in self._block(clue)]
        total = 1 + sum(exp(logit) for _, logit, _ in weighed)
        found = [Weighed(key, logit, exp(logit) / total, reasons) for key, logit, reasons in weighed]
        return sorted(found, key=lambda case: (-case.logit, case.case_no))

    def clues(
        self, events: Iterable[Event], paper: Paper, mentions: Mapping[str, Mention], links: Mapping[str, Link]
    ) -> list[Clue]:
        """What each event tells of its case."""
        return [self._clue(event, paper, mentions, links) for event in events]

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
        for told in numbers_told(clue.words):
            found.update(dict.fromkeys(self.cases.sequenced(str(told.number.number))))
        if clue.only in self.cases.cases:
            found[str(clue.only)] = None
        if clue.folder in self.cases.cases:
            found[str(clue.folder)] = None
        for handler in (clue.owner, clue.recipient, *sorted(clue.others)):
            if handler:
                found.update(dict.fromkeys(self.cases.of_handler(handler)))
        for text in (clue.words, *clue.people):
            for size in range(2, 5):
                for at in range(len(text) - size + 1):
                    part = text[at : at + size]
                    found.update(dict.fromkeys((*self.cases.of_party(part), *self.cases.sounding(part))))
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
            silent=_silence(event),
            others=frozenset(linked),
            units=paper.place.units,
        )

    def _told(self, clue: Clue) -> CaseLink:
        """The case of an event that does not speak of one: its own number's, else its folder's, else none.

        What is only supposed, or serves no single case (deputies, guidance, general questions), is not its folder's
        either, unless a party stands beside it.
        """
        case_no = self.cases.numbered(clue.number or "") or clue.folder
        if case_no not in self.cases.cases:
            return CaseLink(None, 1.0)
        case = self.cases.cases[str(case_no)]
        if clue.silent in APART and not clue.number and not any(party in clue.beside for party in case.parties):
            return CaseLink(None, 1.0)
        return CaseLink(case_no, self.settings.link, (_reason(scope_fact(clue, case)),), (case.case_no,))

    def _by_paper(self, clue: Clue, link: CaseLink) -> CaseLink:
        """The link once more, with the one case that the rest of the paper tells of."""
        if not clue.silent:
            return self.link(clue)
        if clue.silent != Silence.STEP or clue.only not in self.cases.cases:
            return link
        reason = Reason("paper", 0.0, "本案程序内的往来，同一材料只涉及这一案件")
        return CaseLink(clue.only, self.settings.link, (reason,), (str(clue.only),))

    def _words(self, named: Mention, turn: Turn | None, mentions: Mapping[str, Mention]) -> str:
        """The mention's words; plain ones (这个案子) stand for the nearest case named before them in the same turn."""
        if turn is None or not is_plain(named.text):
            return named.text
        earlier = (m for m in mentions.values() if m.label is Label.CASE and turn.start <= m.start < named.start)
        told = [m for m in earlier if not is_plain(m.text)]
        return max(told, key=lambda m: m.start).text if told else named.text


def _silence(event: Event) -> Silence | None:
    """Why an event that names no case may well have none, None for all others."""
    if event.case is not None or (event.status is Status.ASSERTED and event.lawful is None):
        return None
    if event.lawful is None:
        return Silence.NEGATED if event.status is Status.NEGATED else Silence.SUPPOSED
    return Silence.STEP if event.lawful in lexicon.table("match_cases")["procedures"]["steps"] else Silence.GENERAL


def _reason(fact: Fact) -> Reason:
    return Reason(fact.kind, float(lexicon.table("match_case_weights")[fact.kind][fact.level]), fact.words)


def _id(links: Mapping[str, Link], mention_id: str | None) -> str | None:
    link = links.get(mention_id or "")
    return link.registry_id if link else None

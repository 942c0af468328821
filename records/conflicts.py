"""Lawyers who are relatives of officials, or departed officials, in the cases they act in: what the rulebook says.

Evaluated over the whole case list as of each case's own days, apart from inquiries. The law that holds for an official
is that of the organ he serves or served in. Nothing here is a verdict: every conflict is to be checked by a person.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from hashlib import sha256

from data.registry import Agent, Case, LawyerRelative, Registries
from data.rulebook import PROFILES, Rulebook, profile_for
from data.rulebook.schema import ConflictRule
from records.conflict_agents import Lawyers
from records.conflict_periods import bar_of, case_period, edges
from records.conflict_places import place_of
from records.conflict_posts import Posts, Service, is_departed
from records.conflict_types import RANKS, Certainty, Conflict, Ground, Period, weakest
from records.conflict_words import say
from records.jurisdiction import Jurisdiction


@dataclass(frozen=True, slots=True)
class _Acting:
    """A lawyer of the registry in a case, and the days looked at."""

    case: Case
    agent: Agent
    lawyer: LawyerRelative
    days: Period
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    """The days on which a rule holds, and why."""

    period: Period
    barred_until: date | None
    until: str
    grounds: tuple[Ground, ...]


class Conflicts:
    """The conflicts of one set of registries. `rulebooks` by profile; with one alone only its organs are looked at."""

    def __init__(self, registries: Registries, rulebooks: Mapping[str, Rulebook]) -> None:
        self._registries = registries
        self._rulebooks = rulebooks
        self._lawyers = Lawyers(registries.lawyers.values())
        self._posts = Posts(registries.officials.values())
        self._areas = Jurisdiction(registries.cases.values())
        self._serving = cache(self._posts.serving)
        self._served = cache(self._posts.served)

    def all(self, on: date | None = None) -> Iterator[Conflict]:
        """Every conflict in the order of the case list, its agents, their entries and the rulebook.

        With `on` only what holds on that day, in cases then pending.
        """
        for case in self._registries.cases.values():
            if case.agents:
                yield from self._of_case(case, on)

    def _of_case(self, case: Case, on: date | None) -> Iterator[Conflict]:
        days, untold = case_period(case)
        looked_at = days if on is None else days.meet(Period(on, on))
        if looked_at is None:
            return
        for agent in dict.fromkeys(case.agents):
            for lawyer, ground in self._lawyers.entries_of(agent):
                acting = _Acting(case, agent, lawyer, days, (ground, *untold))
                for conflict in self._of_lawyer(acting):
                    if on is None or conflict.period.meet(looked_at):
                        yield conflict

    def _of_lawyer(self, acting: _Acting) -> Iterator[Conflict]:
        """The conflicts of one lawyer in one case; of each group and unit the surest, the earlier rule first."""
        find = self._served if is_departed(acting.lawyer) else self._serving
        for service in find(acting.lawyer):
            rulebook = self._rulebook_of(service.org)
            if rulebook is None:
                continue
            groups: dict[str, list[Conflict]] = defaultdict(list)
            for id_, rule in rulebook.rules.conflicts.items():
                if _meant(rule, acting, service):
                    found = self._judge(acting, service, rule)
                    if found:
                        groups[rule.group].append(_conflict(acting, service, (id_, rule, rulebook), found))
            yield from (_foremost(group) for group in groups.values())

    def _rulebook_of(self, org: str) -> Rulebook | None:
        profile = _profile(org)
        if len(self._rulebooks) > 1:
            return self._rulebooks.get(profile)
        (only,) = self._rulebooks.values()
        return only if profile not in PROFILES or profile == only.profile else None

    def _judge(self, acting: _Acting, service: Service, rule: ConflictRule) -> _Held | None:
        place = place_of(rule.scope, acting.case, service, self._areas)
        if place is None:
            return None
        held = _after_leaving(rule, acting) if rule.subject == "departed" else _in_office(service, acting.days)
        if held is None:
            return None
        if not _holds_post(rule, f"{acting.lawyer.relation} {service.post_on(held.period.first).position}"):
            return None
        grounds = (service.ground, *place, *held.grounds)
        if rule.in_force_from is None:
            return replace(held, grounds=grounds)
        period = held.period.meet(Period(rule.in_force_from))
        if period is None:
            return None
        if period.first == rule.in_force_from and held.period.first != period.first:
            grounds += (Ground(Certainty.SURE, say("period", "force_within", day=rule.in_force_from)),)
        return replace(held, period=period, grounds=grounds)


@cache
def _profile(org: str) -> str:
    return profile_for(org)


def _meant(rule: ConflictRule, acting: _Acting, service: Service) -> bool:
    """Whether subject, relation and case number are such as the rule names.

    Of a departed official's earlier organs only their own cases count: the years run from the last one.
    """
    lawyer = acting.lawyer
    return (
        (rule.subject == "departed") is is_departed(lawyer)
        and (not rule.relations or lawyer.relation in rule.relations)
        and (not rule.numbers or any(word in acting.case.case_no for word in rule.numbers))
        and (rule.subject == "relative" or rule.scope == "own_unit" or service.org == lawyer.official_org)
    )


def _holds_post(rule: ConflictRule, words: str) -> bool:
    return (not rule.posts or any(word in words for word in rule.posts)) and not any(
        word in words for word in rule.posts_unless
    )


def _after_leaving(rule: ConflictRule, acting: _Acting) -> _Held | None:
    bar, grounds = bar_of(rule, acting.lawyer.left_on)
    period = acting.days.meet(bar)
    if period is None:
        return None
    told = bar.last and say("until", "years", day=bar.last)
    until = told or say("until", "untold" if rule.years else "endless")
    return _Held(period, bar.last, until, grounds + edges(bar, acting.days, ("leaves_within", "ends_within"), "period"))


def _in_office(service: Service, days: Period) -> _Held | None:
    """The first days of the case on which the official serves in the unit."""
    for office in service.periods():
        period = days.meet(office)
        if period:
            told = office.last and say("until", "in_office_until", day=office.last)
            grounds = edges(office, days, ("begins_within", "ends_within"), "post")
            if service.tenures and office.first is None:
                grounds += (Ground(Certainty.LIKELY, say("post", "begins_untold", org=service.org)),)
            return _Held(period, office.last, told or say("until", "in_office"), grounds)
    return None


def _foremost(group: Sequence[Conflict]) -> Conflict:
    first = min(group, key=lambda conflict: RANKS.index(conflict.certainty))
    return replace(first, also=tuple(other.rule.id for other in group if other is not first))


def _conflict(acting: _Acting, service: Service, ruled: tuple[str, ConflictRule, Rulebook], held: _Held) -> Conflict:
    id_, rule, rulebook = ruled
    grounds = (*acting.grounds, *held.grounds)
    ref = rulebook.ref("conflicts", id_)
    official = service.post_on(held.period.first)
    exception = (rule.exception,) if rule.exception else ()
    handle = (acting.case.case_no, _words(acting.agent), acting.lawyer.entry_id, id_, service.org)
    about = {
        "agent": acting.agent.name,
        "case": acting.case.case_no,
        "unit": acting.case.unit,
        "org": official.org,
        "position": official.position,
        "name": official.name,
        "relation": acting.lawyer.relation,
    }
    return Conflict(
        id=sha256("\0".join(handle).encode()).hexdigest()[:16],
        rule=ref,
        effect=rule.effect,
        certainty=weakest([Certainty(rule.ceiling), *(ground.certainty for ground in grounds)]),
        case=acting.case,
        agent=acting.agent,
        lawyer=acting.lawyer,
        official=official,
        period=held.period,
        barred_until=held.barred_until,
        until=held.until,
        summary=say("summary", rule.subject, **about) + say("summary", "ask", rule=ref.title),
        reasons=grounds,
        checks=(*rule.checks, *exception),
    )


def _words(agent: Agent) -> str:
    return f"{agent.name}|{agent.firm}|{agent.license_no}"


def conflicts_of(
    registries: Registries, rulebooks: Mapping[str, Rulebook], on: date | None = None
) -> Iterable[Conflict]:
    """The conflicts of the registries in the order of the case list; see `Conflicts.all`."""
    return Conflicts(registries, rulebooks).all(on)

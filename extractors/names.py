"""What the registries tell an extractor: names of people, given names, parties, organisations and places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from data.lexicon import alternatives, words
from data.registry import Case, Registries

COMPANY_END = re.compile(r"(?:股份有限公司|有限责任公司|有限公司|集团公司|公司|集团|合作社|经营部)$")
FIRM_END = "律师事务所"
PLACE_OF_ORG = re.compile(r"^(?:中共)?([一-鿿]{2,4}?(?:市|县|区|州|旗))")
TRADE = re.compile(r"(?:置业|矿业|物流|建筑|商贸|实业|投资|建设|科技|贸易|地产|房地产|建材|农业|文旅|工程|机械)$")
SERIAL = re.compile(r"(\d+)号")


@dataclass(frozen=True)
class Names:
    """Names of one run's registries. `given` are given names of two characters; `places` as 瑶光市 and 瑶光.

    `organisations` holds full names and their usual short forms; `parties` natural persons of the case list;
    `serials` maps the running number of a case (`363`) to its full numbers; `causes` are causes of action;
    `cases_of_party` gives the numbers of a party's cases, `pending` the days a case was filed and closed; `newest` is
    the latest day that the case list and the filed records know of, None when they know of none; `surnames` are the
    family names of officials and lawyers, in order.
    """

    people: frozenset[str]
    given: frozenset[str]
    parties: frozenset[str]
    organisations: frozenset[str]
    firms: frozenset[str]
    places: tuple[str, ...]
    serials: dict[str, tuple[str, ...]]
    causes: tuple[str, ...]
    cases_of_party: Mapping[str, tuple[str, ...]]
    pending: Mapping[str, tuple[date | None, date | None]]
    newest: date | None = None
    surnames: tuple[str, ...] = ()

    @property
    def any_known(self) -> bool:
        """Whether the registries named anybody or any case."""
        return bool(self.people or self.pending)

    @cached_property
    def ties(self) -> re.Pattern[str]:
        """Matches what ties a paper to the office: a registered person, an organ of its places, a case number."""
        return re.compile(
            alternatives(tuple(self.people | self.parties | self.organisations | set(self.places) | set(self.pending)))
        )

    @property
    def words(self) -> frozenset[str]:
        """Names that the word splitter shall keep whole."""
        return self.people | self.parties | self.organisations


def names_of(registries: Registries) -> Names:
    """The names in `registries`; empty registries give empty names."""
    people = {official.name for official in registries.officials.values()}
    people |= {alias for official in registries.officials.values() for alias in official.aliases}
    people |= {entry.lawyer_name for entry in registries.lawyers.values()}
    people |= {entry.official_name for entry in registries.lawyers.values() if entry.official_name}
    people |= {agent.name for case in registries.cases.values() for agent in case.agents}
    parties = {party for case in registries.cases.values() for party in case.parties if is_person(party)}
    companies = {party for case in registries.cases.values() for party in case.parties if not is_person(party)}
    orgs = {t.org for official in registries.officials.values() for t in official.tenures if t.org}
    places = _places(orgs)
    firms = {entry.law_firm for entry in registries.lawyers.values() if entry.law_firm}
    firms |= {agent.firm for case in registries.cases.values() for agent in case.agents if agent.firm}
    return Names(
        people=frozenset(name for name in people if 2 <= len(name) <= 4),
        given=frozenset(given_name(name) for name in people | parties if len(given_name(name)) == 2),
        parties=frozenset(parties),
        organisations=frozenset(orgs | companies | short_companies(companies, places)),
        firms=frozenset(firms | short_firms(firms)),
        places=places,
        serials=_serials(registries.cases.values()),
        causes=tuple(sorted({case.cause for case in registries.cases.values() if case.cause})),
        cases_of_party=_cases_of_party(registries.cases.values(), places),
        pending={case.case_no: (case.filed_on, case.closed_on) for case in registries.cases.values()},
        newest=_newest(registries),
        surnames=_surnames(registries),
    )


def is_person(party: str) -> bool:
    """Whether a party of the case list is a natural person by the look of its name."""
    return 2 <= len(party) <= 4 and not COMPANY_END.search(party)


def surname_of(name: str) -> str:
    """The family name a full name begins with, the first character when it is none that the lexicon knows."""
    for surname in words("surnames", "surname"):
        if name.startswith(surname) and len(name) > len(surname):
            return surname
    return name[:1]


def given_name(name: str) -> str:
    """The name without its family name."""
    return name[len(surname_of(name)) :]


def short_companies(companies: Iterable[str], places: tuple[str, ...]) -> set[str]:
    """Usual short forms of companies: 瑶光宏达矿业有限公司 is called 宏达矿业 and 宏达."""
    short: set[str] = set()
    place = re.compile("^" + alternatives(places))
    for company in companies:
        core = COMPANY_END.sub("", company)
        core = place.sub("", core) or core
        if len(core) >= 2:
            short.add(core)
        name = TRADE.sub("", core)
        if len(name) >= 2:
            short.add(name)
    return short


def short_firms(firms: Iterable[str]) -> set[str]:
    """Usual short forms of law firms: 湘泰安律师事务所 is called 湘泰安, 湘泰安所 and 泰安所."""
    short: set[str] = set()
    for firm in firms:
        core = firm.removesuffix(FIRM_END)
        if len(core) >= 2:
            short |= {core, core + "所", core + "律所"}
        if len(core) >= 3:
            short |= {core[1:] + "所", core[1:] + "律所"}
    return short


def _surnames(registries: Registries) -> tuple[str, ...]:
    named = {official.name for official in registries.officials.values()}
    named |= {entry.lawyer_name for entry in registries.lawyers.values()}
    return tuple(sorted({surname_of(name) for name in named if 2 <= len(name) <= 4}))


def _newest(registries: Registries) -> date | None:
    days = [day for case in registries.cases.values() for day in (case.filed_on, case.closed_on) if day]
    days += [record.occurred_on for record in registries.filed.values() if record.occurred_on]
    return max(days, default=None)


def _places(orgs: Iterable[str]) -> tuple[str, ...]:
    found: set[str] = set()
    for org in orgs:
        match = PLACE_OF_ORG.match(org)
        if match:
            found.add(match[1])
            if len(match[1]) >= 3:
                found.add(match[1][:-1])
    return tuple(sorted(found, key=lambda place: (-len(place), place)))


def _cases_of_party(cases: Iterable[Case], places: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for case in cases:
        for party in case.parties:
            short = set() if is_person(party) else short_companies([party], places)
            for name in sorted({party, *(word for word in short if len(word) >= 4)}):
                found.setdefault(name, []).append(case.case_no)
    return {name: tuple(numbers) for name, numbers in found.items()}


def _serials(cases: Iterable[Case]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for case in cases:
        match = SERIAL.search(case.case_no)
        if match:
            found.setdefault(match[1], []).append(case.case_no)
    return {serial: tuple(numbers) for serial, numbers in found.items()}

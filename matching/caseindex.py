"""The case list, indexed by number, party and handler."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from data.casenumber import normalise
from data.normalize import fold
from data.registry import Case, Registries
from matching import lexicon, orgs
from matching.names import sounds

SEQUENCE = re.compile(r"(\d+)号?(?:之.+)?$")


def sequence_of(case_no: str) -> str:
    """The running number of a case number, "" when it has none."""
    found = SEQUENCE.search(fold(case_no))
    return found[1] if found else ""


@lru_cache(maxsize=65536)
def company_core(party: str) -> str:
    """A company's name as people say it, without area and legal form: 恒基物流; "" for a person or another body."""
    for ending in sorted(lexicon.table("match_cases")["words"]["companies"], key=len, reverse=True):
        if party.endswith(ending) and len(party) > len(ending) + 2:
            return _without_area(party[: -len(ending)])
    return ""


def _without_area(name: str) -> str:
    parsed = orgs.parse(name)
    if parsed.area and parsed.rest:
        return parsed.rest
    return name[2:] if len(name) >= 6 else name


class CaseIndex:
    """Cases by normal number, running number, party, brand of a party, handler and unit."""

    def __init__(self, registries: Registries) -> None:
        self.cases = registries.cases
        self._by_number: dict[str, str] = {}
        self._by_sequence: dict[str, list[str]] = defaultdict(list)
        self._by_party: dict[str, list[str]] = defaultdict(list)
        self._by_sound: dict[str, list[str]] = defaultdict(list)
        self._by_handler: dict[str, list[str]] = defaultdict(list)
        self._by_unit: dict[str, list[str]] = defaultdict(list)
        self._by_agent: dict[str, list[str]] = defaultdict(list)
        for case_no, case in registries.cases.items():
            self._add(case_no, case)

    def _add(self, case_no: str, case: Case) -> None:
        self._by_number[normalise(case_no) or fold(case_no)] = case_no
        self._by_sequence[sequence_of(case_no)].append(case_no)
        for party in case.parties:
            core = company_core(party)
            for name in dict.fromkeys((fold(party), core, core[:2])):
                if name:
                    self._by_party[name].append(case_no)
            if not core and len(party) > 2:
                self._by_sound[sounds(party)].append(case_no)
        for handler in case.handlers:
            self._by_handler[handler].append(case_no)
        for agent in case.agents:
            self._by_agent[agent.license_no or agent.name].append(case_no)
        self._by_unit[case.unit].append(case_no)

    def numbered(self, words: str) -> str | None:
        """The case whose full number the words are, None when no case of the list has it.

        Up to three letters before a number may belong to the sentence: 比如云检刑诉〔2022〕105号.
        """
        number = normalise(words) or fold(words)
        return next((found for lead in range(4) if (found := self._by_number.get(number[lead:]))), None)

    def sequenced(self, sequence: str) -> Iterable[str]:
        """Cases of that running number."""
        return self._by_sequence.get(sequence.lstrip("0"), ())

    def of_party(self, name: str) -> Iterable[str]:
        """Cases with a party of that name, or a company called so for short."""
        return self._by_party.get(fold(name), ())

    def sounding(self, name: str) -> Iterable[str]:
        """Cases with a party of three characters or more whose name sounds the same, tones aside."""
        return self._by_sound.get(sounds(name), ()) if len(name) > 2 else ()

    def of_handler(self, person_id: str) -> Iterable[str]:
        """Cases handled by an official."""
        return self._by_handler.get(person_id, ())

    def of_agent(self, license_no: str) -> Iterable[str]:
        """Cases in which a lawyer acts."""
        return self._by_agent.get(license_no, ())

    def of_unit(self, unit: str) -> Iterable[str]:
        """Cases of a court or procuratorate."""
        return self._by_unit.get(unit, ())

"""Which entries of the lawyers' registry an agent of the case list may be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from data.normalize import key
from data.registry import Agent, LawyerRelative
from records.conflict_types import Certainty, Ground
from records.conflict_words import say


class Lawyers:
    """The lawyers' registry by licence number and by name, indexed once. An entry stands for one official."""

    def __init__(self, entries: Iterable[LawyerRelative]) -> None:
        self._licences: dict[str, list[LawyerRelative]] = defaultdict(list)
        self._names: dict[str, list[LawyerRelative]] = defaultdict(list)
        for entry in entries:
            if entry.license_no:
                self._licences[key(entry.license_no)].append(entry)
            self._names[key(entry.lawyer_name)].append(entry)

    def entries_of(self, agent: Agent) -> Iterator[tuple[LawyerRelative, Ground]]:
        """The entries the agent may be, each with why: by licence number, else by name and firm, else by name alone.

        A name alone is never identity, and does not count at all where both sides have a licence number: those differ.
        """
        told = self._licences.get(key(agent.license_no), ()) if agent.license_no else ()
        for entry in told:
            yield entry, _by_license(agent, entry)
        if told:
            return
        for entry in self._names.get(key(agent.name), ()):
            ground = _by_name(agent, entry)
            if ground:
                yield entry, ground


def _by_license(agent: Agent, entry: LawyerRelative) -> Ground:
    if key(agent.name) == key(entry.lawyer_name):
        return Ground(Certainty.SURE, say("agent", "license", license=entry.license_no))
    words = say("agent", "license_other_name", license=entry.license_no, name=entry.lawyer_name)
    return Ground(Certainty.LIKELY, words)


def _by_name(agent: Agent, entry: LawyerRelative) -> Ground | None:
    same_firm = bool(agent.firm and entry.law_firm) and key(agent.firm) == key(entry.law_firm)
    both = bool(agent.license_no and entry.license_no)
    if same_firm and both:
        words = say("agent", "name_firm_other_license", license=entry.license_no)
        return Ground(Certainty.POSSIBLE, words)
    if same_firm:
        return Ground(Certainty.LIKELY, say("agent", "name_firm"))
    return None if both else Ground(Certainty.POSSIBLE, say("agent", "name_only"))

"""Occasions told by papers that know less: a title for a name, no case number, the go-between for who sent him.

Such an occasion joins another one of the same recipient, case and day when nothing contradicts it, when only that one
may be meant, and when no other of its own paper may be meant as well. Else it stays by itself.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from data.normalize import key
from matching import names
from matching.comparisons.name import compare_names
from matching.names import Form
from records.occasions import Relation, Seen, relation_of, seen_of
from records.types import Finding

SHOWN = 5
"""Candidates that a link lists at most; an entry that is missing in a full list may have been left out."""
SAID_NUMBER = re.compile(r"\d{2,}")


class Lacking(StrEnum):
    """What a paper does not know of its matter."""

    NAME = "name"
    CASE = "case"
    SENDER = "sender"


@dataclass(frozen=True, slots=True)
class Occasion:
    """Findings of one person, case and occasion; `place` is theirs in the list of all, `rank` tells how much is known
    of the person: 2 an entry of a registry, 1 a whole name, 0 less."""

    place: int
    seen: tuple[Seen, ...]

    @property
    def first(self) -> Finding:
        """A finding that stands for all: they agree in person and case."""
        return self.seen[0].finding

    @property
    def case_no(self) -> str | None:
        """The number of the case, None when not known."""
        case = self.first.record.case
        return key(case.case_no) if case and case.case_no else None

    @property
    def rank(self) -> int:
        """How much is known of the person."""
        if self.first.intervener.id:
            return 2
        forms = {form.form for form in names.readings(_words(self.first))}
        return int(Form.FULL in forms and not forms & {Form.TITLED, Form.FAMILIAR, Form.ANONYMOUS})


def joined(groups: Sequence[Sequence[Finding]]) -> dict[int, tuple[int, Lacking]]:
    """Place of an occasion -> the place of the one it joins, and what it lacks. What is joined takes in none itself.

    The order of the groups does not matter.
    """
    occasions = [Occasion(place, tuple(seen_of(group))) for place, group in enumerate(groups)]
    hosts: dict[tuple[str, str], list[Occasion]] = defaultdict(list)
    for one in occasions:
        for handle in _handles(one):
            hosts[handle].append(one)
    found = {one.place: told for one in occasions if (told := _host(one, hosts, occasions))}
    guests: dict[int, list[int]] = defaultdict(list)
    for guest, (host, _) in found.items():
        if host not in found:
            guests[host].append(guest)
    return {
        guest: found[guest]
        for of_one in guests.values()
        for guest in of_one
        if not any(_share(occasions[guest], occasions[other]) for other in of_one if other != guest)
    }


def _handles(one: Occasion) -> Iterator[tuple[str, str]]:
    """Under what an occasion may be sought that takes in others."""
    for day in sorted({str(seen.day) for seen in one.seen if seen.day is not None}):
        if one.case_no:
            yield one.case_no, day
            if one.first.intervener.id:
                yield one.first.intervener.id, day


def _host(
    one: Occasion, hosts: Mapping[tuple[str, str], list[Occasion]], occasions: Sequence[Occasion]
) -> tuple[int, Lacking] | None:
    sought = {(what, str(seen.day)) for what in (one.case_no, one.first.intervener.id) for seen in one.seen if what}
    near = {host.place for handle in sought for host in hosts.get(handle, ())} - {one.place}
    fitting = [(place, lacking) for place in sorted(near) if (lacking := _lacking(one, occasions[place]))]
    return fitting[0] if len(fitting) == 1 else None


def _lacking(one: Occasion, host: Occasion) -> Lacking | None:
    """What `one` lacks beside a host that it may be the same as; None when it lacks nothing, or cannot be the same."""
    if not _same_recipient(one.first, host.first) or not _together(one, host):
        return None
    if one.case_no is None:
        same = one.first.intervener.id and one.first.intervener.id == host.first.intervener.id
        return Lacking.CASE if same and _may_be_case(one.first, host) else None
    if one.case_no != host.case_no:
        return None
    if _sent(one, host):
        return Lacking.SENDER
    return Lacking.NAME if one.rank < host.rank and _may_be_person(one.first, host.first) else None


def _together(one: Occasion, host: Occasion) -> bool:
    """Whether some papers tell of one moment or of one day, and none of two occasions."""
    relations = [(relation_of(mine, other), mine.day == other.day) for mine in one.seen for other in host.seen]
    if any(relation is Relation.APART for relation, _ in relations):
        return False
    return any(relation is Relation.SAME and same_day for relation, same_day in relations)


def _share(one: Occasion, other: Occasion) -> bool:
    return bool({seen.finding.doc_id for seen in one.seen} & {seen.finding.doc_id for seen in other.seen})


def _same_recipient(one: Finding, host: Finding) -> bool:
    """The same entry; where one paper does not know him, the same unit."""
    if one.recipient.id and host.recipient.id:
        return one.recipient.id == host.recipient.id
    return one.recipient_unit is None or host.recipient_unit is None or one.recipient_unit == host.recipient_unit


def _may_be_person(one: Finding, host: Finding) -> bool:
    """Whether less than a name may mean somebody: by his name, and where it has candidates, as one of them."""
    known, told = host.intervener.id, {rival.id for rival in one.intervener.candidates}
    if told and len(told) < SHOWN and known not in told:
        return False
    said = _words(one)
    if not said or not names.readings(said):
        return False
    name = host.record.name or host.intervener.words
    return known in told or (bool(name) and compare_names(said, name).level != "different")


def _may_be_case(one: Finding, host: Occasion) -> bool:
    """Whether words for a case, if there are any, may mean the host's."""
    told = {key(case_no) for case_no in one.case_candidates}
    if told and host.case_no not in told:
        return False
    words = one.case_words or ""
    return all(number in (host.case_no or "") for number in SAID_NUMBER.findall(words))


def _sent(one: Occasion, host: Occasion) -> bool:
    """Whether the host's papers tell that this person carried the words of another, and these papers know no other."""
    bearer = one.first.intervener.id
    if not bearer or bearer == host.first.intervener.id:
        return False
    carried = any(seen.telling.bearer == bearer for seen in host.seen)
    sender = {seen.telling.principal for seen in one.seen} - {None}
    return carried and sender <= {host.first.intervener.id}


def _words(finding: Finding) -> str:
    return finding.intervener.words or finding.record.name or ""

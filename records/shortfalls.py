"""How the filed record that answers a matter falls short of it: items missing, part of it not told, filed too late.

Nothing is said of what cannot be known: of a column that no record of the register fills, of content whose words tell
no situation, of a day of filing that is not told. What is said of a record must hold in the record's favour: late is
what is late by the day told in the papers and by the day filed alike, which lie within tolerance of each other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from data.registry import FiledRecord, Registries
from data.rulebook import Rulebook, RuleRef
from data.types import Situation
from matching.contents import situations_in, tells_principal
from records.merge import Matter
from records.told import Aside

INCOMPLETE, LATE = "incomplete", "late"
ITEMS, SITUATIONS, PRINCIPAL, OTHER_CASE = "items", "situations", "principal", "other_case"
"""Codes of what makes a record incomplete; LATE is the code of what is late."""
COLUMNS: Mapping[str, str] = MappingProxyType(
    {
        "name": "intervener",
        "org": "intervener_org",
        "position": "intervener_position",
        "occurred_on": "occurred_on",
        "channel": "channel",
        "content": "content",
        "case": "case_no",
    }
)
"""Item of the form -> column of the register. Place, relation and handling have none, so nothing is said of them."""


@dataclass(frozen=True, slots=True)
class Shortfall:
    """One fault of a filed record: its code, what a reviewer reads, and the rules it rests on; of ITEMS the `items`
    that are empty, of LATE the working days it came `late_by`."""

    code: str
    words: str
    rules: tuple[RuleRef, ...] = ()
    items: tuple[str, ...] = ()
    late_by: int | None = None


@dataclass(frozen=True, slots=True)
class Short:
    """A filed record that answers a matter and falls short of it; `due_on` is the day it had to be filed by."""

    record: FiledRecord
    due_on: date | None
    faults: tuple[Shortfall, ...]

    @property
    def verdict(self) -> str:
        """`incomplete` when anything is missing, else `late`.

        Both together are `incomplete`, with the delay among the faults: the delay is over and cannot be mended, what is
        missing can, and it is what the reviewer has to ask for.
        """
        return LATE if all(fault.code == LATE for fault in self.faults) else INCOMPLETE

    def row(self) -> dict[str, Any]:
        """The record and its faults, plain values; `late_by` is in working days, None for what was filed in time."""
        record = self.record
        return {
            "record_id": record.record_id,
            "content": record.content or None,
            "filed_on": record.filed_on.isoformat() if record.filed_on else None,
            "due_on": self.due_on.isoformat() if self.due_on else None,
            "missing": [item for fault in self.faults for item in fault.items],
            "late_by": next((fault.late_by for fault in self.faults if fault.late_by), None),
            "faults": [{"code": fault.code, "words": fault.words} for fault in self.faults],
        }


Judge = Callable[[Matter, str, Sequence[Matter]], Short | None]
"""(matter, id of the record that answers it, the matters that none answers) -> how the record falls short, or None."""


def judge_of(registries: Registries, book_of: Callable[[str | None], Rulebook]) -> Judge:
    """The judge by these registries; `book_of` gives the rulebook that holds for a unit."""
    kept = tuple(
        item for item, column in COLUMNS.items() if any(getattr(record, column) for record in registries.filed.values())
    )

    def judge(matter: Matter, record_id: str, unanswered: Sequence[Matter]) -> Short | None:
        record = registries.filed.get(record_id)
        if record is None:
            return None
        book = book_of(matter.findings[0].recipient_unit)
        due = _due(matter, record, book)
        faults = (
            *_missing(record, kept, book),
            *_not_covered(matter, record, book),
            *_other_cases(matter, unanswered, book),
            *_late(record, due, book),
        )
        return Short(record, due.day if due else None, faults) if faults else None

    return judge


def _missing(record: FiledRecord, kept: Iterable[str], book: Rulebook) -> Iterator[Shortfall]:
    """Required items that the record leaves empty, of those the register has at all."""
    items = book.rules.items
    empty = [item for item in kept if items[item].required and not getattr(record, COLUMNS[item])]
    if empty:
        names = "、".join(book.label("items", item) for item in empty)
        rules = tuple(book.ref("items", item) for item in empty)
        yield Shortfall(ITEMS, f"填报缺少必填要素：{names}", rules, items=tuple(empty))


def _not_covered(matter: Matter, record: FiledRecord, book: Rulebook) -> Iterator[Shortfall]:
    """What the papers tell beyond the content: situations weightier than all it may mean, and for whom it was."""
    filed = situations_in(record.content)
    if not filed:
        return
    weight = {code: rule.weight for code, rule in book.rules.situations.items()}
    most = max(weight[code] for code in filed)
    told = dict.fromkeys(code for finding in matter.findings for code in finding.situations)
    beyond = sorted((code for code in told if code not in filed and weight[code] > most), key=lambda c: -weight[c])
    duty = (book.ref("duties", "record"),)
    if beyond:
        names = "、".join(book.label("situations", code) for code in beyond)
        yield Shortfall(SITUATIONS, f"填报内容为“{record.content}”，未写到：{names}", duty)
    principals = tuple(_principals(matter))
    if principals and not tells_principal(record.content, (name for one in principals for name in _names(one))):
        names = "、".join(dict.fromkeys(aside.name or aside.words for aside in principals))
        yield Shortfall(PRINCIPAL, f"填报内容为“{record.content}”，未写明替谁过问：{names}", duty)


def _principals(matter: Matter) -> Iterator[Aside]:
    for finding in matter.findings:
        yield from (aside for aside in (finding.told.asides if finding.told else ()) if aside.role == "on_behalf_of")


def _names(aside: Aside) -> tuple[str, ...]:
    return tuple(filter(None, (aside.words, aside.name)))


def _other_cases(matter: Matter, unanswered: Iterable[Matter], book: Rulebook) -> Iterator[Shortfall]:
    """Other cases of the same talk: the same paper, person, day and channel, and no record for them."""
    mine = {(f.doc_id, f.record.occurred_on, f.channel) for f in matter.findings if f.record.occurred_on}
    cases = [
        other.findings[0].record.case.case_no
        for other in unanswered
        if other.handle[0] == matter.handle[0]
        and other.handle[1] != matter.handle[1]
        and other.findings[0].record.case
        and any((f.doc_id, f.record.occurred_on, f.channel) in mine for f in other.findings)
    ]
    named = sorted({case_no for case_no in cases if case_no})
    if named:
        words = f"同一次还问到{'、'.join(named)}，填报未写到，该案另行列出"
        yield Shortfall(OTHER_CASE, words, (book.ref("duties", "record"),))


@dataclass(frozen=True, slots=True)
class _Due:
    day: date
    deadline: str
    certain: bool


def _due(matter: Matter, record: FiledRecord, book: Rulebook) -> _Due | None:
    """The later of the deadlines by the day told and by the day filed; None when neither day is known."""
    first = matter.findings[0]
    codes = tuple(dict.fromkeys(Situation(code) for finding in matter.findings for code in finding.situations))
    told = date.fromisoformat(matter.day) if matter.day else None
    class_ = book.intervener_class(first.standing)
    found = [book.assess(codes, class_, day) for day in (told, record.occurred_on) if day]
    dues = [_Due(one.due_on, one.deadline, one.due_certain) for one in found if one.due_on and one.deadline]
    return max(dues, key=lambda due: due.day, default=None)


def _late(record: FiledRecord, due: _Due | None, book: Rulebook) -> Iterator[Shortfall]:
    """The delay in working days; what was filed before the first working day after the deadline is not late."""
    if due is None or record.filed_on is None or record.filed_on <= due.day:
        return
    days = (record.filed_on - due.day).days
    over = sum(book.calendar.is_working_day(due.day + timedelta(days=n)) for n in range(1, days + 1))
    if over:
        unsure = "" if due.certain else "（节假日安排未知，只按周末推算）"
        words = f"最迟应于{due.day.isoformat()}填报，实际{record.filed_on.isoformat()}填报，逾期{over}个工作日{unsure}"
        yield Shortfall(LATE, words, (book.ref("deadlines", due.deadline),), late_by=over)

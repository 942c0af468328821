"""Event against the records already filed: same intervener, same case, near day, a recorder who was approached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from heapq import nsmallest

from data.casenumber import normalise, same_case_number
from data.normalize import key
from data.registry import FiledRecord, Registries
from data.types import Event, Reason, Status, Verdict, VerdictKind
from matching import lexicon
from matching.comparisons.name import compare_names


@dataclass(frozen=True, slots=True)
class Matter:
    """What an event is once its people and case are known. `intervener` is an id or None; `name` the words for him;
    `recipient` the id of who was approached, None when not known; `keepers` ids of people whose papers tell of it."""

    intervener: str | None
    name: str
    recipient: str | None
    case_no: str | None
    day: date | None
    keepers: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """A filed record that fits a matter: days apart (the less the better) and why."""

    record_id: str
    apart: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """One comparison of a matter with a filed record: `fits` None when either does not tell."""

    comparison: str
    fits: bool | None
    words: str


@dataclass(frozen=True, slots=True)
class Compared:
    """A filed record of the same person or the same case, beside a matter: person, case, day and recorder compared."""

    record: FiledRecord
    fit: Fit | None
    agreements: tuple[Agreement, ...]

    @property
    def fits(self) -> bool:
        """Whether it would answer the matter: nothing that decides differs."""
        return self.fit is not None and all(agreement.fits is not False for agreement in self.agreements[:3])

    @property
    def same_matter(self) -> bool:
        """Whether neither person nor case differ, whatever the day."""
        return all(agreement.fits is not False for agreement in self.agreements[:2])


SHOWN = 5
"""Filed records shown beside a matter."""


class FiledIndex:
    """Filed records by person and by case."""

    def __init__(self, registries: Registries) -> None:
        self.records = registries.filed
        self._by_person: dict[str, list[FiledRecord]] = defaultdict(list)
        self._by_case: dict[str, list[FiledRecord]] = defaultdict(list)
        for record in registries.filed.values():
            self._by_case[normalise(record.case_no) or key(record.case_no)].append(record)
            for handle in dict.fromkeys((record.intervener_id or "", key(record.intervener))):
                if handle:
                    self._by_person[handle].append(record)

    def fits(self, matter: Matter) -> list[Fit]:
        """The records that fit, nearest day first."""
        handle = matter.intervener or key(matter.name)
        found = [fit for record in self._by_person.get(handle, ()) if (fit := fit_of(matter, record))]
        return sorted(found, key=lambda fit: (fit.apart, fit.record_id))

    def compared(self, matter: Matter, shown: int = SHOWN) -> list[Compared]:
        """The records of the same person or the same case, at most `shown`: those that agree in most come first, then
        those of the nearest day."""
        near: dict[str, FiledRecord] = {}
        for handle in dict.fromkeys((matter.intervener or "", key(matter.name))):
            near.update((record.record_id, record) for record in self._by_person.get(handle, ()) if handle)
        if matter.case_no:
            same = self._by_case.get(normalise(matter.case_no) or key(matter.case_no), ())
            near.update((record.record_id, record) for record in same)
        found = [(_agreements(matter, record), record) for record in near.values()]
        best = nsmallest(shown, found, key=lambda pair: (_distance(matter, *pair), pair[1].record_id))
        return [Compared(record, fit_of(matter, record), told) for told, record in best]

    def recorded(self, matter: Matter) -> str | None:
        """The id of the one person whom a record of the same case and day names and the matter's words may mean.

        None when the matter's person is known already, and when several records would do.
        """
        if matter.intervener or not matter.case_no or not matter.name or matter.day is None:
            return None
        found = {
            record.intervener_id
            for record in self._by_case.get(normalise(matter.case_no) or key(matter.case_no), ())
            if record.intervener_id
            and days_apart(matter.day, record.occurred_on) is not None
            and compare_names(matter.name, record.intervener).level != "different"
        }
        return found.pop() if len(found) == 1 else None


def days_apart(day: date | None, recorded: date | None) -> int | None:
    """Days between the day told and the day filed, None when too far apart; one not known counts as far as allowed."""
    settings = lexicon.filed_settings()
    if day is None or recorded is None:
        return settings.days_late
    days = (day - recorded).days
    return abs(days) if -settings.days_early <= days <= settings.days_late else None


def fit_of(matter: Matter, record: FiledRecord) -> Fit | None:
    """Why a record fits the matter, None when it does not.

    An unregistered intervener is compared by name, and only with a record that gives no other person's id.
    """
    if matter.intervener and record.intervener_id and matter.intervener != record.intervener_id:
        return None
    if not matter.intervener and (record.intervener_id or key(matter.name) != key(record.intervener)):
        return None
    if not matter.case_no or not same_case_number(matter.case_no, record.case_no):
        return None
    apart = days_apart(matter.day, record.occurred_on)
    if apart is None:
        return None
    words = f"日期相差{apart}天" if apart else "日期相同"
    if matter.day is None or record.occurred_on is None:
        words = "日期未载明，其余相符"
    reasons = (
        Reason("intervener", 1.0, f"填报的干预人为{record.intervener}"),
        Reason("case", 1.0, f"填报的案号为{record.case_no}"),
        Reason("day", 1.0, words),
        _recorder(matter, record),
    )
    return Fit(record.record_id, apart, reasons)


def _recorder(matter: Matter, record: FiledRecord) -> Reason:
    if record.recorder_id and record.recorder_id in (matter.recipient, *matter.keepers):
        return Reason("recorder", 1.0, f"填报人{record.recorder}即被过问人")
    return Reason("recorder", 0.0, f"填报人为{record.recorder}")


def _agreements(matter: Matter, record: FiledRecord) -> tuple[Agreement, ...]:
    return (_same_person(matter, record), _same_case(matter, record), _same_day(matter, record), _kept(matter, record))


def _distance(matter: Matter, told: tuple[Agreement, ...], record: FiledRecord) -> tuple[int, int]:
    """Of person and case, how many differ, then the days between; not told counts as no nearer than a year."""
    differing = sum(agreement.fits is False for agreement in told[:2])
    if matter.day is None or record.occurred_on is None:
        return differing, 365
    return differing, abs((matter.day - record.occurred_on).days)


def _same_person(matter: Matter, record: FiledRecord) -> Agreement:
    """By registry id where both have one, else by name; a name that only may be the same decides nothing."""
    words = f"填报的干预人为{record.intervener}" if record.intervener else "填报未载明干预人"
    if matter.intervener and record.intervener_id:
        return Agreement("intervener", matter.intervener == record.intervener_id, words)
    if not matter.name or not record.intervener:
        return Agreement("intervener", None, words)
    level = compare_names(matter.name, record.intervener).level
    if level == "different":
        return Agreement("intervener", False, words)
    same = key(matter.name) == key(record.intervener) and not matter.intervener and not record.intervener_id
    return Agreement("intervener", True if same else None, words if same else f"{words}，是否同一人未能确认")


def _same_case(matter: Matter, record: FiledRecord) -> Agreement:
    if not record.case_no:
        return Agreement("case", None, "填报未载明案号")
    if not matter.case_no:
        return Agreement("case", None, f"填报的案号为{record.case_no}，本项案号未能认定")
    return Agreement("case", same_case_number(matter.case_no, record.case_no), f"填报的案号为{record.case_no}")


def _same_day(matter: Matter, record: FiledRecord) -> Agreement:
    if record.occurred_on is None:
        return Agreement("day", None, "填报未载明日期")
    if matter.day is None:
        return Agreement("day", None, f"填报的日期为{record.occurred_on.isoformat()}，本项日期未载明")
    apart = abs((matter.day - record.occurred_on).days)
    words = f"填报的日期为{record.occurred_on.isoformat()}，" + (f"相差{apart}天" if apart else "同日")
    return Agreement("day", days_apart(matter.day, record.occurred_on) is not None, words)


def _kept(matter: Matter, record: FiledRecord) -> Agreement:
    """Whether the recorder is the one approached, or keeps a paper that tells of it."""
    words = f"填报人为{record.recorder}" if record.recorder else "填报未载明填报人"
    known = {matter.recipient, *matter.keepers} - {None}
    if not record.recorder_id or not known:
        return Agreement("recorder", None, words)
    return Agreement("recorder", record.recorder_id in known, words)


def verdicts(events: Sequence[Event], matters: Sequence[Matter], filed: FiledIndex) -> tuple[Verdict, ...]:
    """A verdict for every event; each filed record answers one event, the nearest in days."""
    open_events = [i for i, event in enumerate(events) if event.status is Status.ASSERTED and event.lawful is None]
    fits = sorted(
        ((fit.apart, i, fit) for i in open_events for fit in filed.fits(matters[i])),
        key=lambda item: (item[0], item[1], item[2].record_id),
    )
    taken: dict[int, Fit] = {}
    used: set[str] = set()
    for _, i, fit in fits:
        if i not in taken and fit.record_id not in used:
            taken[i] = fit
            used.add(fit.record_id)
    return tuple(_verdict(event, taken.get(i)) for i, event in enumerate(events))


def _verdict(event: Event, fit: Fit | None) -> Verdict:
    if event.status is not Status.ASSERTED:
        return Verdict(VerdictKind.NOT_EVENT)
    if event.lawful is not None:
        return Verdict(VerdictKind.LAWFUL)
    if fit:
        return Verdict(VerdictKind.FILED, fit.record_id, fit.reasons)
    return Verdict(VerdictKind.UNFILED, None, (Reason("filed", 0.0, "没有相符的填报记录"),))

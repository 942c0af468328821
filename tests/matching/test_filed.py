"""When a filed record answers an event."""

from datetime import date

import pytest

from data.registry import FiledRecord, Registries
from data.types import Lawful, Status
from matching.filed import FiledIndex, Matter, fit_of, verdicts

LOAN, OTHER = "（2024）川9721民初5号", "（2024）川9721民初6号"
DAY = date(2024, 3, 5)


def record(key="F1", **fields):
    """A record of 任志远 about the loan case."""
    told = {
        "recorder_id": "P07",
        "recorder": "杜德胜",
        "intervener": "任志远",
        "intervener_id": "P05",
        "intervener_org": "",
        "intervener_position": "",
        "case_no": LOAN,
        "occurred_on": DAY,
        "channel": "电话",
        "content": "询问进展",
        "filed_on": date(2024, 3, 6),
    }
    return FiledRecord(key, **(told | fields))


def matter(**fields):
    """What a paper tells of 任志远 and the loan case."""
    told = {"intervener": "P05", "name": "任县", "recipient": "P07", "case_no": LOAN, "day": DAY}
    return Matter(**(told | fields))


FITS = [
    (matter(), record(), 0),
    (matter(case_no="(2024)川9721民初5号"), record(), 0),
    (matter(day=date(2024, 3, 7)), record(), 2),
    (matter(day=date(2024, 3, 3)), record(), 2),
    (matter(day=date(2024, 3, 8)), record(), None),  # a later occasion is a new event
    (matter(day=None), record(), 2),
    (matter(intervener="P06"), record(), None),
    (matter(case_no=OTHER), record(), None),
    (matter(case_no=None), record(), None),
    (matter(intervener=None, name="孙老栓"), record(intervener="孙老栓", intervener_id=None), 0),
    (matter(intervener=None, name="任志远"), record(), None),  # the record means a registered person
    (matter(intervener=None, name="孙老栓"), record(intervener="孙二毛", intervener_id=None), None),
]


@pytest.mark.parametrize(("told", "filed", "apart"), FITS)
def test_fit(told, filed, apart):
    found = fit_of(told, filed)
    assert (found.apart if found else None) == apart


def test_a_fit_tells_why():
    found = fit_of(matter(), record())
    assert [reason.comparison for reason in found.reasons] == ["intervener", "case", "day", "recorder"]
    assert all(reason.words for reason in found.reasons)


def index(*records):
    """An index of these records alone."""
    return FiledIndex(Registries(filed={item.record_id: item for item in records}))


def test_one_record_answers_one_event_the_nearest(event):
    events = [event("e1", date=date(2024, 3, 6)), event("e2", date=DAY)]
    found = verdicts(events, [matter(day=date(2024, 3, 6)), matter()], index(record()))
    assert [str(verdict) for verdict in found] == ["unfiled", "filed:F1"]


def test_two_records_answer_two_events(event):
    events = [event("e1", date=DAY), event("e2", date=date(2024, 3, 6))]
    records = index(record(), record("F2", occurred_on=date(2024, 3, 6)))
    found = verdicts(events, [matter(), matter(day=date(2024, 3, 6))], records)
    assert [str(verdict) for verdict in found] == ["filed:F1", "filed:F2"]


@pytest.mark.parametrize(
    ("fields", "verdict"),
    [
        ({"status": Status.NEGATED}, "not_event"),
        ({"status": Status.HYPOTHETICAL, "lawful": Lawful.HOTLINE}, "not_event"),
        ({"lawful": Lawful.HOTLINE}, "lawful"),
        ({}, "filed:F1"),
    ],
)
def test_only_what_happened_outside_lawful_procedure_is_compared(fields, verdict, event):
    assert str(verdicts([event(**fields)], [matter()], index(record()))[0]) == verdict


def test_a_record_of_the_same_case_and_day_tells_whom_a_title_means():
    told = matter(intervener=None, name="任县")
    assert index(record()).recorded(told) == "P05"
    assert index(record(), record("F2", intervener="任永年", intervener_id="P99")).recorded(told) is None
    assert index(record(intervener="马志远")).recorded(told) is None
    assert index(record(occurred_on=date(2024, 4, 5))).recorded(told) is None


NAMELESS = {"intervener_id": None}
STRANGER = {"intervener": None, "name": "孙老栓"}
COMPARED = [
    # what the paper tells, what is on file, (person, case, day, recorder), whether it fits
    (matter(name="任志远"), record(), (True, True, True, True), True),
    (matter(name="任志远"), record(intervener_id="P06"), (False, True, True, True), False),
    (matter(name="任志远"), record(**NAMELESS), (None, True, True, True), True),
    (matter(name="任志远"), record(intervener="金海燕", **NAMELESS), (False, True, True, True), False),
    (matter(**STRANGER), record(intervener="孙老栓", **NAMELESS), (True, True, True, True), True),
    (matter(**STRANGER), record(intervener="孙老栓"), (None, True, True, True), False),
    (matter(**STRANGER), record(), (False, True, True, True), False),
    (matter(intervener=None, name=""), record(), (None, True, True, True), False),
    (matter(name="任志远"), record(case_no=OTHER), (True, False, True, True), False),
    (matter(name="任志远", case_no=None), record(), (True, None, True, True), False),
    (matter(name="任志远"), record(case_no=""), (True, None, True, True), False),
    (matter(name="任志远"), record(occurred_on=date(2024, 4, 5)), (True, True, False, True), False),
    (matter(name="任志远"), record(occurred_on=None), (True, True, None, True), True),
    (matter(name="任志远", day=None), record(), (True, True, None, True), True),
    (matter(name="任志远"), record(recorder_id="P08"), (True, True, True, False), True),
    (matter(name="任志远"), record(recorder_id=None), (True, True, True, None), True),
    (matter(name="任志远", recipient=None), record(), (True, True, True, None), True),
    (matter(name="任志远", recipient="P09", keepers=frozenset({"P07"})), record(), (True, True, True, True), True),
]


@pytest.mark.parametrize(("told", "filed", "agree", "fits"), COMPARED)
def test_what_fits_differs_or_is_not_told(told, filed, agree, fits):
    (found,) = index(filed).compared(told)
    assert tuple(agreement.fits for agreement in found.agreements) == agree
    assert [agreement.comparison for agreement in found.agreements] == ["intervener", "case", "day", "recorder"]
    assert all(agreement.words for agreement in found.agreements)
    assert found.fits is fits


def test_records_of_the_same_person_or_case_the_nearest_first():
    records = [
        record("F1", occurred_on=date(2024, 3, 30)),
        record("F2", occurred_on=None),
        record("F3", intervener="李强", intervener_id="P04"),
        record("F4", case_no=OTHER),
        record("F5", occurred_on=date(2024, 3, 1)),
        record("F6", intervener="李强", intervener_id="P04", case_no=OTHER),
    ]
    found = index(*records).compared(matter(name="任志远"))
    assert [compared.record.record_id for compared in found] == ["F5", "F1", "F2", "F3", "F4"]
    assert [compared.record.record_id for compared in index(*records).compared(matter(), shown=2)] == ["F5", "F1"]

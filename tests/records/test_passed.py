"""What is said of events that lead to no proposal."""

from __future__ import annotations

from datetime import date

import pytest

from data.types import Lawful, Status
from records.passed import added, in_words, passed_over

NOTE = "2024年3月9日　上午⟦p1|任县⟧到我办公室，说⟦c1|周大海那个案子⟧，⟦x1|能不能快点判⟧。"


@pytest.mark.parametrize(
    ("fields", "causes"),
    [
        ({}, {}),
        ({"status": Status.NEGATED}, {"negated": 1}),
        ({"status": Status.HYPOTHETICAL}, {"hypothetical": 1}),
        ({"lawful": Lawful.HOTLINE}, {"lawful:hotline": 1}),
    ],
)
def test_each_event_is_counted_by_its_cause(fields, causes, found, event):
    reading, _ = found(NOTE, events=[event(**fields)])
    assert passed_over(reading) == causes


def test_an_event_on_file_names_its_record(found, event):
    reading, _ = found(NOTE.replace("3月9日", "3月5日"), events=[event(date=date(2024, 3, 5))])
    assert passed_over(reading) == {"filed:F01": 1}


@pytest.mark.parametrize(
    ("causes", "words"),
    [
        ({}, ""),
        ({"filed:F01": 1}, "events not proposed: 1 on file as F01"),
        ({"lawful:hotline": 2, "negated": 1}, "events not proposed: 2 lawful (hotline), 1 negated"),
    ],
)
def test_words_for_operators(causes, words):
    assert in_words(causes) == words


def test_counts_of_several_papers_add_up():
    assert added({"negated": 1}, {"negated": 2, "filed:F01": 1}) == {"filed:F01": 1, "negated": 3}

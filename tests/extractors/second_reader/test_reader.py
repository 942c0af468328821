"""One document, by a real service: chunks, halves, rest after losses."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from data.layout import parse_turns
from data.registry import Registries
from data.types import Document, Kind
from extractors.second_reader.client import Clock
from extractors.second_reader.reader import SecondReader, was_heard
from tests.extractors.second_reader.conftest import Played, answered, told_event

NOTE = (
    "2024年3月5日，任玉兰副县长打电话来，问胡子轩那个案子到哪一步了，请关照。\n"
    "2024年3月9日，王天佑来电，又打听案件结果，请快判。"
)
NONE = answered({"events": []})
LONG = {"status": 400, "body": {"error": {"message": "exceeds the available context size", "code": 400}}}


@pytest.fixture
def document() -> Document:
    return Document("d", "d", Kind.WORK_NOTE, NOTE, parse_turns(NOTE, Kind.WORK_NOTE), owner="P0014")


@pytest.fixture
def reads(service: Played, registries: Registries, document: Document) -> Iterator[object]:
    """(replies, settings ...) -> what the second reader makes of the note."""

    def read(*replies, **told):
        service.play(*replies)
        reader = SecondReader(service.settings(**told), registries, Clock(wait=lambda _: None))
        return reader.read(document, reader.until())

    return read


def test_events_in_text_order_and_counts(reads):
    second = reads(answered({"events": [told_event("请快判"), told_event("请关照"), told_event("打招呼")]}))
    assert [NOTE[slice(*event.triggers[0])] for event in second.events] == ["请关照", "请快判"]
    assert second.counts == {"requests": 1, "answers": 1, "quotes_not_found": 1, "events_refused": 1}
    assert second.heard == []  # an event of the answer does not hold: nothing can be called unseen


def test_an_empty_answer_was_heard(reads):
    second = reads(NONE)
    assert (second.events, second.counts) == ([], {"requests": 1, "answers": 1})
    assert was_heard([(5, 9)], second.heard)
    assert not was_heard([(5, 9), (900, 904)], second.heard)


def test_what_is_too_long_is_asked_in_halves(reads):
    second = reads(LONG, answered({"events": [told_event("请关照")]}), answered({"events": [told_event("请快判")]}))
    assert [NOTE[slice(*event.triggers[0])] for event in second.events] == ["请关照", "请快判"]
    assert second.counts == {"requests": 3, "answers": 2}


def test_a_half_that_is_still_too_long_is_lost_alone(reads):
    second = reads(LONG, LONG, answered({"events": [told_event("请快判")]}))
    assert len(second.events) == 1
    assert second.counts == {"requests": 3, "answers": 1, "unread_too_long": 1}


def test_words_of_the_other_half_are_not_found(reads):
    second = reads(LONG, answered({"events": [told_event("请快判")]}), NONE)
    assert second.events == []
    assert second.counts["quotes_not_found"] == 1


@pytest.mark.parametrize("written", ["没有。", '{"events": [{"triggers": ["请关', "{}"])
def test_an_answer_of_another_form_is_counted(reads, written):
    assert reads(answered(written)).counts == {"requests": 1, "unread_not_json": 1}


def test_after_several_losses_the_service_rests(service, registries, document):
    service.play({"status": 500, "body": {}})
    ahead = [0.0]
    clock = Clock(now=lambda: time.monotonic() + ahead[0], wait=lambda _: None)
    reader = SecondReader(service.settings(), registries, clock)
    lost = [reader.read(document, reader.until()).counts for _ in range(4)]
    assert lost == [{"requests": 1, "unread_server_fault": 1}] * 3 + [{"unread_not_asked": 1}]
    service.play(NONE)
    ahead[0] += 61
    assert reader.read(document, reader.until()).counts == {"requests": 1, "answers": 1}


def test_without_seconds_left_nothing_is_asked(service, registries, document):
    reader = SecondReader(service.settings(), registries)
    assert reader.read(document, time.monotonic() - 1).counts == {"unread_not_asked": 1}


def test_what_the_gate_keeps_back_is_not_sent(service, registries):
    text = "关于停水的通知\n本周三停水一天，请自备饮用水。"
    dull = Document("d", "d", Kind.NOTICE, text, parse_turns(text, Kind.NOTICE))
    service.play(NONE)
    reader = SecondReader(service.settings(), registries)
    assert reader.read(dull, reader.until()).counts == {}
    assert service.heard() == []

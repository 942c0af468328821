"""Targets that are rules on text: case numbers, days, what a second reader answers."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

from bench.fuzz.target import Target, words_of
from data.casenumber import find_case_numbers, heads_of, normalise, parse, same_case_number
from data.goldfile import read_documents
from data.stamps import parse_clock, parse_stamp
from data.workdays import add_working_days
from extractors.calendar import Reckoning, day_of, day_words
from extractors.dating import cover_of, dated, month_and_day
from extractors.festivals import festival_day, lunar_day
from extractors.numerals import value_of
from extractors.second_reader import answers
from extractors.second_reader.checking import check
from extractors.second_reader.losses import Lost
from extractors.second_reader.places import Words

ROOT = Path(__file__).resolve().parents[2]
GOLD = ROOT / "data" / "samples" / "gold" / "gold.jsonl"
ANSWERS = ROOT / "tests" / "extractors" / "second_reader" / "fixtures"
TODAY = date(2026, 1, 15)


def case_numbers(data: bytes) -> Any:
    """Spans lie in the text in order, those inside of a range share one; normalising twice changes nothing."""
    text = data.decode("utf-8", "replace")
    spans = find_case_numbers(text)
    place = (0, 0)
    for span in spans:
        told = (span.start, span.end)
        assert told == place or place[1] <= span.start < span.end <= len(text), "spans overlap or leave the text"
        place = told
    heads = heads_of([text[span.start : span.end] for span in spans])
    find_case_numbers(text, least=0.0, heads=heads)
    plain = normalise(text)
    assert plain is None or normalise(plain) == plain, "normalised twice is another number"
    assert parse(text) is None or same_case_number(text, text), "a number differs from itself"
    return spans, plain


def days(data: bytes) -> Any:
    """Every rule of days ends with a day or None, and no day that was told lies beyond the calendar."""
    text = data.decode("utf-8", "replace")
    found: list[Any] = [parse_stamp(text), parse_clock(text), cover_of(text), value_of(text), month_and_day(text)]
    for written in (TODAY, date(1, 1, 1), date(9999, 12, 31), None):
        for onward in (False, True):
            found.append(day_of(text, Reckoning(written, named=written, onward=onward, earlier=written)))
            found.append(festival_day(text, written, onward))
            found.append(lunar_day(text, written, onward))
    found.extend(dated(text))
    day = found[5]
    if isinstance(day, date) and day.year < 9000:
        add_working_days(day, 5)
    return found


def second_answers(data: bytes) -> Any:
    """What a service answers is taken, or lost for a known cause; every place that is taken lies in the paper."""
    text = "今天下午王院长打电话来，催一催张三的案子。"
    try:
        checked = check(answers.events_in(answers.words_of(data)), Words(text, ((0, len(text)),)))
    except Lost as lost:
        return lost.cause
    for seen in checked.events:
        assert all(0 <= start < end <= len(text) for start, end in seen.triggers), "a place outside of the paper"
    return checked


def _gold_lines() -> list[bytes]:
    texts = [document.text for document in read_documents(GOLD)]
    return [line.encode() for text in texts for line in text.split("\n") if any(sign in line for sign in "号日月周")][
        :400
    ]


def _answers() -> list[bytes]:
    event = {"triggers": ["催一催"], "situations": ["ask_progress"], "intervener": "王院长", "recipient": None}
    words = [json.dumps({"events": [event]}, ensure_ascii=False), "```json\n[]\n```", "<think>{</think>{}"]
    told = [{"choices": [{"message": {"content": said}, "finish_reason": "stop"}]} for said in words]
    files = [path.read_bytes() for path in sorted(ANSWERS.glob("*.json"))]
    return [json.dumps(answer, ensure_ascii=False).encode() for answer in told] + files


RULES = (
    Target("case numbers", case_numbers, _gold_lines, words_of("case numbers"), most=400),
    Target("days", days, _gold_lines, (*words_of("days"), *day_words()[:60]), most=200),
    Target("second reader's answers", second_answers, _answers, words_of("second reader's answers")),
)

"""Who words mean, asked by hand of the sample city."""

from __future__ import annotations

import io
import json
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from data.errors import ConfigError
from data.registries import load_registries
from matching.resolver import Resolver
from pipelines.cli import app
from pipelines.who import Question, ask, day_of, paper_of_question

SAMPLES = Path(__file__).resolve().parents[2] / "data" / "samples" / "registries"
COURT = "澜汀市中级人民法院"
DAY = date(2025, 12, 1)


@pytest.fixture(scope="module")
def registries():
    return load_registries(SAMPLES)[0]


@pytest.fixture(scope="module")
def answer(registries):
    resolver = Resolver(registries)
    return lambda **told: ask(Question(**({"on": DAY} | told)), registries, resolver)


PEOPLE = [
    ({"words": "骆院长", "at": COURT}, "P0002"),
    ({"words": "陶院长", "at": COURT, "on": date(2024, 3, 5)}, "P0001"),
    ({"words": "李局长", "at": COURT, "org": "住建局"}, "P0045"),
    ({"words": "李伟"}, None),  # two bear the name
    ({"words": "李伟", "phone": "19900030122"}, "P0073"),
    ({"words": "欧阳娜娜"}, None),
    ({"words": "老木", "text": "老木昨天在食堂说起", "at": COURT}, "P0012"),
]
CASES = [
    ({"case_words": "老裴那个案子", "to": "P0012"}, "（2025）云98民终87号"),
    ({"case_words": "宏筑的工程款案", "to": "P0011"}, "（2025）云98民终112号"),
    ({"case_words": "民终112", "at": COURT}, "（2025）云98民终112号"),
    ({"case_words": "那个案子", "at": COURT}, None),
    ({"case_words": "一起集资案", "to": "P0012"}, None),
]


@pytest.mark.parametrize(("told", "person"), PEOPLE)
def test_people(told, person, answer):
    found = answer(**told)
    assert found.link.registry_id == person
    assert found.why.startswith("会建立关联" if person else "不建立关联")
    assert found.case is None


@pytest.mark.parametrize(("told", "case_no"), CASES)
def test_cases(told, case_no, answer):
    found = answer(**told)
    assert found.case.case_no == case_no
    assert found.case_why.startswith("会认定为" if case_no else "无法认定")
    assert found.link is None


def test_two_of_one_name_are_both_shown(answer):
    found = answer(words="李伟")
    assert [one.registry_id for one in found.link.candidates] == ["P0045", "P0073"]
    assert "过于接近" in found.why


def test_what_is_asked_is_laid_out_as_a_paper():
    question = Question(DAY, "李局长", "那个案子", COURT, "市住建局", "19900030076", text="李局长问那个案子")
    document, extraction = paper_of_question(question)
    assert document.text == f"2025-12-01　{COURT}\n市住建局李局长（19900030076）问那个案子"
    assert all(document.text[m.start : m.end] == m.text for m in extraction.mentions)
    assert {m.id for m in extraction.mentions} == {"o1", "o2", "p1", "f1", "c1"}


WRONG = [
    ({"words": ""}, "nothing asked"),
    ({"words": "王院长", "to": "P12"}, "the nearest: P0012 木成林"),
    ({"words": "王院长", "to": "木成林"}, "the nearest: P0012 木成林"),
    ({"words": "王院长", "at": "澜汀中级法院"}, f"the nearest: {COURT}"),
    ({"words": "王院长", "case_no": "民终112"}, "no complete case number"),
    ({"words": "王院长", "text": "李局长问"}, "is not in it"),
]


@pytest.mark.parametrize(("told", "words"), WRONG)
def test_wrong_questions_name_the_way_out(told, words, answer):
    with pytest.raises(ConfigError) as error:
        answer(**told)
    assert words in str(error.value)


def test_a_day_that_is_none():
    with pytest.raises(ConfigError, match="no day; write it as 2024-03-05"):
        day_of("2024-02-30")


def test_the_command_prints_lines_and_json(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    told = ["who", "骆院长", "--on", "2026-01-05", "--at", COURT, "--registries", str(SAMPLES)]
    plain = CliRunner().invoke(app, told)
    assert plain.exit_code == 0
    assert "P0002 骆秋实　澜汀市中级人民法院院长" in plain.output
    found = json.loads(CliRunner().invoke(app, [*told, "--json", "--limit", "1"]).output)
    assert list(found) == ["on", "words", "case_words", "at", "org", "phone", "case_no", "to", "text", "person", "case"]
    assert list(found["person"]) == ["registry", "registry_id", "score", "why", "candidates"]
    (candidate,) = found["person"]["candidates"]
    assert list(candidate) == ["registry", "registry_id", "name", "org", "position", "score", "reasons"]
    assert found["case"] is None
    assert list(tmp_path.iterdir()) == []


def test_a_terminal_gets_tables(registries, answer):
    from rich.console import Console

    from pipelines.who_view import show

    console = Console(record=True, width=160, file=io.StringIO())
    found = answer(words="骆院长", at=COURT, case_words="民终112")
    show(found, registries, 3, console)
    text = console.export_text()
    assert "骆秋实" in text
    assert "（2025）云98民终112号" in text

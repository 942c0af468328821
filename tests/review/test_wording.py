"""The words of the screens."""

import ast
import re
from importlib.resources import files
from pathlib import Path

import pytest

from data.errors import Unfit
from data.lexicon import rows
from review.wording import beijing, codes, day, label, percent, place, section, why, words


def test_codes_have_chinese_names_and_unknown_ones_stay():
    assert label("plead", "situation") == "说情打招呼"
    assert label("other", "channel") == "其他方式"
    assert label("gossip", "situation") == "gossip"
    assert label(None, "channel") == "未记"


def test_the_lists_are_whole():
    assert len(codes("situation")) == 15
    assert codes("category") == ("inquire", "interfere", "meddle")
    assert codes("severity") == ("critical", "high", "medium", "low")
    assert len(codes("item")) == 10


@pytest.mark.parametrize(
    ("location", "told"),
    [
        ({}, ""),
        (None, ""),
        ({"line": 3}, "第 3 行"),
        ({"page": 2, "box": [0.1, 0.1, 0.9, 0.2]}, "第 2 页"),
        ({"part": "附件.docx", "paragraph": 4}, "附件 附件.docx · 第 4 段"),
        ({"sheet": "电话", "row": 12}, "工作表 电话 · 第 12 行"),
    ],
)
def test_places_are_told_as_a_person_counts(location, told):
    assert place(location) == told


def test_days_and_shares():
    assert day("2024-03-05") == "2024-03-05 周二"
    assert day(None) == "未记"
    assert (percent(0.814), percent(1.0)) == ("81%", "100%")


# --- the words of every page

TEMPLATES = Path(str(files("review"))) / "templates"
MODULES = [*Path(str(files("review"))).rglob("*.py")]
SAID = re.compile(r"""\bt\(\s*["']([\w.]+)["']\s*([~,)]|if)""")
QUOTED = re.compile(r"""["']([a-z_]+(?:\.[a-z0-9_]+)+)["']""")
BEGUN = re.compile(r"""f?["']([a-z_]+\.[a-z0-9_.]*?)(?:\{|["']\s*~)""")


def sources():
    for path in (*TEMPLATES.rglob("*.html"), *MODULES):
        yield path, path.read_text("utf-8")


def test_every_key_that_is_said_has_words_in_both_languages():
    told = words()
    missing = []
    for path, text in sources():
        if path.suffix == ".html":
            missing += [(path.name, key) for key, after in SAID.findall(text) if after != "~" and key not in told]
    assert missing == []
    assert all(set(sentence) <= {"zh", "en", "en_one"} for sentence in told.values())


def test_both_languages_are_given_the_same_values():
    named = re.compile(r"\{(\w+)")
    values = {key: (set(named.findall(told["zh"])), set(named.findall(told["en"]))) for key, told in words().items()}
    uneven = [key for key, (zh, en) in values.items() if (zh ^ en) - {"n"}]
    assert uneven == []


def test_no_words_are_without_use():
    quoted, begun = set(), set()
    for _, text in sources():
        quoted |= set(QUOTED.findall(text))
        begun |= set(BEGUN.findall(text))
    begun = {start for start in begun if start.split(".")[0] in {key.split(".")[0] for key in words()}}
    idle = [key for key in words() if key not in quoted and not any(key.startswith(start) for start in begun)]
    assert idle == []


def test_every_code_has_a_name_in_both_languages():
    faulty = [(row["field"], row["code"]) for row in rows("labels") if not row["label"] or not row["label_en"]]
    assert faulty == []
    chinese = re.compile(r"[\u4e00-\u9fff]")
    assert [row["code"] for row in rows("labels") if chinese.search(row["label_en"])] == []


@pytest.mark.parametrize(
    ("told", "zh", "en"),
    [
        ("footnote", "脚注", "footnote"),
        ("table 2", "表 2", "table 2"),
        ("正文", "正文", "body"),
        ("第三章", "第三章", "第三章"),
    ],
)
def test_parts_of_papers_are_named(told, zh, en):
    assert (section(told), section(told, "en")) == (zh, en)


def test_words_in_english():
    assert label("plead", "situation", "en") == "Pleading for somebody"
    assert label(None, "channel", "en") == "not told"
    assert place({"part": "a.docx", "page": 2, "section": "footnote"}, "en") == "attachment a.docx · page 2 · footnote"
    assert day("2024-03-05", "en") == "2024-03-05 Tue"


def test_stored_times_are_shown_as_the_clock_in_china_shows_them():
    assert beijing("2026-11-23T16:03:09.120Z") == "2026-11-24 00:03"
    assert beijing(None) == ""


# --- the words of refusals


def raised(text: str):
    """The codes, None where there is none, of what is raised as Taken or Unfit."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            name = getattr(node.exc.func, "id", "")
            if name in ("Taken", "Unfit"):
                yield next((word.value.value for word in node.exc.keywords if word.arg == "code"), None)


def test_every_refusal_of_the_desk_is_said_in_both_languages():
    modules = [*MODULES, *(Path(str(files("store"))) / "desk").glob("*.py")]
    told = {code for path in modules for code in raised(path.read_text("utf-8"))}
    assert {f"why.{code}" for code in told} == {key for key in words() if key.startswith("why.")}


def test_a_refusal_fills_its_sentence():
    error = Unfit("long", code="note_long", n=2001, most=2000)
    assert why(error, "zh") == "说明共 2001 字，最多 2000 字。"
    assert why(error, "en") == "The note has 2001 characters; 2000 are the most."
    assert why(Unfit("plain"), "zh") == "plain"

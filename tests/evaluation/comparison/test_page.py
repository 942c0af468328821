"""The page of a comparison in a real browser, from disk: what it shows, its filters, hostile words that stay words."""

import pytest

from data.registry import Registries
from evaluation.comparison.compare import compare
from evaluation.comparison.gate import judge, load_gate
from evaluation.comparison.page import comparison_page
from evaluation.comparison.runs import Note, Run
from evaluation.comparison.significance import Settings
from evaluation.measures import Bootstrap
from evaluation.scorer import score
from tests.evaluation.browser.conftest import chromium, from_disk
from tests.evaluation.comparison.two_runs import ONCE, RIGHT, WRONG_CASE, WRONG_DAY, papers
from tests.evaluation.rows import event, row

__all__ = ["chromium", "from_disk"]

HOSTILE = "<img src=x onerror=alert(1)>"
QUICK = Settings(bootstrap=Bootstrap(resamples=200))


def html(gold, first, second, judged=False):
    runs = tuple(
        Run(f"run {HOSTILE}", score(gold, side, ONCE), {"code": HOSTILE}, notes=(Note("missing", ("2",)),))
        for side in (first, second)
    )
    comparison = compare(runs[0].scores, runs[1].scores, Registries(), QUICK)
    judgement = judge(load_gate(), runs[1], runs[0], QUICK.bootstrap) if judged else None
    return comparison_page(comparison, runs, judgement)


GOLD = papers([RIGHT], [RIGHT], [RIGHT], [RIGHT], [])
FIRST = papers([], [RIGHT], [WRONG_CASE], [WRONG_DAY], [])
SECOND = papers([RIGHT], [WRONG_CASE], [WRONG_DAY], [WRONG_DAY], [event(channel=HOSTILE)])


@pytest.fixture
def page(from_disk):
    return from_disk(html(GOLD, FIRST, SECOND, judged=True))


def shown(page):
    """The papers listed, each with its changes that are shown."""
    found = {}
    for sheet in page.locator("details.sheet:visible").all():
        sheet.evaluate("one => one.open = true")
        found[sheet.locator("summary b").inner_text()] = [
            group.get_attribute("data-change") for group in sheet.locator("tbody[data-change]:visible").all()
        ]
    return found


def test_what_changed_is_listed_and_filtered(page):
    # d03 is wrong in both runs in the same way and is not listed
    assert shown(page) == {"d00": ["mended"], "d01": ["broken"], "d02": ["mended"], "d04": ["broken"]}
    page.click("button[data-show=broken]")
    assert shown(page) == {"d01": ["broken"], "d04": ["broken"]}
    assert page.inner_text("#shown") == "显示 2 处"
    page.select_option("#field", "event")
    assert shown(page) == {"d04": ["broken"]}
    page.click("button[data-show='']")
    assert shown(page) == {"d00": ["mended"], "d04": ["broken"]}
    page.select_option("#field", "date")
    # the case number of d02 is right now and its day is wrong: both fields changed
    assert shown(page) == {"d02": ["mended"]}


def test_gold_and_both_runs_stand_side_by_side(page):
    sheet = page.locator("details.sheet").first
    sheet.locator("summary").click()
    assert sheet.locator(".sides h3").all_text_contents() == ["标注", "第一次", "第二次"]
    assert len(set(sheet.locator("pre").all_text_contents())) == 1
    boxes = [one.bounding_box() for one in sheet.locator(".sides > div").all()]
    assert len({round(box["y"]) for box in boxes}) == 1
    assert boxes[0]["x"] < boxes[1]["x"] < boxes[2]["x"]


def test_few_papers_are_called_few(page):
    assert "文书不足 20 份" in page.inner_text(".verdict >> nth=0")
    assert "没有差别" not in page.inner_text("main").replace("不等于“没有差别”", "")


def test_the_judgement_stands_with_what_was_refused_first(page):
    rows = page.locator("section[aria-labelledby=h-gate] tbody tr")
    assert rows.count() == len(load_gate().requirements)
    assert rows.first.locator("td").nth(3).inner_text() == "未通过"
    assert "不得上线" in page.inner_text("section.first")


def test_hostile_words_stay_words(page):
    assert page.locator("img").count() == 0
    assert HOSTILE in page.inner_text(".runs")
    assert "2 份文书没有预测" in page.inner_text(".runs")


def test_a_run_against_itself_concludes_nothing(from_disk):
    many = papers(*[[RIGHT]] * 20)
    page = from_disk(html(many, many, many))
    assert "无法下结论" in page.inner_text(".verdict")
    assert page.locator("details.sheet").count() == 0
    assert page.locator("section[aria-labelledby=h-gate]").count() == 0
    assert set(page.locator(".headline .words span").all_text_contents()) == {"无法下结论"}


def test_narrow_and_dark_nothing_runs_over(from_disk):
    page = from_disk(
        html(GOLD, FIRST, SECOND, judged=True), color_scheme="dark", viewport={"width": 700, "height": 900}
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 700


def test_a_paper_of_hostile_words(from_disk):
    gold = [row(f"⟦p1|王建国⟧说{HOSTILE}⟦x1|打听案子⟧", RIGHT, doc_id=HOSTILE)]
    page = from_disk(html(gold, [row(f"王建国说{HOSTILE}打听案子", doc_id=HOSTILE)], gold))
    assert page.locator("details.sheet summary b").inner_text() == HOSTILE
    assert page.locator("img").count() == 0

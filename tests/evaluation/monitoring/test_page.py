"""The page as a browser shows it from disk, and what must not be on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evaluation.monitoring import charts
from evaluation.monitoring.facts import Facts, Origin, Screening
from evaluation.monitoring.page import monitoring_page
from evaluation.monitoring.report import Monitoring, monitoring
from evaluation.monitoring.rules import Measure, Rule, Rules, Scope, Severity
from evaluation.monitoring.shares import Share, share
from tests.evaluation.monitoring.office import FEW, SPAN, W45, W46, W47, at, confirmed, item, rejected
from tests.needs import require

CHROMIUM = Path("/usr/bin/chromium")
ACT = Rule("late", Measure.OVERDUE, Scope.UNIT, 1, 1, Severity.ACT, "过了期限", "尽快核定", above=0.0)
SLOW = Rule("slow", Measure.DECISION_DAYS, Scope.OVERALL, 3, 1, Severity.WATCH, "太慢", "看人手", above=0.5)
RULES = Rules("3", FEW, (SLOW, ACT), "own.toml")
HOSTILE = "丙院<script>alert(1)</script>"
ITEMS = (
    *(confirmed(W45, W46, changed=("place",)) for _ in range(3)),
    *(rejected(W45, W46, "own_duty") for _ in range(2)),
    *(confirmed(W46, W47, unit="乙院") for _ in range(4)),
    item(W45, unit=HOSTILE, due_on="2026-11-20"),
    item(W46, unit=""),
    confirmed(W45, W46, origin=Origin.SEED, right=True),
)
RUNS = (
    Screening(1, at(W45), {"model": "a"}, {"files": 20, "quarantined": 1}),
    Screening(1, at(W46), {"model": "b"}, {"files": 30, "quarantined": 3}),
)


def made(*items: Any, **told: Any) -> Monitoring:
    return monitoring(Facts(items, screenings=RUNS), SPAN, RULES, **told)


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    require("chromium", CHROMIUM.exists(), f"{CHROMIUM} is not installed: no page can be opened")
    from playwright.sync_api import sync_playwright

    path = tmp_path_factory.mktemp("page") / "monitoring.html"
    path.write_text(monitoring_page(made(*ITEMS)), "utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        opened = browser.new_page(viewport={"width": 1366, "height": 900})
        opened.faults = []
        opened.on("console", lambda told: opened.faults.append(told.text))
        opened.on("request", lambda asked: opened.faults.append(asked.url) if "file:" not in asked.url else None)
        opened.goto(path.as_uri())
        yield opened
        browser.close()


def test_it_opens_from_disk_without_a_call_or_a_fault(page: Any) -> None:
    assert page.faults == []
    assert page.title() == "过问建议监测周报"
    assert page.evaluate("document.scripts.length") == 0


def test_alarms_stand_on_top_those_to_act_on_first(page: Any) -> None:
    assert page.locator("main > section h2").first.inner_text() == "警报"
    told = page.locator(".alerts li").all_inner_texts()
    assert len(told) == 2
    assert "过了期限" in told[0]
    assert "太慢" in told[1]
    assert "尽快核定" in told[0]
    assert HOSTILE in told[0], "a name is text"


def test_units_the_worst_first(page: Any) -> None:
    rows = page.locator("table.units tbody th").all_inner_texts()
    assert [row.split("\n")[0] for row in rows] == [HOSTILE, "甲院", "乙院", "（未标明单位）"]
    shares = page.locator("table.units tbody tr td:nth-child(2)").all_inner_texts()
    assert shares == ["–", "60.0 %", "100.0 %", "–"]


def test_lines_with_intervals_and_the_change_of_version(page: Any) -> None:
    first = page.locator("svg.plot").first
    assert first.locator("circle").count() == 2, "nothing was decided in the first week"
    assert first.locator(".bound").count() == 2
    assert first.locator(".change").count() == 1
    assert "模型" in first.locator(".change title").text_content()
    assert first.locator("circle title").all_text_contents() == ["2026-W46 60.0 % (3/5)", "2026-W47 100.0 % (4/4)"]


def test_it_fits_a_narrow_window(page: Any) -> None:
    page.set_viewport_size({"width": 800, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1366, "height": 900})


def test_a_page_of_nothing_says_so() -> None:
    html = monitoring_page(monitoring(Facts(), SPAN, RULES))
    assert "没有规则触发。" in html
    assert "期内没有判定。" in html
    assert "各周件数过少，不画" in html


def test_few_are_never_a_percentage() -> None:
    strict = replace(RULES, settings=replace(FEW, minimum=10))
    html = monitoring_page(monitoring(Facts(ITEMS), SPAN, strict))
    main = html.partition("<main>")[2]
    assert "60.0 %" not in main
    assert "过少" in main


def test_the_same_facts_give_the_same_bytes() -> None:
    assert monitoring_page(made(*ITEMS)) == monitoring_page(made(*reversed(ITEMS)))


def test_gaps_break_a_line() -> None:
    shares = [share(5, 10, 2), Share(), share(5, 10, 2), share(10, 10, 2)]
    chart = charts.share_chart("precision", ["2026-W01", "2026-W02", "2026-W03", "2026-W04"], shares)
    [line] = chart.lines
    assert [point.y for point in line.points] == [90.0, 90.0, 16.0], "half way down, and on top"
    assert len(line.runs) == 1


@pytest.mark.parametrize(
    ("most", "top"), [(0, "1"), (3, "4"), (4, "4"), (5, "8"), (9, "10"), (81, "100"), (1234, "2000")]
)
def test_an_axis_ends_on_a_round_number(most: int, top: str) -> None:
    chart = charts.count_chart(["2026-W01"], {"n": [most]})
    assert chart.up[-1][1] == top

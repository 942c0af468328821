"""The page of one item in a real browser: by keys, on a small screen, with originals read again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from store.viewer import Role
from tests.review.conftest import Served, serving
from tests.review.item.city import City, fill

HERE = """() => {
  const mark = document.querySelector('mark.here');
  const box = mark.getBoundingClientRect();
  const seen = document.elementFromPoint(box.left + 3, box.top + box.height / 2);
  return box.top >= 0 && box.bottom <= innerHeight && mark.contains(seen);
}"""
QUIET = (
    "() => !document.querySelector('[data-load], [aria-busy=true]') && [...document.images].every((i) => i.complete)"
)
LIT = "mark.on"


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return fill(tmp_path_factory.mktemp("browsed"))


@pytest.fixture(scope="module")
def desk(city: City) -> Iterator[Served]:
    with serving(city.url) as served:
        yield served


@pytest.fixture(scope="module")
def browser_page(chromium: Any, desk: Served) -> Iterator[Any]:
    context = chromium.new_context(
        viewport={"width": 1366, "height": 768}, reduced_motion="reduce", base_url=desk.address, locale="zh-CN"
    )
    page = context.new_page()
    page.faults = []
    page.on("pageerror", lambda error: page.faults.append(str(error)))
    page.on("console", lambda told: page.faults.append(told.text) if told.type == "error" else None)
    desk.visitor(Role.REVIEWER).open(page)
    yield page
    context.close()


@pytest.fixture
def page(browser_page: Any) -> Iterator[Any]:
    yield browser_page
    assert browser_page.faults == []


def opened(page, proposal_id):
    page.goto(f"/item/{proposal_id}?state=open&at=0")
    page.wait_for_function(QUIET)
    return page


@pytest.mark.parametrize("proposal_id", ["Gchat", "Gsheet", "Gpaper", "Gmail", "Gzip"])
def test_the_evidence_of_the_content_is_in_view_at_once_on_a_small_screen(page, proposal_id):
    opened(page, proposal_id)
    assert page.locator("[data-element='7'][data-lit]").count() == 1
    assert page.evaluate(HERE)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_digit_lights_the_words_of_its_item(page):
    opened(page, "Gchat")
    for key, lit in (("1", ["袁峰"]), ("8", ["周大海那个案子"]), ("0", ["不方便说"])):
        page.keyboard.press(key)
        assert page.locator(LIT).all_inner_texts() == lit
        assert page.evaluate(HERE)
    page.locator("[data-light='7']").first.click()
    assert "".join(page.locator(LIT).all_inner_texts()) == "周大海那个案子到哪一步了？"
    assert page.locator("a.name[aria-current=true]").inner_text().strip().endswith("内容")


def test_more_of_the_paper_is_opened_by_a_key_and_what_is_read_stays_in_place(page):
    opened(page, "Gchat")
    page.keyboard.press("0")
    assert page.get_by_text("小敏早").count() == 0
    page.keyboard.press("o")
    page.get_by_text("小敏早").wait_for()
    assert page.get_by_text("全文已显示").is_visible()
    assert page.locator(LIT).all_inner_texts() == ["不方便说"]
    assert page.evaluate(HERE)
    sides = page.locator(".bubble").evaluate_all("(all) => all.map((one) => one.classList.contains('owner'))")
    assert sides == [False, True, False, True, False, True, False]
    left = page.locator(".bubble").nth(0).bounding_box()
    right = page.locator(".bubble").nth(1).bounding_box()
    assert left["x"] + 50 < right["x"]


def test_an_item_is_edited_by_keyboard_and_the_edit_undone(page):
    opened(page, "Gchat")
    page.keyboard.press("e")
    page.keyboard.press("5")
    page.keyboard.type("办公室门口")
    page.keyboard.press("Enter")
    page.locator("#item-place .now").wait_for()
    assert "您改为" in page.locator("#item-place").inner_text()
    assert "办公室门口" in page.locator("#item-place .now").inner_text()
    assert page.evaluate("document.activeElement.closest('li')?.id") == "item-place"
    assert page.locator("#deciding [data-key=a]").count() == 1  # there is something to amend now
    page.locator("#item-place .drop button").click()
    page.locator("#item-place .now").wait_for(state="detached")
    assert "未记" in page.locator("#item-place .value").inner_text()


def test_escape_gives_an_edit_up_and_stays_on_the_page(page):
    opened(page, "Gchat")
    for key in ("e", "7"):
        page.keyboard.press(key)
    assert page.locator("#item-content textarea").input_value() == "周大海那个案子到哪一步了？"
    page.keyboard.type("……1")
    page.keyboard.press("Escape")
    assert page.locator("#item-content textarea").is_hidden()
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    assert page.locator("#item-content textarea").input_value() == "周大海那个案子到哪一步了？"
    assert "/item/Gchat" in page.url


def test_a_refused_edit_says_so_beside_the_field_and_keeps_what_was_typed(page):
    opened(page, "Gchat")
    for key in ("e", "s"):
        page.keyboard.press(key)
    for box in page.locator("#item-situations input:checked").all():
        box.uncheck()
    page.keyboard.press("Enter")
    page.locator("#fault-situations p").wait_for()
    assert "至少选一种情形" in page.locator("#fault-situations").inner_text()
    page.keyboard.press("Escape")
    page.faults.clear()  # the browser tells of the 422 itself


def test_the_page_of_a_pdf_is_drawn_with_a_box_around_the_words(page):
    opened(page, "Gpaper")
    frame = page.locator("rect[data-items='7']")
    assert "on" in frame.get_attribute("class")
    sheet, box = page.locator(".sheet img").bounding_box(), frame.bounding_box()
    # Eleven signs of twelve points behind eleven others, from x = 90 of 595, on a baseline 160 of 842 from the top.
    assert (box["x"] - sheet["x"]) / sheet["width"] == pytest.approx((90 + 12 * 11) / 595, abs=0.015)
    assert (box["x"] + box["width"] - sheet["x"]) / sheet["width"] == pytest.approx((90 + 12 * 22) / 595, abs=0.015)
    assert (
        (box["y"] - sheet["y"]) / sheet["height"]
        < 160 / 842
        < (box["y"] + box["height"] - sheet["y"]) / sheet["height"]
    )
    page.keyboard.press("1")
    assert "on" not in (frame.get_attribute("class") or "")


def test_a_register_row_stands_below_its_heading_and_quoted_mail_is_set_apart(page):
    opened(page, "Gsheet")
    assert page.locator(".paper th").all_inner_texts() == ["时间", "来电人", "内容", "处理"]
    assert page.locator("tr.lit td").count() == 4
    opened(page, "Gmail")
    page.keyboard.press("o")
    page.locator("details.quoted").wait_for()
    assert page.locator("details.quoted").get_attribute("open") is None
    page.wait_for_function(QUIET)
    assert page.locator(".head").get_by_text("项伯阳").is_visible()


def test_hostile_words_are_words_in_every_piece(page):
    opened(page, "Gnasty")
    page.keyboard.press("o")
    page.get_by_text("全文已显示").wait_for()
    assert page.evaluate("window.hacked") is None
    assert page.locator("#main img").count() == 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_can_be_read_by_everyone(page, scheme):
    page.emulate_media(color_scheme=scheme)
    opened(page, "Gchat")
    assert page.evaluate(NAMELESS) == []
    assert page.evaluate(CONTRAST) == []
    levels = page.locator("#main :is(h1, h2, h3, h4)").evaluate_all("(all) => all.map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    page.emulate_media(color_scheme="light")


NAMELESS = """() => [...document.querySelectorAll('a:not(.anchor), button, select, input, textarea, summary')]
  .filter((one) => !one.closest('[hidden]') && one.type !== 'hidden')
  .filter((one) => !(one.textContent || one.labels?.[0]?.textContent || one.ariaLabel || one.value || '').trim())
  .map((one) => one.outerHTML)"""
CONTRAST = """() => {
  const rgb = (text) => text.match(/[0-9.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((v) => v / 255)
    .map((v) => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, n) => sum + v * [0.2126, 0.7152, 0.0722][n], 0);
  const ground = (node) => {
    for (; node; node = node.parentElement) {
      const colour = rgb(getComputedStyle(node).backgroundColor);
      if (colour.length === 3 || colour[3] > 0.99) return colour;
    }
    return [255, 255, 255];
  };
  const bad = [];
  const walker = document.createTreeWalker(document.querySelector('#main'), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest('script, [aria-hidden]')) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""

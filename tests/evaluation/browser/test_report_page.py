"""The report in a real browser, from disk: filters, keys, places in the address, and hostile words that stay words."""

from functools import cache

import pytest

from evaluation.report.page import report_page
from tests.evaluation.pages import HOSTILE, HOSTILE_ID, evaluated, evaluated_rows


@cache
def html():
    return report_page(evaluated())


@pytest.fixture
def page(from_disk):
    return from_disk(html())


def counts(page, name):
    """The count on every button of one filter, by its code."""
    buttons = page.locator(f"[data-filter={name}] button")
    return {one.get_attribute("value"): int(one.locator("b").inner_text()) for one in buttons.all()}


def choose(page, name, code):
    page.locator(f'[data-filter={name}] button[value="{code}"]').click()


def listed(page):
    return page.locator("[data-at=list] > li > button > span").all_text_contents()


def current(page):
    """The document shown and the error told of it."""
    shown = page.locator("article h3").evaluate("(one) => one.firstChild.textContent")
    return shown, page.locator(".told .f").inner_text()


def test_the_counts_on_the_filters_are_those_counted_by_hand(page):
    layers = {"": 10, "records": 2, "events": 1, "links": 1, "dates": 1, "triggers": 3, "mentions": 2}
    faults = {"": 10, "missed": 2, "spurious": 3, "value": 3, "type": 1, "boundary": 1, "type_boundary": 0}
    assert counts(page, "layer") == layers
    assert counts(page, "fault") == faults
    assert counts(page, "kind") == {"": 10, "chat": 5, "email": 4, "work_note": 1}
    assert page.locator("[data-at=sum]").inner_text() == "4 份文书，10 处差错"


def test_filters_narrow_each_other_and_the_list(page):
    choose(page, "layer", "triggers")
    assert counts(page, "fault") == {
        "": 3, "missed": 1, "spurious": 1, "value": 0, "type": 0, "boundary": 1, "type_boundary": 0,
    }  # fmt: skip
    assert counts(page, "kind") == {"": 3, "chat": 2, "email": 1, "work_note": 0}
    assert counts(page, "layer")["mentions"] == 2
    assert listed(page) == ["d-two", "d-one"]
    choose(page, "fault", "boundary")
    assert listed(page) == ["d-one"]
    assert current(page) == ("d-one", "行为词 · 边界错：行为词")
    choose(page, "kind", "work_note")
    assert listed(page) == []
    assert page.locator("article").inner_text() == "没有符合条件的文书。"
    page.locator("[data-at=clear]").click()
    assert counts(page, "layer")[""] == 10
    choose(page, "kind", "email")
    choose(page, "kind", "email")  # pressed again: no filter
    assert page.locator("[data-at=sum]").inner_text() == "4 份文书，10 处差错"


def test_the_gravest_document_stands_first_and_one_without_error_last(page):
    assert listed(page) == ["d-two", "d-one", HOSTILE_ID, "d-quiet"]
    page.locator("[data-at=sort]").select_option("count")
    assert listed(page) == ["d-one", "d-two", HOSTILE_ID, "d-quiet"]
    page.locator("[data-at=sort]").select_option("id")
    assert listed(page) == sorted(["d-one", "d-two", HOSTILE_ID, "d-quiet"])


def test_a_document_is_found_by_its_id(page):
    page.keyboard.press("/")
    page.keyboard.type("D-ON")
    assert listed(page) == ["d-one"]
    assert counts(page, "layer")[""] == 5
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    assert page.locator("[data-at=find]").input_value() == "D-ON"
    assert current(page)[1] == "对应名册 · 值错：人员"


def test_j_and_k_go_through_the_errors_and_over_to_the_next_document(page):
    assert current(page) == ("d-two", "记录 · 多")
    seen = [current(page)]
    for _ in range(4):
        page.keyboard.press("j")
        seen.append(current(page))
    assert seen[1:] == [
        ("d-two", "事件 · 多"),
        ("d-two", "行为词 · 多：行为词"),
        ("d-two", "提及 · 类型错：人员"),
        ("d-one", "记录 · 值错：过问人"),
    ]
    page.keyboard.press("k")
    assert current(page) == seen[3]
    page.keyboard.press("J")
    assert current(page) == seen[4]
    page.keyboard.press("K")
    assert current(page) == seen[0]
    page.keyboard.press("k")  # nothing before the first
    assert current(page) == seen[0]
    page.keyboard.press("Control+j")
    assert current(page) == seen[0]


def test_the_words_stand_under_the_marks_on_both_sides(page):
    choose(page, "fault", "boundary")
    gold, predicted = page.locator(".text").all()
    assert gold.locator(".here").all_text_contents() == ["打听案子"]
    assert predicted.locator(".here").all_text_contents() == ["打听"]
    assert gold.locator("[data-tag]").first.get_attribute("data-tag") == "e1"
    choose(page, "fault", "missed")
    assert gold.locator(".here").all_text_contents() == ["打招呼"]
    assert predicted.locator(".gap").all_text_contents() == ["打招呼"]
    assert [side.text_content() for side in (gold, predicted)] == ["王建国来电打听案子，后来又打招呼"] * 2
    off = page.locator(".events .off").all_inner_texts()
    assert off == ["王建国 [P0001]", "2024-03-05", "王建国 [P0002]", "2024-03-06"]


def test_a_place_is_in_the_address_and_opens_again(from_disk):
    page = from_disk(html(), "#doc=d-one&error=4&layer=triggers")
    assert current(page) == ("d-one", "行为词 · 边界错：行为词")
    page.keyboard.press("j")
    address = page.evaluate("() => location.hash")
    assert address == "#doc=d-one&error=5&layer=triggers"
    again = from_disk(html(), address)
    assert current(again) == ("d-one", "行为词 · 漏：行为词")
    again.evaluate("() => { location.hash = '#doc=d-two'; }")
    again.locator("article h3", has_text="d-two").wait_for()
    assert current(again) == ("d-two", "记录 · 多")
    again.evaluate("() => { location.hash = '#doc=nowhere'; }")
    again.locator("article", has_text="本页没有文书 nowhere。").wait_for()


def test_a_layer_leads_to_its_errors(page):
    page.locator("#l-dates a").click()
    page.locator("article h3", has_text="d-one").wait_for()
    assert current(page) == ("d-one", "日期 · 值错")
    assert listed(page) == ["d-one"]


def test_hostile_words_stay_words(page):
    page.locator("[data-at=list] > li > button").nth(2).click()
    assert current(page) == (HOSTILE_ID, "提及 · 漏：人员")
    assert [side.text_content() for side in page.locator(".text").all()] == [f"{HOSTILE}来过"] * 2
    assert page.evaluate("() => window.hacked") is None
    assert page.locator("article b, article img, article script, .text > :not(mark)").count() == 1  # the value told
    assert HOSTILE in page.locator("article h3").text_content()  # the source
    assert page.locator("script").count() == 3


def test_a_page_without_a_document_or_an_error_opens(from_disk):
    page = from_disk(report_page(evaluated_rows([], [])))
    assert page.locator("article").inner_text() == "没有符合条件的文书。"
    page.keyboard.press("j")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1366, 683])
def test_nothing_runs_off_the_side_and_every_control_has_a_name(from_disk, scheme, width):
    page = from_disk(html(), color_scheme=scheme, viewport={"width": width, "height": 768})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(NAMELESS) == []
    assert page.locator("h1").count() == page.locator("main").count() == 1


def test_the_way_through_by_keyboard_alone(page):
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.className") == "skip"
    page.locator("[data-filter=layer] button").first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-pressed')") == "true"
    assert listed(page) == ["d-two", "d-one"]


def test_without_script_the_numbers_stand_and_a_way_out_is_told(from_disk):
    page = from_disk(html(), java_script_enabled=False)
    assert page.locator(".headline .big").all_inner_texts() == ["0.000", "0.667", "0.222", "0.444", "0.667"]
    assert "errors.jsonl" in page.locator("noscript").inner_text()


NAMELESS = """() => [...document.querySelectorAll('a, button, select, input, summary, svg[role=img], figure')]
  .filter((one) => ![one.textContent, one.getAttribute('aria-label'), one.labels?.[0]?.textContent].join('').trim())
  .map((one) => one.outerHTML)"""

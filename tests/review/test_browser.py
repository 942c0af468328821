"""The desk as a reviewer uses it: a real browser, the printed address, the keyboard."""

import pytest

IN_VIEW = """() => {
  const marks = [...document.querySelectorAll('mark.on')];
  return marks.length > 0 && marks.every((mark) => {
    const box = mark.getBoundingClientRect();
    const seen = document.elementFromPoint(box.left + 2, box.top + box.height / 2);
    return box.top >= 0 && box.bottom <= innerHeight && mark.contains(seen);
  });
}"""


def test_the_printed_address_opens_the_queue_and_hides_its_token(page, desk):
    assert page.url == f"http://127.0.0.1:{desk.port}/"
    assert page.locator("[data-row]").count() == 4
    assert page.locator("h1").inner_text() == "待核事项 4 件"


def test_a_second_visit_needs_no_token_and_a_fresh_browser_does(page, desk, chromium):
    assert page.goto(f"http://127.0.0.1:{desk.port}/run").status == 200
    fresh = chromium.new_page()
    assert fresh.goto(f"http://127.0.0.1:{desk.port}/").status == 403
    assert fresh.goto(f"http://127.0.0.1:{desk.port}/?token=wrong").status == 403
    assert page.goto(f"http://127.0.0.1:{desk.port}/").status == 200
    fresh.close()


def test_the_session_is_out_of_reach_of_scripts(page):
    assert page.evaluate("document.cookie") == ""
    cookie = page.context.cookies()[0]
    assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")


def test_an_item_opens_by_keyboard_with_its_evidence_lit(page):
    for key in ("j", "j", "j"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/item/Gchat?at=2")
    assert page.locator("h1").inner_text() == "袁峰"
    assert page.locator("mark.on").all_inner_texts() == ["周大海那个案子", "到哪一步了？"]
    assert page.evaluate(IN_VIEW)
    assert page.evaluate("document.documentElement.scrollHeight <= innerHeight")


def test_evidence_on_the_seventh_page_is_in_view_at_once(page, desk):
    page.goto(f"http://127.0.0.1:{desk.port}/item/Glong")
    assert page.locator("mark.on").all_inner_texts() == ["钱副院长当面要求对该案从轻处理。"]
    page.wait_for_function(IN_VIEW)


@pytest.mark.parametrize(
    ("key", "lit"),
    [("1", ["袁峰"]), ("4", ["2024-03-05"]), ("8", ["周大海那个案子"]), ("0", ["不方便说"])],
)
def test_a_digit_lights_the_words_of_that_item(page, desk, key, lit):
    page.goto(f"http://127.0.0.1:{desk.port}/item/Gchat")
    page.keyboard.press(key)
    assert page.locator("mark.on").all_inner_texts() == lit
    assert page.evaluate(IN_VIEW)


def test_a_click_on_an_item_lights_its_words(page, desk):
    page.goto(f"http://127.0.0.1:{desk.port}/item/Gchat")
    page.get_by_text("处置情况").click()
    assert page.locator("mark.on").all_inner_texts() == ["不方便说"]
    assert page.locator("[data-item][aria-current]").count() == 1


def test_j_k_and_escape_go_through_the_queue(page):
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/item/Ghostile?at=0")
    page.keyboard.press("j")
    page.wait_for_url("**/item/Glong?at=1")
    page.keyboard.press("k")
    page.wait_for_url("**/item/Ghostile?at=0")
    page.keyboard.press("Escape")
    page.wait_for_url(lambda url: url.endswith("/"))


def test_the_keys_are_explained_and_searching_is_not_disturbed(page):
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("#keys").is_hidden()
    page.keyboard.press("/")
    page.keyboard.type("jk?1")
    assert page.locator("input[type=search]").input_value() == "jk?1"


def test_a_search_by_name_leads_to_the_item(page):
    page.keyboard.press("/")
    page.keyboard.type("袁峰")
    page.keyboard.press("Enter")
    page.wait_for_url("**words=*")
    assert page.locator("[data-row]").count() == 1
    page.locator("[data-row]").click()
    page.wait_for_url("**/item/Gchat?*")


@pytest.mark.parametrize("path", ["/", "/item/Ghostile", "/run"])
def test_hostile_text_and_file_names_stay_text(page, desk, path):
    page.goto(f"http://127.0.0.1:{desk.port}{path}")
    page.wait_for_load_state("networkidle")
    assert page.evaluate("window.hacked") is None
    assert page.locator("img").count() == 0
    assert page.locator("script").count() == 1


def test_a_script_that_got_in_would_not_run(page):
    with pytest.raises(Exception, match="Content Security Policy"):
        page.add_script_tag(content="window.hacked = 1")
    assert page.evaluate("window.hacked") is None


@pytest.mark.parametrize("path", ["/", "/item/Gchat", "/item/Glog", "/item/Ghostile", "/run"])
def test_pages_can_be_read_by_everyone(page, desk, path):
    """No page runs off the side of 1366 pixels; every control has a name; text has a contrast of at least 4.5 (WCAG
    2.2, 1.4.3) in light and in dark."""
    page.goto(f"http://127.0.0.1:{desk.port}{path}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(NAMELESS) == []
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    assert page.locator("h1").count() == 1
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate(CONTRAST) == []


def test_the_print_has_both_sides_and_no_controls(page, desk):
    page.goto(f"http://127.0.0.1:{desk.port}/item/Gchat")
    page.emulate_media(media="print")
    assert page.locator(".step").is_hidden()
    assert page.locator(".items").is_visible()
    assert page.locator(".papers mark").first.is_visible()


NAMELESS = """() => [...document.querySelectorAll('a:not(.anchor), button, select, input')]
  .filter((one) => !(one.innerText || one.labels?.[0]?.innerText || one.ariaLabel || one.value || '').trim())
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
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.checkVisibility() || node.closest('script, [aria-hidden]')) continue;
    const [a, b] = [light(rgb(getComputedStyle(node).color)), light(ground(node))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) bad.push(`${node.className || node.tagName}: ${ratio.toFixed(2)}`);
  }
  return bad;
}"""

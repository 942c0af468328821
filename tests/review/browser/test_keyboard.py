"""The desk by keyboard alone, in a real browser before a real desk: two keystrokes decide, the next item is there."""

import re

import pytest

from store.viewer import Role
from tests.review.conftest import PASSWORD

COUNTING = "() => { window.pressed = []; addEventListener('keydown', (e) => window.pressed.push(e.key), true); }"


@pytest.fixture
def keys(own_page):
    """Presses keys one after the other."""

    def press(*pressed):
        for key in pressed:
            own_page.keyboard.press(key)

    return press


def told(page, words):
    """Waits until the page says this aloud."""
    page.locator("#status", has_text=words).wait_for(state="attached")


def listening(page):
    """Waits until the page hears keys."""
    page.locator("html[data-keys]:not([data-busy]) #main").wait_for()


def go(page, path):
    page.goto(path)
    listening(page)


def at(page, proposal_id):
    """Waits until the item is there and may be decided."""
    page.wait_for_url(re.compile(rf"/item/{proposal_id}\?(?!.*done=)"))
    listening(page)


@pytest.fixture
def reviewer(own_desk):
    return own_desk.visitor(Role.REVIEWER, name="林静")


@pytest.fixture
def viewer(own_desk, reviewer):
    return own_desk.site.accounts.viewer(reviewer.account)


@pytest.fixture
def opened(own_page, reviewer):
    """The queue before a reviewer."""
    go(reviewer.open(own_page), "/")
    return own_page


def another(own_desk, chromium, visitor, path="/"):
    """A second browser of somebody else."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=own_desk.address, locale="zh-CN")
    page = visitor.open(context.new_page())
    go(page, path)
    return page


def test_sign_in_take_the_next_and_confirm_in_two_keystrokes(own_page, own_desk, reviewer, viewer, keys):
    own_page.goto("/")
    own_page.locator("[name=login]").fill(reviewer.account.login)
    own_page.locator("[name=password]").fill(PASSWORD)
    keys("Enter")
    own_page.wait_for_url("**/")
    listening(own_page)
    keys("n")
    at(own_page, "Ghostile")
    own_page.evaluate(COUNTING)
    keys("c", "Enter")
    told(own_page, "已确认，按 u 撤销")
    at(own_page, "Glong")
    assert own_page.evaluate("() => window.pressed") == ["c", "Enter"]
    assert own_page.evaluate("() => document.activeElement.id") == "main"
    assert own_desk.site.desk.last_decision(viewer).proposal_id == "Ghostile"
    keys("u")
    told(own_page, "已撤销")
    at(own_page, "Ghostile")
    assert own_desk.site.desk.last_decision(viewer) is None


def test_reject_with_a_reason_in_two_keystrokes_and_with_a_note(opened, own_desk, viewer, keys):
    keys("n")
    at(opened, "Ghostile")
    keys("x", "4")
    told(opened, "已驳回")
    at(opened, "Glong")
    first = own_desk.site.desk.last_decision(viewer)
    assert (first.kind.value, first.reason.value) == ("reject", "not_happened")
    keys("x", "Tab")
    opened.keyboard.type("见 2 号案卷")
    keys("Enter", "2")  # Enter leaves the note and chooses nothing
    at(opened, "Gchat")
    second = own_desk.site.desk.last_decision(viewer)
    assert (second.proposal_id, second.reason.value, second.note) == ("Glong", "lawful", "见 2 号案卷")


def test_enter_alone_and_keys_while_typing_decide_nothing(opened, own_desk, viewer, keys):
    keys("n")
    at(opened, "Ghostile")
    keys("Enter", "Space", "Control+c", "Enter")
    assert opened.locator("details.strip[open]").count() == 0
    keys("i")
    opened.keyboard.type("cxt1")
    keys("Escape")
    assert opened.locator("details.strip[open]").count() == 0
    assert opened.evaluate("() => document.activeElement.dataset.key") == "i"
    keys("x", "9", "Escape")
    assert own_desk.site.desk.last_decision(viewer) is None
    assert "/item/Ghostile" in opened.url


def test_other_verdicts_by_two_keys(opened, own_desk, viewer, keys):
    go(opened, "/item/Gchat?state=open")
    keys("p", "1")
    told(opened, "已改认人员")
    keys("t", "Enter")
    told(opened, "已转提醒填报")
    at(opened, "Glog")
    keys("i")
    opened.keyboard.type("查来电号码")
    keys("Enter")
    told(opened, "已转待补信息")
    go(opened, "/item/Glong?state=open")
    keys("m", "1")
    told(opened, "已合并")
    kinds = [own_desk.site.desk.undo(viewer).kind.value for _ in range(4)]
    assert kinds == ["merge", "info", "remind", "not_person"]


def test_filter_and_search_by_keyboard_stand_in_the_address(opened, keys):
    keys("/")
    opened.keyboard.type("老周")
    keys("Enter")
    opened.wait_for_url("**/?*words=*")
    assert opened.locator("[data-row]").count() == 1
    assert opened.evaluate("() => new URL(location.href).search") == "?state=open&words=%E8%80%81%E5%91%A8&order=due"
    keys("Escape", "r")
    opened.locator("[data-row]").nth(3).wait_for()
    listening(opened)
    opened.locator("#severity").focus()
    opened.locator("#severity").select_option("low")
    opened.wait_for_url("**severity=low*")
    assert opened.evaluate("() => document.activeElement.id") == "severity"
    assert opened.locator("[data-row-link]").all_inner_texts() == ["袁峰"]
    opened.go_back()
    opened.locator("[data-row]").nth(3).wait_for()
    listening(opened)
    keys("j", "j", "ArrowUp", "j")
    assert opened.evaluate("() => document.activeElement.innerText") == "钱副院长"
    keys("Enter")
    opened.wait_for_url("**/item/Glong?state=open&at=1")
    listening(opened)
    keys("Escape")
    opened.wait_for_url("**/?state=open")


def test_a_view_is_saved_and_opened_by_its_digit(opened, keys):
    go(opened, "/?state=open&severity=high")
    keys("v")
    opened.keyboard.type("较重")
    keys("Enter")
    told(opened, "视图已保存")
    go(opened, "/")
    keys("1")
    opened.wait_for_url("**severity=high")


def test_a_claim_is_seen_by_a_second_browser_and_a_decision_refused_there(opened, own_desk, chromium, keys):
    other = another(own_desk, chromium, own_desk.visitor(Role.REVIEWER, name="赵一鸣"), "/item/Ghostile?state=open")
    keys("n")
    at(opened, "Ghostile")
    other.keyboard.press("c")
    other.keyboard.press("Enter")
    other.locator("#answer", has_text="此事项正由他人办理").wait_for()
    assert "/item/Ghostile" in other.url
    other.keyboard.press("j")
    other.wait_for_url("**/item/Glong**")
    go(other, "/")
    assert other.locator("tr.taken .mark").inner_text() == "林静 办理中"
    other.context.close()


def test_second_look_by_another_account_and_the_dispute_to_an_approver(opened, own_desk, chromium, keys):
    keys("n")
    at(opened, "Ghostile")
    keys("c", "Enter")
    told(opened, "已确认")
    other = another(own_desk, chromium, own_desk.visitor(Role.REVIEWER, name="赵一鸣"), "/?state=second")
    assert "81%" not in other.locator(".list").inner_text()
    other.keyboard.press("n")
    at(other, "Ghostile")
    other.keyboard.press("x")
    other.keyboard.press("1")
    told(other, "第二次审核意见已记录")
    approver = another(own_desk, chromium, own_desk.visitor(Role.APPROVER, name="周审批"))
    approver.keyboard.press("n")
    at(approver, "Ghostile")
    approver.keyboard.press("f")
    approver.keyboard.press("Enter")
    told(approver, "已裁定")
    assert "Ghostile" in own_desk.visitor(Role.REVIEWER, name="林静").get("/?state=confirmed").text
    other.context.close()
    approver.context.close()


def test_help_lists_the_keys_that_work_here_and_no_others(opened, keys):
    keys("?")
    listed = opened.locator("#keys-list th").all_inner_texts()
    assert {"n", "/", "j ↓", "k ↑", "u", "v", "?", "Esc", "Enter"} == {" ".join(cell.split()) for cell in listed}
    keys("j", "Escape")
    assert opened.evaluate("() => document.activeElement.closest('[data-row]')") is None
    go(opened, "/item/Gchat")
    keys("?")
    captions = opened.locator("#keys-list caption").all_inner_texts()
    assert captions[0] == "核定"
    assert "驳回（x）之后" in captions


PLAIN = {"java_script_enabled": False, "viewport": {"width": 1366, "height": 768}, "locale": "zh-CN"}


def test_without_script_forms_do_the_same(own_desk, chromium, reviewer):
    context = chromium.new_context(base_url=own_desk.address, **PLAIN)
    page = reviewer.open(context.new_page())
    page.goto("/item/Gchat?state=open")
    page.locator("summary[data-key=x]").click()
    page.get_by_role("button", name="本职工作").click()
    page.wait_for_url("**/item/Glog?state=open&done=reject")
    assert page.locator("#status").inner_text() == "已驳回，按 u 撤销。"
    page.get_by_role("button", name="撤销上一件").click()
    page.wait_for_url("**/item/Gchat?*done=undone")
    context.close()


@pytest.mark.parametrize("path", ["/", "/item/Gchat"])
def test_pages_can_be_read_by_everyone(page, signed_in, path):
    """Nothing runs off the side at 1366 pixels or at 200 %; every control has a name, every page its landmarks."""
    go(signed_in(Role.REVIEWER).open(page), path)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    page.set_viewport_size({"width": 683, "height": 384})
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    assert page.evaluate(NAMELESS) == []
    assert page.locator("h1").count() == page.locator("main").count() == 1
    assert page.locator(".places [aria-current]").count() == 1


NAMELESS = """() => [...document.querySelectorAll('a:not(.anchor), button, select, input:not([type=hidden]), summary')]
  .filter((one) => !one.hidden && !(one.textContent || one.ariaLabel || one.labels?.[0]?.textContent || '').trim())
  .map((one) => one.outerHTML)"""

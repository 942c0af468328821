"""The queue page by plain HTTP: what it lists, what narrows it, what its addresses tell."""

import re
from html import unescape

import pytest

from review.addresses import item_address, number, queue_address, wishes_of
from store.desk.rows import Wishes
from store.ledger import Ledger, Wanted
from store.viewer import Role
from tests.review.conftest import RECUSED

IDS = re.compile(r'href="/item/([^"?]+)\?[^"]*" data-row-link')


def listed(page: str) -> list[str]:
    """The ids of the lines, in order."""
    return IDS.findall(page)


def text(page: str) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def reviewer(signed_in):
    return signed_in(Role.REVIEWER)


@pytest.mark.parametrize(
    ("address", "ids"),
    [
        ("/", ["Ghostile", "Glong", "Gchat", "Glog"]),
        ("/?order=severity", ["Ghostile", "Glog", "Glong", "Gchat"]),
        ("/?order=score", ["Ghostile", "Gchat", "Glong", "Glog"]),
        ("/?severity=low", ["Gchat"]),
        ("/?category=interfere", ["Ghostile", "Glog"]),
        ("/?situation=benefit", ["Ghostile"]),
        ("/?unit=安澜市中级人民法院", ["Ghostile", "Glong", "Gchat", "Glog"]),
        ("/?unit=别的法院", []),
        ("/?since=2024-03-02&until=2024-03-05", ["Gchat"]),
        ("/?words=老周", ["Glog"]),
        ("/?words=川97刑终12", ["Gchat"]),
        ("/?case_no=安检刑诉〔2023〕105号", ["Glong"]),
        ("/?state=withdrawn", ["Ggone"]),
        ("/?state=rejected", []),
        ("/?state=none_such&order=none_such&severity=none_such&since=tomorrow", ["Ghostile", "Glong", "Gchat", "Glog"]),
        ("/?page=99", ["Ghostile", "Glong", "Gchat", "Glog"]),
    ],
)
def test_an_address_is_a_narrowed_queue(reviewer, address, ids):
    answer = reviewer.get(address)
    assert answer.status_code == 200
    assert listed(answer.text) == ids


LINE = [
    "2024-03-12 剩 2 个工作日",
    "轻微",
    "袁峰 同人 安澜市公安局 副局长",
    "（2024）川97刑终12号 盗窃罪",
    "打听进展 过问",
    "短信微信",
    "2024-03-05",
    "81%",
    "",
]


def test_a_line_tells_deadline_person_case_and_certainty(reviewer):
    rows = reviewer.get("/?severity=low").text.split("<tbody")[1].split("<tr")[1:]
    cells = re.split(r"</t[dh]>", rows[0].partition(">")[2].split("</tr>")[0])[:-1]
    assert [" ".join(text(cell).split()) for cell in cells] == LINE


def test_choices_and_tabs_tell_how_many(reviewer):
    page = text(reviewer.get("/?category=interfere").text)
    assert "严重（1）" in page
    assert "过问（2）" in page  # what there would be with the other category
    assert "轻微（" not in page
    tabs = text(reviewer.get("/").text.split('class="tabs"')[1].split("</nav>")[0]).split()[1:]
    assert tabs[:4] == ["待核", "4", "待补信息", "0"]
    assert tabs[-2:] == ["不再提出", "1"]


def test_who_is_recused_learns_only_that_something_was_passed_on(signed_in):
    page = signed_in(Role.REVIEWER, person_id=RECUSED).get("/").text
    assert listed(page) == []
    assert "有事项按回避规定转由他人办理" in page
    assert "袁峰" not in page


def test_who_is_not_recused_is_told_nothing(reviewer):
    assert "回避" not in reviewer.get("/").text


def test_an_approver_begins_with_what_is_disputed(signed_in):
    page = signed_in(Role.APPROVER).get("/").text
    assert '<a href="/?state=disputed" aria-current="page">' in page
    assert "没有意见不一的事项" in page


def test_an_evaluator_reads_and_takes_nothing(signed_in):
    page = signed_in(Role.EVALUATOR).get("/").text
    assert '<a href="/?state=confirmed" aria-current="page">' in page
    assert "领取下一件" not in page
    assert ">待核 <" not in page


def test_an_empty_page_says_what_to_do(reviewer):
    assert "清除筛选" in text(reviewer.get("/?words=没有这个人").text)
    assert "按 i 可把事项放到这里" in reviewer.get("/?state=info").text


def test_hostile_names_stay_text(reviewer):
    page = reviewer.get("/").text
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


def test_a_view_is_kept_opened_by_its_address_and_dropped(own_desk):
    reviewer = own_desk.visitor(Role.REVIEWER)
    saved = reviewer.post("/views", {"name": " 较重 ", "back": "/?state=open&severity=high&evil=1"})
    assert (saved.status_code, saved.headers["location"]) == (303, "/?state=open&severity=high&done=saved")
    page = reviewer.get("/").text
    assert '<a href="/?state=open&amp;severity=high" class="keyed" data-key="1"' in page
    assert listed(reviewer.get("/?state=open&severity=high").text) == ["Glog"]
    other = own_desk.visitor(Role.REVIEWER, name="另一人")
    assert "较重</a>" not in other.get("/").text
    dropped = reviewer.post("/views/delete", {"name": "较重", "back": "https://elsewhere.example/?severity=low"})
    assert dropped.headers["location"] == "/?state=open&severity=low&done=dropped"
    assert "较重</a>" not in reviewer.get("/").text


@pytest.mark.parametrize("back", ["//[", "javascript:alert(1)", "", "/item/G?x=1"])
def test_the_way_back_never_leaves_the_queue(own_desk, back):
    answer = own_desk.visitor(Role.REVIEWER).post("/views/delete", {"name": "x", "back": back})
    assert answer.headers["location"].startswith("/")
    assert not answer.headers["location"].startswith("//")


def test_next_claims_and_others_see_by_whom(own_desk):
    first, second = own_desk.visitor(Role.REVIEWER, name="林静"), own_desk.visitor(Role.REVIEWER, name="赵一鸣")
    assert first.get("/next?state=open").headers["location"] == "/item/Ghostile?state=open"
    assert "林静 办理中" in second.get("/").text
    assert "您已领取" in first.get("/").text
    assert second.get("/next?state=open").headers["location"] == "/item/Glong?state=open"
    assert second.get("/next?state=open&after=Glong").headers["location"] == "/item/Gchat?state=open"
    assert first.get("/next?state=info").headers["location"] == "/?state=info&done=nothing_left"


@pytest.mark.parametrize(
    ("query", "wishes"),
    [
        ({}, Wishes()),
        ({"state": "mine", "words": " 袁\x00峰\n "}, Wishes(state="mine", words="袁峰")),
        ({"since": "2024-02-30", "until": "20240305"}, Wishes(until="2024-03-05")),
        ({"words": "长" * 500}, Wishes(words="长" * 100)),
        ({"state": "erased", "situation": "none"}, Wishes()),
    ],
)
def test_wishes_of_an_address(query, wishes):
    assert wishes_of(query) == wishes


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (queue_address(Wishes()), "/?state=open"),
        (queue_address(Wishes(state="info", words="a b"), 3), "/?state=info&words=a+b&page=3"),
        (item_address("G/1", Wishes(), 7), "/item/G%2F1?state=open&at=7"),
    ],
)
def test_addresses(address, expected):
    assert address == expected


@pytest.mark.parametrize(
    ("told", "expected"), [("7", 7), ("-1", None), ("七", None), ("", None), ("999999999", 1_000_000)]
)
def test_numbers_of_an_address(told, expected):
    assert number({"page": told}, "page") == expected


def test_what_a_page_names_is_on_record_and_what_was_searched_for_is_not(reviewer, served):
    reviewer.get("/?words=老周")
    last = Ledger(served.site.database).rows(Wanted(action="queue_viewed"), 1)[0]
    assert last.actor == reviewer.account.account_id
    assert last.detail == {"state": "open", "page": 1, "by": ["words"], "ids": ["Glog"]}

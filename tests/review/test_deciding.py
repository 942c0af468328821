"""Deciding by plain HTTP, as a browser without script does it and as htmx does."""

import re

import pytest

from data.errors import Unfit
from review.verdicts import LONGEST_NOTE, Lacking, Told, verdict_of
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.viewer import Role

OPEN = "?state=open"


@pytest.fixture
def people(own_desk):
    """Two reviewers and an approver of a desk of this test's own."""
    return [own_desk.visitor(Role.REVIEWER, name=name) for name in ("林静", "赵一鸣")] + [
        own_desk.visitor(Role.APPROVER, name="周审批")
    ]


def desk_state(visitor, proposal_id: str) -> str:
    """The tab on which the item stands for the visitor."""
    for state in ("open", "info", "reminded", "second", "disputed", "confirmed", "rejected", "merged"):
        if f"/item/{proposal_id}?" in visitor.get(f"/?state={state}").text:
            return state
    return "nowhere"


def strips(page: str) -> list[str]:
    """The verdicts that the bar offers, in order."""
    return re.findall(r'<summary class="verdict keyed" data-key="(\w)"', page)


@pytest.mark.parametrize(
    ("fields", "state", "done"),
    [
        ({"kind": "confirm"}, "confirmed", "confirm"),
        ({"kind": "reject", "reason": "lawful", "note": "督导函"}, "rejected", "reject"),
        ({"kind": "remind"}, "reminded", "remind"),
        ({"kind": "info", "note": "查通话记录"}, "info", "info"),
        ({"kind": "merge", "target": "Glong"}, "merged", "merge"),
    ],
)
def test_a_verdict_leads_to_the_next_item(people, fields, state, done):
    answer = people[0].post(f"/item/Gchat/decide{OPEN}", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/item/Glog?state=open&done={done}")
    assert desk_state(people[0], "Gchat") == state
    assert "按 u 撤销" in people[0].get(answer.headers["location"]).text


def test_another_person_leaves_the_item_to_be_decided(people):
    answer = people[0].post(f"/item/Gchat/decide{OPEN}", {"kind": "not_person", "person": "officials:P0301"})
    assert answer.headers["location"] == "/item/Gchat?state=open&done=not_person"
    assert desk_state(people[0], "Gchat") == "open"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "请选择核定意见"),
        ({"kind": "reject"}, "请选择驳回理由"),
        ({"kind": "info", "note": "  "}, "请写明需要补充什么"),
        ({"kind": "merge"}, "请选择并入哪一件"),
        ({"kind": "split"}, "请勾选要拆出的材料"),
        ({"kind": "not_person"}, "请选择应当是谁"),
        ({"kind": "confirm", "seen": "something older"}, "内容已更新"),
    ],
)
def test_what_does_not_do_is_told_in_the_bar(people, fields, words):
    plain = people[0].post(f"/item/Gchat/decide{OPEN}", fields)
    assert plain.status_code == 303
    assert words in people[0].get(plain.headers["location"]).text
    quick = people[0].htmx("POST", f"/item/Gchat/decide{OPEN}", fields)
    assert (quick.status_code, quick.headers["hx-retarget"], quick.headers["hx-reswap"]) == (
        422,
        "#answer",
        "innerHTML",
    )
    assert words in quick.text
    assert "<html" not in quick.text
    assert desk_state(people[0], "Gchat") == "open"


def test_sent_twice_is_decided_once(people):
    first = people[0].post(f"/item/Gchat/decide{OPEN}", {"kind": "confirm"})
    second = people[0].post(f"/item/Gchat/decide{OPEN}", {"kind": "confirm"})
    assert second.headers["location"].endswith("done=confirm")
    assert first.status_code == second.status_code == 303
    assert people[0].post("/undo").headers["location"] == "/item/Gchat?state=open&done=undone"
    assert people[0].post("/undo").headers["location"] == "/?state=open&done=nothing_to_undo"


def test_what_somebody_else_holds_is_not_decided(people):
    people[1].post("/item/Gchat/claim")
    page = people[0].get("/item/Gchat").text
    assert "正由他人办理" in page
    assert strips(page) == []
    refused = people[0].htmx("POST", f"/item/Gchat/decide{OPEN}", {"kind": "confirm"})
    assert refused.status_code == 409
    assert "您的意见没有记录" in refused.text
    assert people[0].htmx("POST", "/item/Gchat/claim").status_code == 409
    assert people[1].post("/item/Gchat/release").headers["location"] == "/?state=open&done=released"
    assert people[0].post("/item/Gchat/claim").headers["location"] == "/item/Gchat?state=open&done=claimed"


def test_who_is_recused_no_longer_meets_the_item(people):
    assert people[0].post("/item/Gchat/recuse").headers["location"] == "/?state=open&done=recused"
    assert people[0].get("/item/Gchat").status_code == 404
    page = people[0].get("/").text
    assert "袁峰" not in page
    assert "按回避规定转由他人办理" in page
    assert people[1].get("/item/Gchat").status_code == 200


def test_no_verdict_is_chosen_beforehand(people):
    page = people[0].get("/item/Gchat").text
    bar = page.split('id="deciding"')[1].split("</section>")[0]
    assert strips(page) == list("cxtimsp")
    assert "<details open" not in bar
    assert "autofocus" not in bar
    assert "primary" not in bar


def test_a_second_look_is_blind_and_a_dispute_goes_to_an_approver(people):
    first, second, approver = people
    assert first.post("/item/Glog/decide", {"kind": "confirm"}).status_code == 303
    waiting = first.get("/item/Glog").text
    assert "等待他人第二次审核" in waiting
    assert strips(waiting) == []
    line = second.get("/?state=second").text
    assert "第二次审核不显示" in line
    assert "60%" not in line.split("<tbody")[1].split("</tbody>")[0]
    blind = second.get("/item/Glog?state=second").text
    assert strips(blind) == list("cxp")
    told = second.post("/item/Glog/decide?state=second", {"kind": "reject", "reason": "own_duty"})
    assert told.headers["location"] == "/?state=second&done=second_look"
    assert desk_state(approver, "Glog") == "disputed"
    bar = approver.get("/item/Glog?state=disputed").text
    assert strips(bar) == list("fwcxp")
    assert 'action="/item/Glog/settle?state=disputed"' in bar
    assert second.post("/item/Glog/settle", {"kind": "confirm"}).status_code == 403
    settled = approver.post("/item/Glog/settle?state=disputed", {"like": "2"})
    assert settled.headers["location"] == "/?state=disputed&done=settled"
    assert desk_state(approver, "Glog") == "rejected"


def test_a_decided_item_is_reopened_with_a_reason(people):
    people[0].post("/item/Gchat/decide", {"kind": "confirm"})
    page = people[1].get("/item/Gchat?state=confirmed").text
    assert strips(page) == ["y"]
    answer = people[1].post("/item/Gchat/decide?state=confirmed", {"kind": "reopen", "note": "新材料"})
    assert answer.headers["location"] == "/item/Gchat?state=confirmed&done=reopen"
    assert desk_state(people[1], "Gchat") == "open"


@pytest.mark.parametrize("path", ["/item/Gnone/decide", "/item/Gnone/claim", "/item/Gnone/recuse"])
def test_what_is_not_there_is_not_there(people, path):
    assert people[0].post(path, {"kind": "confirm"}).status_code == 404


@pytest.mark.parametrize("path", ["/item/Gchat/decide", "/item/Gchat/claim", "/item/Gchat/release", "/undo"])
def test_an_evaluator_decides_nothing(own_desk, path):
    assert own_desk.visitor(Role.EVALUATOR).post(path, {"kind": "confirm"}).status_code == 403


VERDICTS = [
    ({"kind": "confirm", "reason": "lawful"}, Verdict(DecisionKind.CONFIRM)),
    (
        {"kind": "reject", "reason": "filed", "note": " 见\r\n登记簿\x00 "},
        Verdict(DecisionKind.REJECT, RejectReason.FILED, "见\n登记簿"),
    ),
    ({"kind": "merge", "target": "G2", "papers": ["a"]}, Verdict(DecisionKind.MERGE, target="G2")),
    ({"kind": "split", "papers": ["a", "", "b", "a"]}, Verdict(DecisionKind.SPLIT, papers=("a", "b"))),
    ({"kind": "not_person", "person": "nobody"}, Verdict(DecisionKind.NOT_PERSON)),
    (
        {"kind": "not_person", "person": "lawyers:L1", "seen": "d"},
        Verdict(DecisionKind.NOT_PERSON, person={"registry": "lawyers", "id": "L1"}, seen="d"),
    ),
]


@pytest.mark.parametrize(("fields", "verdict"), VERDICTS)
def test_a_form_is_a_verdict(fields, verdict):
    assert verdict_of(Told(**fields)) == verdict


@pytest.mark.parametrize(
    ("fields", "what"),
    [
        ({"kind": "erase"}, "verdict"),
        ({"kind": "reject", "reason": "because"}, "reason"),
        ({"kind": "confirm", "note": "长" * (LONGEST_NOTE + 1)}, "long"),
        ({"kind": "not_person", "person": "P0002"}, "person"),
        ({"kind": "reopen"}, "note"),
    ],
)
def test_a_form_that_lacks_something_says_what(fields, what):
    with pytest.raises(Lacking) as raised:
        verdict_of(Told(**fields))
    assert raised.value.what == what
    assert isinstance(raised.value, Unfit)

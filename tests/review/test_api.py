"""/api/v1 over HTTP: typed answers, one shape of refusal, the same sight as the pages."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

from store.desk.rows import DecisionKind, Verdict
from store.tables import LEDGER
from store.viewer import Role
from tests.review.conftest import RECUSED, UNIT, Served, Visitor

V1 = "/api/v1"
PATHS = ("/queue", "/counts", "/items/Gchat", "/records", "/openapi.json")


@pytest.fixture
def reviewer(own_desk: Served) -> Visitor:
    """A reviewer who has confirmed Gchat."""
    visitor = own_desk.visitor(Role.REVIEWER, name="何静")
    viewer = own_desk.site.accounts.viewer(visitor.account)
    own_desk.site.desk.claim(viewer, "Gchat")
    own_desk.site.desk.decide(viewer, "Gchat", Verdict(DecisionKind.CONFIRM))
    return visitor


def error_of(answer: Any) -> dict[str, str]:
    """The refusal, which has its three parts and no other."""
    told = answer.json()
    assert list(told) == ["error"]
    assert sorted(told["error"]) == ["code", "message", "way_out"]
    assert all(told["error"].values())
    return dict(told["error"])


def check(schema: dict[str, Any], model: str, value: Any) -> None:
    """`value` is what the description of the interface says of `model`."""
    Draft202012Validator({**schema, "$ref": f"#/components/schemas/{model}"}).validate(value)


@pytest.mark.parametrize("path", PATHS)
def test_a_stranger_is_refused_in_json(served: Served, path: str) -> None:
    with served.stranger() as client:
        answer = client.get(V1 + path)
    assert answer.status_code == 401
    assert error_of(answer)["code"] == "sign_in"


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR])
@pytest.mark.parametrize("path", PATHS)
def test_who_sees_no_queue_is_refused_in_json(served: Served, role: Role, path: str) -> None:
    answer = served.visitor(role).get(V1 + path)
    assert answer.status_code == 403
    assert error_of(answer)["code"] == "forbidden"


def test_an_evaluator_takes_no_records(served: Served) -> None:
    assert served.visitor(Role.EVALUATOR).get(V1 + "/records").status_code == 403


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/items/Gnowhere", "missing"),
        ("/items/a%0Ab", "missing"),
        ("/items/%3Cscript%3E", "missing"),
        ("/nowhere", "missing"),
    ],
)
def test_what_is_not_there_is_refused_in_json(served: Served, path: str, code: str) -> None:
    answer = served.visitor(Role.REVIEWER).get(V1 + path)
    assert answer.status_code == 404
    assert error_of(answer)["code"] == code
    assert "script" not in answer.text


@pytest.mark.parametrize(
    "query",
    [
        "state=nothing",
        "severity=worst",
        "situation=x",
        "category=x",
        "since=yesterday",
        "limit=0",
        "limit=201",
        "offset=-1",
        "order=name",
        "unheard=of",
        "words=" + "x" * 101,
    ],
)
def test_a_wrong_field_is_refused_in_json(served: Served, query: str) -> None:
    answer = served.visitor(Role.REVIEWER).get(f"{V1}/queue?{query}")
    assert answer.status_code == 422
    error = error_of(answer)
    assert error["code"] == "fields"
    assert query.partition("=")[0] in error["message"]


def test_the_wrong_method_is_refused_in_json(served: Served) -> None:
    answer = served.visitor(Role.REVIEWER).post(V1 + "/queue")
    assert answer.status_code == 405
    assert error_of(answer)["code"] == "method"


def test_a_body_too_big_is_refused_in_json(served: Served) -> None:
    answer = served.visitor(Role.REVIEWER).post(V1 + "/queue", {"x": "y" * 300_000})
    assert answer.status_code == 413
    assert error_of(answer)["code"] == "big"


def test_a_malformed_path_is_refused_in_json(served: Served) -> None:
    answer = served.visitor(Role.REVIEWER).get(V1 + "/items/a%00b")
    assert answer.status_code == 400
    assert error_of(answer)["code"] == "malformed"


def test_refusals_speak_the_visitors_language(served: Served) -> None:
    with served.stranger() as client:
        answers = [client.get(V1 + "/queue", headers={"Accept-Language": tag}) for tag in ("zh-CN", "en-GB")]
    assert [error_of(answer)["message"] for answer in answers] == ["尚未登录", "Nobody is signed in"]


def test_answers_are_what_the_description_says(own_desk: Served, reviewer: Visitor) -> None:
    schema = reviewer.get(V1 + "/openapi.json").json()
    assert sorted(schema["paths"]) == [
        "/api/v1/counts",
        "/api/v1/items/{proposal_id}",
        "/api/v1/queue",
        "/api/v1/records",
    ]
    check(schema, "Queue", reviewer.get(V1 + "/queue").json())
    check(schema, "QueueCounts", reviewer.get(V1 + "/counts").json())
    check(schema, "Filing", reviewer.get(V1 + "/records").json())
    for item in ("Gchat", "Ghostile", "Glog", "Glong"):
        check(schema, "ItemAnswer", reviewer.get(f"{V1}/items/{item}").json())
    check(schema, "Refusal", reviewer.get(V1 + "/items/Gnowhere").json())


def test_the_queue_is_that_of_the_page(own_desk: Served, reviewer: Visitor) -> None:
    told = reviewer.get(V1 + "/queue").json()
    assert (told["total"], told["limit"], told["offset"]) == (3, 50, 0)
    assert [item["proposal_id"] for item in told["items"]] == ["Ghostile", "Glong", "Glog"]
    assert [item["proposal_id"] for item in reviewer.get(V1 + "/queue?limit=1&offset=2").json()["items"]] == ["Glog"]
    assert [item["proposal_id"] for item in reviewer.get(V1 + "/queue?state=confirmed").json()["items"]] == ["Gchat"]
    assert reviewer.get(V1 + "/queue?severity=high").json()["total"] == 1
    assert reviewer.get(V1 + "/queue?unit=nowhere").json() == {"total": 0, "limit": 50, "offset": 0, "items": []}
    assert reviewer.get(V1 + "/counts?state=all").json()["units"] == {UNIT: 4}


def test_an_item_is_told_with_its_decisions(own_desk: Served, reviewer: Visitor) -> None:
    told = reviewer.get(V1 + "/items/Gchat").json()
    assert told["record"]["name"] == "袁峰"
    assert told["links"]["intervener"]["id"] == "P0002"
    assert told["rules"] == [{"name": "打探办案进展", "source": "法发〔2015〕11号《实施办法（试行）》第二条"}]
    assert [(made["kind"], made["by"]) for made in told["decisions"]] == [("confirm", "何静")]
    with own_desk.site.database.reading() as connection:
        viewed = select(LEDGER.c.actor).where(LEDGER.c.action == "item_viewed", LEDGER.c.subject == "Gchat")
        assert list(connection.execute(viewed).scalars()) == [reviewer.account.account_id]


def test_a_blind_second_look_tells_neither_score_nor_decision(own_desk: Served) -> None:
    first, second = own_desk.visitor(Role.REVIEWER, name="何静"), own_desk.visitor(Role.REVIEWER, name="孟一凡")
    viewer = own_desk.site.accounts.viewer(first.account)
    own_desk.site.desk.claim(viewer, "Glog")
    own_desk.site.desk.decide(viewer, "Glog", Verdict(DecisionKind.CONFIRM))
    (line,) = second.get(V1 + "/queue?state=second").json()["items"]
    assert (line["proposal_id"], line["blind"], line["score"]) == ("Glog", True, None)
    told = second.get(V1 + "/items/Glog").json()
    assert (told["blind"], told["score"], told["certainty"], told["decisions"]) == (True, None, {}, [])
    links = told["links"].values()
    assert {score for link in links for score in (link["score"], *(c["score"] for c in link["candidates"]))} == {None}


def test_records_are_an_export(own_desk: Served, reviewer: Visitor) -> None:
    told = reviewer.get(V1 + "/records?taken=fresh").json()
    assert [record["record_id"] for record in told["records"]] == ["Gchat"]
    assert told["exported"]["masked"] is True
    assert told["records"][0]["record"]["case"]["parties"] == ["周某某"]
    assert reviewer.get(V1 + "/records?taken=fresh").json()["records"] == []
    approver = own_desk.visitor(Role.APPROVER)
    assert approver.get(V1 + "/records").json()["records"][0]["record"]["case"]["parties"] == ["周大海"]
    with own_desk.site.database.reading() as connection:
        exported = select(LEDGER.c.subject).where(LEDGER.c.action == "exported").order_by(LEDGER.c.sequence)
        assert list(connection.execute(exported).scalars()) == ["Gchat", "batch", "batch", "Gchat", "batch"]


@pytest.mark.parametrize("kind", ["recused", "elsewhere"])
def test_what_is_not_theirs_is_not_there(own_desk: Served, reviewer: Visitor, kind: str) -> None:
    visitor = {
        "recused": lambda: own_desk.visitor(Role.REVIEWER, Role.APPROVER, person_id=RECUSED),
        "elsewhere": lambda: own_desk.visitor(Role.REVIEWER, Role.APPROVER, units=["澜汀市人民检察院"]),
    }[kind]()
    there, nowhere = visitor.get(V1 + "/items/Gchat"), visitor.get(V1 + "/items/Gnowhere")
    assert (there.status_code, there.json()) == (nowhere.status_code, nowhere.json())
    assert visitor.get(V1 + "/queue?state=all").json()["items"] == []
    counts = visitor.get(V1 + "/counts?state=all").json()
    assert (counts["total"], counts["units"]) == (0, {})
    assert counts["passed_on"] is (kind == "recused")
    assert visitor.get(V1 + "/records").json()["records"] == []
    assert "袁峰" not in json.dumps([visitor.get(V1 + path).json() for path in PATHS[:-1]], ensure_ascii=False)

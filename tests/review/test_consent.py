"""Leave to use decided items as gold: by HTTP, by keyboard, and for whom not."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from lxml.html import fromstring
from sqlalchemy import insert, select, update

from review.pages.consent import Chosen, chosen_of
from store.desk import Desk
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.desk_tables import BARS, CONSENTS
from store.ledger import Action
from store.tables import LEDGER, PROPOSALS
from store.viewer import Role
from tests.review.conftest import RECUSED, UNIT, Served, Visitor, serving

BARRED = "P8888"
"""Somebody whom `Gchat` alone bars."""


@pytest.fixture
def decided(blank_copy: Path, tmp_path: Path) -> Iterator[Served]:
    """`Gchat` rejected and `Glong` confirmed, `Glog` and `Ghostile` wait, and `Ghostile` has been made known answer."""
    shutil.copy(blank_copy, tmp_path / "decided.db")
    with serving(f"sqlite:///{tmp_path / 'decided.db'}") as desk:
        reviewer = desk.site.accounts.viewer(desk.visitor(Role.REVIEWER).account)
        work = Desk(desk.site.database)
        work.decide(reviewer, "Gchat", Verdict(DecisionKind.REJECT, RejectReason.LAWFUL))
        work.decide(reviewer, "Glong", Verdict(DecisionKind.CONFIRM))
        with desk.site.database.writing() as connection:
            seed = {"origin": "seed", "desk": "confirmed", "decided_at": "2024-03-01T00:00:00.000Z"}
            connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == "Ghostile").values(seed))
            connection.execute(insert(BARS).values(proposal_id="Gchat", person=BARRED, kind="named"))
        yield desk


def ids(visitor: Visitor, query: str = "") -> list[str]:
    answer = visitor.get(f"/consent{query}")
    assert answer.status_code == 200
    return sorted(link.rpartition("/")[2] for link in fromstring(answer.text).xpath("//a[@data-row-link]/@href"))


def given(desk: Served) -> list[str]:
    with desk.site.database.reading() as connection:
        return sorted(connection.execute(select(CONSENTS.c.proposal_id)).scalars())


def test_settled_items_are_listed_and_nothing_else(decided: Served) -> None:
    assert ids(decided.visitor(Role.EVALUATOR)) == ["Gchat", "Glong"]


def test_leave_is_given_and_taken_back(decided: Served) -> None:
    visitor = decided.visitor(Role.EVALUATOR)
    answer = visitor.post("/consent/Gchat", {"given": "given", "query": "verdict=rejected&page=1"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/consent?verdict=rejected&page=1")
    assert given(decided) == ["Gchat"]
    assert ids(visitor, "?consent=given") == ["Gchat"]
    assert ids(visitor, "?consent=missing") == ["Glong"]
    visitor.post("/consent/Gchat", {"given": "given"})  # said twice it is said once
    visitor.post("/consent/Gchat", {"given": "missing"})
    assert given(decided) == []
    with decided.site.database.reading() as connection:
        rows = connection.execute(
            select(LEDGER.c.subject, LEDGER.c.detail, LEDGER.c.actor).where(LEDGER.c.action == Action.CONSENTED.value)
        ).all()
    me = visitor.account.account_id
    assert [tuple(row) for row in rows] == [("Gchat", '{"given":true}', me), ("Gchat", '{"given":false}', me)]


def test_by_htmx_the_row_alone_comes_back(decided: Served) -> None:
    answer = decided.visitor(Role.EVALUATOR).htmx("POST", "/consent/Glong", {"given": "given"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<tr data-row class="given">')
    assert "撤回" in answer.text
    assert "已同意 1 件" in answer.text


def test_all_of_a_selection(decided: Served) -> None:
    visitor = decided.visitor(Role.EVALUATOR)
    answer = visitor.post("/consent", {"given": "given", "query": "verdict=confirmed&consent=missing"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/consent?verdict=confirmed&changed=1")
    assert given(decided) == ["Glong"]
    assert "已处理 1 件。" in visitor.get("/consent?verdict=confirmed&changed=1").text
    visitor.post("/consent", {"given": "given"})
    assert given(decided) == ["Gchat", "Glong"]
    visitor.post("/consent", {"given": "missing"})
    assert given(decided) == []


def test_what_is_decided_anew_needs_leave_anew(decided: Served) -> None:
    visitor = decided.visitor(Role.EVALUATOR)
    visitor.post("/consent", {"given": "given"})
    reviewer = decided.site.accounts.viewer(decided.visitor(Role.REVIEWER).account)
    work = Desk(decided.site.database)
    work.decide(reviewer, "Gchat", Verdict(DecisionKind.REOPEN, note="看错了"))
    assert ids(visitor) == ["Glong"]
    work.decide(reviewer, "Gchat", Verdict(DecisionKind.CONFIRM))
    assert ids(visitor, "?consent=missing") == ["Gchat"]


def test_recusal_and_units(decided: Served) -> None:
    for visitor, seen in (
        (decided.visitor(Role.EVALUATOR, person_id=RECUSED), []),
        (decided.visitor(Role.EVALUATOR, person_id=BARRED), ["Glong"]),
        (decided.visitor(Role.EVALUATOR, units=["别处"]), []),
        (decided.visitor(Role.EVALUATOR, units=[UNIT]), ["Gchat", "Glong"]),
    ):
        assert ids(visitor) == seen
        visitor.post("/consent", {"given": "given"})
        assert given(decided) == seen
        for other in {"Gchat", "Glong"} - set(seen):
            assert visitor.post(f"/consent/{other}", {"given": "given"}).status_code == 404
        assert given(decided) == seen
        decided.visitor(Role.EVALUATOR).post("/consent", {"given": "missing"})


def test_what_is_not_settled_is_not_there(decided: Served) -> None:
    visitor = decided.visitor(Role.EVALUATOR)
    for proposal_id in ("Gnone", "Glog", "Ghostile", "G' OR 1=1 --", "..%2fGchat"):
        assert visitor.post(f"/consent/{proposal_id}", {"given": "given"}).status_code == 404
    assert given(decided) == []


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.EVALUATOR])
def test_for_evaluators_alone(served: Served, role: Role) -> None:
    visitor = served.visitor(role)
    assert visitor.get("/consent").status_code == 403
    assert visitor.post("/consent", {"given": "given"}).status_code == 403
    assert visitor.post("/consent/Gchat", {"given": "given"}).status_code == 403


def test_not_without_the_token(served: Served) -> None:
    visitor = served.visitor(Role.EVALUATOR)
    assert visitor.post("/consent", {"given": "given", "csrf": "x"}).status_code == 403
    with served.stranger() as http:
        assert http.get("/consent").status_code == 303


def test_by_keyboard(decided: Served, chromium: Any) -> None:
    context = chromium.new_context(base_url=decided.address, viewport={"width": 1366, "height": 768})
    page = decided.visitor(Role.EVALUATOR).open(context.new_page())
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto("/consent")
    page.keyboard.press("j")
    page.keyboard.press("c")
    page.wait_for_selector("tr.given")
    assert len(given(decided)) == 1
    page.wait_for_function("document.querySelector('#status').textContent.trim() === '已同意'")
    assert page.inner_text("#given-count") == "已同意 1 件"
    page.wait_for_function("document.activeElement.closest('[data-row]:last-child') !== null")
    page.keyboard.press("c")
    page.wait_for_selector("tr.given + tr.given")
    assert given(decided) == ["Gchat", "Glong"]
    page.keyboard.press("a")
    page.keyboard.press("2")
    page.wait_for_url("**/consent?changed=2")
    assert given(decided) == []
    assert faults == []
    context.close()


CHOICES: list[tuple[dict[str, str], Chosen]] = [
    ({}, Chosen()),
    (
        {"consent": "given", "verdict": "rejected", "severity": "high", "unit": "甲院", "since": "2026-10-01"},
        Chosen("given", "rejected", "甲院", "high", "2026-10-01"),
    ),
    ({"consent": "x", "verdict": "open", "severity": "'", "since": "gestern", "until": "2026-02-30"}, Chosen()),
]


@pytest.mark.parametrize(("query", "expected"), CHOICES)
def test_what_an_address_narrows_to(query: dict[str, str], expected: Chosen) -> None:
    assert chosen_of(query) == expected


def test_days_are_those_of_china_and_both_included() -> None:
    wishes = Chosen(since="2026-10-01", until="2026-10-31").wishes()
    assert (wishes.since, wishes.until) == ("2026-09-30T16:00:00.000Z", "2026-10-31T16:00:00.000Z")

"""Out of a served desk: who gets what, what stands on the ledger, what can no longer be undone."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import select, update

from data.codec import from_text
from data.errors import Unfit
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.tables import LEDGER, PROPOSALS
from store.viewer import Role
from tests.review.conftest import RECUSED, UNIT, Served, Visitor

FILES = ("sheet.docx", "sheet.pdf")


@pytest.fixture
def decided(own_desk: Served) -> Served:
    """A desk with one confirmed item (Gchat), one rejected (Glong), and the rest open."""
    reviewer = own_desk.visitor(Role.REVIEWER, name="何静")
    viewer = reviewer.account and own_desk.site.accounts.viewer(reviewer.account)
    for id_, verdict in (
        ("Gchat", Verdict(DecisionKind.CONFIRM)),
        ("Glong", Verdict(DecisionKind.REJECT, reason=RejectReason.LAWFUL)),
    ):
        own_desk.site.desk.claim(viewer, id_)
        own_desk.site.desk.decide(viewer, id_, verdict)
    return own_desk


@pytest.fixture
def reviewer(decided: Served) -> Visitor:
    """Who made the decisions."""
    return decided.visitor(Role.REVIEWER, name="何静")


def exported(desk: Served) -> list[dict[str, Any]]:
    """The export rows of the ledger, first to last."""
    with desk.site.database.reading() as connection:
        rows = connection.execute(select(LEDGER).where(LEDGER.c.action == "exported").order_by(LEDGER.c.sequence))
        return [{**row._mapping, "detail": from_text(row.detail)} for row in rows]


def batch(visitor: Visitor, form: str, **wishes: str) -> httpx.Response:
    return visitor.post("/exports/batch", {"format": form, **wishes})


@pytest.mark.parametrize("file", FILES)
def test_a_confirmed_item_leaves_as_a_sheet(decided: Served, reviewer: Visitor, file: str) -> None:
    answer = reviewer.get(f"/item/Gchat/{file}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith('attachment; filename="record-Gchat.')
    assert "filename*=UTF-8''record-Gchat." in answer.headers["content-disposition"]
    assert "no-store" in answer.headers["cache-control"]
    (row,) = exported(decided)
    assert row["subject"] == "Gchat"
    assert row["actor"] == reviewer.account.account_id
    assert row["detail"] == {
        "format": file.rpartition(".")[2],
        "sha256": hashlib.sha256(answer.content).hexdigest(),
        "masked": True,
    }


def test_what_is_not_confirmed_does_not_leave(decided: Served, reviewer: Visitor) -> None:
    answers = [reviewer.get(f"/item/{item}/{file}") for item in ("Glog", "Glong") for file in FILES]
    assert {answer.status_code for answer in answers} == {422}
    assert exported(decided) == []


@pytest.mark.parametrize("file", FILES)
def test_what_is_not_theirs_looks_like_nothing(decided: Served, file: str) -> None:
    recused = decided.visitor(Role.REVIEWER, person_id=RECUSED)
    elsewhere = decided.visitor(Role.APPROVER, units=["澜汀市人民检察院"])
    for visitor in (recused, elsewhere):
        answers = [visitor.get(f"/item/{item}/{file}") for item in ("Gchat", "Gnowhere")]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].text.replace("Gchat", "Gnowhere") == answers[1].text
        assert batch(visitor, "json").status_code == 422
        assert "袁峰" not in visitor.get("/exports").text
    assert exported(decided) == []


def test_only_who_may_export_does(decided: Served) -> None:
    for role in (Role.OPERATOR, Role.EVALUATOR, Role.AUDITOR, Role.ADMINISTRATOR):
        visitor = decided.visitor(role)
        answers = [visitor.get("/exports"), visitor.get("/item/Gchat/sheet.docx"), batch(visitor, "csv")]
        assert {answer.status_code for answer in answers} == {403}
    assert exported(decided) == []


def test_known_answers_never_leave(decided: Served, reviewer: Visitor) -> None:
    with decided.site.database.writing() as connection:
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == "Gchat").values(origin="seed"))
    assert reviewer.get("/item/Gchat/sheet.pdf").status_code == 422
    assert batch(reviewer, "csv").status_code == 422
    assert "袁峰" not in reviewer.get("/exports").text


def test_a_batch_is_on_the_ledger_by_item_and_as_a_whole(decided: Served, reviewer: Visitor) -> None:
    answer = batch(reviewer, "json", unit=UNIT)
    assert answer.status_code == 200
    filed = json.loads(answer.content)
    assert [record["record_id"] for record in filed["records"]] == ["Gchat"]
    assert filed["exported"]["wishes"] == {"since": "", "until": "", "unit": UNIT, "taken": ""}
    assert filed["exported"]["masked"] is True
    rows = exported(decided)
    assert [row["subject"] for row in rows] == ["Gchat", "batch"]
    assert rows[1]["detail"] == {
        "format": "json",
        "sha256": hashlib.sha256(answer.content).hexdigest(),
        "masked": True,
        "records": 1,
    }


def test_an_exported_decision_can_be_undone_no_more(decided: Served, reviewer: Visitor) -> None:
    viewer = decided.site.accounts.viewer(reviewer.account)
    decided.site.desk.undo(viewer)
    assert batch(reviewer, "csv").status_code == 200
    with pytest.raises(Unfit, match="left the desk"):
        decided.site.desk.undo(viewer)


def test_others_are_masked_for_a_reviewer_and_shown_to_an_approver(decided: Served, reviewer: Visitor) -> None:
    assert "周大海" not in batch(reviewer, "csv").text
    assert "周某某" in batch(reviewer, "csv").text
    approver = decided.visitor(Role.APPROVER)
    assert "周大海" in batch(approver, "csv").text
    assert "周大海" not in batch(approver, "csv", masked="true").text
    assert [row["detail"]["masked"] for row in exported(decided) if row["subject"] == "batch"] == [
        True,
        True,
        False,
        True,
    ]


def test_what_was_taken_before_can_be_left_out(decided: Served, reviewer: Visitor) -> None:
    assert batch(reviewer, "csv", taken="before").status_code == 422
    assert batch(reviewer, "csv", taken="fresh").status_code == 200
    assert batch(reviewer, "csv", taken="fresh").status_code == 422
    assert len(list(csv.reader(io.StringIO(batch(reviewer, "csv", taken="before").text)))) == 2


NARROWED: list[tuple[dict[str, str], int]] = [
    ({"since": "2024-03-05", "until": "2024-03-05"}, 200),
    ({"since": "2024-03-06"}, 422),
    ({"until": "2024-03-04"}, 422),
    ({"since": "no day"}, 200),
    ({"unit": "澜汀市人民检察院"}, 422),
    ({"taken": "sometimes"}, 200),
]


def test_a_batch_is_narrowed(reviewer: Visitor) -> None:
    assert [batch(reviewer, "csv", **wishes).status_code for wishes, _ in NARROWED] == [told for _, told in NARROWED]


def test_a_batch_is_a_table_or_json(decided: Served, reviewer: Visitor) -> None:
    assert {batch(reviewer, form).status_code for form in ("pdf", "docx", "exe", "")} == {422}
    assert exported(decided) == []


def test_a_batch_needs_the_token(decided: Served, reviewer: Visitor) -> None:
    assert reviewer.post("/exports/batch", {"format": "csv", "csrf": "no"}).status_code == 403
    assert exported(decided) == []


def test_the_page_counts_and_lists(decided: Served, reviewer: Visitor) -> None:
    page = reviewer.get("/exports").text
    assert "导出 1 条为 Excel 表格" in page
    assert f'<option value="{UNIT}">{UNIT} (1)</option>' in page
    assert 'href="/item/Gchat/sheet.docx" download' in page
    assert "未导出" in page
    assert "Glong" not in page
    assert "没有符合条件的已确认事项" in reviewer.get("/exports?since=2024-03-06").text
    piece = reviewer.htmx("GET", "/exports?taken=fresh", HX_Target="found").text
    assert piece.lstrip().startswith('<div id="found">')


@pytest.fixture
def changing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[], None]], None]]:
    """Does something between the making of a file and its leaving."""

    def between(act: Callable[[], None]) -> None:
        import review.pages.exports as pages

        make = pages.make_batch

        def made(*args: Any) -> Any:
            file = make(*args)
            act()
            return file

        monkeypatch.setattr(pages, "make_batch", made)

    return between


def test_a_record_that_changes_while_its_file_is_made_does_not_leave(
    decided: Served, reviewer: Visitor, changing: Callable[[Callable[[], None]], None]
) -> None:
    viewer = decided.site.accounts.viewer(reviewer.account)

    def undo() -> None:
        decided.site.desk.undo(viewer)
        decided.site.desk.undo(viewer)

    changing(undo)
    assert batch(reviewer, "csv").status_code == 409
    assert exported(decided) == []


def test_the_page_of_a_confirmed_item_leads_to_its_sheet(decided: Served, reviewer: Visitor) -> None:
    assert 'href="/item/Gchat/sheet.pdf"' in reviewer.get("/item/Gchat").text
    assert "sheet.pdf" not in reviewer.get("/item/Glong").text
    assert "sheet.pdf" not in decided.visitor(Role.EVALUATOR).get("/item/Gchat").text

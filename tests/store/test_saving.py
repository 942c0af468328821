"""What a run writes beside the line of a proposal, and what it leaves to people: on SQLite and PostgreSQL."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from sqlalchemy import insert, select

from records.types import CaseItem
from store.desk.rows import DECIDED as DESK_DECIDED
from store.desk.rows import DeskState
from store.desk_tables import BARS, CLAIMS, DECISIONS, TERMS
from store.proposals import DECIDED, ERASED
from store.tables import PROPOSALS
from tests.store.nights import AFTER, APPEAL, COURT, decide, row_of


class TestColumns:
    """What the desk sorts and narrows by."""

    def test_details_unit_and_keys_of_the_order(self, nights, rows, proposal):
        nights([proposal(unit="安澜市人民检察院", details={"unit": "安澜市人民检察院", "people": []})])
        names = ("unit", "due_key", "score_key", "intervener_id", "details", "barred_by", "desk", "origin", "news")
        assert row_of(rows, *names) == (
            "安澜市人民检察院",
            "2024-03-12",
            -0.8125,
            "P0007",
            '{"unit":"安澜市人民检察院","people":[]}',
            "b" * 64,
            "open",
            "machine",
            0,
        )

    def test_without_a_day_it_comes_last_and_the_case_tells_the_unit(self, nights, rows, proposal):
        nights([proposal(due_on=None)])
        assert row_of(rows, "due_key", "unit") == ("9999-12-31", COURT)

    def test_details_that_change_are_written_and_no_news(self, nights, rows, worked, store, proposal):
        nights([proposal(details={"compared": []})])
        worked("G0001", desk="confirmed", decided_digest=row_of(rows, "digest")[0])
        before = len(store.ledger())
        assert nights([proposal(details={"compared": [{"record_id": "F1"}]})]).updated == 0
        assert row_of(rows, "details", "news", "desk") == ('{"compared":[{"record_id":"F1"}]}', 0, "confirmed")
        assert [r.action for r in store.ledger()[before:]] == ["run_started", "run_finished"]

    def test_a_row_of_before_the_desk_is_filled(self, nights, rows, worked, proposal):
        nights([proposal()])
        worked("G0001", due_key="9999-12-31", score_key=0.0, unit=None, details="{}", barred_by=None)
        nights([proposal(unit=COURT)])
        assert row_of(rows, "due_key", "score_key", "unit", "barred_by") == ("2024-03-12", -0.8125, COURT, "b" * 64)

    def test_a_name_that_no_database_takes_is_kept_without_what_it_cannot(self, nights, rows, proposal):
        nights([proposal(record=replace(proposal().record, name="顾\ud83d长\x00青"))])
        assert row_of(rows, "intervener") == ("顾长青",)
        assert ("name", "顾长青") in rows(TERMS, "kind", "term")
        assert ("name:顾长青",) in rows(BARS, "person")


class TestPeople:
    """What people made of a proposal outlives every run."""

    def test_the_states_are_those_of_the_desk(self):
        assert tuple(state.value for state in DESK_DECIDED) == DECIDED
        assert DeskState.ERASED.value == ERASED

    def test_a_decided_one_that_changes_has_news_and_keeps_its_decision(self, nights, rows, worked, proposal):
        nights([proposal()])
        worked("G0001", desk="confirmed", decided_at="2024-04-01", decided_digest=row_of(rows, "digest")[0])
        nights([proposal()])
        assert row_of(rows, "news", "desk") == (0, "confirmed")
        nights([proposal(score=0.5)])
        assert row_of(rows, "news", "desk", "decided_at", "score") == (1, "confirmed", "2024-04-01", 0.5)
        nights([proposal(score=0.5)])
        assert row_of(rows, "news") == (1,), "not told again, and not forgotten"
        nights([proposal()])
        assert row_of(rows, "news") == (0,), "as it was when it was decided"

    def test_only_what_is_decided_has_news(self, nights, rows, worked, proposal):
        states = [state.value for state in DeskState if state.value != ERASED]
        nights([proposal(proposal_id=state) for state in states])
        for state in states:
            worked(state, desk=state, decided_digest="another")
        nights([proposal(proposal_id=state, score=0.5) for state in states])
        assert rows(PROPOSALS, "desk", "news") == sorted((state, int(state in DECIDED)) for state in states)

    def test_news_once_read_stay_read(self, nights, rows, worked, proposal):
        nights([proposal()])
        worked("G0001", desk="confirmed", decided_digest="d")
        nights([proposal(score=0.5)])
        worked("G0001", news=0)
        nights([proposal(score=0.5)])
        assert row_of(rows, "news") == (0,)

    def test_what_was_split_off_is_not_withdrawn_and_not_counted(self, nights, rows, worked, proposal):
        nights([proposal(), proposal(proposal_id="G0001-2")])
        worked("G0001-2", origin="split")
        changes = nights([proposal()])
        assert (changes.withdrawn, changes.new) == (0, 0)
        assert ("G0001-2", "proposed") in rows(PROPOSALS, "proposal_id", "state")

    def test_what_was_erased_stays_so(self, nights, store, kept, rows, worked, barred, proposal):
        nights([proposal(), proposal(proposal_id="G0002")])
        worked("G0001", desk="erased", body='{"erased":true}', details="{}", case_no=None, intervener=None)
        before, bars = row_of(rows, *PROPOSALS.c.keys()), barred()
        assert store.erased_proposals() == {"G0001"}
        for proposals in ([proposal(score=0.5), proposal(proposal_id="G0002")], [proposal(proposal_id="G0002")]):
            changes = nights(proposals, AFTER)
            assert (changes.proposals, changes.updated, changes.restored, changes.withdrawn) == (1, 0, 0, 0)
            assert row_of(rows, *PROPOSALS.c.keys()) == before
            assert barred() == bars
        assert kept.passages("G0001") != [], "what is left is the eraser's to take"

    def test_claims_and_decisions_hold_on_to_a_changed_row(self, nights, database, rows, proposal):
        nights([proposal()])
        decide(database, "G0001")
        with database.writing() as connection:
            claim = {"proposal_id": "G0001", "account_id": "a1", "claimed_at": "2024-01-01", "until": "2024-01-02"}
            connection.execute(insert(CLAIMS).values(**claim))
        nights([proposal(score=0.5)])
        nights([])
        assert (len(rows(CLAIMS, "proposal_id")), len(rows(DECISIONS, "proposal_id"))) == (1, 1)


class TestTwice:
    """Done twice, the second time writes nothing."""

    def test_nothing_is_written(self, nights, rows, proposal, monkeypatch):
        many = [proposal(proposal_id=f"G{number:04}") for number in range(1, 511)]
        nights(many)
        kept = [rows(table, *table.primary_key.columns.keys()) for table in (BARS, TERMS)]
        monkeypatch.setattr("store.proposals.draw", _not_to_be_called)
        changes = nights(many)
        assert (changes.created, changes.updated, changes.proposals) == (0, 0, 510)
        assert [rows(table, *table.primary_key.columns.keys()) for table in (BARS, TERMS)] == kept

    def test_another_version_of_the_code_draws_anew(self, nights, database, barred, proposal):
        nights([proposal()])
        with database.writing() as connection:
            connection.execute(BARS.delete())
            connection.execute(TERMS.delete())
        nights([proposal()])
        assert barred() == set()
        nights([proposal()], code="2")
        assert ("P0011", "handler") in barred()

    def test_an_end_in_the_middle_loses_nothing(self, nights, rows, barred, proposal, monkeypatch):
        nights([proposal()])
        before = row_of(rows, *PROPOSALS.c.keys()), barred()
        with monkeypatch.context() as broken:
            broken.setattr("store.proposals.share", _not_to_be_called)
            with pytest.raises(AssertionError):
                nights([proposal(score=0.5)], AFTER)
        assert (row_of(rows, *PROPOSALS.c.keys()), barred()) == before
        assert nights([proposal(score=0.5)], AFTER).updated == 1


def _not_to_be_called(*_):
    raise AssertionError


class TestTerms:
    """What a proposal is found by stands in the table."""

    def test_a_range_of_the_database_is_what_begins_so(self, nights, database, proposal):
        case = CaseItem(APPEAL, COURT, None, ("𬱖某", "王建国", "王建"), None)
        nights([proposal(record=replace(proposal().record, case=case))])
        for beginning, count in (("王建", 2), ("王建国", 1), ("王", 2), ("𬱖", 1), ("国", 1), ("建国王", 0)):
            with database.reading() as connection:
                here = (TERMS.c.term >= beginning, TERMS.c.term < beginning + "\U0010ffff", TERMS.c.kind == "name")
                assert len(connection.execute(select(TERMS.c.term).where(*here)).all()) == count, beginning

    def test_terms_follow_a_change(self, nights, rows, proposal):
        nights([proposal()])
        nights([proposal(record=replace(proposal().record, name="钱某"), situations=("plead",))])
        found = set(rows(TERMS, "kind", "term"))
        assert {("name", "钱某"), ("name", "某"), ("situation", "plead")} <= found
        assert not {("name", "长青"), ("situation", "ask_progress")} & found


def test_the_ledger_tells_of_every_change_once(nights, store, proposal):
    nights([proposal()])
    nights([proposal()])
    nights([proposal(score=0.5)], AFTER)
    actions = [row.action for row in store.ledger()]
    assert [actions.count(f"proposal_{what}") for what in ("created", "updated", "withdrawn", "restored")] == [
        1,
        1,
        0,
        0,
    ]
    assert all(first.sequence + 1 == second.sequence for first, second in pairwise(store.ledger()))

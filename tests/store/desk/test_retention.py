"""What the rules of retention erase, and what is left: nothing of the words, all of the proof."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text, update

from records.merge import handle_of, merge, proposal_id
from records.settling import settle
from records.types import CaseItem, Finding, Record
from store.accounts import Accounts, NewAccount
from store.database import open_database
from store.desk import Desk, DeskRules
from store.desk.retention import due, erase_due
from store.desk.rows import DecisionKind, RejectReason, Verdict
from store.desk_tables import CLAIMS, DECISIONS
from store.forgetting import finding_without_names
from store.ledger import Action, Ledger, Wanted
from store.metadata import METADATA
from store.repository import Store
from store.retention_rules import RetentionRules
from store.tables import PROPOSALS
from store.viewer import Role, Viewer
from tests.store.conftest import FINDING

RULES = RetentionRules()
TODAY = date(2026, 11, 23)
AT = "2026-11-23T21:00:00.000Z"


def clock() -> str:
    return AT


# desk state, state, decided at, deadline, days of the rule that erases it on TODAY; None: it is kept
CASES: tuple[tuple[str, str, str | None, str | None, str | None], ...] = (
    ("rejected", "proposed", "2026-08-24T23:59:59.999Z", "2024-01-01", "rejected"),
    ("rejected", "proposed", "2026-08-25T00:00:00.000Z", "2024-01-01", None),
    ("rejected", "withdrawn", "2026-01-01T00:00:00.000Z", None, "rejected"),
    ("open", "proposed", None, "2025-11-22", "expired"),
    ("open", "proposed", None, "2025-11-23", None),
    ("info", "proposed", "2024-01-01T00:00:00.000Z", "2025-11-22", "expired"),
    ("reminded", "proposed", "2024-01-01T00:00:00.000Z", "2025-11-22", "expired"),
    ("open", "withdrawn", None, "2025-11-22", "withdrawn"),
    ("open", "proposed", None, None, "expired"),  # without a deadline the first run counts
    ("second", "proposed", "2024-01-01T00:00:00.000Z", "2020-01-01", None),
    ("disputed", "proposed", "2024-01-01T00:00:00.000Z", "2020-01-01", None),
    ("confirmed", "proposed", "2020-01-01T00:00:00.000Z", "2020-01-01", None),
    ("confirmed", "withdrawn", "2020-01-01T00:00:00.000Z", "2020-01-01", None),
    ("merged", "proposed", "2020-01-01T00:00:00.000Z", "2020-01-01", None),  # into one that stands
)


def test_each_rule_takes_what_is_due_and_nothing_else(office):
    into = office.put("into", desk="confirmed")
    for number, (state, machine, decided, deadline, _) in enumerate(CASES):
        office.put(f"G{number:02}", desk=state, state=machine, decided_at=decided, due_on=deadline)
    with office.database.writing() as connection:
        merged = PROPOSALS.c.desk == "merged"
        connection.execute(update(PROPOSALS).where(merged).values(merged_into=into))
        # When a proposal without a row of its withdrawal was last proposed: the last run counts.
        connection.execute(text("UPDATE runs SET started_at = '2025-11-22T08:00:00.000Z'"))
    counts = due(office.database, RULES, TODAY)
    expected = [rule for *_, rule in CASES if rule]
    assert counts == {rule: expected.count(rule) for rule in ("rejected", "expired", "withdrawn", "merged")}
    erased = erase_due(office.database, RULES, TODAY, clock)
    assert erased.proposals == {rule: expected.count(rule) for rule in ("rejected", "expired", "withdrawn")}
    with office.database.reading() as connection:
        states = dict(connection.execute(select(PROPOSALS.c.proposal_id, PROPOSALS.c.desk)).tuples().all())
    assert {f"G{n:02}": states[f"G{n:02}"] for n in range(len(CASES))} == {
        f"G{n:02}": "erased" if rule else state for n, (state, *_, rule) in enumerate(CASES)
    }


def test_of_old_papers_that_were_screened_lately_nothing_is_due(office):
    """The first run was on TODAY; the deadline lies years back, as in every backlog that is screened at last."""
    office.put("G1", due_on="2020-01-01")
    office.put("G2", due_on="2020-01-01", state="withdrawn")
    assert erase_due(office.database, RULES, TODAY, clock).proposals == {}


def long_ago(office) -> None:
    """Lets the run that proposed everything lie years back."""
    with office.database.writing() as connection:
        connection.execute(text("UPDATE runs SET started_at = '2020-01-01T00:00:00.000Z'"))


def test_a_rule_of_no_days_erases_nothing(office):
    office.put("G1", desk="rejected", decided_at="2000-01-01T00:00:00.000Z")
    office.put("G2", due_on="2000-01-01")
    office.put("G3", due_on="2000-01-01", state="withdrawn")
    long_ago(office)
    never = RetentionRules(rejected_days=0, expired_days=0, withdrawn_days=0)
    assert erase_due(office.database, never, TODAY, clock).proposals == {}


def test_what_somebody_works_on_waits(office):
    viewer = office.person("a1", Role.REVIEWER)
    for id_, until in (("G1", "2026-11-23T21:00:00.001Z"), ("G2", "2026-11-23T20:59:59.999Z")):
        office.put(id_, due_on="2000-01-01")
        with office.database.writing() as connection:
            claim = {"proposal_id": id_, "account_id": viewer.account_id, "claimed_at": AT, "until": until}
            connection.execute(insert(CLAIMS).values(claim))
    long_ago(office)
    assert erase_due(office.database, RULES, TODAY, clock).proposals == {"expired": 1}


def test_what_was_merged_goes_with_the_one_it_went_into(office):
    office.put("G1", desk="rejected", decided_at="2026-01-01T00:00:00.000Z")
    office.put("G2", desk="merged", decided_at="2026-11-22T00:00:00.000Z", merged_into="G1")
    assert erase_due(office.database, RULES, TODAY, clock).proposals == {"rejected": 1, "merged": 1}
    with office.database.reading() as connection:
        assert set(connection.execute(select(PROPOSALS.c.desk)).scalars()) == {"erased"}


def test_many_are_erased_a_few_at_a_time(office):
    for number in range(7):
        office.put(f"G{number}", desk="rejected", decided_at="2026-01-01T00:00:00.000Z")
    assert erase_due(office.database, RULES, TODAY, clock, batch=3).proposals == {"rejected": 7}
    assert erase_due(office.database, RULES, TODAY, clock, batch=3).proposals == {}


SECRETS = ("顾长青", "周大海", "帮忙问问进展", "三楼会议室里", "与本案无涉", "昨天来电帮忙")
"""Words of the paper and of the reviewer, in whatever table they stand."""
PAPER = "comms/a.txt"


class Night:
    """A store into which one paper is screened; it proposes one matter, which a reviewer rejects."""

    def __init__(self, url: str, make: tuple[Callable[..., Any], ...]) -> None:
        finding, proposal, self._outcome, self._commit = make
        self.database = open_database(url)
        self.store = Store(self.database)
        self.finding = finding()
        [matter] = merge([self.finding])
        self.proposal = proposal(proposal_id=proposal_id(matter))
        self.id = self.proposal.proposal_id

    def screen(self, code: str) -> list[str]:
        """Reads the paper with a version of the code; returns the ids that are proposed then."""
        run = self.store.begin_run("/inbox", {"code": code, "registries": "r"})
        self._commit(self.store, run, self._outcome(PAPER, findings=(self.finding,)))
        settled = settle(self.store.findings(run), self.store.erased_proposals())
        assert settled.wordless == ()
        proposed = [self.proposal] if settled.open else []
        self.store.save_proposals(run, proposed)
        self.store.erase_words(run, settled.answered)
        self.store.finish_run(run, {"files": 1}, {})
        return [proposal.proposal_id for proposal in proposed]

    def reject(self) -> Viewer:
        """An edit, and a rejection with a note."""
        new = NewAccount(login="lin", name="林一", roles=frozenset({Role.REVIEWER}), oidc_subject="s-1")
        account = Accounts(self.database).add(new, by="command")
        viewer = Viewer(account.account_id, account.roles, None, frozenset())
        desk = Desk(self.database, DeskRules(clock=lambda: "2026-05-01T08:00:00.000Z"))
        desk.edit(viewer, self.id, "place", "三楼会议室里")
        verdict = Verdict(DecisionKind.REJECT, reason=RejectReason.NOT_INQUIRY, note="与本案无涉的一次闲谈")
        desk.decide(viewer, self.id, verdict)
        return viewer


@pytest.fixture
def night(store_url, finding, proposal, outcome, commit):
    made = Night(store_url, (finding, proposal, outcome, commit))
    yield made
    made.database.close()


def test_nothing_of_the_words_is_left_and_the_ledger_still_holds(night):
    night.screen("1")
    viewer = night.reject()
    everything = dump(night.database)
    assert all(word in everything for word in SECRETS)
    erased = erase_due(night.database, RULES, TODAY, clock)
    assert erased.proposals == {"rejected": 1}
    assert erased.findings == 1
    left = dump(night.database)
    assert [word for word in SECRETS if word in left] == []
    assert Ledger(night.database).verify() == ()
    [row] = Ledger(night.database).rows(Wanted(action=Action.ERASED))
    assert (row.subject, row.actor, row.at) == (night.id, None, AT)
    assert row.detail == {"rule": "rejected", "values": erased.values}
    assert erased.values > 8
    with night.database.reading() as connection:
        tomb = connection.execute(select(PROPOSALS)).mappings().one()
        made = connection.execute(select(DECISIONS)).mappings().one()
    kept = {name: tomb[name] for name in ("proposal_id", "desk", "severity", "due_on", "occurred_on", "decided_at")}
    assert kept == {
        "proposal_id": night.id,
        "desk": "erased",
        "severity": "low",
        "due_on": "2024-03-12",
        "occurred_on": "2024-03-05",
        "decided_at": "2026-05-01T08:00:00.000Z",
    }
    assert (made["kind"], made["reason"], made["note"], made["outcome"]) == ("reject", "not_inquiry", None, None)
    item = Desk(night.database).item(viewer, night.id)
    assert (item.desk.value, item.row.body["verdict"], item.row.body["record"]["name"]) == ("erased", "unfiled", None)


def dump(database: Any) -> str:
    """Everything that stands in any table, paths aside."""
    with database.reading() as connection:
        tables = [table for table in METADATA.sorted_tables if table.name not in ("files", "batches")]
        return "\n".join(str(tuple(row)) for table in tables for row in connection.execute(select(table)))


def test_the_file_itself_holds_none_of_it(tmp_path, finding, proposal, outcome, commit):
    night = Night(f"sqlite:///{tmp_path / 'guowen.db'}", (finding, proposal, outcome, commit))
    night.screen("1")
    night.reject()
    reader = open_database(f"sqlite:///{tmp_path / 'guowen.db'}")  # with it open SQLite would keep its log
    with reader.reading() as connection:
        connection.execute(select(PROPOSALS)).all()
    night.store.empty_log()
    assert "顾长青".encode() in raw(tmp_path)
    erase_due(night.database, RULES, TODAY, clock)
    found = raw(tmp_path)
    assert [word for word in SECRETS if word.encode() in found] == []
    reader.close()
    night.database.close()


def raw(folder: Path) -> bytes:
    """All bytes of all files of the folder."""
    return b"".join(file.read_bytes() for file in sorted(folder.iterdir()))


def test_the_next_screenings_do_not_propose_it_anew(night):
    assert night.screen("1") == [night.id]
    night.reject()
    erase_due(night.database, RULES, TODAY, clock)
    assert night.screen("2") == [], "the paper is read again in full: the code changed"
    with night.database.reading() as connection:
        assert connection.execute(select(PROPOSALS.c.desk, PROPOSALS.c.state)).one() == ("erased", "proposed")
    assert "帮忙问问进展" not in dump(night.database), "the screening erases the words of its finding by itself"
    again = erase_due(night.database, RULES, TODAY, clock)
    assert (again.proposals, again.findings) == ({}, 1)
    assert "顾长青" not in dump(night.database), "and the next erasing the name"
    assert erase_due(night.database, RULES, TODAY, clock).findings == 0
    assert Ledger(night.database).verify() == ()


def test_killed_in_the_middle_the_next_call_goes_on(night, monkeypatch):
    night.screen("1")
    night.reject()

    def die(*_: object, **__: object) -> int:
        raise KeyboardInterrupt

    for place in ("append", "forget", "append"):
        with monkeypatch.context() as killed:
            killed.setattr(f"store.desk.retention.{place}", die)
            with pytest.raises(KeyboardInterrupt):
                erase_due(night.database, RULES, TODAY, clock)
        assert Ledger(night.database).verify() == ()
    erased = erase_due(night.database, RULES, TODAY, clock)
    assert (erased.proposals, erased.findings) == ({}, 1)
    assert [word for word in SECRETS if word in dump(night.database)] == []


NAMELESS = replace(FINDING.record, name=None)
NOBODY_OF_A_REGISTRY = replace(FINDING.intervener, registry=None, id=None)
BARE: tuple[tuple[str, Finding], ...] = (
    ("an official, a numbered case", FINDING),
    ("somebody in no registry", replace(FINDING, intervener=NOBODY_OF_A_REGISTRY)),
    (
        "known by words only",
        replace(FINDING, intervener=NOBODY_OF_A_REGISTRY, record=replace(FINDING.record, name=None)),
    ),
    ("a case by its words", replace(FINDING, record=replace(FINDING.record, case=None))),
    ("nothing but a day", replace(FINDING, record=Record(occurred_on="2024-03-05"), case_words=None)),
)


@pytest.mark.parametrize("finding", [one for _, one in BARE], ids=[name for name, _ in BARE])
def test_a_bare_finding_is_of_the_same_matter(finding):
    bare = finding_without_names(finding)
    assert (handle_of(bare), bare.record.occurred_on) == (handle_of(finding), finding.record.occurred_on)
    assert (bare.evidence, bare.passages, bare.case_candidates, bare.intervener.candidates) == ((), (), (), ())
    assert finding_without_names(bare) == bare


def test_beside_another_matter_of_the_person_a_finding_stays_without_its_words(night, finding, outcome, commit):
    other = finding(event_id="e2", record=replace(FINDING.record, occurred_on="2024-09-01", content="另一次询问"))
    run = night.store.begin_run("/inbox", {"code": "1"})
    commit(night.store, run, outcome(PAPER, findings=(night.finding, other)))
    night.store.save_proposals(run, [night.proposal])
    night.store.finish_run(run, {"files": 1}, {})
    night.reject()
    assert erase_due(night.database, RULES, TODAY, clock).findings == 1
    bare, kept = night.store.findings(run)
    assert (bare.record, bare.case_words, bare.intervener.words) == (
        Record(occurred_on="2024-03-05", case=CaseItem("（2024）川97刑终12号", None, None, None, None)),
        None,
        "",
    )
    assert kept == other
    assert night.id in [proposal_id(matter) for matter in merge([bare, kept])]

"""Occasions that a filed record answers: no proposal, no words kept, and read again when the record answers another."""

from __future__ import annotations

import shutil
from contextlib import closing
from dataclasses import replace

import pytest
from sqlalchemy import and_, select, update

from pipelines.screening import screen
from store.database import open_database
from store.forgetting import forget
from store.repository import open_store
from store.tables import FILES, PROPOSALS
from tests.pipelines.conftest import City, copy_of
from tests.screen_contract import rows
from tests.store.kept import Kept

TOLD = "请我帮忙早点排期开庭"
NEAR = f"""\
工作笔记
2023年5月15日，任国华打电话来，打听（2023）湘96民初563号案件审到哪一步了，{TOLD}。
我答复按规定办理。
"""
EXACT = """\
工作笔记
2023年5月13日，任国华到我办公室，打听（2023）湘96民初563号案件什么时候判，让我多关照。
我请他走程序。
"""


def occasions(order):
    """(who, case, day) of every proposal."""
    return [
        (row["record"]["name"], row["record"]["case"]["case_no"], row["record"]["occurred_on"])
        for row in rows(order.out / "proposals.jsonl")
    ]


@pytest.fixture(scope="module")
def filed_once(laid_city, tmp_path_factory):
    """The city screened with a note of an occasion that was filed two days apart. Not to be changed: see `filed`."""
    root = tmp_path_factory.mktemp("filed")
    inbox = shutil.copytree(laid_city.inbox, root / "inbox", symlinks=True)
    (inbox / "comms/P0011/note-15.txt").write_text(NEAR, "utf-8")
    store = f"sqlite:///{root / 'guowen.db'}"
    city = City(inbox, laid_city.registries, replace(laid_city.order, inbox=inbox, out=root / "out", store_url=store))
    screen(city.order)
    return city


@pytest.fixture
def filed(filed_once, tmp_path):
    """The same, a test's own."""
    return copy_of(filed_once, tmp_path)


def test_what_is_on_file_is_neither_proposed_nor_kept(filed_once):
    filed = filed_once
    assert ("任国华", "（2023）湘96民初563号", "2023-05-15") not in occasions(filed.order)
    kept = [path.read_bytes() for path in filed.order.out.parent.glob("guowen.db*")]
    assert kept
    assert not any(TOLD.encode() in data for data in kept)
    with open_store(filed.order.store_url) as store:
        assert "words_erased" in [row.action for row in store.ledger()]


def test_it_is_proposed_once_the_record_proves_to_answer_another_occasion(filed):
    (filed.inbox / "comms/P0011/note-13.txt").write_text(EXACT, "utf-8")
    assert screen(filed.order).counts["screened"] == 2, "the new paper, and the old one whose words are wanted again"
    assert ("任国华", "（2023）湘96民初563号", "2023-05-15") in occasions(filed.order)
    assert ("任国华", "（2023）湘96民初563号", "2023-05-13") not in occasions(filed.order)
    before = (filed.order.out / "proposals.jsonl").read_bytes()
    assert screen(filed.order).counts["screened"] == 0
    assert (filed.order.out / "proposals.jsonl").read_bytes() == before


def test_what_was_erased_is_neither_proposed_again_nor_read_for_it(filed):
    """Retention took the words of a decided proposal: neither an unchanged inbox nor a new code brings them back."""
    told = ("任玉兰", "（2023）湘96民初563号", "2023-06-02")
    assert told in occasions(filed.order)
    with closing(open_database(filed.order.store_url)) as database:
        with database.writing() as connection:
            columns = (PROPOSALS.c.intervener, PROPOSALS.c.case_no, PROPOSALS.c.occurred_on)
            here = and_(*(column == value for column, value in zip(columns, told, strict=True)))
            (id_,) = connection.execute(select(PROPOSALS.c.proposal_id).where(here)).scalars()
            connection.execute(update(PROPOSALS).where(here).values(desk="erased", body="{}", details="{}"))
            connection.execute(update(FILES).values(work_key="another code"))
            forget(connection)
    summary = screen(filed.order)
    assert summary.counts["screened"] == summary.counts["files"] - summary.counts["quarantined"]
    assert told not in occasions(filed.order)
    assert screen(filed.order).counts["screened"] == 0
    with closing(open_database(filed.order.store_url, make=False)) as database:
        assert Kept(database).proposal(id_).body == {}
    with open_store(filed.order.store_url) as store:
        assert store.erased_proposals() == {id_}
        findings = store.findings(store.latest_run())
        known = [f for f in findings if (f.intervener.id, f.record.occurred_on) == ("P0140", told[2])]
        assert known, "read again for another reason, and known by who, which case, which day"
        assert not any(finding.evidence or finding.record.content for finding in known)

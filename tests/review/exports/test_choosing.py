"""Which records there are to take out, on both databases."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy import create_engine, select, text, update

from data.errors import Taken as TakenByOthers
from review.app import make_site
from review.exports.batch import Format, make_batch
from review.exports.choosing import Choice, Taken, choice_of, chosen, chosen_ids
from review.exports.taking import confirmed_items, sheets_of, stamp_of, take_out
from review.site import Site, Visit
from store.accounts import NewAccount
from store.database import open_database
from store.desk.rows import DecisionKind, Verdict
from store.ledger import Action, Entry, Source, append
from store.tables import LEDGER, PROPOSALS
from store.viewer import Role
from tests.review.conftest import RECUSED, SETTINGS, UNIT

ALL = Choice()


def parts(url: str) -> Iterator[Site]:
    database = open_database(url, make=False)
    yield make_site(database, SETTINGS)
    database.close()


@pytest.fixture
def site(own_store_url: str) -> Iterator[Site]:
    """The desk's parts over a filled store."""
    yield from parts(own_store_url)


@pytest.fixture(params=["sqlite", "postgresql"])
def either(request: pytest.FixtureRequest, fill_store: Callable[[str], None]) -> Iterator[Site]:
    """The same on each database."""
    if request.param == "sqlite":
        url = request.getfixturevalue("own_store_url")
    else:
        server, name = request.getfixturevalue("postgres"), f"t{uuid.uuid4().hex}"
        with create_engine(server, isolation_level="AUTOCOMMIT").connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        url = server.replace("/postgres?", f"/{name}?")
        fill_store(url)
    yield from parts(url)


def visit_of(site: Site, login: str, **more: object) -> Visit:
    """A visit of a new reviewer, without a request."""
    new = NewAccount(login=login, name="何静", roles=frozenset({Role.REVIEWER}), oidc_subject=login, **more)  # type: ignore[arg-type]
    account = site.accounts.add(new, by="test")
    return Visit(None, account, site.accounts.viewer(account), None, "zh")  # type: ignore[arg-type]


def confirm(site: Site, visit: Visit, *ids: str) -> None:
    for id_ in ids:
        site.desk.claim(visit.viewer, id_)
        site.desk.decide(visit.viewer, id_, Verdict(DecisionKind.CONFIRM))


def ids(site: Site, visit: Visit, choice: Choice) -> list[str]:
    with site.database.reading() as connection:
        return sorted(chosen_ids(connection, visit.viewer, choice))


def take(site: Site, visit: Visit, choice: Choice = ALL) -> None:
    items = confirmed_items(site, visit, choice)
    stamp = stamp_of(site, visit, choice)
    take_out(site, visit, items, make_batch(Format.CSV, sheets_of(site, items, stamp), stamp), stamp)


def take_out_after_a_change(site: Site, visit: Visit) -> None:
    """Makes a file, decides one of its records anew, and takes the file out."""
    items, stamp = confirmed_items(site, visit, ALL), stamp_of(site, visit)
    made = make_batch(Format.CSV, sheets_of(site, items, stamp), stamp)
    site.desk.undo(visit.viewer)
    confirm(site, visit, "Glong")
    take_out(site, visit, items, made, stamp)


def test_records_are_counted_by_unit_and_by_whether_they_left(either: Site) -> None:
    site = either
    visit = visit_of(site, "hejing")
    confirm(site, visit, "Gchat", "Glong")
    take(site, visit, Choice(since="2024-03-05"))
    with site.database.reading() as connection:
        found = chosen(connection, visit.viewer, ALL)
    assert (found.total, found.fresh, found.units) == (2, 1, ((UNIT, 2),))
    assert {line.proposal_id: line.taken_at is None for line in found.lines} == {"Gchat": False, "Glong": True}
    assert ids(site, visit, Choice(taken=Taken.FRESH)) == ["Glong"]
    assert ids(site, visit, Choice(taken=Taken.BEFORE)) == ["Gchat"]
    assert ids(site, visit, Choice(until="2024-03-04")) == []
    assert ids(site, visit, Choice(unit="澜汀市人民检察院")) == []
    with pytest.raises(TakenByOthers):
        take_out_after_a_change(site, visit)


def test_a_record_confirmed_anew_is_fresh_again(site: Site) -> None:
    visit = visit_of(site, "hejing")
    confirm(site, visit, "Gchat")
    take(site, visit)
    site.desk.decide(visit.viewer, "Gchat", Verdict(DecisionKind.REOPEN, note="补充材料"))
    assert ids(site, visit, ALL) == []
    confirm(site, visit, "Gchat")
    assert ids(site, visit, Choice(taken=Taken.FRESH)) == ["Gchat"]


def test_gold_is_no_export_of_records(site: Site) -> None:
    visit = visit_of(site, "hejing")
    confirm(site, visit, "Gchat")
    with site.database.writing() as connection:
        append(connection, [Entry(Action.EXPORTED, "Gchat", {"to": "gold"})], Source(), at=site.settings.clock())
    assert ids(site, visit, Choice(taken=Taken.FRESH)) == ["Gchat"]


def test_known_answers_and_what_is_not_theirs_are_no_records(site: Site) -> None:
    visit = visit_of(site, "hejing")
    confirm(site, visit, "Gchat", "Glong")
    with site.database.writing() as connection:
        connection.execute(update(PROPOSALS).where(PROPOSALS.c.proposal_id == "Glong").values(origin="seed"))
    assert ids(site, visit, ALL) == ["Gchat"]
    assert [item.row.proposal_id for item in confirmed_items(site, visit, ALL)] == ["Gchat"]
    for other in (visit_of(site, "a", person_id=RECUSED), visit_of(site, "b", units=("澜汀市人民检察院",))):
        assert ids(site, other, ALL) == []
        assert confirmed_items(site, other, ALL) == []


def test_what_changed_meanwhile_does_not_leave(site: Site) -> None:
    visit = visit_of(site, "hejing")
    confirm(site, visit, "Glong")
    with pytest.raises(TakenByOthers):
        take_out_after_a_change(site, visit)
    with site.database.reading() as connection:
        assert connection.execute(select(LEDGER.c.sequence).where(LEDGER.c.action == "exported")).all() == []


def test_somebody_recused_meanwhile_takes_nothing(site: Site) -> None:
    visit = visit_of(site, "hejing")
    confirm(site, visit, "Gchat")
    items, stamp = confirmed_items(site, visit, ALL), stamp_of(site, visit)
    made = make_batch(Format.CSV, sheets_of(site, items, stamp), stamp)
    recused = replace(visit, viewer=replace(visit.viewer, keys=frozenset({RECUSED})))
    with pytest.raises(TakenByOthers):
        take_out(site, recused, items, made, stamp)


def test_an_address_that_makes_no_sense_is_no_wish() -> None:
    query = {"since": "2024-02-30", "until": "x", "unit": "安澜\x00市\n法院", "taken": "never"}
    assert choice_of(query) == Choice(unit="安澜市法院")
    assert choice_of({"taken": "before", "since": "2024-03-01"}) == Choice(since="2024-03-01", taken=Taken.BEFORE)

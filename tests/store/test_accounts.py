"""Accounts, sessions and counted guesses, on both databases."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import pytest
from sqlalchemy import delete, func, select, text

from data.errors import AccountError
from store.accounts import (
    AccountFault,
    AccountRules,
    Accounts,
    Cost,
    Declared,
    NewAccount,
    SignedIn,
    SignInRefused,
)
from store.accounts.passwords import Passwords, fault_of, one_time_password
from store.clock import later, seconds_between
from store.database import Database, open_database
from store.desk_tables import ACCOUNTS, ATTEMPTS, DECLARED, SESSIONS
from store.ledger import Ledger, read
from store.tables import LEDGER, LEDGER_VALUES
from store.viewer import Role
from tests.databases import new_database, new_file

CHEAP = Cost(passes=1, memory=8)
NIGHT = "2026-11-23T14:00:00.000Z"
GOOD = "竹林-旧桥-石磨-晴天-三月"
HERE = "10.1.2.3"


@dataclass
class Clock:
    """A clock that a test turns."""

    at: str = NIGHT

    def __call__(self) -> str:
        return self.at

    def pass_(self, seconds: float) -> None:
        self.at = later(self.at, seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A store on each database, for all tests of this module."""
    made = request.getfixturevalue(f"made_{request.param}")
    if request.param == "sqlite":
        url = new_file(tmp_path_factory.mktemp("accounts"), made)
    else:
        url = new_database(request.getfixturevalue("postgres"), made)
    database = open_database(url)
    yield database
    database.close()


@pytest.fixture
def database(opened: Database) -> Database:
    """The store without an account. Nothing can be taken off the ledger; `rows` tells what this test put there."""
    with opened.writing() as connection:
        for table in (ATTEMPTS, SESSIONS, DECLARED, ACCOUNTS):
            connection.execute(delete(table))
    BEFORE[opened.label] = Ledger(opened).head().sequence
    return opened


@pytest.fixture
def accounts(database: Database, clock: Clock) -> Accounts:
    return Accounts(database, AccountRules(cost=CHEAP, clock=clock))


@pytest.fixture
def new() -> Callable[..., NewAccount]:
    plain = NewAccount("li.yi", "李一", frozenset({Role.REVIEWER}), password=GOOD, renew=False)
    return lambda **changes: replace(plain, **changes)


BEFORE: dict[str, int] = {}
"""The last row of a store's ledger before the test."""


def rows(database):
    with database.reading() as connection:
        return [row for row in read(connection) if row.sequence > BEFORE[database.label]]


def actions(database):
    return [row.action for row in rows(database)]


def values(database):
    """What the ledger keeps aside of its last row: old and new."""
    with database.reading() as connection:
        last = select(func.max(LEDGER.c.sequence)).scalar_subquery()
        found = connection.execute(select(LEDGER_VALUES).where(LEDGER_VALUES.c.sequence == last))
        return {row.side: row.value for row in found}


# --- passwords


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("三月竹林旧桥石磨", "short"),
        ("x" * 201, "long"),
        ("correct horse battery staple", None),
        ("Kq83zL#x-admin", None),
        ("password1234", "common"),
        ("PASSWORD1234!", "common"),
        ("1234567890123", "common"),
        ("qwertyuiop123", "common"),
        ("abababababab", "common"),
        ("aaaaaaaaaaaaaaaa", "common"),
        ("woaini5201314", "common"),
        ("li.yi-竹林旧桥石磨晴天", "own"),
        ("竹林旧桥李一石磨晴天三月", "own"),
        ("LI.YI-bamboo-bridge", "own"),
        (GOOD, None),
    ],
)
def test_what_makes_a_password(password, fault):
    assert fault_of(password, "li.yi", "李一") == fault


def test_a_one_time_password_is_good_and_new_each_time():
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(fault_of(password, "li.yi", "李一") is None for password in made)


def test_a_password_is_kept_as_argon2id_with_one_lane():
    stored = Passwords(Cost()).kept(GOOD)
    assert stored.startswith("$argon2id$v=19$m=65536,t=3,p=1$")
    assert GOOD not in stored


def test_what_is_computed_at_another_cost_is_outdated():
    cheap, dear = Passwords(CHEAP), Passwords(Cost(passes=2, memory=16))
    stored = cheap.kept(GOOD)
    assert not cheap.outdated(stored)
    assert dear.outdated(stored)
    assert dear.fits(stored, GOOD)


@pytest.mark.parametrize("stored", [None, "", "$argon2id$", "plain"])
def test_without_a_password_nothing_fits(stored):
    assert not Passwords(CHEAP).fits(stored, GOOD)


# --- accounts


def test_an_account_is_made_and_found(accounts, database, new):
    made = accounts.add(new(login=" Li.Yi ", units=("甲院", "乙院"), person_id="P0017"), by="command")
    assert made.login == "li.yi"
    assert accounts.get(made.account_id) == accounts.by_login("LI.YI") == made
    assert (made.units, made.person_id, made.has_password, made.renew_password) == (
        ("甲院", "乙院"),
        "P0017",
        True,
        False,
    )
    assert accounts.all() == [made]
    assert accounts.count() == 1
    assert actions(database) == ["account_created"]
    assert rows(database)[-1].actor == "command"


def test_no_password_stands_anywhere_on_record(accounts, database, new):
    made = accounts.add(new(), by="command")
    accounts.set_password(made.account_id, GOOD + "再", by=made.account_id)
    with database.reading() as connection:
        kept = connection.execute(select(ACCOUNTS.c.password)).scalar_one()
        aside = " ".join(connection.execute(text("SELECT value FROM ledger_values")).scalars())
    told = " ".join(map(str, rows(database))) + aside
    assert kept.startswith("$argon2id$")
    assert GOOD not in told
    assert "argon2" not in told
    assert GOOD not in repr(new())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"login": ""}, "login_shape"),
        ({"login": "a b"}, "login_shape"),
        ({"login": "-x"}, "login_shape"),
        ({"login": "x" * 101}, "login_shape"),
        ({"name": " "}, "name_empty"),
        ({"name": "名" * 101}, "name_empty"),
        ({"roles": frozenset()}, "roles_none"),
        ({"roles": frozenset({Role.ADMINISTRATOR, Role.APPROVER})}, "roles_clash"),
        ({"roles": frozenset({Role.AUDITOR, Role.OPERATOR})}, "roles_clash"),
        ({"units": ()}, "units_empty"),
        ({"units": ("甲", "")}, "units_empty"),
        ({"person_id": "谁"}, "person_shape"),
        ({"oidc_subject": ""}, "subject_shape"),
        ({"language": "fr"}, "language_unknown"),
        ({"password": None}, "no_way_in"),
        ({"password": "short"}, "password_short"),
        ({"password": "李一李一竹林旧桥石磨晴天"}, "password_own"),
        ({"password": "password1234"}, "password_common"),
    ],
)
def test_what_is_wrong_with_an_account_is_named(accounts, database, new, changes, code):
    with pytest.raises(AccountFault) as caught:
        accounts.add(new(**changes), by="command")
    assert caught.value.code == code
    assert isinstance(caught.value, AccountError)
    assert accounts.count() == 0
    assert actions(database) == []


def test_no_two_accounts_share_login_person_or_subject(accounts, new):
    accounts.add(new(person_id="P1", oidc_subject="s1"), by="command")
    for changes, code in (
        ({"login": "LI.YI"}, "login_taken"),
        ({"login": "x", "person_id": "P1"}, "person_taken"),
        ({"login": "x", "oidc_subject": "s1"}, "subject_taken"),
    ):
        with pytest.raises(AccountFault) as caught:
            accounts.add(new(**changes), by="command")
        assert caught.value.code == code


def test_a_person_has_one_active_account(accounts, new):
    first = accounts.add(new(person_id="P1"), by="command")
    accounts.change(first.account_id, {"state": "disabled"}, by="command")
    accounts.add(new(login="x", person_id="P1"), by="command")
    with pytest.raises(AccountFault, match="another active account"):
        accounts.change(first.account_id, {"state": "active"}, by="command")


def test_changes_are_on_record_with_old_and_new(accounts, database, new):
    made = accounts.add(new(units=("甲院",)), by="command")
    changed = accounts.change(made.account_id, {"units": None, "person_id": "P2"}, by="admin")
    assert (changed.units, changed.person_id) == (None, "P2")
    last = rows(database)[-1]
    assert (last.action, last.subject, last.actor) == ("account_changed", made.account_id, "admin")
    assert last.detail == {"fields": ["person_id", "units"]}
    assert values(database) == {
        "old": '{"person_id":null,"units":["甲院"]}',
        "new": '{"person_id":"P2","units":null}',
    }


def test_a_change_of_roles_is_a_row_of_its_own(accounts, database, new):
    made = accounts.add(new(), by="command")
    accounts.change(made.account_id, {"roles": frozenset({Role.APPROVER, Role.REVIEWER})}, by="admin")
    assert rows(database)[-1].action == "roles_changed"
    assert values(database) == {"old": '["reviewer"]', "new": '["approver","reviewer"]'}
    with pytest.raises(AccountFault, match="no one account may be both"):
        accounts.change(made.account_id, {"roles": frozenset({Role.ADMINISTRATOR, Role.REVIEWER})}, by="admin")
    assert accounts.get(made.account_id).roles == {Role.APPROVER, Role.REVIEWER}


def test_what_already_is_so_changes_nothing(accounts, database, new):
    made = accounts.add(new(), by="command")
    assert accounts.change(made.account_id, {"name": "李一", "roles": made.roles}, by="admin") == made
    assert actions(database) == ["account_created"]


def test_somebody_always_can_keep_the_accounts(accounts, new):
    only = accounts.add(new(roles=frozenset({Role.ADMINISTRATOR})), by="command")
    for change in ({"state": "disabled"}, {"roles": frozenset({Role.OPERATOR})}):
        with pytest.raises(AccountFault, match="last active administrator"):
            accounts.change(only.account_id, change, by="command")
    accounts.add(new(login="second", roles=frozenset({Role.ADMINISTRATOR})), by="command")
    assert not accounts.change(only.account_id, {"state": "disabled"}, by="command").active


def test_there_is_no_such_account(accounts):
    for ask in (lambda: accounts.get("0" * 32), lambda: accounts.by_login("nobody")):
        with pytest.raises(AccountFault, match="no such account"):
            ask()


def test_a_viewer_has_every_key_that_bars_may_name(accounts, new):
    made = accounts.add(new(person_id="P0017", units=("甲院",)), by="command")
    accounts.declare(made.account_id, Declared(" P0099 ", "配偶"), by="command")
    accounts.declare(made.account_id, Declared("王小明", "表兄"), by=made.account_id)
    viewer = accounts.viewer(accounts.get(made.account_id))
    assert viewer.keys == {"P0017", "P0099", "name:李一", "name:王小明", f"account:{made.account_id}"}
    assert (viewer.roles, viewer.units) == (frozenset({Role.REVIEWER}), ("甲院",))


def test_declaring_and_taking_back_is_on_record(accounts, database, new):
    made = accounts.add(new(), by="command")
    accounts.declare(made.account_id, Declared("P0099", "配偶"), by="admin")
    assert values(database) == {"old": '{"declared":[]}', "new": '{"declared":[["P0099","配偶"]]}'}
    accounts.declare(made.account_id, Declared("P0099", "前配偶"), by="admin")
    assert accounts.get(made.account_id).declared == (Declared("P0099", "前配偶"),)
    assert accounts.withdraw(made.account_id, "P0099", by="admin").declared == ()
    assert actions(database)[1:] == ["account_changed"] * 3
    for person, relation, code in (
        ("P1", "", "relation_empty"),
        ("", "兄", "person_shape"),
        ("name:", "兄", "person_shape"),
    ):
        with pytest.raises(AccountFault) as caught:
            accounts.declare(made.account_id, Declared(person, relation), by="admin")
        assert caught.value.code == code
    with pytest.raises(AccountFault, match="not declared"):
        accounts.withdraw(made.account_id, "P0099", by="admin")


# --- signing in


def entered(found):
    assert isinstance(found, SignedIn)
    return found


def test_signing_in_gives_a_session_whose_token_is_not_kept(accounts, database, new):
    made = accounts.add(new(), by="command")
    found = entered(accounts.sign_in(" LI.yi ", GOOD, HERE))
    assert accounts.session(found.token) == (made, found.session)
    with database.reading() as connection:
        assert found.token not in str(connection.execute(select(SESSIONS)).all())
    assert len(found.token) == 43
    last = rows(database)[-1]
    assert (last.action, last.actor, last.detail) == (
        "signed_in",
        made.account_id,
        {"address": HERE, "way": "password"},
    )
    assert accounts.session("x" * 43) is None


def test_each_sign_in_is_a_session_of_its_own(accounts, new):
    made = accounts.add(new(), by="command")
    one, other = (entered(accounts.sign_in("li.yi", GOOD, HERE)) for _ in range(2))
    assert one.token != other.token
    assert one.session.csrf != other.session.csrf
    assert {s.key for s in accounts.sessions(made.account_id)} == {one.session.key, other.session.key}


@pytest.mark.parametrize(("login", "password"), [("li.yi", "wrong"), ("nobody", GOOD), ("li.yi", ""), ("", "")])
def test_all_that_does_not_fit_is_answered_alike(accounts, database, new, login, password):
    accounts.add(new(), by="command")
    assert accounts.sign_in(login, password, HERE) == SignInRefused()
    last = rows(database)[-1]
    assert (last.action, last.actor) == ("sign_in_failed", None)
    assert len(last.subject) == 16
    assert "li.yi" not in str(last)


def test_a_disabled_account_is_answered_alike_and_signed_out(accounts, new):
    made = accounts.add(new(), by="command")
    found = entered(accounts.sign_in("li.yi", GOOD, HERE))
    accounts.change(made.account_id, {"state": "disabled"}, by="admin")
    assert accounts.session(found.token) is None
    assert accounts.sign_in("li.yi", GOOD, HERE) == SignInRefused()


def test_unknown_logins_cost_the_same_work(accounts, new, monkeypatch):
    accounts.add(new(), by="command")
    accounts.sign_in("warm", "up", HERE)
    work = []
    real = accounts._passwords._hasher.verify
    monkeypatch.setattr(
        accounts._passwords, "_hasher", type("Counted", (), {"verify": lambda _, s, p: work.append(s) or real(s, p)})()
    )
    accounts.sign_in("li.yi", "wrong", HERE)
    accounts.sign_in("nobody", "wrong", HERE)
    assert [stored.split("$")[3] for stored in work] == ["m=8,t=1,p=1"] * 2


def test_a_password_is_computed_anew_when_the_cost_has_changed(accounts, database, clock, new):
    accounts.add(new(), by="command")
    dearer = Accounts(database, AccountRules(cost=Cost(passes=2, memory=16), clock=clock))
    entered(dearer.sign_in("li.yi", GOOD, HERE))
    with database.reading() as connection:
        assert "$m=16,t=2,p=1$" in connection.execute(select(ACCOUNTS.c.password)).scalar_one()


def test_signing_out_ends_this_session_only(accounts, database, new):
    accounts.add(new(), by="command")
    one, other = (entered(accounts.sign_in("li.yi", GOOD, HERE)) for _ in range(2))
    accounts.sign_out(one.session)
    assert accounts.session(one.token) is None
    assert accounts.session(other.token)
    assert actions(database)[-1] == "signed_out"


def test_a_session_ends_when_it_is_idle_and_when_it_is_old(accounts, clock, new):
    accounts.add(new(), by="command")
    idle = entered(accounts.sign_in("li.yi", GOOD, HERE))
    clock.pass_(30 * 60)
    assert accounts.session(idle.token)
    clock.pass_(30 * 60 + 1)
    assert accounts.session(idle.token) is None
    used = entered(accounts.sign_in("li.yi", GOOD, HERE))
    for _ in range(29):
        clock.pass_(20 * 60)
        assert accounts.session(used.token)
    clock.pass_(20 * 60)
    assert accounts.session(used.token) is None


def test_the_use_of_a_session_is_not_written_at_each_page(accounts, database, clock, new):
    accounts.add(new(), by="command")
    found = entered(accounts.sign_in("li.yi", GOOD, HERE))
    seen = []
    for _ in range(3):
        clock.pass_(30)
        accounts.session(found.token)
        with database.reading() as connection:
            seen.append(seconds_between(NIGHT, connection.execute(select(SESSIONS.c.seen_at)).scalar_one()))
    assert seen == [0, 60, 60]


@pytest.mark.parametrize(
    "change", [{"roles": frozenset({Role.APPROVER})}, {"oidc_subject": "s"}, {"state": "disabled"}]
)
def test_changes_that_end_sessions(accounts, new, change):
    made = accounts.add(new(), by="command")
    found = entered(accounts.sign_in("li.yi", GOOD, HERE))
    accounts.change(made.account_id, change, by="admin")
    assert accounts.session(found.token) is None


@pytest.mark.parametrize("change", [{"units": ("甲院",)}, {"name": "李二"}, {"language": "en"}])
def test_changes_that_are_there_at_once(accounts, new, change):
    made = accounts.add(new(), by="command")
    found = entered(accounts.sign_in("li.yi", GOOD, HERE))
    accounts.change(made.account_id, change, by="admin")
    account, _ = accounts.session(found.token)
    assert {name: getattr(account, name) for name in change} == change


def test_a_password_of_one_s_own_ends_the_other_sessions(accounts, new):
    made = accounts.add(new(renew=True), by="command")
    assert made.renew_password
    here, there = (entered(accounts.sign_in("li.yi", GOOD, HERE)) for _ in range(2))
    accounts.set_password(made.account_id, GOOD + "再", by=made.account_id, keep=here.session)
    assert not accounts.session(here.token)[0].renew_password
    assert accounts.session(there.token) is None
    assert accounts.sign_in("li.yi", GOOD, HERE) == SignInRefused()


def test_a_password_by_somebody_else_holds_for_one_sign_in(accounts, database, new):
    made = accounts.add(new(), by="command")
    found = entered(accounts.sign_in("li.yi", GOOD, HERE))
    accounts.set_password(made.account_id, GOOD + "再", by="admin")
    assert accounts.session(found.token) is None
    assert accounts.get(made.account_id).renew_password
    assert rows(database)[-1].detail == {"own": False, "sessions_ended": 1}
    with pytest.raises(AccountFault) as caught:
        accounts.set_password(made.account_id, GOOD + "再", by=made.account_id)
    assert caught.value.code == "password_same"


# --- guessing


def guess(accounts, times, login="li.yi", address=HERE):
    return [accounts.sign_in(login, "wrong", address).wait_seconds for _ in range(times)]


@pytest.mark.parametrize("login", ["li.yi", "nobody"])
def test_guessing_is_delayed_then_closed_whether_there_is_the_login_or_not(accounts, clock, new, login):
    accounts.add(new(), by="command")
    assert guess(accounts, 3, login) == [0, 0, 0]
    for wait in (2, 4, 8):
        assert guess(accounts, 1, login) == [wait]
        clock.pass_(wait)
        assert guess(accounts, 1, login) == [0]
    assert guess(accounts, 1, login) == [15 * 60]
    assert accounts.sign_in(login, GOOD, "10.9.9.9") == SignInRefused(15 * 60)
    clock.pass_(15 * 60)
    assert guess(accounts, 1, login) == [0]


def test_what_is_refused_unseen_does_not_fill_the_ledger(accounts, database, new):
    accounts.add(new(), by="command")
    guess(accounts, 40)
    assert actions(database).count("sign_in_failed") == 3


def test_a_right_password_starts_a_login_anew(accounts, new):
    accounts.add(new(), by="command")
    for _ in range(5):
        assert guess(accounts, 2) == [0, 0]
        entered(accounts.sign_in("li.yi", GOOD, HERE))


def test_an_address_that_tries_many_logins_is_closed(accounts, new):
    accounts.add(new(), by="command")
    for number in range(30):
        assert guess(accounts, 1, f"u{number}") == [0]
    assert accounts.sign_in("li.yi", GOOD, HERE) == SignInRefused(15 * 60)
    entered(accounts.sign_in("li.yi", GOOD, "10.1.2.4"))


def test_who_signs_in_between_does_not_clear_the_address(accounts, new):
    accounts.add(new(), by="command")
    for number in range(29):
        guess(accounts, 1, f"u{number}")
        if number % 5 == 0 and number < 25:
            entered(accounts.sign_in("li.yi", GOOD, HERE))
    assert guess(accounts, 1, "last") == [0]
    assert guess(accounts, 1, "more") == [15 * 60]


def test_a_new_password_opens_a_closed_login(accounts, new):
    made = accounts.add(new(), by="command")
    guess(accounts, 5)
    accounts.set_password(made.account_id, GOOD + "再", by="admin")
    entered(accounts.sign_in("li.yi", GOOD + "再", HERE))


def test_guesses_at_the_same_instant_all_count(accounts, database, new):
    accounts.add(new(), by="command")
    found = []
    threads = [
        threading.Thread(target=lambda: found.append(accounts.sign_in("li.yi", "wrong", HERE))) for _ in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(refused.wait_seconds == 0 for refused in found) == [False] * 9 + [True] * 3
    assert actions(database).count("sign_in_failed") == 3


def test_old_attempts_and_sessions_are_swept(accounts, database, clock, new):
    accounts.add(new(), by="command")
    entered(accounts.sign_in("li.yi", GOOD, HERE))
    guess(accounts, 1, "nobody")
    clock.pass_(3600 * 11)
    entered(accounts.sign_in("li.yi", GOOD, "10.9.9.9"))
    with database.reading() as connection:
        assert len(connection.execute(select(SESSIONS)).all()) == 1
        assert [h for h in connection.execute(select(ATTEMPTS.c.handle)).scalars() if h.startswith("login:")] == []


def test_the_present_password_is_asked_for_with_the_same_care(accounts, clock, new):
    made = accounts.add(new(), by="command")
    assert accounts.password_fits(made, GOOD, HERE) is True
    assert [accounts.password_fits(made, "wrong", HERE) for _ in range(3)] == [False] * 3
    assert accounts.password_fits(made, GOOD, HERE) == SignInRefused(2)


def test_the_ledger_stays_whole(store_url, clock, new):
    database = open_database(store_url)
    accounts = Accounts(database, AccountRules(cost=CHEAP, clock=clock))
    made = accounts.add(new(), by="command")
    accounts.change(made.account_id, {"name": "李二"}, by="admin")
    accounts.set_password(made.account_id, GOOD + "再", by=made.account_id)
    accounts.sign_out(entered(accounts.sign_in("li.yi", GOOD + "再", HERE)).session)
    assert list(Ledger(database).faults()) == []
    database.close()

"""The rows of accounts: read, checked and changed within a transaction that somebody else opened."""

from __future__ import annotations

import re
import uuid
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from data.codec import from_text, to_text
from store.accounts.passwords import fault_of
from store.accounts.rows import (
    ACTIVE,
    LANGUAGES,
    Account,
    AccountFault,
    Declared,
    NewAccount,
)
from store.desk_tables import ACCOUNTS, DECLARED
from store.viewer import Role, clash, name_key

LONGEST = 100
"""Characters of a login, a name, a unit."""

_LOGIN = re.compile(r"[^\W_][\w.@-]{0,99}")
_PERSON = re.compile(r"[A-Za-z]{1,4}[0-9A-Za-z-]{1,30}|name:.{1,100}")


def login_of(told: str) -> str:
    """A login as it is stored and compared."""
    return told.strip().casefold()


def read(connection: Connection, **where: Any) -> list[Account]:
    """The accounts whose columns equal `where`, by login."""
    conditions = [ACCOUNTS.c[name] == value for name, value in where.items()]
    rows = connection.execute(select(ACCOUNTS).where(*conditions).order_by(ACCOUNTS.c.login)).all()
    declared: dict[str, list[Declared]] = {}
    keys = [row.account_id for row in rows]
    for line in connection.execute(
        select(DECLARED).where(DECLARED.c.account_id.in_(keys)).order_by(DECLARED.c.declared_at, DECLARED.c.person)
    ):
        declared.setdefault(line.account_id, []).append(Declared(line.person, line.relation))
    return [_account(row, tuple(declared.get(row.account_id, ()))) for row in rows]


def one(connection: Connection, account_id: str) -> Account:
    """The account of that id. Raises AccountFault `no_account`."""
    found = read(connection, account_id=account_id)
    if not found:
        raise AccountFault("no_account", "there is no such account; guowen accounts list names them")
    return found[0]


def _account(row: Any, declared: tuple[Declared, ...]) -> Account:
    return Account(
        account_id=row.account_id,
        login=row.login,
        name=row.name,
        roles=frozenset(map(Role, from_text(row.roles))),
        units=None if row.units is None else tuple(from_text(row.units)),
        person_id=row.person_id,
        has_password=row.password is not None,
        password_at=row.password_at,
        renew_password=bool(row.renew_password),
        oidc_subject=row.oidc_subject,
        language=row.language,
        state=row.state,
        created_at=row.created_at,
        declared=declared,
    )


def make(connection: Connection, new: NewAccount, kept: str | None, at: str) -> Account:
    """Puts in a checked account with its password as it is kept."""
    account_id = uuid.uuid4().hex
    connection.execute(
        insert(ACCOUNTS).values(
            account_id=account_id,
            login=login_of(new.login),
            name=new.name.strip(),
            roles=to_text(sorted(new.roles)),
            units=None if new.units is None else to_text(list(new.units)),
            person_id=new.person_id,
            password=kept,
            password_at=at if kept else None,
            renew_password=int(kept is not None and new.renew),
            oidc_subject=new.oidc_subject,
            language=new.language,
            state=ACTIVE,
            created_at=at,
        )
    )
    return one(connection, account_id)


def write(connection: Connection, account_id: str, values: dict[str, Any]) -> None:
    """Puts changed values into the columns of an account."""
    columns = dict(values)
    if "roles" in columns:
        columns["roles"] = to_text(sorted(columns["roles"]))
    if columns.get("units") is not None:
        columns["units"] = to_text(list(columns["units"]))
    connection.execute(update(ACCOUNTS).where(ACCOUNTS.c.account_id == account_id).values(columns))


def password_of(connection: Connection, login: str) -> tuple[str | None, str | None]:
    """(account_id, password as it is kept) of a login, both None when nobody has it."""
    columns = (ACCOUNTS.c.account_id, ACCOUNTS.c.password)
    row = connection.execute(select(*columns).where(ACCOUNTS.c.login == login)).one_or_none()
    return (row.account_id, row.password) if row else (None, None)


def count(connection: Connection) -> int:
    """How many accounts there are, disabled ones included."""
    return connection.execute(select(func.count()).select_from(ACCOUNTS)).scalar_one()


def declare(connection: Connection, account_id: str, declared: Declared, at: str) -> None:
    """Recuses an account from a further person; the same person again only changes the relation."""
    withdraw(connection, account_id, declared.person)
    values = {"account_id": account_id, "person": declared.person, "relation": declared.relation, "declared_at": at}
    connection.execute(insert(DECLARED).values(values))


def withdraw(connection: Connection, account_id: str, person: str) -> int:
    """Takes a declaration back; returns how many there were."""
    condition = (DECLARED.c.account_id == account_id) & (DECLARED.c.person == person)
    return connection.execute(delete(DECLARED).where(condition)).rowcount


def person_key(told: str) -> str:
    """The key of a person told by registry id or name. Raises AccountFault `person_shape`."""
    told = told.strip()
    if _PERSON.fullmatch(told):
        return told
    if told and len(told) <= LONGEST and not told.startswith("name:"):
        return name_key(told)
    raise AccountFault("person_shape", "person: give a registry id such as P0017, or a name")


def check_account(connection: Connection, account: Account | NewAccount, account_id: str | None = None) -> None:
    """Raises AccountFault naming the first thing that is wrong with an account that is to be."""
    _check_words(account)
    pair = clash(account.roles)
    if not account.roles:
        raise AccountFault("roles_none", "roles: none told; an account needs one")
    if pair:
        raise AccountFault("roles_clash", f"roles: no one account may be both {pair[0]} and {pair[1]}")
    if account.units is not None and (not account.units or not all(0 < len(u) <= LONGEST for u in account.units)):
        raise AccountFault("units_empty", "units: name one or more, or all")
    if account.language not in LANGUAGES:
        raise AccountFault("language_unknown", f"language: one of {', '.join(LANGUAGES)}")
    _check_alone(connection, account, account_id)


def _check_words(account: Account | NewAccount) -> None:
    if not _LOGIN.fullmatch(login_of(account.login)):
        raise AccountFault("login_shape", "login: begin with a letter or digit, then letters, digits and . _ - @")
    if not 0 < len(account.name.strip()) <= LONGEST:
        raise AccountFault("name_empty", f"name: 1 to {LONGEST} characters")
    if account.person_id is not None and not _PERSON.fullmatch(account.person_id):
        raise AccountFault("person_shape", "person: give the id of the officials registry, such as P0017")
    if account.oidc_subject is not None and not 0 < len(account.oidc_subject) <= 255:
        raise AccountFault("subject_shape", "subject: 1 to 255 characters")


def _check_alone(connection: Connection, account: Account | NewAccount, account_id: str | None) -> None:
    """What no two accounts may share. One person with two accounts would look a second time at his own decision."""
    others = [other for other in read(connection) if other.account_id != account_id]
    if any(other.login == login_of(account.login) for other in others):
        raise AccountFault("login_taken", "login: another account has it; choose another, or change that one")
    alone = account.person_id and (account.active if isinstance(account, Account) else True)
    if alone and any(other.active and other.person_id == account.person_id for other in others):
        raise AccountFault("person_taken", "person: another active account is this person's; disable that one")
    if account.oidc_subject and any(other.oidc_subject == account.oidc_subject for other in others):
        raise AccountFault("subject_taken", "subject: another account has it; remove it there first")


def check_last_administrator(connection: Connection, before: Account, after: Account) -> None:
    """Raises AccountFault when nobody would be left who may change accounts."""
    was = before.active and Role.ADMINISTRATOR in before.roles
    stays = after.active and Role.ADMINISTRATOR in after.roles
    if was and not stays:
        others = read(connection, state=ACTIVE)
        if not any(Role.ADMINISTRATOR in o.roles for o in others if o.account_id != before.account_id):
            raise AccountFault("last_administrator", "this is the last active administrator; make another one first")


def check_password(password: str, account: Account | NewAccount) -> None:
    """Raises AccountFault `password_short`, `_long`, `_own` or `_common`."""
    fault = fault_of(password, login_of(account.login), account.name.strip())
    if fault:
        raise AccountFault(f"password_{fault}", f"password: {_PASSWORD_FAULTS[fault]}")


_PASSWORD_FAULTS = {
    "short": "12 characters at least",
    "long": "200 characters at most",
    "own": "the login or the name must not stand in it",
    "common": "mostly made of what everybody takes; use several words that do not belong together",
}

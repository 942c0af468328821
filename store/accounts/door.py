"""The door to accounts and sessions. Every change is a ledger row in the same transaction; no row has a password."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from store.accounts import attempts, people, sessions
from store.accounts.entrance import Entrance
from store.accounts.rows import (
    Account,
    AccountFault,
    Changes,
    Declared,
    NewAccount,
    Session,
)
from store.ledger import Action, Entry
from store.viewer import Viewer, account_key, name_key

ENDS_SESSIONS = frozenset({"roles", "oidc_subject", "state"})
"""Changes after which an account must sign in anew."""


class Accounts(Entrance):
    """The accounts of a store. `by` is who makes a change: an account's id, or `command` for the command line."""

    def add(self, new: NewAccount, *, by: str) -> Account:
        """The account made. Raises AccountFault naming what is wrong with it."""
        if new.password is None and new.oidc_subject is None:
            raise AccountFault("no_way_in", "an account needs a password or a subject of the sign-in service")
        if new.password is not None:
            people.check_password(new.password, new)
        kept = None if new.password is None else self._passwords.kept(new.password)
        with self._database.writing() as connection:
            people.check_account(connection, new)
            account = people.make(connection, new, kept, self.rules.clock())
            self._record(connection, by, Entry(Action.ACCOUNT_CREATED, account.account_id, new=_told(account)))
        return account

    def get(self, account_id: str) -> Account:
        """The account of that id. Raises AccountFault `no_account`."""
        with self._database.reading() as connection:
            return people.one(connection, account_id)

    def by_login(self, login: str) -> Account:
        """The account of that login. Raises AccountFault `no_account`."""
        with self._database.reading() as connection:
            found = people.read(connection, login=people.login_of(login))
        if not found:
            raise AccountFault("no_account", "there is no such account; guowen accounts list names them")
        return found[0]

    def all(self) -> list[Account]:
        """Every account, disabled ones too, by login."""
        with self._database.reading() as connection:
            return people.read(connection)

    def count(self) -> int:
        """How many accounts there are."""
        with self._database.reading() as connection:
            return people.count(connection)

    def viewer(self, account: Account) -> Viewer:
        """What of the store exists for the account: its roles, units, and all that `bars` may call it."""
        keys = {name_key(account.name), account_key(account.account_id), *(d.person for d in account.declared)}
        if account.person_id:
            keys.add(account.person_id)
        return Viewer(account.account_id, account.roles, account.units, frozenset(keys))

    def change(self, account_id: str, changes: Changes, *, by: str) -> Account:
        """The account as changed; what already is so leaves no ledger row. Raises AccountFault."""
        with self._database.writing() as connection:
            before = people.one(connection, account_id)
            new = {name: value for name, value in changes.items() if getattr(before, name) != value}
            after = replace(before, **new)  # type: ignore[arg-type]
            if not new:
                return before
            people.check_account(connection, after, account_id)
            people.check_last_administrator(connection, before, after)
            if not after.has_password and after.oidc_subject is None:
                raise AccountFault("no_way_in", "an account needs a password or a subject of the sign-in service")
            people.write(connection, account_id, new)
            if ENDS_SESSIONS & set(new):
                sessions.end(connection, account_id)
            self._record(connection, by, *_changes(before, after, new))
        return after

    def set_password(self, account_id: str, password: str, *, by: str, keep: Session | None = None) -> None:
        """Sets a password. Set by somebody else it holds for one sign-in; `keep` is the one session that stays.

        Raises AccountFault for a password that is not good enough, or the same as before.
        """
        people.check_password(password, self.get(account_id))
        kept = self._passwords.kept(password)
        with self._database.reading() as connection:
            login = people.one(connection, account_id).login
            stored = people.password_of(connection, login)[1]
        if stored and self._passwords.fits(stored, password):
            raise AccountFault("password_same", "password: it is the one in use; choose another")
        moment = self.rules.clock()
        values = {"password": kept, "password_at": moment, "renew_password": int(by != account_id)}
        with self._database.writing() as connection:
            people.write(connection, account_id, values)
            attempts.forget(connection, login)
            ended = sessions.end(connection, account_id, but=keep.key if keep else None)
            detail = {"own": by == account_id, "sessions_ended": ended}
            self._record(connection, by, Entry(Action.PASSWORD_CHANGED, account_id, detail))

    def declare(self, account_id: str, declared: Declared, *, by: str) -> Account:
        """Recuses the account from a further person, told by registry id or name. Raises AccountFault."""
        declared = Declared(people.person_key(declared.person), declared.relation.strip())
        if not 0 < len(declared.relation) <= people.LONGEST:
            raise AccountFault("relation_empty", f"relation: 1 to {people.LONGEST} characters, such as 配偶")
        with self._database.writing() as connection:
            before = people.one(connection, account_id)
            people.declare(connection, account_id, declared, self.rules.clock())
            after = people.one(connection, account_id)
            self._record(connection, by, *_changes(before, after, {"declared": after.declared}))
        return after

    def withdraw(self, account_id: str, person: str, *, by: str) -> Account:
        """Takes a declaration back. Raises AccountFault `not_declared` when there is none."""
        with self._database.writing() as connection:
            before = people.one(connection, account_id)
            if not people.withdraw(connection, account_id, person):
                raise AccountFault("not_declared", "person: not declared of this account")
            after = people.one(connection, account_id)
            self._record(connection, by, *_changes(before, after, {"declared": after.declared}))
        return after


def _told(account: Account) -> dict[str, Any]:
    """What the ledger keeps of an account."""
    return {name: _plain(getattr(account, name)) for name in ("login", "name", *_KEPT)}


_KEPT = ("roles", "units", "person_id", "oidc_subject", "language", "state")


def _changes(before: Account, after: Account, new: dict[str, Any]) -> list[Entry]:
    """One row for the roles, one for the rest."""
    names = sorted(set(new) - {"roles"})
    entries = []
    if "roles" in new:
        old, now = _plain(before.roles), _plain(after.roles)
        entries.append(Entry(Action.ROLES_CHANGED, before.account_id, old=old, new=now))
    if names:
        old, now = ({name: _plain(getattr(side, name)) for name in names} for side in (before, after))
        entries.append(Entry(Action.ACCOUNT_CHANGED, before.account_id, {"fields": names}, old=old, new=now))
    return entries


def _plain(value: Any) -> Any:
    """A value of an account as JSON has it."""
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [[item.person, item.relation] if isinstance(item, Declared) else item for item in value]
    return value

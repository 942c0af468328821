"""The door to accounts and sessions. Every change is a ledger row in the same transaction; no row has a password."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from store.accounts import attempts, people, sessions
from store.accounts.passwords import Passwords
from store.accounts.rows import (
    Account,
    AccountFault,
    AccountRules,
    Changes,
    Declared,
    NewAccount,
    Session,
    SignedIn,
    SignInRefused,
)
from store.codec import digest
from store.database import Database
from store.ledger import Action, Entry, Source, append
from store.viewer import Viewer, account_key, name_key

ENDS_SESSIONS = frozenset({"roles", "oidc_subject", "state"})
"""Changes after which an account must sign in anew."""


class Accounts:
    """The accounts of a store. `by` is who makes a change: an account's id, or `command` for the command line."""

    def __init__(self, database: Database, rules: AccountRules | None = None) -> None:
        self.rules = rules or AccountRules()
        self._database = database
        self._passwords = Passwords(self.rules.cost)

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

    def by_subject(self, subject: str) -> Account | None:
        """The account of a subject of the sign-in service, None when no one has it."""
        with self._database.reading() as connection:
            found = people.read(connection, oidc_subject=subject)
        return found[0] if found else None

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
            attempts.forget(connection, self._handle(connection, login))
            ended = sessions.end(connection, account_id, but=keep.key if keep else None)
            detail = {"own": by == account_id, "sessions_ended": ended}
            self._record(connection, by, Entry(Action.PASSWORD_CHANGED, account_id, detail))

    def password_fits(self, account: Account, password: str, address: str) -> bool | SignInRefused:
        """Whether it is the account's password, counted as a sign-in is; SignInRefused when too many did not fit."""
        found = self._try(account.login, password, address)
        if isinstance(found, SignInRefused):
            return found if found.wait_seconds else False
        return True

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

    def sign_in(self, login: str, password: str, address: str) -> SignedIn | SignInRefused:
        """A new session, or a refusal that is the same for all reasons but for how long to wait."""
        found = self._try(login, password, address)
        if isinstance(found, SignInRefused):
            return found
        return self._begin(found, address, "password")

    def sign_in_subject(self, subject: str, address: str) -> SignedIn | SignInRefused:
        """A new session for the account of a subject that the sign-in service has vouched for."""
        account = self.by_subject(subject)
        if account is None or not account.active:
            with self._database.writing() as connection:
                told = self._handle(connection, subject)
                entry = Entry(Action.SIGN_IN_FAILED, told[:16], {"address": address, "way": "oidc"})
                self._record(connection, None, entry)
            return SignInRefused()
        return self._begin(account, address, "oidc")

    def session(self, token: str) -> tuple[Account, Session] | None:
        """Who holds the cookie's value, None when the session is none, has expired, or its account is disabled."""
        with self._database.reading() as connection:
            session = sessions.find(connection, token, self.rules)
            account = people.one(connection, session.account_id) if session else None
        if session is None or account is None or not account.active:
            return None
        if sessions.due(session, self.rules):
            with self._database.writing() as connection:
                sessions.touch(connection, session, self.rules)
        return account, session

    def sessions(self, account_id: str) -> list[Session]:
        """The standing sessions of an account, the newest first."""
        with self._database.reading() as connection:
            return sessions.of_account(connection, account_id, self.rules)

    def sign_out(self, session: Session) -> None:
        """Ends a session."""
        with self._database.writing() as connection:
            if sessions.end(connection, session.account_id, only=session.key):
                self._record(connection, session.account_id, Entry(Action.SIGNED_OUT, session.account_id))

    def end_sessions(self, account_id: str, *, by: str, but: Session | None = None) -> int:
        """Ends all sessions of an account, or all `but` one; returns how many."""
        with self._database.writing() as connection:
            account = people.one(connection, account_id)
            ended = sessions.end(connection, account.account_id, but=but.key if but else None)
            if ended:
                self._record(connection, by, Entry(Action.SIGNED_OUT, account_id, {"sessions": ended}))
        return ended

    def _try(self, login: str, password: str, address: str) -> Account | SignInRefused:
        """Who signs in. The work is the same whether the login is known or not."""
        login = people.login_of(login)
        with self._database.writing() as connection:
            told = self._handle(connection, login)
            counted = attempts.handles(self.rules, told, address)
            wait = attempts.begin(connection, counted, self.rules)
            account_id, stored = people.password_of(connection, login)
        if wait:
            return SignInRefused(wait)
        fits = self._passwords.fits(stored, password)
        with self._database.writing() as connection:
            account = people.one(connection, account_id) if fits and account_id else None
            if account is None or not account.active:
                detail = {"address": address, "failures": attempts.failures_of(connection, counted[0])}
                self._record(connection, None, Entry(Action.SIGN_IN_FAILED, told[:16], detail))
                return SignInRefused()
            attempts.take_back(connection, *counted)
            if stored and self._passwords.outdated(stored):
                people.write(connection, account.account_id, {"password": self._passwords.kept(password)})
        return account

    def _begin(self, account: Account, address: str, way: str) -> SignedIn:
        with self._database.writing() as connection:
            attempts.sweep(connection, self.rules)
            session, token = sessions.begin(connection, account.account_id, self.rules)
            detail = {"address": address, "way": way}
            self._record(connection, account.account_id, Entry(Action.SIGNED_IN, account.account_id, detail))
        return SignedIn(account, session, token)

    def _handle(self, connection: Connection, login: str) -> str:
        """What a login is called in the ledger and among attempts. Somebody may have typed a password there."""
        return digest(["login", hashlib.sha256(login.encode()).hexdigest()])

    def _record(self, connection: Connection, by: str | None, *entries: Entry) -> None:
        append(connection, entries, Source(actor=by), at=self.rules.clock())


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

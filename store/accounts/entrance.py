"""Signing in and out: who is at the door, and for how long the door stays open."""

from __future__ import annotations

from sqlalchemy import Connection

from store.accounts import attempts, people, sessions
from store.accounts.passwords import Passwords
from store.accounts.rows import Account, AccountRules, Session, SignedIn, SignInRefused
from store.database import Database
from store.ledger import Action, Entry, Source, append


class Entrance:
    """Sign-ins over the accounts of a store."""

    def __init__(self, database: Database, rules: AccountRules | None = None) -> None:
        self.rules = rules or AccountRules()
        self._database = database
        self._passwords = Passwords(self.rules.cost)

    def by_subject(self, subject: str) -> Account | None:
        """The account of a subject of the sign-in service, None when no one has it."""
        with self._database.reading() as connection:
            found = people.read(connection, oidc_subject=subject)
        return found[0] if found else None

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
                told = attempts.digest_of(subject)
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

    def password_fits(self, account: Account, password: str, address: str) -> bool | SignInRefused:
        """Whether it is the account's password, counted as a sign-in is; SignInRefused when too many did not fit."""
        found = self._try(account.login, password, address)
        if isinstance(found, SignInRefused):
            return found if found.wait_seconds else False
        return True

    def _try(self, login: str, password: str, address: str) -> Account | SignInRefused:
        """Who signs in. The work is the same whether the login is known or not."""
        login = people.login_of(login)
        with self._database.writing() as connection:
            told = attempts.digest_of(login)
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

    def _record(self, connection: Connection, by: str | None, *entries: Entry) -> None:
        append(connection, entries, Source(actor=by), at=self.rules.clock())

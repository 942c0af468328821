"""Sign-ins that stand. The store keeps the digest of a cookie, so that who reads the store cannot sign in with it."""

from __future__ import annotations

import hashlib
import secrets

from sqlalchemy import Connection, delete, insert, or_, select, update

from store.accounts.rows import AccountRules, Session
from store.clock import later, seconds_between
from store.desk_tables import SESSIONS

TOUCH_SECONDS = 60
"""A session's last use is written at most so often: reading a page should not wait for who writes."""


def digest_of(token: str) -> str:
    """What the store keeps of a cookie's value."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(connection: Connection, account_id: str, rules: AccountRules) -> tuple[Session, str]:
    """A new session, and the value of its cookie: 256 random bits."""
    sweep(connection, rules)
    token, moment = secrets.token_urlsafe(32), rules.clock()
    session = Session(
        key=digest_of(token),
        account_id=account_id,
        csrf=secrets.token_urlsafe(32),
        created_at=moment,
        seen_at=moment,
        expires_at=later(moment, 3600 * rules.session_hours),
    )
    connection.execute(
        insert(SESSIONS).values(
            session=session.key,
            account_id=account_id,
            csrf=session.csrf,
            created_at=moment,
            seen_at=moment,
            expires_at=session.expires_at,
        )
    )
    return session, token


def find(connection: Connection, token: str, rules: AccountRules) -> Session | None:
    """The session of a cookie, None when there is none or it has expired."""
    row = connection.execute(select(SESSIONS).where(SESSIONS.c.session == digest_of(token))).one_or_none()
    if row is None:
        return None
    moment = rules.clock()
    idle = seconds_between(row.seen_at, moment) > 60 * rules.idle_minutes
    if idle or row.expires_at <= moment:
        return None
    return Session(row.session, row.account_id, row.csrf, row.created_at, row.seen_at, row.expires_at)


def due(session: Session, rules: AccountRules) -> bool:
    """Whether its use should be written down again."""
    return seconds_between(session.seen_at, rules.clock()) >= min(TOUCH_SECONDS, 30 * rules.idle_minutes)


def touch(connection: Connection, session: Session, rules: AccountRules) -> None:
    """Writes down that it is in use."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.session == session.key).values(seen_at=rules.clock()))


def of_account(connection: Connection, account_id: str, rules: AccountRules) -> list[Session]:
    """The standing sessions of an account, the newest first."""
    rows = connection.execute(
        select(SESSIONS).where(SESSIONS.c.account_id == account_id).order_by(SESSIONS.c.created_at.desc())
    ).all()
    moment = rules.clock()
    return [
        Session(row.session, row.account_id, row.csrf, row.created_at, row.seen_at, row.expires_at)
        for row in rows
        if row.expires_at > moment and seconds_between(row.seen_at, moment) <= 60 * rules.idle_minutes
    ]


def end(connection: Connection, account_id: str, *, but: str | None = None, only: str | None = None) -> int:
    """Ends all sessions of an account, all `but` one, or `only` one; returns how many."""
    condition = SESSIONS.c.account_id == account_id
    if but is not None:
        condition &= SESSIONS.c.session != but
    if only is not None:
        condition &= SESSIONS.c.session == only
    return connection.execute(delete(SESSIONS).where(condition)).rowcount


def sweep(connection: Connection, rules: AccountRules) -> None:
    """Drops what has expired."""
    moment = rules.clock()
    idle = later(moment, -60 * rules.idle_minutes)
    connection.execute(delete(SESSIONS).where(or_(SESSIONS.c.expires_at <= moment, SESSIONS.c.seen_at < idle)))

"""A store on a PostgreSQL server: who may write it, who screens into it, how it keeps what was committed."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, text

from pipelines.doctor.check import Check, fault, note, ok
from store.lock import SCREENING_KEY

OLDEST = 14
_HELD = text(
    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid = 0 AND objid = :key"
    " AND objsubid = 1 AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
"""One key of 64 bits is shown as its halves, and objsubid 1 (https://www.postgresql.org/docs/current/view-pg-locks.html)."""


def server_checks(connection: Connection) -> Iterator[Check]:
    """The account can write, nobody screens into this database, what is committed stays."""

    def show(name: str) -> str:
        return str(connection.execute(text(f"SHOW {name}")).scalar_one())

    standby = connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    if standby or not _may_write(connection):
        yield fault("writable", "只读备库" if standby else "该账号无写权限", "改用主库，或 GRANT 表的写权限给该账号")
    else:
        yield ok("writable", "该账号可写")
    if connection.execute(_HELD, {"key": SCREENING_KEY}).scalar_one():
        yield note("lock", "另一会话正在筛查", "等它结束，或设 lock_wait_seconds")
    else:
        yield ok("lock", "空闲")
    encoding, version = show("server_encoding"), int(show("server_version_num")) // 10000
    unsafe = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if show(name) == "off"]
    if encoding != "UTF8" or version < OLDEST:
        yield fault("durability", f"编码 {encoding}，版本 {version}", f"用 UTF8、PostgreSQL {OLDEST} 以上建库")
    elif unsafe:
        yield fault("durability", f"{'、'.join(unsafe)} = off", "在 postgresql.conf 打开：否则断电会丢失已确认的决定")
    else:
        yield ok("durability", f"编码 {encoding}，fsync 与 synchronous_commit 已开")


def _may_write(connection: Connection) -> bool:
    """By the account's rights on the ledger; where there is none yet, its first use will tell."""
    if connection.execute(text("SELECT to_regclass('ledger')")).scalar_one() is None:
        return True
    return bool(connection.execute(text("SELECT has_table_privilege('ledger', 'INSERT')")).scalar_one())

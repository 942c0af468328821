"""The store, looked at without opening it to write: no upgrade, no lock taken, no file made beside it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from data.errors import GuowenError
from pipelines.doctor.chain import ledger
from pipelines.doctor.check import Check, Patient, fault, note, ok
from pipelines.settings import store_address, with_password
from store.database import store_error
from store.desk_tables import ACCOUNTS
from store.engine import parse_url, sqlite_path
from store.lock import _SCREENING
from store.readonly import readonly_file
from store.schema import HEAD, check_known, revision_of

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 20
OLDEST_SQLITE, OLDEST_POSTGRESQL = (3, 37), 14
WAL_MARK = b"\x02\x02"
"""Bytes 18 and 19 of a SQLite file in WAL mode (https://www.sqlite.org/fileformat.html)."""
FIRST_RUN = "第一次 guowen screen 会自动建立；已有数据库则改正 --store 或 guowen.toml 的 store"


def database(patient: Patient) -> Iterator[Check]:
    """Reachable, of this version's schema, writable, free, safely kept; the end of the ledger holds."""
    try:
        url = parse_url(with_password(*store_address(patient.settings)))
    except GuowenError as error:
        yield fault("database", str(error), "改正 store，例如 sqlite:///guowen.db")
        return
    label = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not sqlite_path(url).is_file():
        yield note("database", f"{label}：还没有数据库", FIRST_RUN)
        yield from _folder_writable(sqlite_path(url).parent)
        return
    try:
        with _opened(url) as connection:
            yield ok("database", f"{label}，{_server(connection)}")
            revision = revision_of(connection)
            yield _schema(revision, label)
            yield from _file_checks(sqlite_path(url)) if _is_sqlite(connection) else _server_checks(connection)
            if revision == HEAD:
                yield from ledger(connection, patient.settings)
                yield _accounts(connection)
    except GuowenError as error:
        yield fault("database", str(error), "核对数据库服务、网络、账号口令（GUOWEN_STORE_PASSWORD）和磁盘")
    except SQLAlchemyError as error:
        told = store_error(label, error)
        yield fault("database", str(told), "核对数据库服务、网络、账号口令（GUOWEN_STORE_PASSWORD）和磁盘")


@contextmanager
def _opened(url: URL) -> Iterator[Connection]:
    engine = readonly_file(sqlite_path(url)) if url.get_backend_name() == "sqlite" else _postgresql(url)
    try:
        with engine.connect() as connection:
            yield connection
    finally:
        engine.dispose()


def _postgresql(url: URL) -> Engine:
    options = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_SECONDS * 1000}"
    return create_engine(
        url, connect_args={"options": options, "connect_timeout": CONNECT_SECONDS}, hide_parameters=True
    )


def _is_sqlite(connection: Connection) -> bool:
    return connection.dialect.name == "sqlite"


def _server(connection: Connection) -> str:
    if _is_sqlite(connection):
        return f"SQLite {sqlite3.sqlite_version}"
    return f"PostgreSQL {connection.execute(text('SHOW server_version')).scalar_one()}"


def _schema(revision: str | None, label: str) -> Check:
    if revision is None:
        return fault("schema", "不是 guowen 的数据库", "用 --store 另指一个")
    if revision == HEAD:
        return ok("schema", revision)
    try:
        check_known(revision, label)
    except GuowenError:
        return fault("schema", f"{revision}，由更新版本写成（本版本为 {HEAD}）", "安装写成它的版本，或另指数据库")
    return note("schema", f"{revision}，旧于本版本的 {HEAD}", "先备份并记下台账末行，下一次筛查会升级")


def _folder_writable(folder: Path) -> Iterator[Check]:
    there = next(parent for parent in (folder, *folder.parents) if parent.exists())
    if os.access(there, os.W_OK | os.X_OK):
        yield ok("writable", f"{there} 可写")
    else:
        yield fault("writable", f"{there} 不可写", "把目录给运行本命令的用户，或改 store")


def _file_checks(path: Path) -> Iterator[Check]:
    beside = os.access(path.parent, os.W_OK | os.X_OK)  # the log lies beside the file
    if os.access(path, os.W_OK) and beside:
        yield ok("writable", f"{path} 及其目录可写")
    else:
        yield fault("writable", f"{path} 或其目录不可写", "用拥有该文件的用户运行筛查与审核台，或 chown 给它")
    holder = lock_holder(path.with_name(path.name + ".lock"))
    if holder:
        yield note("lock", f"进程 {holder} 正在筛查", "等它结束，或设 lock_wait_seconds")
    else:
        yield ok("lock", "空闲")
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        yield fault("durability", f"SQLite {sqlite3.sqlite_version} 过旧", "换用较新的 Python 3.11 构建")
    elif _mark_of(path) != WAL_MARK:
        yield note("durability", "文件不在 WAL 模式", "下一次筛查或审核台会切换；若一直如此，核对文件系统是否为网络盘")
    else:
        yield ok("durability", "WAL，每次提交落盘（synchronous=FULL 由 guowen 逐连接设定）")


def _mark_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(20)[18:20]


def lock_holder(path: Path) -> str:
    """The process that holds the lock file, "" for nobody. Read from the kernel: taking it would be in the way."""
    with suppress(OSError):
        inode = path.stat().st_ino
        for line in Path("/proc/locks").read_text("ascii").splitlines():
            parts = line.split()
            if "FLOCK" in parts and parts[5].rpartition(":")[2] == str(inode):
                return parts[4]
    return ""


def _server_checks(connection: Connection) -> Iterator[Check]:
    def show(name: str) -> str:
        return str(connection.execute(text(f"SHOW {name}")).scalar_one())

    standby = connection.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    if standby or not _may_write(connection):
        yield fault("writable", "只读备库" if standby else "该账号无写权限", "改用主库，或 GRANT 表的写权限给该账号")
    else:
        yield ok("writable", "该账号可写")
    held = select(func.count()).select_from(text("pg_locks")).where(text("locktype = 'advisory' AND objid = :key"))
    if connection.execute(held, {"key": _SCREENING}).scalar_one():
        yield note("lock", "另一会话正在筛查", "等它结束，或设 lock_wait_seconds")
    else:
        yield ok("lock", "空闲")
    encoding, version = show("server_encoding"), int(show("server_version_num")) // 10000
    unsafe = [name for name in ("fsync", "synchronous_commit", "full_page_writes") if show(name) == "off"]
    if encoding != "UTF8" or version < OLDEST_POSTGRESQL:
        yield fault(
            "durability", f"编码 {encoding}，版本 {version}", f"用 UTF8、PostgreSQL {OLDEST_POSTGRESQL} 以上建库"
        )
    elif unsafe:
        yield fault("durability", f"{'、'.join(unsafe)} = off", "在 postgresql.conf 打开：否则断电会丢失已确认的决定")
    else:
        yield ok("durability", f"编码 {encoding}，fsync 与 synchronous_commit 已开")


def _may_write(connection: Connection) -> bool:
    """By the account's rights on the ledger; where there is none yet, its first use will tell."""
    if connection.execute(text("SELECT to_regclass('ledger')")).scalar_one() is None:
        return True
    return bool(connection.execute(text("SELECT has_table_privilege('ledger', 'INSERT')")).scalar_one())


def _accounts(connection: Connection) -> Check:
    active = connection.execute(
        select(func.count()).select_from(ACCOUNTS).where(ACCOUNTS.c.state == "active")
    ).scalar_one()
    if active:
        return ok("accounts", f"{active} 个可用")
    return note("accounts", "没有人能登录", "guowen accounts add admin --name 姓名 --role administrator --one-time")

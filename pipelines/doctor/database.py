"""The store, looked at without opening it to write: no upgrade, no lock taken, no file made beside it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Connection, Engine, create_engine, func, select, text
from sqlalchemy.exc import SQLAlchemyError

from data.errors import GuowenError
from pipelines.doctor.chain import ledger
from pipelines.doctor.check import Check, Patient, fault, note, ok
from pipelines.doctor.file_store import file_checks, folder_writable
from pipelines.doctor.server_store import server_checks
from pipelines.settings import store_address, with_password
from store.database import store_error
from store.desk_tables import ACCOUNTS
from store.engine import parse_url, sqlite_path
from store.readonly import readonly_file
from store.schema import HEAD, check_known, revision_of

CONNECT_SECONDS = 5
STATEMENT_SECONDS = 20
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
        yield from folder_writable(sqlite_path(url).parent)
        return
    try:
        with _opened(url) as connection:
            yield ok("database", f"{label}，{_server(connection)}")
            revision = revision_of(connection)
            yield _schema(revision, label)
            yield from file_checks(sqlite_path(url)) if _is_sqlite(connection) else server_checks(connection)
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


def _accounts(connection: Connection) -> Check:
    active = connection.execute(
        select(func.count()).select_from(ACCOUNTS).where(ACCOUNTS.c.state == "active")
    ).scalar_one()
    if active:
        return ok("accounts", f"{active} 个可用")
    return note("accounts", "没有人能登录", "guowen accounts add admin --name 姓名 --role administrator --one-time")

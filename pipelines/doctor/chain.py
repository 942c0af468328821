"""The end of the ledger, which is checked in a moment; `guowen ledger verify` checks all of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection, select

from data.errors import GuowenError
from pipelines.doctor.check import Check, day_span, fault, note, ok
from pipelines.settings import Settings, ledger_seal
from store.chain import row_hash
from store.tables import LEDGER, LEDGER_HEAD

ROWS = 200
AHEAD_SECONDS = 60
LONG_AGO_SECONDS = 3 * 86400


def ledger(connection: Connection, settings: Settings) -> Iterator[Check]:
    """The last rows hash as they say, follow each other, end where noted, and are not of the future."""
    chosen = select(LEDGER).order_by(LEDGER.c.sequence.desc()).limit(ROWS)
    rows = [dict(row) for row in connection.execute(chosen).mappings()]
    noted = connection.execute(select(LEDGER_HEAD)).mappings().one_or_none()
    if not rows or noted is None:
        yield fault("ledger", "没有台账行", "guowen ledger verify 查明，并从备份恢复")
        return
    broken = _broken(rows)
    if broken is not None or noted["hash"] != rows[0]["hash"]:
        told = f"第 {broken} 行不成立" if broken is not None else "末行与另记的不符"
        yield fault("ledger", told, "停止写入，运行 guowen ledger verify 看全部，必要时从备份恢复")
    else:
        yield _sealed(rows, settings)
    yield _time(str(rows[0]["at"]))


def _broken(rows: list[dict[str, object]]) -> int | None:
    """The number of the newest row that does not hold, None when all do; rows newest first."""
    for row, before in zip(rows, [*rows[1:], None], strict=True):
        follows = before is None or (
            row["previous"] == before["hash"] and row["sequence"] == int(str(before["sequence"])) + 1
        )
        if row_hash(row) != row["hash"] or not follows:
            return int(str(row["sequence"]))
    return None


def _sealed(rows: list[dict[str, object]], settings: Settings) -> Check:
    told = f"末 {len(rows)} 行成立，到第 {rows[0]['sequence']} 行"
    try:
        seal = ledger_seal(settings)
    except GuowenError:
        seal = None
    signed = [row for row in rows if row["sealed_by"] is not None]
    if not signed:
        return ok("ledger", told)
    if seal is None:
        return fault("ledger", f"{told}；已加密钥，而本进程没有密钥", "设 GUOWEN_LEDGER_KEY，否则什么也写不进去")
    wrong = [row for row in signed if not _fits(seal, row)]
    if wrong:
        return fault("ledger", f"第 {wrong[0]['sequence']} 行的封印不符", "核对密钥；更换过则新旧两把用空格隔开一起给")
    return ok("ledger", f"{told}，封印相符")


def _fits(seal: object, row: dict[str, object]) -> bool:
    name = str(row["sealed_by"])
    return seal.knows(name) and seal.fits(name, str(row["hash"]), str(row["seal"]))  # type: ignore[attr-defined, no-any-return]


def _time(at: str) -> Check:
    try:
        since = time.time() - datetime.fromisoformat(at).timestamp()
    except ValueError:
        return fault("ledger_time", "末行的时间读不出", "运行 guowen ledger verify")
    if since < -AHEAD_SECONDS:
        return fault("ledger_time", f"时钟比台账末行慢 {day_span(-since)}", "校时（chronyc tracking）后再筛查")
    if since > LONG_AGO_SECONDS:
        return note("ledger_time", f"末行在 {day_span(since)}前", "核对夜间任务是否还在跑；若刚停用过则无妨")
    return ok("ledger_time", f"末行在 {day_span(max(0.0, since))}前")

"""Runs every family of checks within its time; one that hangs, or fails itself, is told of and harms no other."""

from __future__ import annotations

import time
from collections.abc import Sequence
from threading import Thread

from pipelines.doctor import database, desk, machine, office, programs, reading, rights
from pipelines.doctor.check import Check, Family, Patient, State, fault, note

FAMILIES: tuple[Family, ...] = (
    programs.programs,
    office.registries,
    office.rulebook,
    office.ledger_key,
    database.database,
    machine.disks,
    machine.memory,
    machine.clock,
    rights.private,
    rights.inbox,
    desk.listening,
    desk.pages,
    desk.fonts,
    office.metrics,
    reading.office,
    reading.scans,
    reading.models,
)
SECONDS = 60.0


def examine(patient: Patient, families: Sequence[Family] = FAMILIES, seconds: float = SECONDS) -> list[Check]:
    """The checks of all families in their order; each family may take `seconds`."""
    return [check for family in families for check in _within(family, patient, seconds)]


def _within(family: Family, patient: Patient, seconds: float) -> list[Check]:
    found: list[Check] = []

    def look() -> None:
        try:
            for check in family(patient):
                found.append(check)
        except Exception as error:  # noqa: BLE001 - one look that fails must not hide the others; its words stay out
            remedy = "以 guowen --debug doctor 重试；若再现，把版本和此行告诉维护者"
            found.append(fault("unfinished", f"{family.__name__}：{type(error).__name__}", remedy))

    # A thread, for what hangs is mostly a disk or a server; it is left behind, and the command ends without it.
    thread = Thread(target=look, name=f"doctor-{family.__name__}", daemon=True)
    began = time.monotonic()
    thread.start()
    thread.join(seconds)
    if thread.is_alive():
        remedy = "核对网络盘、数据库服务与机器负荷；登记册很大时用 --seconds 放宽"
        return [*found, note("unfinished", f"{family.__name__}：{time.monotonic() - began:.0f} 秒内没有看完", remedy)]
    return found


def faults_in(checks: Sequence[Check]) -> int:
    """How many of them are faults."""
    return sum(check.state is State.FAULT for check in checks)

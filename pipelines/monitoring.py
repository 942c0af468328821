"""The weekly report of what reviewers decided: the store read, the report written, the look put on the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from data.errors import ConfigError
from data.outputs import make_folder, write_json, write_text
from evaluation.monitoring.facts import Facts, Item, Origin, Paper, Screening, Verdict
from evaluation.monitoring.page import monitoring_page
from evaluation.monitoring.report import Monitoring, monitoring
from evaluation.monitoring.rules import load_rules
from evaluation.monitoring.weeks import CHINA, Span
from evaluation.monitoring.written import plain
from pipelines.settings import Settings, ledger_seal, store_address, with_password
from store.clock import now
from store.database import open_database
from store.desk.monitoring import Held, ItemRow, PaperRow, held, note_report

LONGEST_SUFFIX = 6
NO_FORMAT = "other"
JSON_NAME, PAGE_NAME = "monitoring.json", "monitoring.html"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a report is to be about. `until` None: today in China; `units` empty: all; `alerts` None: the built-in."""

    weeks: int = 12
    until: date | None = None
    units: tuple[str, ...] = ()
    alerts: Path | None = None


def report(settings: Settings, out: Path, wanted: Wanted) -> Monitoring:
    """Reads the store, writes monitoring.json and monitoring.html to `out`, and returns the report.

    That a report was made goes on the ledger before a file stands; nothing else of the store is touched. Raises
    ConfigError for weeks, units or alert rules that cannot be, StoreError when there is no store or no key for a sealed
    ledger.
    """
    rules = load_rules(wanted.alerts)
    span = Span(wanted.until or today(), wanted.weeks, rules.settings.current_weeks)
    database = open_database(with_password(*store_address(settings)), make=False, seal=ledger_seal(settings))
    try:
        make_folder(out)
        with database.snapshot() as connection:
            facts = facts_of(held(connection))
        _check_units(facts, wanted.units)
        made = monitoring(facts, span, rules, wanted.units)
        decided = made.overall.total("decided") + made.known.of
        told = {"weeks": [span.names[0], span.names[-1]], "items": decided, "units": len(made.units)}
        with database.writing() as connection:
            note_report(connection, told, now())
    finally:
        database.close()
    write_json(out / JSON_NAME, plain(made))
    write_text(out / PAGE_NAME, monitoring_page(made))
    return made


def today() -> date:
    """The day in China."""
    return datetime.now(UTC).astimezone(CHINA).date()


def last_sunday(day: date) -> date:
    """The last day of the last week that was over before `day` began."""
    return day - timedelta(days=day.isoweekday())


def day_of(text: str) -> date:
    """An ISO day of the command line. Raises ConfigError for anything else."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ConfigError(f"until: {text!r} is no day; write it as 2026-11-22") from None


def facts_of(rows: Held) -> Facts:
    """What the store holds, as the report takes it."""
    return Facts(
        items=tuple(_item(row) for row in rows.items),
        papers=tuple(_paper(row) for row in rows.papers),
        screenings=tuple(Screening(run.inbox_id, run.finished_at, run.versions, run.counts) for run in rows.runs),
    )


def _item(row: ItemRow) -> Item:
    codes = {"origin": Origin(row.origin), "verdict": Verdict(row.verdict) if row.verdict else None}
    return Item(**(asdict(row) | codes | {"unit": row.unit or ""}))


def _paper(row: PaperRow) -> Paper:
    """A suffix that is no plain format could be words of a file's name: it is not told."""
    suffix = row.suffix.removeprefix(".")
    plain_format = suffix.isascii() and suffix.isalnum() and len(suffix) <= LONGEST_SUFFIX
    return Paper(row.first_seen, suffix if plain_format else NO_FORMAT, row.kind, row.status, row.characters)


def _check_units(facts: Facts, units: Sequence[str]) -> None:
    known = {item.unit for item in facts.items}
    for unit in units:
        if unit not in known:
            raise ConfigError(f"unit: the store has no item of {unit!r}; write it as guowen report lists it")

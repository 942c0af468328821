"""What the site gives: registries, rulebook, calendar, the ledger's key, where metrics go."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from data.errors import GuowenError
from pipelines.doctor.check import Check, Patient, day_span, fault, note, ok

STALE_DAYS = 30
NEXT_YEAR_FROM = 11
"""The month from which the next year's holidays are wanted: deadlines begin to cross it."""


def registries(patient: Patient) -> Iterator[Check]:
    """They are there, can be read, and are not old."""
    from data.registries import load_registries
    from data.registries.columns import SHEETS
    from data.registries.tables import find_file

    folder = patient.settings.registries
    if folder is None:
        yield note("registries", "未指定", '在 guowen.toml 写 registries = "目录"，或给本命令 --registries DIR')
        return
    if not folder.is_dir():
        yield fault("registries", f"{folder} 不是目录", "改正 registries，或核对挂载")
        return
    try:
        found, faults = load_registries(folder)
    except GuowenError as error:
        yield fault("registries", str(error).splitlines()[0], "补齐 officials 与 cases，列名见 data/samples/registries")
        return
    told = f"人员 {len(found.officials)}，律师 {len(found.lawyers)}，案件 {len(found.cases)}，已填报 {len(found.filed)}"
    left_out = sum(one.fatal for one in faults)
    if faults:
        remedy = "筛查后看 OUT/registry_faults.csv，交登记册维护人改正"
        yield note("registries", f"{told}；问题 {len(faults)} 处，其中未采用 {left_out} 行", remedy)
    else:
        yield ok("registries", told)
    newest = max(path.stat().st_mtime for sheet in SHEETS if (path := find_file(folder, sheet)))
    age = max(0.0, time.time() - newest)
    if age > STALE_DAYS * 86400:
        yield note("registries_age", f"{day_span(age)}未更新", "核对导出任务：过期的任职信息会把人认错")
    else:
        yield ok("registries_age", f"{day_span(age)}前更新")


def rulebook(patient: Patient) -> Iterator[Check]:
    """It holds together and is in force; the calendar knows this year's holidays."""
    from data.workdays import load_calendar
    from pipelines.basis import rulebooks_of
    from pipelines.versions import rulebook_version

    settings, today = patient.settings, today_here()
    try:
        books = rulebooks_of(settings.profile, settings.rulebook)
        calendar = load_calendar(settings.rulebook)
    except (GuowenError, OSError) as error:
        yield fault("rulebook", str(error).splitlines()[0], "按提示改正规则目录里的文件，或暂时去掉 rulebook 设置")
        return
    later = [f"{name} {since}" for name, since in _in_force_from(settings.rulebook).items() if since > today]
    if later:
        yield fault("rulebook", f"尚未施行：{'、'.join(later)}", "核对时钟与 effective_from；未施行的规则不要启用")
    else:
        yield ok("rulebook", rulebook_version(books))
    wanted = [today.year, *([today.year + 1] if today.month >= NEXT_YEAR_FROM else [])]
    unknown = [str(year) for year in wanted if not calendar.knows(year)]
    if unknown:
        remedy = "放假安排公布后，在规则目录的 calendar.toml 增加该年"
        say = fault if str(today.year) in unknown else note
        yield say("calendar", f"不知道 {'、'.join(unknown)} 年的放假安排", remedy)
    else:
        yield ok("calendar", f"{'、'.join(map(str, wanted))} 年放假安排已知")


def ledger_key(patient: Patient) -> Iterator[Check]:
    """The ledger is sealed by a key that cannot be guessed."""
    from pipelines.settings import ledger_seal

    try:
        seal = ledger_seal(patient.settings)
    except GuowenError as error:
        yield fault("ledger_key", str(error), "用 openssl rand -hex 32 另造一把，放进 GUOWEN_LEDGER_KEY")
        return
    if seal is None:
        remedy = "openssl rand -hex 32 造一把，放进各命令的 GUOWEN_LEDGER_KEY，与数据库分开保管"
        yield note("ledger_key", "未设置：整条链被重写时看不出来", remedy)
    else:
        yield ok("ledger_key", f"已设置，共 {len(seal.keys)} 把")


def metrics(patient: Patient) -> Iterator[Check]:
    """Off, or with somewhere to go."""
    from pipelines.metrics.options import check_places

    told = patient.settings.metrics
    if not told.on:
        yield ok("metrics", "未启用")
        return
    try:
        check_places(told)
        import opentelemetry.sdk.metrics  # noqa: F401
    except GuowenError as error:
        yield fault("metrics", str(error), "改正 guowen.toml 的 [metrics]，或删去该节")
    except ImportError:
        yield fault("metrics", "已启用，但没有安装所需程序包", "pip install -c constraints.txt 'guowen[metrics]'")
    else:
        places = filter(None, (told.otlp_endpoint, str(told.textfile or "")))
        yield ok("metrics", "、".join(places))


def today_here() -> date:
    """Today, by the clock and time zone of this machine."""
    return datetime.now(UTC).astimezone().date()


def _in_force_from(folder: Path | None) -> dict[str, date]:
    """The day from which each rulebook file holds, by the file's name."""
    from data.rulebook.layers import layers_of, parse
    from data.rulebook.loading import COMMON, PROFILES

    found = {layer.name: parse(layer).get("rulebook", {}) for layer in layers_of([COMMON, *PROFILES], folder)}
    return {name: heading["effective_from"] for name, heading in found.items() if "effective_from" in heading}

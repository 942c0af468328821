"""The words of the screens: Chinese names of codes, dates and places in files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from data.lexicon import rows

WEEKDAYS = "一二三四五六日"


@cache
def _labels() -> Mapping[tuple[str, str], str]:
    return {(row["field"], row["code"]): row["label"] for row in rows("labels")}


def label(code: object, field: str) -> str:
    """The Chinese name of a code of `field`; the code itself when the list has none, `未记` for None."""
    return "未记" if code is None else _labels().get((field, str(code)), str(code))


def codes(field: str) -> tuple[str, ...]:
    """The codes of `field` in the order of the list."""
    return tuple(code for name, code in _labels() if name == field)


def place(location: Mapping[str, Any] | None) -> str:
    """Where in a file something stands, as a person counts: `附件 a.docx · 第 2 页 · 第 5 行`; empty when not known."""
    if not location:
        return ""
    told = [
        template.format(location[name])
        for name, template in (
            ("part", "附件 {}"),
            ("page", "第 {} 页"),
            ("sheet", "工作表 {}"),
            ("section", "{}"),
            ("row", "第 {} 行"),
            ("line", "第 {} 行"),
            ("paragraph", "第 {} 段"),
        )
        if location.get(name) is not None
    ]
    return " · ".join(told)


def time_left(due_on: str | None, today: date) -> tuple[str, str]:
    """(words, state) of a deadline: state is `over`, `near` (three days or fewer), `far`, or `none`."""
    if due_on is None:
        return "", "none"
    days = (date.fromisoformat(due_on) - today).days
    if days < 0:
        return f"已过 {-days} 天", "over"
    if days == 0:
        return "今日截止", "near"
    return f"剩 {days} 天", "near" if days <= 3 else "far"


def day(value: str | None) -> str:
    """An ISO day with its weekday, `未记` for None: `2024-03-05 周二`."""
    return "未记" if value is None else f"{value} 周{WEEKDAYS[date.fromisoformat(value).weekday()]}"


def percent(score: float) -> str:
    """A score 0..1 as whole percent."""
    return f"{round(100 * score)}%"

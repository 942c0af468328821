"""Every threshold of merging moved, one at a time, over the generated truth: what pairs and groups come to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any
from unittest.mock import patch

from matching import lexicon
from records import joining, telling

Tried = tuple[str, Any, Any]
"""(threshold, its value, the value that ships)."""
NUMBERS: Mapping[str, Sequence[int]] = {
    "merging.clock_skew": (0, 5, 15, 30, 45, 60, 90, 120, 180),
    "merging.clock_apart": (30, 60, 90, 120, 150, 180, 240, 360),
    "merging.about_days": (0, 1, 2, 3, 5),
    "filed.merge_days": (0, 1, 2, 3),
    "telling.REACH": (0, 10, 20, 40, 80),
    "telling.FULL_NAME": (2, 3, 4),
    "joining.SHOWN": (1, 3, 5, 10),
}
LISTS = ("about", "again", "again_verbs", "alone", "letters")
"""Lists of `[merging]`, tried empty."""


@contextmanager
def set_to(name: str, value: Any) -> Iterator[None]:
    """One threshold at another value; merging knows no difference to a shipped one."""
    place, _, key = name.partition(".")
    if place in ("telling", "joining"):
        with patch.object({"telling": telling, "joining": joining}[place], key, value):
            yield
        return
    table = {name: dict(part) if isinstance(part, dict) else part for name, part in _shipped().items()}
    table[place][key] = value
    filed = replace(lexicon.filed_settings(), **({key: value} if place == "filed" else {}))
    _forget()
    with (
        patch.object(lexicon, "filed_settings", lambda: filed),
        patch.object(telling, "merging_settings", lambda: table["merging"]),
        patch("records.occasions.merging_settings", lambda: table["merging"]),
    ):
        yield
    _forget()


def tried() -> Iterator[Tried]:
    """Every value of every threshold, and each list without its words."""
    for name, values in NUMBERS.items():
        ships = shipped(name)
        yield from ((name, value, ships) for value in values)
    for name in LISTS:
        yield f"merging.{name}", ["－"], _shipped()["merging"][name]


def shipped(name: str) -> object:
    """The value that ships."""
    place, _, key = name.partition(".")
    if place in ("telling", "joining"):
        return getattr({"telling": telling, "joining": joining}[place], key)
    return _shipped()[place][key]


def sweep(measure: Callable[[], Sequence[float]]) -> Iterator[tuple[Tried, Sequence[float]]]:
    """What `measure` comes to at every value."""
    for one in tried():
        with set_to(one[0], one[1]):
            yield one, measure()


def _shipped() -> dict[str, Any]:
    return dict(lexicon.table("match_settings"))


def _forget() -> None:
    telling._reckoned.cache_clear()
    telling._repeated.cache_clear()

"""Checking what a person writes into an item: the value as it is kept, or Unfit with the way out.

None is "not told" everywhere but for situations, of which there is at least one; empty text becomes None.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from data.casenumber import normalise
from data.errors import Unfit
from data.lexicon import rows
from store.desk.outcomes import INTERVENER, SITUATIONS, Body, person_of

LONGEST = 2_000
"""Code points of a text."""
MOST_PARTIES = 50
CASE_TEXTS = ("unit", "cause", "stage")


def checked(body: Body, item: str, value: Any, before: Any) -> Any:
    """`value` as it is kept for an item of a proposal; `before` is what stands there now.

    Raises Unfit for a day, code or person that is none, a text too long, or an item that is none.
    """
    if item == INTERVENER:
        return candidate(body, value)
    if item == SITUATIONS:
        return _situations(value)
    if item not in _CHECKS:
        raise Unfit("there is no such item; choose one of the form", code="no_item")
    return None if value is None or value == "" else _CHECKS[item](value, before)


def candidate(body: Body, value: Any) -> dict[str, Any] | None:
    """`{registry, id}` of one of those considered for the intervener, or None for nobody. Raises Unfit."""
    if value is None:
        return None
    link = body["links"]["intervener"]
    known = [person_of(one) for one in (link, *link["candidates"])]
    if isinstance(value, Mapping):
        wanted = {"registry": value.get("registry"), "id": value.get("id")}
        if wanted in known:
            return wanted
    raise Unfit("this person is none of the candidates; choose one of those shown, or nobody", code="no_candidate")


def _text(value: Any, _before: Any = None) -> str | None:
    if not isinstance(value, str):
        raise Unfit("a text is wanted here", code="text_wanted")
    kept = value.strip()
    if len(kept) > LONGEST:
        raise Unfit(
            f"the text has {len(kept)} characters; {LONGEST} are the most", code="text_long", n=len(kept), most=LONGEST
        )
    if "\x00" in kept or any("\ud800" <= sign <= "\udfff" for sign in kept):
        raise Unfit("the text holds a sign that cannot be kept; type it anew", code="text_sign")
    return kept or None


def _day(value: Any, _before: Any) -> str | None:
    kept = _text(value)
    if kept is None:
        return None
    try:
        day = date.fromisoformat(kept)
    except ValueError:
        raise Unfit("this is no day; write it as 2024-03-05", code="no_day") from None
    return day.isoformat()


def _channel(value: Any, _before: Any) -> str | None:
    kept = _text(value)
    labels = _labels("channel")
    if kept is None or kept in labels.values():
        return kept
    if kept in labels:
        return labels[kept]
    raise Unfit("there is no such channel; choose one of the list", code="no_channel")


def _situations(value: Any) -> list[str]:
    labels = _labels("situation")
    codes = {label: code for code, label in labels.items()} | {code: code for code in labels}
    if isinstance(value, str) or not isinstance(value, Sequence) or not value:
        raise Unfit("at least one situation is wanted", code="one_situation")
    if any(not isinstance(one, str) or one not in codes for one in value):
        raise Unfit("there is no such situation; choose from the list", code="no_situation")
    return list(dict.fromkeys(codes[one] for one in value))


def _case(value: Any, before: Any) -> dict[str, Any] | None:
    """A text is a case number; of an object the keys that are told replace what stands there."""
    told = {"case_no": value} if isinstance(value, str) else value
    keys = ("case_no", *CASE_TEXTS, "parties")
    if not isinstance(told, Mapping) or not set(told) <= set(keys):
        raise Unfit(f"a case has {', '.join(keys)} and no more", code="case_fields")
    kept = {key: (before or {}).get(key) for key in keys}
    if "case_no" in told:
        number = _text(told["case_no"] or "")
        kept["case_no"] = (normalise(number) or number) if number else None
    kept |= {key: _text(told[key] or "") for key in CASE_TEXTS if key in told}
    if "parties" in told:
        kept["parties"] = _parties(told["parties"])
    kept = {"case_no": kept["case_no"], "unit": kept["unit"], "cause": kept["cause"]} | {
        key: kept[key] for key in ("parties", "stage")
    }
    return kept if any(kept.values()) else None


def _parties(value: Any) -> list[str] | None:
    if value is None:
        return None
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > MOST_PARTIES:
        raise Unfit(f"the parties are a list of at most {MOST_PARTIES} names", code="parties", most=MOST_PARTIES)
    return [name for name in map(_text, value) if name] or None


def _labels(field: str) -> dict[str, str]:
    """Labels by code."""
    return {row["code"]: row["label"] for row in rows("labels") if row["field"] == field}


_CHECKS: Mapping[str, Callable[[Any, Any], Any]] = {
    "name": _text,
    "org": _text,
    "position": _text,
    "occurred_on": _day,
    "place": _text,
    "channel": _channel,
    "content": _text,
    "case": _case,
    "relation": _text,
    "handling": _text,
}

"""The scores as plain values (scores.json) and as a short table of text."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping, Sequence
from typing import Any

from evaluation.measures import Tally
from evaluation.scorer import FIELD_AGREES, HEADLINE_KEYS, HEADLINES, Scores

LINKS = ("link_registered", "link_nil")


def plain(scores: Scores, baseline: Scores, versions: Mapping[str, str]) -> dict[str, Any]:
    """What scores.json holds: the five headlines first, under their published names; null where nothing was measured.

    Shares (fields of paired events, links) have `right` and `of`; the other measures precision, recall and F1. Numbers
    0..1, rounded to 4 places; `low` and `high` bound the 95 % interval.
    """
    shares = [*FIELD_AGREES, *LINKS]
    return {
        **{key: _rounded(value) for key, value in scores.headline.items()},
        "documents": len(scores.documents),
        "events": scores.tallies["event"].gold if scores.documents else 0,
        "measures": {name: _measure(scores, name) for name in scores.tallies if name not in shares},
        "shares": {name: _share(scores.tallies[name]) for name in shares if name in scores.tallies},
        "by_kind": {
            kind.value: {key: _rounded(tallies[name].f1) for key, name in zip(HEADLINE_KEYS, HEADLINES, strict=True)}
            for kind, tallies in scores.by_kind.items()
        },
        "verdicts": [{"gold": g, "predicted": p, "events": count} for (g, p), count in scores.verdicts.items()],
        "baseline": {key: _rounded(value) for key, value in baseline.headline.items()},
        "versions": dict(versions),
    }


def written(scores: Scores, baseline: Scores, versions: Mapping[str, str]) -> str:
    """The text of scores.json, ending in a line feed."""
    return json.dumps(plain(scores, baseline, versions), ensure_ascii=False, indent=2) + "\n"


def table(scores: Scores, baseline: Scores) -> str:
    """A few lines for a terminal: the headlines with their intervals beside the baseline, then the shares."""
    rows = [["", "score", "95 %", "precision", "recall", "baseline"]]
    for key, name in zip(HEADLINE_KEYS, HEADLINES, strict=True):
        one, bounds = scores.tallies.get(name, Tally()), scores.intervals.get(name)
        interval = f"{bounds.low:.3f}-{bounds.high:.3f}" if bounds else "-"
        rows.append([key, *map(shown, (one.f1,)), interval, shown(one.precision), shown(one.recall)])
        rows[-1].append(shown(baseline.f1(name)))
    shares = [
        f"{name} {shown(scores.f1(name))} ({scores.tallies[name].hits}/{scores.tallies[name].gold})"
        for name in (*FIELD_AGREES, *LINKS)
        if name in scores.tallies
    ]
    lines = [f"{len(scores.documents)} documents, {scores.tallies.get('event', Tally()).gold} events in gold"]
    lines += align(rows)
    lines.append("of the events found: " + ", ".join(shares[: len(FIELD_AGREES)]))
    lines.append("of gold's links: " + ", ".join(shares[len(FIELD_AGREES) :]))
    return "\n".join(lines) + "\n"


def shown(value: float | None) -> str:
    """A number 0..1 with three places, `-` for one that is not defined."""
    return "-" if value is None else f"{value:.3f}"


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, columns aligned: the first to the left, the others to the right; wide characters count two."""
    widths = [max(map(_width, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - _width(cell)) if n == 0 else " " * (width - _width(cell)) + cell
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _measure(scores: Scores, name: str) -> dict[str, Any]:
    one, bounds = scores.tallies[name], scores.intervals.get(name)
    return {
        "f1": _rounded(one.f1),
        "low": _rounded(bounds.low) if bounds else None,
        "high": _rounded(bounds.high) if bounds else None,
        "precision": _rounded(one.precision),
        "recall": _rounded(one.recall),
        "hits": one.hits,
        "predicted": one.predicted,
        "gold": one.gold,
    }


def _share(one: Tally) -> dict[str, Any]:
    return {"share": _rounded(one.f1), "right": one.hits, "of": one.gold}


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

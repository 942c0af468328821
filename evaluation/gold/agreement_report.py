"""The agreement of annotators as plain values for a file and as a table for a terminal. No document text in either."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evaluation.agreement import FEW, Figure, Gap
from evaluation.gold.annotators import AnnotatorAgreement
from evaluation.gold.judgements import Pair
from evaluation.measures import rounded
from evaluation.report.summary import align, shown

GAPS: Mapping[Gap, str] = {
    Gap.NO_PAIRS: "nothing judged twice",
    Gap.ONE_CLASS: "one value only: chance agreement is 1",
}


def plain(found: AnnotatorAgreement) -> dict[str, Any]:
    """What the JSON file holds: numbers rounded to 4 places, null where undefined, with the reason under `gap`."""
    names = found.annotators
    return {
        "annotators": list(names),
        "documents": len(found.documents),
        "marked_by_one": list(found.alone),
        "differing_texts": list(found.differing),
        "characters_alpha": _plain(found.characters),
        "spans": {
            one.name: {**_plain(one.f1), "marked": one.marked, "by_pair": _by_pair(one.by_pair, names)}
            for one in found.spans
        },
        "fields": {
            one.name: {
                "units": one.units,
                "percent": _plain(one.percent),
                "kappa": _plain(one.kappa),
                "alpha": _plain(one.alpha),
                "by_pair": _by_pair(one.by_pair, names),
            }
            for one in found.fields
        },
    }


def table(found: AnnotatorAgreement) -> str:
    """A few tables for a terminal, the worst first."""
    lines = [f"{len(found.documents)} documents marked by two or more of {len(found.annotators)} annotators"]
    if found.alone:
        lines.append(f"  {len(found.alone)} marked by one annotator: not compared")
    if found.differing:
        lines.append(f"  {len(found.differing)} with differing texts, not compared: {', '.join(found.differing)}")
    mean = ", mean over pairs" if len(found.annotators) > 2 else ""
    alpha = f"{shown(found.characters.value)} {_bounds(found.characters)}{_reason(found.characters)}"
    lines += ["", f"labels of characters: alpha {alpha}", "", f"fields (kappa{mean}; alpha over all)"]
    rows = [["", "kappa", "95 %", "alpha", "95 %", "alike", "judged", ""]]
    for one in found.fields:
        note = GAPS[one.kappa.gap] if one.kappa.gap else "few" if one.units < FEW else ""
        kappa, other = (shown(one.kappa.value), _bounds(one.kappa)), (shown(one.alpha.value), _bounds(one.alpha))
        rows.append([one.name, *kappa, *other, shown(one.percent.value), str(one.units), note])
    lines += align(rows)
    lines += ["", f"spans and events (F1{mean})"]
    rows = [["", "F1", "95 %", "marked"]]
    rows += [[one.name, shown(one.f1.value), _bounds(one.f1), str(one.marked)] for one in found.spans]
    return "\n".join([*lines, *align(rows)]) + "\n"


def _bounds(figure: Figure) -> str:
    return f"{figure.interval.low:.3f}-{figure.interval.high:.3f}" if figure.interval else "-"


def _reason(figure: Figure) -> str:
    return f" ({GAPS[figure.gap]})" if figure.gap else ""


def _plain(figure: Figure) -> dict[str, Any]:
    return {
        "value": rounded(figure.value),
        "low": rounded(figure.interval.low) if figure.interval else None,
        "high": rounded(figure.interval.high) if figure.interval else None,
        **({"gap": figure.gap.value} if figure.gap else {}),
    }


def _by_pair(values: Mapping[Pair, float | None], names: tuple[str, ...]) -> list[dict[str, Any]]:
    return [{"annotators": [names[place] for place in pair], "value": rounded(value)} for pair, value in values.items()]

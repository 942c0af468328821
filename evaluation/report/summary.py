"""The scores as plain values (scores.json) and as a short table of text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from data.cells import columns_of
from evaluation import honesty
from evaluation.measures import Interval, Tally, rounded
from evaluation.report.blocks import layer_names, modes
from evaluation.report.confusions import confusions
from evaluation.scorer import FIELD_AGREES, HEADLINE_KEYS, HEADLINES, Scores, share_names

if TYPE_CHECKING:
    from evaluation.calibration import Reliability, RiskCoverage
    from evaluation.ranking import Ranking
    from evaluation.run import Evaluated
    from evaluation.slices import Slice

LINKS = ("link_registered", "link_nil")
Plain = dict[str, Any]


def plain(evaluated: Evaluated) -> Plain:
    """What scores.json holds, as scores.schema.json beside this describes it: the five headlines first.

    Null where nothing was measured. Shares (fields of paired events, links) have `right` and `of`; the other measures
    precision, recall and F1. Numbers 0..1, rounded to 4 places; `low` and `high` bound the 95 % interval. What holds
    for the whole comes first, what is derived from it after: layers name their measures, `modes` sets modes of one
    measure side by side.
    """
    scores = evaluated.scores
    return {
        **headlines(scores),
        "documents": len(scores.documents),
        "events": scores.tallies["event"].gold if scores.documents else 0,
        "measures": {name: _measure(scores, name) for name in scores.tallies if name not in share_names()},
        "shares": {name: _share(scores.tallies[name]) for name in share_names() if name in scores.tallies},
        "by_kind": {
            kind.value: {key: rounded(tallies[name].f1) for key, name in zip(HEADLINE_KEYS, HEADLINES, strict=True)}
            for kind, tallies in scores.by_kind.items()
        },
        "verdicts": [{"gold": g, "predicted": p, "events": count} for (g, p), count in scores.verdicts.items()],
        "baseline": headlines(evaluated.baseline),
        "versions": dict(evaluated.versions),
        "layers": {layer: list(names) for layer, names in layer_names(scores).items()},
        "modes": {
            root: {mode: rounded(value) for mode, value in found.items()} for root, found in modes(scores).items()
        },
        "confusions": {
            name: [{"gold": g, "predicted": p, "count": count} for (g, p), count in found.items()]
            for name, found in confusions(scores).items()
        },
        **_drawn(evaluated),
        **_ranked(evaluated.ranking),
        "slices": {by: [_slice(one) for one in parts] for by, parts in evaluated.slices.items()},
        **honesty.plain(evaluated.unscorable, evaluated.missing, evaluated.scored_on, evaluated.leaks),
        "leaks": dict(sorted(Counter(one.how for one in evaluated.leaks).items())),
        "shared_with_training": dict(evaluated.shared) if evaluated.shared is not None else None,
    }


def written(evaluated: Evaluated) -> str:
    """The text of scores.json, ending in a line feed."""
    return json.dumps(plain(evaluated), ensure_ascii=False, indent=2) + "\n"


def headlines(scores: Scores) -> dict[str, float | None]:
    """The five headline numbers by their published names."""
    return {key: rounded(value) for key, value in scores.headline.items()}


def table(scores: Scores, baseline: Scores) -> str:
    """A few lines for a terminal: the headlines with their intervals beside the baseline, then the shares."""
    rows = [["", "score", "95 %", "precision", "recall", "F2", "baseline"]]
    for key, name in zip(HEADLINE_KEYS, HEADLINES, strict=True):
        one, bounds = scores.tallies.get(name, Tally()), scores.intervals.get(name)
        interval = f"{bounds.low:.3f}-{bounds.high:.3f}" if bounds else "-"
        rows.append([key, shown(one.f1), interval, *map(shown, (one.precision, one.recall, one.f2, baseline.f1(name)))])
    lines = [f"{len(scores.documents)} documents, {scores.tallies.get('event', Tally()).gold} events in gold"]
    lines += align(rows)
    lines.append("of the events found: " + ", ".join(_told_share(scores, FIELD_AGREES)))
    lines.append("of gold's links: " + ", ".join(_told_share(scores, LINKS)))
    return "\n".join(lines) + "\n"


def _told_share(scores: Scores, names: Mapping[str, object] | Sequence[str]) -> list[str]:
    return [
        f"{name} {shown(scores.f1(name))} ({scores.tallies[name].hits}/{scores.tallies[name].gold})"
        for name in names
        if name in scores.tallies
    ]


def shown(value: float | None) -> str:
    """A number 0..1 with three places, `-` for one that is not defined."""
    return "-" if value is None else f"{value:.3f}"


def align(rows: Sequence[Sequence[str]]) -> list[str]:
    """The rows as lines, columns aligned: the first to the left, the others to the right; wide characters count two."""
    widths = [max(map(columns_of, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell + " " * (width - columns_of(cell)) if n == 0 else " " * (width - columns_of(cell)) + cell
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def _drawn(evaluated: Evaluated) -> Plain:
    """`intervals`: how each measure varies when documents, or whole sources, are drawn anew; `f2` of each measure."""
    tallies = evaluated.scores.tallies
    return {
        "intervals": {
            name: {
                "corpus": _bounds(one.corpus),
                "sources": _bounds(one.sources),
                "mean": rounded(one.mean),
                "mean_interval": _bounds(one.mean_interval),
            }
            for name, one in evaluated.resampled.items()
        },
        "f2": {name: rounded(one.f2) for name, one in tallies.items() if name not in share_names()},
    }


def _ranked(ranking: Ranking) -> Plain:
    return {
        "budget": [
            {
                "size": one.size,
                "read": one.read,
                "hits": one.hits,
                "precision": rounded(one.precision),
                "recall": rounded(one.recall),
                "reachable": rounded(one.reachable),
                "record_hits": one.record_hits,
                "record_precision": rounded(one.record_precision),
                "record_recall": rounded(one.record_recall),
                "documents": one.documents,
                "document_recall": rounded(one.document_recall),
                "tied": one.tied,
            }
            for one in ranking.budgets
        ],
        "unscored_claims": ranking.unscored,
        "risk_coverage": {
            "unfiled_event": _curve(ranking.risk_coverage),
            "record": _curve(ranking.record_risk_coverage),
        },
        "reliability": {
            "unfiled_event": _bins(ranking.reliability),
            "record": _bins(ranking.record_reliability),
        },
    }


def _curve(found: RiskCoverage | None) -> Plain | None:
    if found is None:
        return None
    points = [[rounded(point.coverage), rounded(point.risk), rounded(point.threshold)] for point in found.points]
    return {
        "area": rounded(found.area),
        "best": rounded(found.best),
        "excess": rounded(found.excess),
        "points": points,
    }


def _bins(found: Reliability | None) -> Plain | None:
    if found is None:
        return None
    return {
        "ece": rounded(found.ece),
        "mce": rounded(found.mce),
        "brier": rounded(found.brier),
        "bins": [
            {
                "low": rounded(one.low),
                "high": rounded(one.high),
                "count": one.count,
                "mean_score": rounded(one.mean_score),
                "share": rounded(one.share),
                "interval": _bounds(one.interval),
            }
            for one in found.bins
        ],
    }


def _slice(one: Slice) -> Plain:
    return {
        "value": one.value or None,
        "documents": one.documents,
        "few": one.few,
        "below": list(one.below),
        "measures": {
            name: {"f1": rounded(tally.f1), "interval": _bounds(one.intervals.get(name)), "gold": tally.gold}
            for name, tally in one.tallies.items()
        },
    }


def _measure(scores: Scores, name: str) -> Plain:
    one, bounds = scores.tallies[name], scores.intervals.get(name)
    return {
        "f1": rounded(one.f1),
        "low": rounded(bounds.low) if bounds else None,
        "high": rounded(bounds.high) if bounds else None,
        "precision": rounded(one.precision),
        "recall": rounded(one.recall),
        "hits": one.hits,
        "predicted": one.predicted,
        "gold": one.gold,
    }


def _share(one: Tally) -> Plain:
    return {"share": rounded(one.f1), "right": one.hits, "of": one.gold}


def _bounds(bounds: Interval | None) -> list[float | None] | None:
    return [rounded(bounds.low), rounded(bounds.high)] if bounds else None

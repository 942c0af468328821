"""A comparison as plain values (comparison.json), without any words of the papers, and as a short table of text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from evaluation.annotation import MarkedEvent, Person
from evaluation.comparison.changes import Change, Changed
from evaluation.comparison.compare import Comparison
from evaluation.comparison.differences import Difference
from evaluation.comparison.gate import Judgement
from evaluation.comparison.gate import plain as plain_judgement
from evaluation.comparison.runs import Run
from evaluation.comparison.significance import Conclusion
from evaluation.measures import rounded
from evaluation.report import summary
from evaluation.scorer import HEADLINE_KEYS, HEADLINES

KEY_OF = dict(zip(HEADLINES, HEADLINE_KEYS, strict=True))
WORDS: Mapping[Conclusion, str] = {
    Conclusion.BETTER: "second is better",
    Conclusion.WORSE: "second is worse",
    Conclusion.OPEN: "nothing can be concluded",
}

LEAST_P = 0.001
"""Below it the table says only that p lies below: resamples tell no more places."""


def plain(comparison: Comparison, runs: tuple[Run, Run], judgement: Judgement | None = None) -> dict[str, Any]:
    """What comparison.json holds. Differences are second less first; numbers are rounded to 4 places, p values to 6."""
    settings = comparison.settings
    return {
        **{side: _run(run) for side, run in zip(("first", "second"), runs, strict=True)},
        "documents": len(comparison.pairs),
        "settings": {
            "level": settings.level,
            "least_documents": settings.least_documents,
            "least_changed": settings.least_changed,
            "resamples": settings.bootstrap.resamples,
            "seed": settings.bootstrap.seed,
        },
        "headlines": [
            {
                "key": KEY_OF[one.difference.name],
                **_difference(one.difference),
                "p_holm": _p(one.corrected),
                "conclusion": one.conclusion.value,
            }
            for one in comparison.headlines
        ],
        "units": [
            {
                "measure": one.name,
                "both": one.both,
                "first_only": one.first_only,
                "second_only": one.second_only,
                "neither": one.neither,
                "p": _p(one.p),
                "p_holm": _p(one.corrected),
                "conclusion": one.conclusion.value,
            }
            for one in comparison.units
        ],
        "by_document": [
            {
                "measure": one.name,
                "wins": one.wins,
                "losses": one.losses,
                "ties": one.ties,
                "p": _p(one.p),
                "p_holm": _p(one.corrected),
                "conclusion": one.conclusion.value,
            }
            for one in comparison.standings
        ],
        "documents_changed": [
            {"doc_id": one.doc_id, "errors": {name: list(errors) for name, errors in one.errors.items()}}
            for one in comparison.moved
        ],
        "slices": [
            {
                "by": one.by,
                "value": one.value,
                "documents": one.documents,
                **_difference(one.difference),
                "p_holm": _p(one.corrected),
                "conclusion": one.conclusion.value,
            }
            for one in comparison.slices
        ],
        "measures": [_difference(one) for one in comparison.measures],
        "changes": [_changed(one) for one in comparison.changes],
        "gate": plain_judgement(judgement) if judgement else None,
    }


def table(comparison: Comparison, runs: tuple[Run, Run], judgement: Judgement | None = None) -> str:
    """What a terminal shows: headlines, units, documents, slices that got worse, what changed, the gate's lines."""
    lines = [f"{side}: {run.name}" for side, run in zip(("first", "second"), runs, strict=True)]
    lines += [f"  note: {note}" for run in runs for note in run.notes]
    lines.append(f"{len(comparison.pairs)} documents; differences are second less first; p after Holm's correction")
    lines += summary.align([["", "first", "second", "diff", "95 %", "p", ""], *map(_row, _headline_rows(comparison))])
    lines.append("right in one run only (McNemar, exact):")
    rows = [
        [one.name, str(one.first_only), str(one.second_only), _shown_p(one.corrected), WORDS[one.conclusion]]
        for one in comparison.units
    ]
    lines += summary.align([["", "first", "second", "p", ""], *rows])
    won = [f"{one.name} {one.wins}/{one.losses}/{one.ties}" for one in comparison.standings]
    lines.append("documents won/lost/tied: " + ", ".join(won))
    worse = [one for one in comparison.slices if one.conclusion is Conclusion.WORSE]
    lines += [
        f"worse in {one.by} {one.value or 'not told'}: {one.difference.name} {one.difference.value:+.3f}"
        for one in worse
    ]
    counts = {change: sum(one.change is change for one in comparison.changes) for change in Change}
    lines.append("events: " + ", ".join(f"{count} {change.value}" for change, count in counts.items()))
    if comparison.alike:
        lines.append("the two runs score alike in every document: nothing can be concluded about them")
    elif comparison.few:
        lines.append(f"fewer than {comparison.settings.least_documents} documents: nothing can be concluded")
    if judgement:
        lines += gate_lines(judgement)
    return "\n".join(lines) + "\n"


def gate_lines(judgement: Judgement) -> list[str]:
    """The judgement of the second run, a line each, those it falls below with their reason."""
    rows = [[one.name, one.shown, one.wanted, "passed" if one.passed else "REFUSED"] for one in judgement.lines]
    told = "passed" if judgement.passed else f"REFUSED on {len(judgement.refused)} of {len(judgement.lines)} lines"
    return [
        f"gate, version {judgement.version}: {told}",
        *("  " + line for line in summary.align(rows)),
        *(f"  {one.name}: {one.why}" for one in judgement.refused),
    ]


def _headline_rows(comparison: Comparison) -> Iterable[tuple[Difference, float | None, Conclusion]]:
    return ((one.difference, one.corrected, one.conclusion) for one in comparison.headlines)


def _row(told: tuple[Difference, float | None, Conclusion]) -> list[str]:
    one, corrected, conclusion = told
    interval = f"{one.interval.low:+.3f} to {one.interval.high:+.3f}" if one.interval else "-"
    difference = "-" if one.value is None else f"{one.value:+.3f}"
    p = "-" if corrected is None else _shown_p(corrected)
    sides = summary.shown(one.first.f1), summary.shown(one.second.f1)
    return [KEY_OF[one.name], *sides, difference, interval, p, WORDS[conclusion]]


def _run(run: Run) -> dict[str, Any]:
    return {
        "run": run.name,
        "versions": dict(run.versions),
        "scored_on": run.scored_on,
        "unscorable": len(run.unscorable),
        "missing": len(run.missing),
        "read_in_training": len(run.leaks),
        "notes": [str(note) for note in run.notes],
    }


def _difference(one: Difference) -> dict[str, Any]:
    return {
        "measure": one.name,
        "first": rounded(one.first.f1),
        "second": rounded(one.second.f1),
        "difference": rounded(one.value),
        "low": rounded(one.interval.low) if one.interval else None,
        "high": rounded(one.interval.high) if one.interval else None,
        "p": _p(one.p),
        "documents_changed": one.changed,
    }


def _changed(one: Changed) -> dict[str, Any]:
    return {
        "doc_id": one.doc_id,
        "change": one.change.value,
        "event": one.gold.id if one.gold else None,
        "outcome": {"first": one.was.value, "second": one.is_now.value},
        "mended": list(one.mended),
        "broken": list(one.broken),
        "otherwise": list(one.moved),
        "gold": _event(one.gold),
        "first": _event(one.first),
        "second": _event(one.second),
    }


def _event(event: MarkedEvent | None) -> dict[str, Any] | None:
    """Codes, days, registry ids and places (half-open code points). Of a case number only whether one is told: it
    would be words of the paper."""
    if event is None:
        return None
    return {
        "id": event.id,
        "triggers": [[span.start, span.end] for span in event.triggers],
        "situations": [code.value for code in event.situations],
        "intervener": _person(event.intervener),
        "recipient": _person(event.recipient),
        "case_no_told": event.case_no is not None,
        "date": event.day,
        "channel": event.channel,
        "status": event.status,
        "lawful": event.lawful,
        "verdict": event.verdict,
    }


def _person(person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    place = [person.span.start, person.span.end] if person.span else None
    return {"owner": person.span is None, "place": place, "registry_id": person.registry_id}


def _shown_p(value: float) -> str:
    return f"{value:.3f}" if value >= LEAST_P else f"<{LEAST_P}"


def _p(value: float | None) -> float | None:
    return None if value is None else round(value, 6)

"""The outcome of a stress run as tables of Markdown, and as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from importlib import metadata

from bench.matching_stress_mangling import WAYS
from bench.matching_stress_measures import Measured, Share, at_rate, measure
from bench.matching_stress_queries import ABSENT, Query
from bench.matching_stress_run import OURS, ROOT, Outcome, Subject

RESULTS = ROOT / "bench" / "results" / "resolution.md"
KINDS = ("untouched", *WAYS, "shifted day")


def report(outcome: Outcome) -> Iterator[str]:
    """The lines of the report."""
    yield from _heading(outcome)
    yield from _speed(outcome.subjects[0])
    yield from _table(outcome.subjects, outcome.asked)
    yield from _kinds(outcome.subjects, outcome.asked)
    yield from _others(outcome.subjects, outcome.asked)


def write(lines: Sequence[str], outcome: Outcome) -> None:
    """Puts the report into bench/results, and beside it as JSON what each matcher told and measured."""
    RESULTS.write_text("\n".join(lines) + "\n", "utf-8")
    subjects = {
        subject.name: {"absent": subject.absent}
        if subject.absent
        else {"told": subject.told, "measured": asdict(measure(outcome.asked, subject.answers))}
        for subject in outcome.subjects
    }
    settings = asdict(outcome.stress)
    del settings["peers"]  # a path of this machine
    told = json.dumps({"stress": settings, "subjects": subjects}, ensure_ascii=False, indent=1)
    RESULTS.with_suffix(".json").write_text(told + "\n", "utf-8")


def _heading(outcome: Outcome) -> Iterator[str]:
    stress, asked = outcome.stress, outcome.asked
    absent = sum(not query.person for query in asked)
    yield f"# Who is meant, in a registry of {stress.rows:,} rows\n"
    yield f"Invented officials, seed {stress.seed}; {len(asked) - absent:,} mentions of people of the registry"
    yield f"(30 % untouched, 60 % mangled, 10 % on a day out of office) and {absent:,} of others."
    limits = f"--asked {stress.asked} --seconds {stress.seconds:.0f} --wall {stress.wall:.0f}"
    yield f"`python -m bench.resolution --stress {stress.rows} {limits} --peers PYTHON --write`\n"
    used = ", ".join(f"{name} {metadata.version(name)}" for name in ("pypinyin", "pandas"))
    yield f"{platform.machine()}, seconds of one processor, Python {platform.python_version()}, {used};"
    yield f"{outcome.busy:.1f} processes wanted one of {os.cpu_count()} cores meanwhile. A peer had"
    yield f"{stress.seconds:.0f} s of the processor for queries, in their order, {stress.wall:.0f} s of the clock;"
    yield f"who answered fewer than the {len(asked):,} queries ran out of one of them.\n"


def _speed(ours: Subject) -> Iterator[str]:
    told = ours.told
    median, late = _quantiles(ours)
    rows = (
        (f"registries loaded: {told['people']:,} people, {told['lawyers']:,} lawyers, s", f"{told['load']:.1f}", "60"),
        ("peak memory then, MB", f"{told['load_peak']:,.0f}", "1,500"),
        ("indexed, sounds and all, s", f"{told['index']:.1f}", ""),
        ("peak memory at the end, MB", f"{told['peak']:,.0f}", ""),
        ("a mention, median, ms", f"{median * 1000:.2f}", "5"),
        ("a mention, p95, ms", f"{late * 1000:.1f}", ""),
        ("explained pair scores a second", f"{_pairs(ours):,.0f}", "5,000"),
    )
    yield "## Speed and memory\n"
    yield "| | measured | goal |"
    yield "|---|---|---|"
    yield from (f"| {' | '.join(row)} |" for row in rows)
    yield ""


def _quantiles(subject: Subject) -> tuple[float, float]:
    """(median, p95) of seconds a query."""
    spent = sorted(answer.seconds for answer in subject.answers.values())
    return spent[len(spent) // 2], spent[min(len(spent) - 1, int(0.95 * len(spent)))]


def _pairs(subject: Subject) -> float:
    told = subject.told
    return float(told["pairs"] / (told.get("pair_seconds") or told["seconds"] or 1))


def _table(subjects: Sequence[Subject], asked: Sequence[Query]) -> Iterator[str]:
    """A line a matcher; the last columns hold its recall where it is as seldom wrong about others as guowen is."""
    rate = measure(asked, subjects[0].answers).false_positive.value
    yield "## All mentions\n"
    yield "Wilson intervals at 95 %. `same rate`: with the threshold at which it links no more of those whom the"
    yield "registry lacks than guowen does. Mean rank: among the first 50, where the right one is among them at all.\n"
    yield (
        "| | recall | wrong person | false positives | recall, same rate | id recall at 5 | mean rank | found | "
        "p50 ms | p95 ms | pairs/s | to ours | load s | peak MB | queries |"
    )
    yield "|" + "---|" * 15
    ours = _pairs(subjects[0])
    for subject in subjects:
        if subject.absent:
            yield f"| {subject.name} | absent: {subject.absent} |" + " |" * 13
            continue
        told = measure(asked, subject.answers)
        threshold, same = at_rate(asked, subject.answers, rate)
        matched = (
            "–" if subject.name == OURS else f"{same.recall.value:.3f} ({'none' if threshold is None else threshold})"
        )
        median, late = _quantiles(subject)
        shares = " | ".join(map(_share, (told.recall, told.wrong, told.false_positive)))
        yield (
            f"| {_named(subject)} | {shares} | {matched} | {_share(told.at_five)} | {_rank(told)} | "
            f"{told.found.value:.3f} | {median * 1000:.2f} | "
            f"{late * 1000:.1f} | {_pairs(subject):,.0f} | {_pairs(subject) / ours:.2f} | "
            f"{subject.told['load']:.0f} | {subject.told['peak']:,.0f} | {len(subject.answers):,} |"
        )
    yield ""


def _named(subject: Subject) -> str:
    versions = [f"{name} {version}" for name, version in subject.told["versions"].items()]
    return f"{subject.name} ({', '.join(versions)})" if versions else subject.name


def _share(share: Share) -> str:
    low, high = share.interval
    return f"{share.value:.3f} [{low:.3f}, {high:.3f}]"


def _rank(told: Measured) -> str:
    return "–" if told.rank is None else f"{told.rank:.1f}"


def _kinds(subjects: Sequence[Subject], asked: Sequence[Query]) -> Iterator[str]:
    """By way of mangling: guowen in full, of the others recall and id recall at 5."""
    there = [subject for subject in subjects if not subject.absent]
    yield "## By the way the name is written: recall / id recall at 5\n"
    yield (
        "| | mentions | guowen | wrong person | id recall at 5 | mean rank | "
        + " | ".join(s.name for s in there[1:])
        + " |"
    )
    yield "|" + "---|" * (5 + len(there))
    for kind in KINDS:
        some = [query for query in asked if query.kind == kind]
        told = measure(some, there[0].answers)
        cells = [_share(told.recall), f"{told.wrong.value:.3f}", _share(told.at_five), _rank(told)]
        for subject in there[1:]:
            other = measure(some, subject.answers)
            cells.append(f"{other.recall.value:.2f} / {other.at_five.value:.2f}" if other.recall.of else "–")
        yield f"| {kind} | {len(some)} | " + " | ".join(cells) + " |"
    yield ""


def _others(subjects: Sequence[Subject], asked: Sequence[Query]) -> Iterator[str]:
    """False positives by what the people whom the registry lacks share with those it has."""
    there = [subject for subject in subjects if not subject.absent]
    yield "## People whom the registry lacks: false positives\n"
    yield "| | mentions | " + " | ".join(s.name for s in there) + " |"
    yield "|" + "---|" * (2 + len(there))
    for kind in ABSENT:
        some = [query for query in asked if query.kind == kind]
        cells = [_share(measure(some, subject.answers).false_positive) for subject in there]
        yield f"| {kind} | {len(some)} | " + " | ".join(cells) + " |"

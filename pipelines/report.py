"""A run's summary in words, Chinese and English side by side: for the shell and for Prefect's pages."""

from __future__ import annotations

from collections.abc import Iterator

from data import lexicon
from pipelines.conclusion import Summary

ALWAYS = ("files", "screened", "unchanged", "quarantined", "documents", "characters", "proposals", "new")
"""Counts that are shown even when they are zero."""
SHOWN_NOTICES = 10


def count_rows(summary: Summary) -> list[tuple[str, str, int]]:
    """(Chinese, English, count) of the counts worth showing, in the order of the lexicon."""
    return [
        (row["chinese"], row["english"], summary.counts[row["code"]])
        for row in lexicon.rows("run_words")
        if summary.counts.get(row["code"]) or row["code"] in ALWAYS
    ]


def summary_lines(summary: Summary) -> Iterator[str]:
    """The summary for a shell."""
    for chinese, english, count in count_rows(summary):
        yield f"  {chinese} {english}: {count:,}"
    for reason, count in sorted(_by_status(summary).items()):
        yield f"    {reason}: {count}"
    yield from (f"  ! {notice}" for notice in summary.notices[:SHOWN_NOTICES])
    if len(summary.notices) > SHOWN_NOTICES:
        yield f"  ! ... and {len(summary.notices) - SHOWN_NOTICES} more in run.json"
    if not summary.complete:
        yield f"  ! {summary.counts['failed']} files have no result yet: run the same command again"
    yield f"  {summary.out}/proposals.jsonl  documents.jsonl  run.json  registry_faults.csv  conflicts.jsonl"


def _by_status(summary: Summary) -> dict[str, int]:
    found: dict[str, int] = {}
    for file in summary.quarantined:
        found[file.status] = found.get(file.status, 0) + 1
    return found


def markdown(summary: Summary) -> str:
    """The counts as a Markdown table for Prefect's pages: no path, no name, no text."""
    lines = ["| | | |", "|---|---|---:|"]
    lines += [f"| {chinese} | {english} | {count:,} |" for chinese, english, count in count_rows(summary)]
    lines += ["", f"run `{summary.run_id}`", ""]
    lines += [f"* {name}: `{version}`" for name, version in summary.versions.items()]
    lines += ["", *(f"* {name}: {seconds} s" for name, seconds in summary.seconds.items())]
    return "\n".join(lines)


def quarantine_table(summary: Summary, *, paths: bool) -> list[dict[str, object]]:
    """The quarantined files for Prefect's pages, by line of documents.jsonl and how their reading ended.

    Paths and full reasons may hold names (of a person in a file's name, of a member of an archive): only with `paths`.
    """
    if paths:
        return [{"line": file.line, "path": file.path, "reason": file.reason} for file in summary.quarantined]
    return [{"line": file.line, "reason": file.status} for file in summary.quarantined]

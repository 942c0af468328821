"""What a second reader came to, as counts that stand with each file, in run.json, and in words for the operator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from extractors.second_reader.losses import PASSING, Cause
from extractors.second_reader.reader import UNREAD
from records.passed import SECOND, kind_of

COUNTS = (
    "requests",
    "answers",
    "agreed",
    "differs",
    "unseen",
    "alone",
    "otherwise",
    "quotes_not_found",
    "codes_unknown",
    "events_refused",
    "unread",
)
"""In run.json as `second_reader_...`. `agreed` to `otherwise` count events; `unread` counts requests without an answer
that could be used."""

WORDS = {
    Cause.NO_ANSWER: "not reached",
    Cause.LATE: "no answer in time; see timeout_seconds, file_seconds",
    Cause.BUSY: "busy to the last attempt",
    Cause.SERVER_FAULT: "failed to the last attempt",
    Cause.NOT_ASKED: "not asked, after several losses or for lack of time",
    Cause.REFUSED: "refused; see key, model",
    Cause.REDIRECTED: "sent elsewhere, which is not followed; correct base_url",
    Cause.PUBLIC_ADDRESS: "its name means an address outside of the intranet",
    Cause.TOO_LONG: "longer than the model reads; lower most_characters",
    Cause.TOO_BIG: "an answer without end",
    Cause.CUT_SHORT: "the answer did not fit; raise most_tokens",
    Cause.NOT_JSON: "no answer of the form asked for",
    Cause.FAULT: "a fault of the program itself; tell its makers the version",
}


def counted(counts: Mapping[str, int]) -> dict[str, int]:
    """The counts of one document as causes of a file, zeros left out."""
    return {f"{SECOND}:{name}": count for name, count in sorted(counts.items()) if count}


def is_waiting(causes: Mapping[str, int]) -> bool:
    """Whether the second reader missed something of a file for a reason that may be over by now."""
    return any(f"{SECOND}:{UNREAD}{cause.value}" in causes for cause in PASSING)


def totals(files: Iterable[Mapping[str, int]]) -> dict[str, int]:
    """The counts of run.json over all files; empty when no second reader was asked for any of them."""
    found = _summed(files)
    if not found:
        return {}
    found["unread"] = sum(count for name, count in found.items() if name.startswith(UNREAD))
    return {f"{SECOND}_{name}": found[name] for name in COUNTS}


def notices(files: Iterable[Mapping[str, int]]) -> tuple[str, ...]:
    """A sentence for each cause for which the second reader did not read something."""
    found = _summed(files)
    return tuple(
        f"second reader: {count} of the requests without a use ({cause.value}): {WORDS[cause]}"
        + ("; the next run asks again" if cause in PASSING else "")
        for cause in Cause
        if (count := found[UNREAD + cause.value])
    )


def in_words(causes: Mapping[str, int]) -> str:
    """What of one file the second reader did not read, for documents.jsonl; empty when nothing."""
    lost = {cause: count for cause in Cause if (count := causes.get(f"{SECOND}:{UNREAD}{cause.value}"))}
    told = ", ".join(f"{count} {cause.value}" for cause, count in lost.items())
    return f"not read by the second reader: {told}" if told else ""


def _summed(files: Iterable[Mapping[str, int]]) -> Counter[str]:
    found: Counter[str] = Counter()
    for causes in files:
        for cause, count in causes.items():
            if kind_of(cause) == SECOND:
                found[cause.partition(":")[2]] += count
    return found

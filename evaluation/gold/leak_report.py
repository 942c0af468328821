"""Leaks as plain values for a file and as a table for a terminal. The terminal shows ids and counts, no names."""

from __future__ import annotations

from typing import Any

from evaluation.gold.leaks import LEVEL_OF, Leaks, LeakSettings, Level, Sort
from evaluation.report.summary import align

NAMED = 20
"""Pairs of texts named on a terminal; the file has all."""


def plain(found: Leaks, settings: LeakSettings) -> dict[str, Any]:
    """What the JSON file holds, the gravest first. `value` is content of documents: keep the file as they are kept."""
    return {
        "refused": len(found.refused),
        "train_documents": found.train,
        "test_documents": found.test,
        "settings_version": settings.version,
        "same_registries": settings.same_registries,
        "counts": {sort.value: len(found.of(sort)) for sort in Sort},
        "leaks": [
            {
                "level": leak.level.value,
                "sort": leak.sort.value,
                "train": list(leak.train),
                "test": list(leak.test),
                "value": leak.value or None,
                "containment": leak.containment,
                "jaccard": leak.jaccard,
            }
            for leak in found.found
        ],
    }


def table(found: Leaks) -> str:
    """Counts by sort, then the pairs of texts that are to be refused or share passages."""
    lines = [f"{found.test} test documents against {found.train} of training"]
    rows = [["", "level", "found", "test documents"]]
    rows += [
        [sort.value, LEVEL_OF[sort].value, str(len(found.of(sort))), str(found.test_documents(sort))] for sort in Sort
    ]
    lines += align(rows)
    texts = [leak for leak in found.found if leak.containment is not None]
    if texts:
        rows = [["test", "training", "", "containment", "jaccard"]]
        rows += [
            [leak.test[0], leak.train[0], leak.sort.value, f"{leak.containment:.2f}", f"{leak.jaccard:.2f}"]
            for leak in texts[:NAMED]
        ]
        lines += ["", *align(rows)]
        if len(texts) > NAMED:
            lines.append(f"... and {len(texts) - NAMED} more pairs")
    verdict = "not fit as a test" if found.refused else "no text in common"
    refused = {name for leak in found.refused for name in leak.test}
    lines += ["", f"{Level.REFUSE}: {len(refused)} test documents; {verdict}"]
    return "\n".join(lines) + "\n"

"""The card of a model: where it comes from, what may be done with it, how good it was when it was made."""

from __future__ import annotations

from collections.abc import Iterator

from evaluation.training_record import TrainingRecord

UNKNOWN_LICENCE = "not told; ask whoever holds the gold before you pass the weights on"


def card(record: TrainingRecord) -> str:
    """The card in Markdown; the same record gives the same bytes."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: TrainingRecord) -> Iterator[str]:
    yield f"# A model of guowen, trained by `{record.trainer}`"
    yield ""
    documents, files = len(record.documents), len(record.gold)
    yield f"Learnt from {documents} annotated documents of {files} gold files, seed {record.seed}."
    yield "It proposes; a person decides. `record.json` has the digests of every document it learnt from: gold that"
    yield "has one of them is refused as a test."
    yield ""
    yield f"**Licence:** {record.licence or UNKNOWN_LICENCE}"
    yield ""
    yield "**Keep it as you keep the gold.** The weights list character sequences of the training papers in clear;"
    yield "names may be among them."
    yield ""
    yield "## Origin"
    yield ""
    yield "| gold file (SHA-256) | documents |"
    yield "|---|---|"
    yield from (f"| `{gold.sha256}` | {gold.documents} |" for gold in record.gold)
    yield ""
    yield "| weights | SHA-256 |"
    yield "|---|---|"
    yield from (f"| {name} | `{digest}` |" for name, digest in sorted(record.files.items()))
    yield ""
    yield "| version |  |"
    yield "|---|---|"
    yield from (f"| {name} | {version} |" for name, version in record.versions.items())
    yield ""
    yield "## Figures"
    yield ""
    yield from _figures(record)


def _figures(record: TrainingRecord) -> Iterator[str]:
    if not record.tests:
        yield "Not tested when it was trained."
        return
    yield "On gold that it did not learn from (`guowen evaluate` gives intervals, layers and slices):"
    yield ""
    names = sorted({name for test in record.tests for name in test.headlines})
    yield f"| test gold (SHA-256) | documents | {' | '.join(names)} |"
    yield f"|---|---|{'---|' * len(names)}"
    for test in record.tests:
        values = (test.headlines.get(name) for name in names)
        shown = " | ".join("-" if value is None else f"{value:.4f}" for value in values)
        yield f"| `{test.gold.sha256[:16]}` | {test.gold.documents} | {shown} |"

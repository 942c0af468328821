"""How often the kind of a marked-up paper is told from its content: `python -m tests.data.measure_kinds GOLD...`.

Each paper is laid out in memory as the raw file of its format would be read, without a manifest; folders are kept.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from data.goldfile import read_documents
from data.kinds import Circumstances, kind_of
from data.layout import Block
from data.types import Document, Kind, TurnRole


def blocks_of(document: Document) -> tuple[Block, ...]:
    """Blocks as the readers give them: messages and rows where the format has cells, else lines."""
    if document.format in ("csv", "xlsx") and document.kind is Kind.CHAT:
        return tuple(
            Block(document.text[turn.body : turn.end], turn.role, turn.speaker, sent_at=turn.sent_at)
            for turn in document.turns
        )
    if document.format in ("csv", "xlsx"):
        return tuple(
            Block(line, TurnRole.ROW if " | " in line else TurnRole.PARAGRAPH) for line in document.text.split("\n")
        )
    return tuple(Block(line) for line in document.text.split("\n"))


def judged(paths: Iterator[Path]) -> Iterator[tuple[Document, Kind]]:
    """(document, kind told) for each annotated paper that is no mail file: .eml tells its kind by itself."""
    for path in paths:
        for document in read_documents(path):
            told = Circumstances(bool(document.folder_case), bool(document.owner and not document.folder_case))
            yield document, Kind.EMAIL if document.format == "eml" else kind_of(blocks_of(document), told)


def main(arguments: list[str]) -> None:
    """Prints the share of right kinds, and each wrong one."""
    counts: Counter[bool] = Counter()
    for document, kind in judged(Path(name) for name in arguments):
        counts[kind is document.kind] += 1
        if kind is not document.kind:
            sys.stdout.write(f"{document.doc_id}: {document.kind.value} taken for {kind.value}\n")
    total = sum(counts.values())
    sys.stdout.write(f"{counts[True]} of {total} right: {counts[True] / total:.3f}\n")


if __name__ == "__main__":
    main(sys.argv[1:])

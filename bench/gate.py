"""How much the gate lets through: recall on the triggers of marked-up papers, share of other papers' text skipped.

    python -m bench.gate --gold GOLD_FOLDER... [--papers FILE.jsonl.gz] [--messages FILE.txt.gz]

A gold folder holds `gold.jsonl` and `world/`; a line of the papers holds `text`, a line of the messages is one message
of a private chat. Both are only measured. Every trigger lost is told by document and cause, without any of the text.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from data.goldfile import document_of, read_rows
from data.layout import parse_turns
from data.registries import load_registries
from data.types import Document, Kind
from extractors.forms import Form, form_of
from extractors.gate import Gate, GateSettings
from extractors.names import Names, names_of

IN_A_CHAT = 20
"""Messages of one private chat."""


@dataclass(slots=True)
class Recall:
    """Of `triggers` those `read`; `long` of them if every paper were too long to be read whole; code points likewise.

    `lost` are (document, cause).
    """

    triggers: int = 0
    read: int = 0
    long: int = 0
    points: int = 0
    points_read: int = 0
    points_long: int = 0
    lost: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: Recall) -> None:
        """Counts `other` as well."""
        for name in ("triggers", "read", "long", "points", "points_read", "points_long"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lost += other.lost

    def __str__(self) -> str:
        return (
            f"recall {self.read / max(1, self.triggers):.4f} ({self.read} of {self.triggers}), "
            f"{self.points_read / max(1, self.points):.3f} of the text read; by stretches alone "
            f"{self.long / max(1, self.triggers):.4f}, {self.points_long / max(1, self.points):.3f}"
        )


def recall(folder: Path) -> Recall:
    """What the gate lets through of one gold folder."""
    names = names_of(load_registries(folder / "world")[0])
    gate, long, told = Gate(names), Gate(names, GateSettings(whole=0)), Recall()
    for _, row in read_rows(folder / "gold.jsonl"):
        document = document_of(row, str(folder))
        form = form_of(document, names)
        read, apart = gate.passing(document, form), long.passing(document, form)
        told.points += sum(s.end - s.start for s in gate.stretches(document))
        told.points_read += sum(s.end - s.start for s in read)
        told.points_long += sum(s.end - s.start for s in apart)
        for mention in (m for m in row["mentions"] if m["type"] == "TRIGGER"):
            told.triggers += 1
            told.long += any(s.start < mention["end"] and mention["start"] < s.end for s in apart)
            if any(s.start < mention["end"] and mention["start"] < s.end for s in read):
                told.read += 1
            else:
                told.lost.append((row["doc_id"], f"taken for {form}" if form is not Form.OFFICE else "no stem"))
    return told


def skipped(documents: Iterable[Document], names: Names) -> str:
    """Which share of the code points of `documents` is skipped, and how many are weighed a second."""
    gate, read, total, begun = Gate(names), 0, 0, time.perf_counter()
    for document in documents:
        read += sum(s.end - s.start for s in gate.passing(document, form_of(document, names)))
        total += len(document.text)
    speed = total / (time.perf_counter() - begun)
    return f"{1 - read / total:.3f} of {total:,} code points skipped, {speed:,.0f} a second"


def papers(path: Path, folder_case: str | None) -> Iterator[Document]:
    """The papers of a file, in the folder of a case or in none."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            turns = parse_turns(text, Kind.CASE_FILE)
            yield Document("x", "x", Kind.CASE_FILE, text, turns, folder_case=folder_case)


def chats(path: Path, owner: str) -> Iterator[Document]:
    """The messages of a file as chats of one owner, `IN_A_CHAT` each."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        said = [" ".join(line.split()) for line in lines]
    for first in range(0, len(said), IN_A_CHAT):
        messages = said[first : first + IN_A_CHAT]
        text = "\n".join(f"2024-03-05 09:{minute:02} 甲乙: {message}" for minute, message in enumerate(messages))
        yield Document("x", "x", Kind.CHAT, text, parse_turns(text, Kind.CHAT), owner=owner)


def main() -> None:
    """Prints one line a folder, the sum, what was lost, and the shares skipped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", nargs="+", type=Path, required=True)
    parser.add_argument("--papers", type=Path)
    parser.add_argument("--messages", type=Path)
    told = parser.parse_args()
    together = Recall()
    for folder in told.gold:
        mine = recall(folder)
        print(f"{folder.name}: {mine}")
        together.add(mine)
    print(f"all: {together}")
    print(*(f"lost: {document} ({cause})" for document, cause in together.lost), sep="\n")
    registries = load_registries(told.gold[0] / "world")[0]
    names = names_of(registries)
    if told.papers:
        print("strangers' papers:", skipped(papers(told.papers, None), names))
        print("in a case's folder:", skipped(papers(told.papers, min(registries.cases)), names))
    if told.messages:
        print("private chats:", skipped(chats(told.messages, min(registries.officials)), names))


if __name__ == "__main__":
    main()

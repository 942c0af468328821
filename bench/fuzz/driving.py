"""One target under one driver, in a process of its own: hypothesis draws inputs, or libFuzzer mutates by coverage.

    python -m bench.fuzz.driving TARGET (drawn|guided) INPUTS SECONDS KEEP

Writes `KEEP/result.json` as it goes: a process that is killed for memory or time leaves what it had.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path
from typing import Any

EVERY = 500
INSTRUMENTED = ("data", "extractors", "evaluation", "pipelines")


def main() -> None:
    name, driver, inputs, seconds, keep = sys.argv[1:6]
    how = {"drawn": drawn, "guided": guided}[driver]
    how(name, int(inputs), int(seconds), Path(keep))


def drawn(name: str, inputs: int, seconds: int, keep: Path) -> None:
    """Inputs by hypothesis, the same ones every time, until `inputs` or `seconds` are over."""
    import hypothesis

    from bench.fuzz.findings import Findings
    from bench.fuzz.targets import TARGETS

    target = TARGETS[name]
    findings, watch = Findings(target.check, keep), _Watch(keep, seconds)
    settings = hypothesis.settings(
        max_examples=inputs,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[hypothesis.Phase.generate],
        suppress_health_check=list(hypothesis.HealthCheck),
    )

    def one(data: bytes) -> None:
        findings(data)
        watch.saw(findings)
        if watch.over:  # hypothesis has no limit of time: it would draw all the others for nothing
            os._exit(0)

    settings(hypothesis.given(target.drawn())(one))()
    watch.write(findings)


def guided(name: str, inputs: int, seconds: int, keep: Path) -> None:
    """Inputs by libFuzzer, from the target's seeds, kept and mutated by the coverage they bring."""
    import atheris

    with atheris.instrument_imports(include=list(INSTRUMENTED)):
        from bench.fuzz.targets import TARGETS
    from bench.fuzz.findings import Findings

    target = TARGETS[name]
    seeds = keep / "seeds"
    seeds.mkdir(parents=True, exist_ok=True)
    for number, seed in enumerate(target.seeds()):
        (seeds / f"{number:04}").write_bytes(seed)
    words = keep / "words.dict"
    words.write_text("\n".join(f'"{_escaped(word)}"' for word in target.words if word), "ascii")
    findings, watch = Findings(target.check, keep), _Watch(keep, seconds)

    def one(data: bytes) -> None:
        findings(data)
        watch.saw(findings)

    options = [f"-runs={inputs}", f"-max_total_time={seconds}", f"-max_len={target.most}", "-timeout=60", "-seed=7"]
    options += ["-rss_limit_mb=3000", "-print_final_stats=1", f"-artifact_prefix={keep}/", f"-dict={words}"]
    atheris.Setup([sys.argv[0], *options, str(seeds)], one)
    atheris.Fuzz()


class _Watch:
    """Time, memory and the count of inputs, written down every so often."""

    def __init__(self, keep: Path, seconds: int) -> None:
        keep.mkdir(parents=True, exist_ok=True)
        self._keep, self._seconds, self._begun = keep, seconds, time.perf_counter()
        self._settled = 0
        self.over = False

    def saw(self, findings: Any) -> None:
        self.over = time.perf_counter() - self._begun > self._seconds
        if findings.tried == EVERY:
            self._settled = _memory()
        if findings.tried % EVERY == 0 or self.over:
            self.write(findings)

    def write(self, findings: Any) -> None:
        told = {
            "inputs": findings.tried,
            "seconds": round(time.perf_counter() - self._begun, 1),
            "slowest": round(findings.slowest, 2),
            "memory_mb": _memory(),
            "growth_mb": _memory() - self._settled if self._settled else 0,
            "faults": findings.faults,
        }
        (self._keep / "result.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")


def _memory() -> int:
    """MB that this process has taken at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def _escaped(word: str) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word.encode("utf-8", "surrogatepass"))


if __name__ == "__main__":
    main()

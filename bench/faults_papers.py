"""Papers that bring their reader down, and registries that are exchanged while a screening goes."""

from __future__ import annotations

import json
import shutil
import time
from dataclasses import replace
from pathlib import Path

from bench.faults_city import OUTPUTS, State, state_of, wish_for
from bench.faults_trial import Trial
from bench.faults_warm import DEEDS, POISON

STATUS = {"segfault": "crashed", "abort": "crashed", "loop": "timeout", "memory": "too_big"}
SECONDS, MEMORY = 2, 1 << 30
EXCHANGED = ("officials.csv", "cases.csv", "lawyer_relatives.csv", "filed_records.csv")


def poisoned_paper(trial: Trial) -> None:
    """One to three papers bring their reader down, anywhere among the others."""
    inbox = trial.folder / "inbox"
    shutil.copytree(trial.city.inbox, inbox)
    deeds = {}
    for number in range(trial.draw.randint(1, 3)):
        deed = trial.draw.choice(sorted(DEEDS))
        name = f"{trial.draw.choice(sorted(path.name for path in inbox.iterdir() if path.is_dir()))}/p{number}.txt"
        (inbox / name).write_bytes(POISON + deed.encode())
        deeds[name] = deed
    trial.hit = " and ".join(sorted(set(deeds.values())))
    wish = wish_for(trial.folder, inbox, trial.city.registries, trial.store)
    caps = {"GUOWEN_LIMITS__SECONDS": str(SECONDS), "GUOWEN_LIMITS__MEMORY_BYTES": str(MEMORY)}
    trial.end(trial.start(replace(wish, environment={**wish.environment, **caps})))
    found = state_of(trial.out, trial.store)
    lines = found.outputs["documents.jsonl"].splitlines(keepends=True)
    rows = [json.loads(line) for line in lines]
    for row in rows:
        if row["path"] in deeds and f"[{STATUS[deeds[row['path']]]}]" not in (row["reason"] or ""):
            trial.problems.append(f"{row['path']}, {deeds[row['path']]}: {row['status']}, {row['reason']}")
    honest = b"".join(line for line, row in zip(lines, rows, strict=True) if row["path"] not in deeds)
    trial.hold(_but_for(trial.city.state, found, honest, lines))


def _but_for(expected: State, found: State, honest: bytes, lines: list[bytes]) -> State:
    """What is expected, with the lines of the poisoned papers among the documents where the others are as they were."""
    same = honest == expected.outputs["documents.jsonl"]
    documents = b"".join(lines) if same else expected.outputs["documents.jsonl"]
    return replace(expected, outputs={**expected.outputs, "documents.jsonl": documents})


def registries_exchanged(trial: Trial) -> None:
    """The four files are exchanged one after the other: the run rests on one set or the other, or is refused."""
    states, registries = trial.city.states, trial.folder / "registries"
    shutil.copytree(trial.city.registries, registries)
    wish = wish_for(trial.folder, trial.city.inbox, registries, trial.store)
    wish = replace(wish, prepare=(settled_soon,))
    time.sleep(SETTLED)
    process = trial.start(wish)
    time.sleep(trial.moment() / trial.draw.choice((1, 4, 10)))
    for name in trial.draw.sample(EXCHANGED, len(EXCHANGED)):
        put_in_place(trial.city.others / name, registries / name, at_once=trial.draw.random() < 0.5)
        time.sleep(trial.draw.uniform(0, SETTLED / 8))
    code = trial.end(process, 2)
    if code == 0:
        used = json.loads((trial.out / "run.json").read_text("utf-8"))["versions"]["registries"]
        expected = states.get(used)
        trial.hit = "one set used" if expected else "sets mixed"
        if expected is None:
            trial.problems.append("a mixture of two sets was used")
        elif (trial.out / "proposals.jsonl").read_bytes() != expected.outputs["proposals.jsonl"]:
            trial.problems.append("proposals.jsonl is not what the set on record makes")
    elif code == 2:
        trial.hit = "refused"
        if "registr" not in trial.last_words() and ".csv" not in trial.last_words():
            trial.problems.append(f"refused without a reason: {trial.last_words()}")
    time.sleep(SETTLED)
    trial.call_again(wish)
    found = state_of(trial.out, trial.store)
    as_found = {name: found.outputs[name] for name in OUTPUTS if name == "documents.jsonl"}
    *_, other = states.values()
    trial.hold(replace(other, outputs={**other.outputs, **as_found}))


SETTLED = 0.6
"""Seconds between two changes of registries that count as one exchange in these trials; the product's are minutes."""


def settled_soon() -> None:
    """Has this process count registries as settled sooner."""
    import data.registries.standing

    data.registries.standing.SETTLED_SECONDS = SETTLED


def put_in_place(source: Path, place: Path, *, at_once: bool) -> None:
    """Puts a file in the place of another: by its name, or piece by piece into the old one."""
    if at_once:
        shutil.copyfile(source, place.with_suffix(".new"))
        place.with_suffix(".new").replace(place)
        return
    data = source.read_bytes()
    with place.open("wb", buffering=0) as out:
        for start in range(0, len(data), 2048):
            out.write(data[start : start + 2048])
            time.sleep(0.002)

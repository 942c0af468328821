"""Two screenings at once: of one store, and of one folder of outputs."""

from __future__ import annotations

import shutil
import time
from dataclasses import replace
from pathlib import Path

from bench.faults_city import state_of, wish_for
from bench.faults_trial import Trial

REFUSED = 2


def one_store(trial: Trial) -> None:
    """Two screenings into one store: the second is refused with a reason, or finds the work done."""
    first = trial.start()
    time.sleep(trial.draw.choice((0, 0.02)) or trial.moment())
    second = trial.start()
    codes = sorted([trial.end(first, REFUSED) or 0, trial.end(second, REFUSED) or 0])
    trial.hit = "the second refused" if codes == [0, REFUSED] else "one after the other"
    if codes[0] != 0:
        trial.problems.append(f"none of them did the work: {codes}")
    if codes[1] and "is screening" not in (trial.folder / "stderr").read_text("utf-8"):
        trial.problems.append(f"refused without a reason: {trial.last_words()}")
    if codes == [0, 0]:  # the second found nothing new: all files are unchanged
        found = state_of(trial.out, trial.store)
        documents = {"documents.jsonl": found.outputs["documents.jsonl"]}
        trial.hold(replace(trial.city.state, outputs={**trial.city.state.outputs, **documents}))
    else:
        trial.hold()


def one_out(trial: Trial) -> None:
    """Two screenings of two inboxes into two stores, but one OUT: what lies there is wholly of one of them."""
    other = trial.folder / "other"
    other.mkdir()
    shutil.copyfile(trial.city.root / "made.db", other / "guowen.db")
    store = f"sqlite:///{other / 'guowen.db'}"
    ours = trial.wish()
    theirs = wish_for(other, half_inbox(trial), trial.city.registries, store)
    at_out = tuple(str(trial.out) if value == str(other / "out") else value for value in theirs.arguments)
    theirs = replace(theirs, arguments=at_out, errors=ours.errors)
    first = trial.start(ours)
    time.sleep(trial.draw.choice((0, 0.02)) or trial.moment())
    second = trial.start(theirs)
    codes = trial.end(first, REFUSED), trial.end(second, REFUSED)
    trial.hit = "one refused" if REFUSED in codes else "one after the other"
    if 0 not in codes:
        trial.problems.append(f"none of them did the work: {codes}")
    lines = len((trial.out / "documents.jsonl").read_bytes().splitlines())
    of_ours = lines == len(trial.city.state.outputs["documents.jsonl"].splitlines())
    same = (trial.out / "proposals.jsonl").read_bytes() == trial.city.state.outputs["proposals.jsonl"]
    if of_ours != same:
        trial.problems.append("OUT is partly of one and partly of the other")
    if codes[0] != 0:
        trial.call_again()
        trial.hold()
    elif of_ours:
        trial.hold()
    else:
        trial.hold_folder()


def half_inbox(trial: Trial) -> Path:
    """An inbox of every other paper of the city."""
    inbox = trial.folder / "half"
    for number, path in enumerate(sorted(p for p in trial.city.inbox.rglob("*") if p.is_file())):
        if number % 2:
            place = inbox / path.relative_to(trial.city.inbox)
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, place)
    return inbox

"""The sample city's gold and predictions that differ from it in every way a reader errs, drawn from a fixed seed."""

import copy
import random
from pathlib import Path

from data.goldfile import read_rows
from data.types import Channel, Label, Lawful, Situation, Status

GOLD = Path(__file__).parents[3] / "data" / "samples" / "gold" / "gold.jsonl"
SEED = 20150330
VERDICTS = ("unfiled", "filed:F0001", "lawful", "not_event")


def gold_and_predictions():
    """(gold rows, predicted rows); mentions of a prediction do not overlap, as gold's do not."""
    draw = random.Random(SEED)  # noqa: S311 - the same errors every time, no secret
    gold = [line for _, line in read_rows(GOLD)]
    return gold, [_read_badly(line, draw) for line in gold]


def _read_badly(line, draw):
    other = copy.deepcopy(line)
    other["mentions"] = list(_mentions(line, draw))
    kept = {mention["id"] for mention in other["mentions"]}
    other["events"] = [_event(event, kept, draw) for event in other["events"] if draw.random() < 0.85]
    return other


def _mentions(line, draw):
    end = 0
    for mention in sorted(line["mentions"], key=lambda one: one["start"]):
        if draw.random() < 0.12:
            continue
        first = max(end, mention["start"] + draw.choice((0,) * 8 + (-1, 1)))
        last = min(len(line["text"]), mention["end"] + draw.choice((0,) * 8 + (-1, 1)))
        if first >= last:
            continue
        kind = draw.choice(list(Label)).value if draw.random() < 0.1 else mention["type"]
        yield {**mention, "start": first, "end": last, "text": line["text"][first:last], "type": kind}
        end = last


def _event(event, kept, draw):
    changed = {**event, "triggers": [id for id in event["triggers"] if id in kept]}
    for role in ("intervener", "recipient", "case", "time", "on_behalf_of", "via"):
        if event[role] not in kept and event[role] != "owner":
            changed[role] = None
    choices = {
        "status": [status.value for status in Status],
        "lawful": [None, *(code.value for code in Lawful)],
        "channel": [channel.value for channel in Channel],
        "verdict": VERDICTS,
        "situations": [[code.value] for code in Situation],
    }
    return changed | {name: draw.choice(values) for name, values in choices.items() if draw.random() < 0.3}

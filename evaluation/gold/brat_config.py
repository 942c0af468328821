"""brat's configuration of a collection in which gold can be annotated: annotation.conf and visual.conf.

Language of both: https://brat.nlplab.org/configuration.html. Situations, channel and the like are attributes of the
event, roles its arguments; a second trigger of an event is a bare event that is its argument.
"""

from __future__ import annotations

from collections.abc import Iterator

from data.types import Channel, Label, Lawful, Situation, Status, VerdictKind
from evaluation.gold.drafts import ROLES, TRIGGER_ROLE
from evaluation.gold.looks import looks
from evaluation.gold.tool_files import labels

ACTORS = "PER|POS|ORG|PHONE"
FILLERS = {"case": Label.CASE.value, "time": Label.TIME.value}
CHOSEN = {"channel": Channel, "status": Status, "lawful": Lawful, "verdict": VerdictKind}
SITUATIONS = tuple(f"situation_{number}" for number in range(1, 6))
UNREGISTERED, OWNER_IS = "unregistered", "owner_is_"


def annotation() -> str:
    """annotation.conf: types, roles and attributes."""
    arguments = ", ".join([f"{TRIGGER_ROLE}*:{Label.TRIGGER}", *(f"{role}?:{_fillers(role)}" for role in ROLES)])
    lines = ["[entities]", *(label.value for label in Label if label is not Label.TRIGGER)]
    lines += ["", "[relations]", "<OVERLAP> Arg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>", ""]
    lines += ["[events]", f"{Label.TRIGGER}\t{arguments}", "", "[attributes]", *_attributes()]
    return "\n".join(lines) + "\n"


def _fillers(role: str) -> str:
    return FILLERS.get(role, ACTORS)


def _attributes() -> Iterator[str]:
    situations = "|".join(Situation)
    for name in SITUATIONS:
        yield f"{name}\tArg:{Label.TRIGGER}, Value:{situations}"
    for name, codes in CHOSEN.items():
        yield f"{name}\tArg:{Label.TRIGGER}, Value:{'|'.join(codes)}"
    for role in ROLES:
        yield f"{OWNER_IS}{role}\tArg:{Label.TRIGGER}"
    yield f"{UNREGISTERED}\tArg:{ACTORS}"


def visual() -> str:
    """visual.conf: Chinese names and colours."""
    lines = ["[labels]"]
    lines += [f"{label} | {labels('mention')[label]} {label} | {label}" for label in Label]
    lines += [f"{role} | {looks().headings[role]}" for role in (TRIGGER_ROLE, *ROLES)]
    for name in CHOSEN:
        lines.append(f"{name} | {looks().headings[name]}")
    lines += [f"{UNREGISTERED} | {looks().headings[UNREGISTERED]}", "", "[drawing]"]
    lines.append("SPAN_DEFAULT\tfgColor:black, bgColor:lightgreen, borderColor:darken")
    lines.append("ARC_DEFAULT\tcolor:black, arrowHead:triangle-5")
    lines += [f"{label}\tbgColor:{looks().colours[label]}, fgColor:white" for label in Label]
    lines += [f"{name}\tglyph:*, position:left" for name in (*SITUATIONS, *CHOSEN, UNREGISTERED)]
    return "\n".join(lines) + "\n"

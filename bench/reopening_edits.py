"""Changes of the registries as a secretary makes them: entries that come, go or are corrected, one or several."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from data.codec import to_text
from data.registry import Case, FiledRecord, LawyerRelative, Official, Registries

HOW = ("add", "remove", "change")
SEVERAL = 4
"""Entries of a mixed edit, drawn from all registries."""
SPOKEN = ("老{}", "小{}", "{}总")
Entry = Any
Edit = Callable[[Entry, Registries, random.Random], Entry]


@dataclass(frozen=True, slots=True)
class Step:
    """One entry added, removed or changed; `kind` is a field of `Registries`."""

    kind: str
    how: str


def steps_of(number: int, draw: random.Random) -> tuple[str, tuple[Step, ...]]:
    """(what the table calls it, the steps) of the edit at a place: each fifth is mixed, the others take kinds and ways
    in turn."""
    kinds = list(CHANGES)
    if number % 5 == 4:
        return "several", tuple(Step(draw.choice(kinds), draw.choice(HOW)) for _ in range(SEVERAL))
    single = number - number // 5
    step = Step(kinds[single % 4], HOW[single // 4 % 3])
    return f"{step.kind} {step.how}", (step,)


def edited(registries: Registries, steps: Sequence[Step], draw: random.Random) -> Registries:
    """The registries after the steps, each drawn from what the earlier ones left."""
    marks = []
    for step in steps:
        side: dict[str, Entry] = dict(getattr(registries, step.kind))
        key = draw.choice(sorted(side))
        marks.append([step.kind, step.how, key])
        if step.how == "remove":
            del side[key]
        elif step.how == "add":
            entry = LIKE[step.kind](side[key], registries, draw)
            side[_key(entry)] = entry
        else:
            side[key] = draw.choice(CHANGES[step.kind])(side[key], registries, draw)
        registries = replace(registries, **{step.kind: side})  # type: ignore[arg-type]
    return replace(registries, sha256=to_text([registries.sha256, marks]))


def _key(entry: Entry) -> str:
    match entry:
        case Official():
            return entry.person_id
        case LawyerRelative():
            return entry.entry_id
        case Case():
            return entry.case_no
    found: FiledRecord = entry
    return found.record_id


def _any_official(registries: Registries, draw: random.Random) -> Official:
    return registries.officials[draw.choice(sorted(registries.officials))]


def _another_name(entry: Official, registries: Registries, draw: random.Random) -> Official:
    other = _any_official(registries, draw)
    return replace(entry, name=entry.name[0] + other.name[1:])


def _same_post(entry: Official, registries: Registries, draw: random.Random) -> Official:
    """Somebody new in the like of another, whom he may be taken for."""
    return replace(_another_name(entry, registries, draw), person_id=f"{entry.person_id}9", phones=(), aliases=())


def _moved(entry: Official, registries: Registries, draw: random.Random) -> Official:
    return replace(entry, tenures=_any_official(registries, draw).tenures)


def _day(told: date | None, draw: random.Random) -> date:
    return (told or date(2024, 1, 1)) + timedelta(days=draw.choice((-40, -2, 1, 9, 400)))


def _party(registries: Registries, draw: random.Random) -> tuple[str, ...]:
    return registries.cases[draw.choice(sorted(registries.cases))].parties


LIKE: Mapping[str, Edit] = {
    "officials": _same_post,
    "lawyers": lambda e, r, d: replace(e, entry_id=f"{e.entry_id}9", lawyer_name=_any_official(r, d).name),
    "cases": lambda e, r, d: replace(e, case_no=e.case_no.replace("号", "9号"), parties=_party(r, d)),
    "filed": lambda e, r, d: replace(e, record_id=f"{e.record_id}9", occurred_on=_day(e.occurred_on, d)),
}
CHANGES: Mapping[str, Sequence[Edit]] = {
    "officials": (
        lambda e, r, d: replace(e, aliases=(*e.aliases, d.choice(SPOKEN).format(e.name[0]))),
        lambda e, r, d: replace(e, tenures=tuple(replace(post, valid_to=date(2023, 6, 30)) for post in e.tenures)),
        lambda e, r, d: replace(e, phones=(f"1{d.randrange(10**9, 10**10)}",)),
        lambda e, r, d: replace(e, gender="女" if e.gender == "男" else "男"),
        _another_name,
        _moved,
    ),
    "lawyers": (
        lambda e, r, d: replace(e, phone=f"1{d.randrange(10**9, 10**10)}"),
        lambda e, r, d: replace(e, official_id=_any_official(r, d).person_id),
        lambda e, r, d: replace(e, left_on=_day(e.left_on, d)),
        lambda e, r, d: replace(e, lawyer_name=_any_official(r, d).name),
        lambda e, r, d: replace(e, license_no=e.license_no[::-1]),
    ),
    "cases": (
        lambda e, r, d: replace(e, handlers=e.handlers[:-1]),
        lambda e, r, d: replace(e, handlers=(*e.handlers, _any_official(r, d).person_id)),
        lambda e, r, d: replace(e, parties=_party(r, d)),
        lambda e, r, d: replace(e, cause="离婚纠纷"),
        lambda e, r, d: replace(e, closed_on=_day(e.filed_on, d)),
        lambda e, r, d: replace(e, agents=()),
    ),
    "filed": (
        lambda e, r, d: replace(e, occurred_on=_day(e.occurred_on, d)),
        lambda e, r, d: replace(e, intervener_id=_any_official(r, d).person_id),
        lambda e, r, d: replace(e, case_no=d.choice(sorted(r.cases))),
        lambda e, r, d: replace(e, content="", filed_on=_day(e.filed_on, d)),
        lambda e, r, d: replace(e, channel="电话"),
    ),
}
"""What a correction may do to an entry, by registry."""

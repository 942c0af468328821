"""Roles: who and what fills an event's places, in four modes that differ in what wrong, spurious and missed events do.

The modes are those of Peng et al. (2023), The Devil is in the Details: On the Pitfalls of Event Extraction Evaluation,
and its framework OmniEvent, in the terms of this task. An argument is a role that says somebody or something.

| mode | pair, right category | pair, wrong category | spurious event | missed event |
|---|---|---|---|---|
| gold | compared | compared | left out | left out |
| loose | compared | no argument hits | left out | left out |
| default | compared | no argument hits | its arguments are claimed | left out |
| strict | compared | no argument hits | its arguments are claimed | its arguments are wanted |

Each mode takes hits from the one before or adds to what is claimed or wanted, so F never rises from gold to strict. The
category is right as the record has it: the first predicted situation lies in one of gold's categories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from evaluation.annotation import MarkedEvent, Person
from evaluation.layers.fields import field_shares
from evaluation.layers.layer import Layer, Pair, Paired, total
from evaluation.measures import Tally
from evaluation.pairing import mentions_agree, same_category

MODES = ("gold", "loose", "default", "strict")
ROLES = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
PEOPLE = ("intervener", "recipient", "on_behalf_of", "via")

ByRole = Mapping[str, Tally]


@dataclass(frozen=True, slots=True)
class View:
    """One way to look at arguments: which roles, when one says something, and when the prediction's hits."""

    name: str
    roles: tuple[str, ...]
    told: Callable[[Person], bool]
    hit: Callable[[Person, Person], bool]


def identified(gold: Person, predicted: Person) -> bool:
    """Whether the words agree or, where gold has a registry id, the prediction has the same one: another mention of
    the same person, or the owner told by name."""
    return mentions_agree(gold, predicted) or same_id(gold, predicted)


def same_id(gold: Person, predicted: Person) -> bool:
    """Whether both have the same registry id."""
    return gold.registry_id is not None and gold.registry_id == predicted.registry_id


VIEWS = (
    View("role", ROLES, lambda person: True, identified),
    View("role_registered", PEOPLE, lambda person: person.registry_id is not None, same_id),
)


def _tallies(paired: Paired) -> dict[str, Tally]:
    pairs, spurious, missed = paired.pairs, paired.spurious, paired.missed
    tallies = field_shares(paired, "person", "recipient")
    for view in VIEWS:
        for mode, by_role in _by_mode(view, pairs, spurious, missed).items():
            tallies[f"{view.name}_{mode}"] = total(by_role.values())
            tallies |= {f"{view.name}_{mode}.{role}": one for role, one in by_role.items() if one != Tally()}
    return tallies


def _by_mode(
    view: View, pairs: tuple[Pair, ...], spurious: Iterable[MarkedEvent], missed: Iterable[MarkedEvent]
) -> dict[str, ByRole]:
    given: dict[str, Tally] = {}
    loose: dict[str, Tally] = {}
    for role in view.roles:
        found = [(_argument(view, a, role), _argument(view, b, role), same_category_of(a, b)) for a, b in pairs]
        hits = [right for mine, theirs, right in found if mine and theirs and view.hit(mine, theirs)]
        claimed, wanted = sum(b is not None for _, b, _ in found), sum(a is not None for a, _, _ in found)
        given[role] = Tally(len(hits), claimed, wanted)
        loose[role] = Tally(sum(hits), claimed, wanted)
    too_many = {role: Tally(0, _told(view, spurious, role), 0) for role in view.roles}
    too_few = {role: Tally(0, 0, _told(view, missed, role)) for role in view.roles}
    default = {role: loose[role] + too_many[role] for role in view.roles}
    strict = {role: default[role] + too_few[role] for role in view.roles}
    return dict(zip(MODES, (given, loose, default, strict), strict=True))


def same_category_of(gold: MarkedEvent, predicted: MarkedEvent) -> bool:
    """Whether the predicted event is of a right kind: what a wrong event is in the modes."""
    return same_category(gold.situations, predicted.situations)


def _argument(view: View, event: MarkedEvent, role: str) -> Person | None:
    person: Person | None = getattr(event, role)
    return person if person is not None and view.told(person) else None


def _told(view: View, events: Iterable[MarkedEvent], role: str) -> int:
    return sum(_argument(view, event, role) is not None for event in events)


LAYER = Layer("roles", _tallies, shares=("person", "recipient"))

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

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evaluation.annotation import MarkedEvent, Person
from evaluation.layers.fields import field_shares
from evaluation.layers.layer import Layer, Paired, total
from evaluation.measures import Tally, tally
from evaluation.pairing import mentions_agree, same_category

MODES = ("gold", "loose", "default", "strict")
ROLES = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
PEOPLE = ("intervener", "recipient", "on_behalf_of", "via")


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
    pairs = [(gold, predicted, same_category_of(gold, predicted)) for gold, predicted in paired.pairs]
    sides = (paired.spurious, paired.missed)
    tallies = field_shares(paired, "person", "recipient")
    for view in VIEWS:
        by_role = {role: _by_mode(view, role, pairs, *sides) for role in view.roles}
        for place, mode in enumerate(MODES):
            narrowed = {role: modes[place] for role, modes in by_role.items()}
            tallies[f"{view.name}_{mode}"] = total(one for one in narrowed.values() if one.predicted or one.gold)
            tallies |= {f"{view.name}_{mode}.{r}": one for r, one in narrowed.items() if one.predicted or one.gold}
    return tallies


def _by_mode(
    view: View,
    role: str,
    pairs: Iterable[tuple[MarkedEvent, MarkedEvent, bool]],
    spurious: Iterable[MarkedEvent],
    missed: Iterable[MarkedEvent],
) -> tuple[Tally, Tally, Tally, Tally]:
    """The tallies of one role in the order of MODES; the third of a pair is whether its category is right."""
    hits = hits_of_right = claimed = wanted = 0
    for gold, predicted, right in pairs:
        mine, theirs = _argument(view, gold, role), _argument(view, predicted, role)
        hit = mine is not None and theirs is not None and view.hit(mine, theirs)
        hits += hit
        hits_of_right += hit and right
        wanted += mine is not None
        claimed += theirs is not None
    too_many = sum(_argument(view, event, role) is not None for event in spurious)
    too_few = sum(_argument(view, event, role) is not None for event in missed)
    return (
        tally(hits, claimed, wanted),
        tally(hits_of_right, claimed, wanted),
        tally(hits_of_right, claimed + too_many, wanted),
        tally(hits_of_right, claimed + too_many, wanted + too_few),
    )


def same_category_of(gold: MarkedEvent, predicted: MarkedEvent) -> bool:
    """Whether the predicted event is of a right kind: what a wrong event is in the modes."""
    return same_category(gold.situations, predicted.situations)


def _argument(view: View, event: MarkedEvent, role: str) -> Person | None:
    person: Person | None = getattr(event, role)
    return person if person is not None and view.told(person) else None


LAYER = Layer("roles", _tallies, shares=("person", "recipient"))

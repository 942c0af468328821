"""What a screening rests on besides the files: registries, rulebooks, versions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from data.registries import Fault
from data.registries.standing import Standing, load_standing
from data.registry import Registries
from data.rulebook import PROFILES, Rulebook, load_rulebook
from pipelines.order import Order
from pipelines.versions import versions_of

AUTO = "auto"
COMMON = "common"
"""The rulebook of an organ of no particular kind."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Registries with their faults, rulebooks by profile, and the versions of all that decides a result.

    With one rulebook it holds for every matter; with several the unit of the one approached tells which.
    """

    registries: Registries
    faults: tuple[Fault, ...]
    rulebooks: Mapping[str, Rulebook]
    versions: dict[str, str]
    standing: Standing
    """The files of the registries as they were read."""

    @property
    def rulebook(self) -> Rulebook | Mapping[str, Rulebook]:
        """What `records.proposals` weighs by."""
        return next(iter(self.rulebooks.values())) if len(self.rulebooks) == 1 else self.rulebooks


def lay_basis(order: Order) -> Basis:
    """The basis of a screening. Raises RegistryError or RulebookError when one of them cannot be used."""
    registries, faults, standing = load_standing(order.registries, strict=order.strict)
    rulebooks = rulebooks_of(order.profile, order.rulebook)
    second_reader = order.second_reader.version if order.second_reader else None
    versions = versions_of(registries, rulebooks, order.limits, order.weights, second_reader)
    return Basis(registries, faults, rulebooks, versions, standing)


def rulebooks_of(profile: str, folder: Path | None) -> dict[str, Rulebook]:
    """The rulebook of the profile; all of them for `auto`, so that each unit is weighed by its own."""
    profiles = (*PROFILES, COMMON) if profile == AUTO else (profile,)
    return {name: load_rulebook(name, folder) for name in profiles}

"""What a screening rests on besides the files: registries, rulebook, versions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from data.registries import Fault, load_registries
from data.registry import Registries
from data.rulebook import PROFILES, Rulebook, load_rulebook, profile_for
from pipelines.order import Order
from pipelines.versions import versions_of

COMMON = "common"
"""The rulebook of an organ of no particular kind."""


@dataclass(frozen=True, slots=True)
class Basis:
    """Registries with their faults, the rulebook of the organ, and the versions of all that decides a result."""

    registries: Registries
    faults: tuple[Fault, ...]
    rulebook: Rulebook
    versions: dict[str, str]


def lay_basis(order: Order) -> Basis:
    """The basis of a screening. Raises RegistryError or RulebookError when one of them cannot be used."""
    registries, faults = load_registries(order.registries, strict=order.strict)
    profile = _profile_of(registries, order.rulebook) if order.profile == "auto" else order.profile
    rulebook = load_rulebook(profile, order.rulebook)
    return Basis(registries, faults, rulebook, versions_of(registries, rulebook, order.limits))


def _profile_of(registries: Registries, folder: Path | None) -> str:
    """The profile of the organ that has most cases in the registry; the earlier in PROFILES when they are equal.

    `common` when no unit tells what it is.
    """
    found = Counter(profile_for(case.unit, folder) for case in registries.cases.values())
    return max(PROFILES, key=lambda profile: found[profile]) if any(found[name] for name in PROFILES) else COMMON

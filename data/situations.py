"""The category of each situation, as the annotation guidelines fix it (a rulebook may weigh them otherwise)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.types import Category, Situation

CATEGORY_OF: Mapping[Situation, Category] = MappingProxyType(
    {
        Situation.ASK_PROGRESS: Category.INQUIRE,
        Situation.ASK_DELIBERATION: Category.INQUIRE,
        Situation.TIP_OFF: Category.INQUIRE,
        Situation.DEMAND_REPORT: Category.INQUIRE,
        Situation.PLEAD: Category.INTERFERE,
        Situation.DIRECT_OUTCOME: Category.INTERFERE,
        Situation.COORDINATE: Category.INTERFERE,
        Situation.THROUGH_OTHERS: Category.INTERFERE,
        Situation.PRESSURE: Category.INTERFERE,
        Situation.PRIVATE_MEETING: Category.MEDDLE,
        Situation.PASS_MATERIAL: Category.MEDDLE,
        Situation.INTRODUCE_AGENT: Category.MEDDLE,
        Situation.BENEFIT: Category.MEDDLE,
        Situation.STEER_PROCEDURE: Category.MEDDLE,
        Situation.OTHER: Category.MEDDLE,
    }
)

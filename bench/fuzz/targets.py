"""All targets by name."""

from __future__ import annotations

from bench.fuzz.papers import PAPERS
from bench.fuzz.rules import RULES
from bench.fuzz.tables import TABLES
from bench.fuzz.target import Target

TARGETS: dict[str, Target] = {target.name: target for target in (*RULES, *TABLES, *PAPERS)}

"""The names of rules and routes, from the rulebook that the last run went by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from data.errors import RulebookError
from data.rulebook import PROFILES, Rulebook, load_rulebook
from review.words import label
from store.rows import Run


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule a proposal rests on: its name, where it stands, how firm that is. Empty text where that is not known."""

    title: str
    source: str
    basis: str


@dataclass(frozen=True, slots=True)
class RuleNames:
    """Names from one rulebook; what it does not know is shown by its code."""

    rulebook: Rulebook | None

    def route(self, code: str) -> str:
        """The name of whom to report to."""
        try:
            return self.rulebook.label("routes", code) if self.rulebook else code
        except KeyError:
            return code

    def rule(self, told: str | Mapping[str, Any]) -> Rule:
        """A rule as a proposal has it: told in full, or by its id `table.entry`."""
        if not isinstance(told, str):
            return Rule(told["title"], told["source"], label(told["basis"], "basis"))
        table, _, entry = told.partition(".")
        try:
            found = self.rulebook.ref(table, entry) if self.rulebook else None
        except (AttributeError, KeyError):
            found = None
        return Rule(found.title, found.source, label(found.basis, "basis")) if found else Rule(told, "", "")


def rule_names(run: Run | None, folder: Path | None) -> RuleNames:
    """The names by the run's rulebook (`profile/version+hash`); `folder` has its files, None: built in."""
    profile = run.versions.get("rulebook", "").partition("/")[0] if run else ""
    return RuleNames(_rulebook(profile, folder) if profile in PROFILES else None)


@cache
def _rulebook(profile: str, folder: Path | None) -> Rulebook | None:
    try:
        return load_rulebook(profile, folder)
    except RulebookError:
        return None  # names are a help to the reader: codes are shown instead, the run itself would have failed

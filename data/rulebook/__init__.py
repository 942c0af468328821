"""The rules of recording as data: one TOML a profile, checked when loaded, never repeated in code."""

from data.rulebook.book import Assessment, Intervener, Rulebook, RuleRef
from data.rulebook.loading import PROFILES, load_rulebook, profile_for

__all__ = ["PROFILES", "Assessment", "Intervener", "RuleRef", "Rulebook", "load_rulebook", "profile_for"]

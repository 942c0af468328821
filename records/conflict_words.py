"""The words of conflicts, from `data/lexicons/conflict_words.toml`."""

from __future__ import annotations

from matching import lexicon

NAME = "conflict_words"


def say(part: str, name: str, /, **filled: object) -> str:
    """The sentence `name` of `part`, its braces filled in. Raises KeyError for one that is not there."""
    return str(lexicon.table(NAME)[part][name]).format(**filled)

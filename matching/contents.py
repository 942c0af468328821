"""What the content of a filed record speaks of: situations of the rulebook, and for whom it was asked."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from data.lexicon import rows
from data.normalize import key

PRINCIPAL = "principal"
"""Said of words that tell for whom it was asked, by name or not."""


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], frozenset[str]], ...]:
    return tuple((re.compile(row["pattern"]), frozenset(row["speaks_of"].split())) for row in rows("filed_contents"))


def _spoken_of(content: str) -> frozenset[str]:
    folded = key(content)
    return frozenset().union(*(what for pattern, what in _patterns() if pattern.search(folded)))


def situations_in(content: str) -> frozenset[str]:
    """The codes of all situations that the content may mean; empty when its words tell none."""
    return _spoken_of(content) - {PRINCIPAL}


def tells_principal(content: str, names: Iterable[str]) -> bool:
    """Whether the content says for whom it was asked: by one of `names`, or as a party, a relative, somebody else."""
    folded = key(content)
    return PRINCIPAL in _spoken_of(content) or any(name and key(name) in folded for name in names)

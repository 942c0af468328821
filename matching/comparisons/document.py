"""Who else the paper names: 王院长 in line three is the 王建国 of line one."""

from __future__ import annotations

from matching.comparisons.base import Agreement
from matching.comparisons.name import FULL, GARBLED, compare_names
from matching.comparisons.title import title_match
from matching.index import Person
from matching.sight import Paper, Sight

LEVELS = ("named", "stranger")
PARTIAL = ("titled", "familiar", "given", "given_part", "given_title", "anonymous")


def document_match(sight: Sight, person: Person, paper: Paper) -> Agreement | None:
    """`named` when the paper gives the person's full name elsewhere, unless a title is told that he never bore.

    `stranger` when the words fit a full name of the paper that no registry has, unless he bears the title told. None
    for a full name, and when the paper names neither. A garbled name of one whom the paper names rightly as well is
    taken to be another's.
    """
    level = compare_names(sight.mention.text, person.name, person.aliases).level
    if level in FULL:
        return None
    if level in GARBLED:
        known = person.id in paper.known
        return Agreement("stranger", f"同一材料另写明{person.name}，当是另一人") if known else None
    title = title_match(sight, person, paper)
    if person.id in paper.known and not (title and title.level == "differs"):
        return Agreement("named", f"同一材料中写明{person.name}")
    if title and title.level in ("holder", "deputy"):
        return None
    for name in paper.strangers:
        if name != sight.mention.text and compare_names(sight.mention.text, name).level in PARTIAL:
            return Agreement("stranger", f"也可能指同一材料中的{name}（未登记）")
    return None

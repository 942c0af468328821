"""What the words tell of an intervener's standing when no registry knows him."""

from __future__ import annotations

from data.normalize import key
from data.types import Label, Mention
from matching import lexicon
from matching.caseindex import company_core
from records.filled import intervener_of
from records.view import View

LONGEST_KIN = 4
"""Code points of the longest word of kinship."""


def lawyer_words() -> tuple[str, ...]:
    """Words that call somebody a lawyer."""
    return lexicon.title_words("lawyer_cues")


def is_party(view: View) -> bool:
    """Whether the intervener is a party to the case, speaks for a company that is one, or is kin to somebody in it.

    Kinship counts only for people no registry knows: an official's ties do not make him a party's relation.
    """
    mention = intervener_of(view)
    case = view.registries.cases.get(view.item.case.case_no or "")
    if mention is None:
        return False
    names = {key(mention.text), key(view.intervener.name) if view.intervener else ""}
    told = "".join(other.text for other in view.beside(mention, Label.ORG))
    for party in case.parties if case else ():
        core = company_core(party)
        if key(party) in names or (core and (core[:2] in told or core[:2] in mention.text)):
            return True
    return view.intervener is None and _is_kin(view, mention)


def _is_kin(view: View, mention: Mention) -> bool:
    """Whether a word of kinship is in the name or stands right before it: 三舅, 周大海的弟弟周小海."""
    before = view.text[max(0, mention.start - LONGEST_KIN) : mention.start]
    kin = tuple(lexicon.table("match_items")["relation"]["kin"])
    return before.endswith(kin) or any(word in mention.text for word in kin)

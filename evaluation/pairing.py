"""Which predicted event answers which gold event of the same document (annotation guidelines, section 6).

A pair may form when a trigger of one overlaps a trigger of the other, or when the interveners agree and the case
numbers are equal and told. Weights: trigger 2, intervener 1.5, case 1. Best pairs first, one to one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from data.situations import CATEGORY_OF
from data.types import Situation
from evaluation.annotation import MarkedEvent, Person, Span

TRIGGER_WEIGHT = 2.0
INTERVENER_WEIGHT = 1.5
CASE_WEIGHT = 1.0

BRACKETS_AND_SPACES = re.compile(r"[\s()\[\]{}<>〔〕【】〈〉《》「」『』〖〗]+")


def pair_events(gold: Sequence[MarkedEvent], predicted: Sequence[MarkedEvent]) -> list[tuple[int, int]]:
    """(index in gold, index in predicted) of every pair, in gold order.

    Ties are settled by place in the text, then by id, so that the order of lines and events does not matter.
    """
    ranked = []
    for g, mine in enumerate(gold):
        for p, theirs in enumerate(predicted):
            weight = pair_weight(mine, theirs)
            if weight is not None:
                ranked.append((-weight, mine.start, theirs.start, mine.id, theirs.id, g, p))
    pairs: dict[int, int] = {}
    taken: set[int] = set()
    for *_, g, p in sorted(ranked):
        if g not in pairs and p not in taken:
            pairs[g] = p
            taken.add(p)
    return sorted(pairs.items())


def pair_weight(gold: MarkedEvent, predicted: MarkedEvent) -> float | None:
    """The weight of a possible pair, None when the two may not be paired."""
    trigger = any(overlaps(a, b) for a in gold.triggers for b in predicted.triggers)
    intervener = mentions_agree(gold.intervener, predicted.intervener)
    case = gold.case_no is not None and same_case_number(gold.case_no, predicted.case_no)
    if not trigger and not (intervener and case):
        return None
    return TRIGGER_WEIGHT * trigger + INTERVENER_WEIGHT * intervener + CASE_WEIGHT * case


def overlaps(a: Span, b: Span) -> bool:
    """Whether the spans share a code point; touching spans do not."""
    return a.start < b.end and b.start < a.end


def mentions_agree(a: Person | None, b: Person | None) -> bool:
    """Whether the words for two people overlap or one's stand within the other's; the owner agrees with the owner."""
    if a is None or b is None:
        return False
    if a.span is None or b.span is None:
        return a.span is b.span
    return overlaps(a.span, b.span) or a.span.text in b.span.text or b.span.text in a.span.text


def same_case_number(a: str | None, b: str | None) -> bool:
    """Whether the numbers are equal, brackets, spaces and widths of characters aside; both null are equal.

    The rule is part of the published protocol and therefore stands here: a better reading of case numbers elsewhere
    must not move old scores.
    """
    return _bare(a) == _bare(b)


def same_person(gold: Person | None, predicted: Person | None) -> bool:
    """Whether the prediction names the right person: gold's registry id; without one, agreeing words and no id."""
    if gold is None or predicted is None:
        return gold is predicted
    if gold.registry_id is not None:
        return predicted.registry_id == gold.registry_id
    return predicted.registry_id is None and mentions_agree(gold, predicted)


def same_category(gold: Sequence[Situation], predicted: Sequence[Situation]) -> bool:
    """Whether the first predicted situation lies in one of the categories of gold's situations."""
    return bool(predicted) and CATEGORY_OF[predicted[0]] in {CATEGORY_OF[code] for code in gold}


def _bare(number: str | None) -> str:
    return BRACKETS_AND_SPACES.sub("", unicodedata.normalize("NFKC", number)) if number else ""

"""What a filler of one item gives: a value and the words it rests on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from data.types import Mention
from records.types import CaseItem
from records.view import Span, View


@dataclass(frozen=True, slots=True)
class Filled:
    """A value and the spans of the words it rests on; at least one span."""

    value: str | CaseItem
    spans: tuple[Span, ...]


Filler = Callable[[View], "Filled | None"]
"""None when the document does not tell the item."""


def intervener_of(view: View) -> Mention | None:
    """The mention of the intervener, None when none is told."""
    return view.mention(view.item.event.intervener)


def span_of(mention: Mention) -> Span:
    """Where a mention stands."""
    return mention.start, mention.end

"""The page of one item: everything the viewer may see of it, laid out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from review.item.basis import Due, Filed, Rule, Short, compared, due, rules, short
from review.item.because import Because, because
from review.item.elements import Further, ShownItem, elements, further
from review.item.papers import Grounds, Paper, papers
from review.item.people import ShownLink, links
from review.item.rounds import Disputed, disputed
from review.item.second import SecondReading, second_readings
from review.item.timeline import Day, timeline
from store.desk.outcomes import INTERVENER, SITUATIONS
from store.desk.rows import FINAL, Item
from store.rows import ProposalState


@dataclass(frozen=True, slots=True)
class MergedPapers:
    """The papers of an item that was merged into this one."""

    item: Item
    papers: tuple[Paper, ...]


@dataclass(frozen=True, slots=True)
class ItemPage:
    """What the page shows beside the item itself. `editable`: the viewer may change items now."""

    elements: tuple[ShownItem, ...]
    situations: Further
    intervener: Further
    links: tuple[ShownLink, ...]
    second: tuple[SecondReading, ...]
    papers: tuple[Paper, ...]
    merged: tuple[MergedPapers, ...]
    filed: Short | None
    compared: tuple[Filed, ...]
    rules: tuple[Rule, ...]
    because: tuple[Because, ...]
    due: Due
    days: tuple[Day, ...]
    disputed: Disputed | None
    withdrawn: bool
    editable: bool

    @property
    def candidates(self) -> int:
        """How many registry entries were considered for the intervener."""
        return len(self.links[0].people) if self.links else 0


def item_page(item: Item, merged: Sequence[Item], today: date) -> ItemPage:
    """The page of an item, with those merged into it that the viewer may see too."""
    own = papers(grounds_of(item))
    others: list[MergedPapers] = []
    count = len(own)
    for one in merged:
        found = papers(grounds_of(one), count + 1)
        others.append(MergedPapers(one, found))
        count += len(found)
    return ItemPage(
        elements=elements(item),
        situations=further(item, SITUATIONS),
        intervener=further(item, INTERVENER),
        links=links(item),
        second=second_readings(item),
        papers=own,
        merged=tuple(others),
        filed=short(item),
        compared=compared(item),
        rules=rules(item),
        because=because(item),
        due=due(item, today),
        days=timeline(item, merged),
        disputed=disputed(item),
        withdrawn=item.row.state is ProposalState.WITHDRAWN,
        editable=may_edit(item),
    )


def may_edit(item: Item) -> bool:
    """Whether the viewer may change items now: whoever may end a round."""
    return not FINAL.isdisjoint(item.may)


def grounds_of(item: Item) -> Grounds:
    """What the papers of an item are made from."""
    return Grounds(item.row.proposal_id, item.row.body, item.details, item.passages)

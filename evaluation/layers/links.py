"""Links: mentions and the registry entries they mean, nil among the answers.

Mention strict or not plays no part: a predicted mention answers a gold one of its type that it overlaps.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evaluation.annotation import Span
from evaluation.layers.layer import Layer, Paired
from evaluation.measures import Tally, share, tally
from evaluation.mentions import paired_spans


def _tallies(paired: Paired) -> dict[str, Tally]:
    gold, predicted = list(paired.gold.spans.values()), list(paired.predicted.spans.values())
    partner = _partners(gold, predicted)
    return {**link_shares(gold, partner), **end_to_end(gold, predicted, partner)}


def link_shares(gold: Iterable[Span], partner: Mapping[str, Span]) -> dict[str, Tally]:
    """Shares of gold's linked mentions: in a registry and given that id; in none and given none.

    A gold mention in a registry that was not found counts as wrong; one in no registry counts only where it was found,
    since silence about it is no link. `partner` has the predicted mention by the id of the gold one it answers.
    """
    linked = [span for span in gold if span.linked]
    registered = [span for span in linked if span.registry_id is not None]
    nil = [span for span in linked if span.registry_id is None and span.id in partner]
    return {
        "link_registered": share(
            sum(span.id in partner and partner[span.id].registry_id == span.registry_id for span in registered),
            len(registered),
        ),
        "link_nil": share(sum(partner[span.id].registry_id is None for span in nil), len(nil)),
    }


def end_to_end(gold: Iterable[Span], predicted: Iterable[Span], partner: Mapping[str, Span]) -> dict[str, Tally]:
    """Mention found and linked rightly, of all that gold links and all that the prediction does: registered ids, nil,
    and the two together (the strong link, nil and all match of Ji, Nothman and Hachey, 2014, TAC-KBP, with overlap for
    equal spans).

    A predicted mention that answers one on which gold is silent is not judged. Without an id it says nil when it
    answers a linked gold mention or is marked `linked`; otherwise it says nothing.
    """
    linked = [span for span in gold if span.linked]
    answers = {partner[span.id].id for span in linked if span.id in partner}
    unjudged = {span.id for span in partner.values()} - answers
    claims = [span for span in predicted if span.id not in unjudged]
    right = [span for span in linked if span.id in partner and partner[span.id].registry_id == span.registry_id]
    registered = tally(
        sum(span.registry_id is not None for span in right),
        sum(span.registry_id is not None for span in claims),
        sum(span.registry_id is not None for span in linked),
    )
    nil = tally(
        sum(span.registry_id is None for span in right),
        sum(span.registry_id is None and (span.linked or span.id in answers) for span in claims),
        sum(span.registry_id is None for span in linked),
    )
    return {
        "link_end_to_end": registered + nil,
        "link_end_to_end.registered": registered,
        "link_end_to_end.nil": nil,
    }


def _partners(gold: Iterable[Span], predicted: Iterable[Span]) -> dict[str, Span]:
    gold, predicted = list(gold), list(predicted)
    partner = {}
    for label in {span.label for span in gold}:
        mine = [span for span in gold if span.label is label]
        partner.update({a.id: b for a, b in paired_spans(mine, [span for span in predicted if span.label is label])})
    return partner


LAYER = Layer("links", _tallies, shares=("link_registered", "link_nil"))

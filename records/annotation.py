"""One event as the annotation guidelines write it, and everybody it names: what a confirmed item can be learnt from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from data.goldfile import event_row, mention_row
from data.types import OWNER, Label, Mention
from records.told import Annotation, Aside, Likely
from records.view import Span, View, person_of

ROLES = ("via", "on_behalf_of")
"""Roles besides intervener and recipient, which have links of their own."""
OF_A_PREDICTION = frozenset({"score"})
"""Fields that gold does not have."""


def annotation_of(view: View, kept: Iterable[Span]) -> Annotation:
    """The event, with all mentions within the spans that are `kept` of the document and those the event rests on."""
    spans = tuple(kept)
    needed = {mention.id for mention in mentions_of(view)}
    chosen = [m for m in view.mentions.values() if m.id in needed or _within(m, spans)]
    document = view.document
    return Annotation(
        doc_id=document.doc_id,
        kind=document.kind.value,
        owner=document.owner,
        folder_case=document.folder_case,
        mentions=tuple(
            _plain(mention_row(mention, view.links.get(mention.id)))
            for mention in sorted(chosen, key=lambda m: (m.start, m.end, m.id))
        ),
        event=_plain(event_row(view.item)),
    )


def mentions_of(view: View) -> Iterator[Mention]:
    """The mentions that the event rests on: its triggers, its roles, its case and its time."""
    event = view.item.event
    roles = (event.intervener, event.recipient, event.case, event.time, event.on_behalf_of, event.via)
    for key in (*event.triggers, *roles):
        if key and key != OWNER and key in view.mentions:
            yield view.mentions[key]


def asides_of(view: View, quoted: Sequence[Span]) -> tuple[Aside, ...]:
    """Go-between and beneficiary, then everybody else whose name stands in the words that are `quoted`, each once."""
    event = view.item.event
    told: dict[str, str] = {}
    for role in ROLES:
        key = getattr(event, role)
        if key and key in view.mentions:
            told.setdefault(key, role)
    for mention in sorted(view.mentions.values(), key=lambda m: (m.start, m.end, m.id)):
        main = mention.id in (event.intervener, event.recipient)
        if mention.label is Label.PER and not main and _within(mention, quoted):
            told.setdefault(mention.id, "named")
    found: dict[tuple[str, str | None], Aside] = {}
    for key, role in told.items():
        aside = _aside(view, view.mentions[key], role)
        found.setdefault((aside.words, aside.id), aside)
    return tuple(found.values())


def _aside(view: View, mention: Mention, role: str) -> Aside:
    link = view.links.get(mention.id)
    person = person_of(link.registry_id, view.registries) if link else None
    return Aside(
        role=role,
        words=mention.text,
        registry=link.registry.value if link and link.registry else None,
        id=link.registry_id if link else None,
        name=person.name if person else None,
        candidates=tuple(Likely(c.registry.value, c.registry_id, c.name) for c in link.candidates) if link else (),
    )


def _within(mention: Mention, spans: Iterable[Span]) -> bool:
    return any(start <= mention.start and mention.end <= end for start, end in spans)


def _plain(row: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in row.items() if name not in OF_A_PREDICTION}

"""The second reader's events as events over mentions, beside those of the first reader."""

from __future__ import annotations

from collections.abc import Sequence

from data.offsets import make_mention, turn_at
from data.types import OWNER, PREFIX, Channel, Document, Event, Extraction, Label, Mention, Status
from extractors.second_reader.checking import Seen
from extractors.second_reader.chunks import Span

BY = "second_reader"
PEOPLE = (Label.PER, Label.POS, Label.ORG)
LABELS: dict[str, tuple[Label, ...]] = {
    "intervener": PEOPLE,
    "recipient": PEOPLE,
    "via": PEOPLE,
    "on_behalf_of": PEOPLE,
    "case": (Label.CASE,),
    "time": (Label.TIME,),
}
"""What a mention may be for a role; the first is what a new one is made as."""


def lay(document: Document, first: Extraction, seen: Sequence[Seen], score: float) -> Extraction:
    """The mentions of the first reader with those that the second one needs besides, and the second one's events alone.

    Where a mention of a fitting kind stands in the place of a quote it is taken; ids of new ones and of events begin
    with those of the first reader's continued, events as s1 ... . `score` is that of every event and new mention.
    """
    sheet = _Sheet(document, list(first.mentions), score)
    events = tuple(_event(sheet, number, one) for number, one in enumerate(seen, 1))
    return Extraction(tuple(sheet.mentions), events)


class _Sheet:
    def __init__(self, document: Document, mentions: list[Mention], score: float) -> None:
        self.document, self.mentions, self.score = document, mentions, score

    def ident(self, span: Span, labels: Sequence[Label]) -> str:
        """The id of the mention for a span: the one that shares most with it, else a new one."""
        there = [m for m in self.mentions if m.label in labels and m.start < span[1] and span[0] < m.end]
        if there:
            best = max(there, key=lambda m: (min(m.end, span[1]) - max(m.start, span[0]), -labels.index(m.label)))
            return best.id
        new = make_mention(self.document, *span, labels[0], id=self._free(labels[0]), score=self.score, by=BY)
        self.mentions.append(new)
        return new.id

    def _free(self, label: Label) -> str:
        taken = {mention.id for mention in self.mentions}
        number = len(self.mentions) + 1
        while f"{PREFIX[label]}{number}" in taken:
            number += 1
        return f"{PREFIX[label]}{number}"


def _event(sheet: _Sheet, number: int, seen: Seen) -> Event:
    roles: dict[str, str | None] = {}
    for name, labels in LABELS.items():
        told = seen.roles.get(name)
        roles[name] = told if told is None or isinstance(told, str) else sheet.ident(told, labels)
    start, end = seen.triggers[0]
    turn = turn_at(sheet.document.turns, start)
    recipient = roles["recipient"] or (OWNER if sheet.document.owner and "recipient" not in seen.dropped else None)
    return Event(
        id=f"s{number}",
        triggers=tuple(dict.fromkeys(sheet.ident(span, (Label.TRIGGER,)) for span in seen.triggers)),
        situations=seen.situations,
        intervener=roles["intervener"],
        recipient=recipient,
        case=roles["case"],
        case_no=None,
        time=roles["time"],
        date=turn.sent_at.date() if turn and turn.sent_at and not roles["time"] else None,
        channel=seen.channel or Channel.OTHER,
        on_behalf_of=roles["on_behalf_of"],
        via=roles["via"],
        status=seen.status or Status.ASSERTED,
        lawful=seen.lawful,
        score=sheet.score,
        reasons=(("event", BY, sheet.document.text[start:end]),),
    )

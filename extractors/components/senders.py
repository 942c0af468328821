"""Who speaks: senders of chat messages, senders and receivers in mail headers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Kind, Label, TurnRole
from extractors.component import Component
from extractors.draft import Draft
from extractors.spans import Span

ADDRESSEES = re.compile(r"[>\s|]*(?:发件人|寄件人|From|收件人|To|抄送|Cc)\s*[:：]\s*")
PIECE = re.compile(r"[^;；,，、<>＜＞()（）\s]+")
NAME = re.compile(r"[一-鿿·]{2,4}")


class Senders(Component):
    """Marks the sender of every chat message, and every plain name in the address lines of a mail, as PER."""

    name = "senders"

    def find(self, draft: Draft) -> Iterable[Span]:
        """A sender that is no name of a person (a group robot, a phone number) is marked in chats alone."""
        nobody = words("not_names", "word", use="sender")
        for turn in draft.document.turns:
            if turn.role is TurnRole.MESSAGE and turn.speaker_span and turn.speaker not in nobody:
                yield Span(*turn.speaker_span, Label.PER, 1.0, self.name)
            elif turn.role is TurnRole.HEADER and draft.document.kind is Kind.EMAIL:
                yield from self._addressees(draft, turn.start, turn.end)

    def _addressees(self, draft: Draft, start: int, end: int) -> Iterable[Span]:
        line = draft.text[start:end]
        header = ADDRESSEES.match(line)
        if not header:
            return
        no_name = re.compile(
            alternatives(
                words("titles", "title", alone="1")
                + words("units", "unit")
                + words("not_names", "word", use="ending")
                + words("not_names", "word", use="sender")
            )
            + "$"
        )
        for piece in PIECE.finditer(line, header.end()):
            if NAME.fullmatch(piece[0]) and not no_name.search(piece[0]):
                yield Span(start + piece.start(), start + piece.end(), Label.PER, 0.95, self.name)

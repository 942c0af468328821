"""Windows of a paper: as much text as the encoder takes at once, every sentence that is read in exactly one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from data.types import Kind
from extractors.draft import Draft
from extractors.forms import Form

LONGEST = 505
"""Characters of a window with its lead; encoders of this family read at most 512 positions."""
CORE = 420
BEFORE = 60
AFTER = 20
"""Characters of sentences decided, and of context before and after them."""
KINDS = {
    Kind.CHAT: "聊天",
    Kind.EMAIL: "邮件",
    Kind.PHONE_LOG: "电话记录",
    Kind.VISITOR_LOG: "来访登记",
    Kind.MINUTES: "纪要",
    Kind.WORK_NOTE: "工作笔记",
    Kind.CASE_FILE: "卷宗",
    Kind.NOTICE: "通知",
}
FORMS = {Form.OFFICE: "", Form.INSTRUMENT: "文书", Form.STRANGE: "外来"}

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Window:
    """`lead` + `text[start:end]` is what the encoder reads; `sentences` lie within and are decided here.

    Offsets are code points of the document.
    """

    lead: str
    start: int
    end: int
    sentences: tuple[Place, ...]

    def position(self, offset: int) -> int:
        """Where the character at `offset` stands among the window's characters."""
        return offset - self.start + len(self.lead)


def windows(draft: Draft) -> list[Window]:
    """The windows of what the gate let through, in text order."""
    text, lead = draft.text, lead_of(draft)
    found = []
    for part in _parts([piece for _, place in draft.sentences_read() for piece in _pieces(place)]):
        end = _closing(text, part[-1][1])
        start = max(_opening(draft, part[0][0]), min(part[0][0], end + len(lead) - LONGEST))
        found.append(Window(lead, start, min(end, start + LONGEST - len(lead)), tuple(part)))
    return found


def lead_of(draft: Draft) -> str:
    """What the window is told of the paper: its kind, whether it has an owner and lies with a case."""
    document = draft.document
    owned = "有主" if document.owner else "无主"
    filed = "案卷内" if document.folder_case else "无案号"
    return f"{KINDS[document.kind]}{FORMS[draft.form]}，{owned}，{filed}。\n"


def _pieces(place: Place) -> Iterator[Place]:
    """A sentence longer than a window's core in pieces of that length."""
    start, end = place
    while end - start > CORE:
        yield start, start + CORE
        start += CORE
    yield start, end


def _parts(places: Sequence[Place]) -> Iterator[list[Place]]:
    part: list[Place] = []
    for place in places:
        if part and (place[1] - part[0][0] > CORE or place[0] - part[-1][1] > BEFORE):
            yield part
            part = []
        part.append(place)
    if part:
        yield part


def _opening(draft: Draft, start: int) -> int:
    """Where the context before begins: with the lead of the turn, and at a line where one begins near enough."""
    turn = draft.turn_of(start)
    least = max(0, min(start, turn.start if turn and start - turn.start <= BEFORE else start) - BEFORE)
    line = draft.text.find("\n", least, start)
    return line + 1 if 0 <= line < start and least else least


def _closing(text: str, end: int) -> int:
    line = text.rfind("\n", end, end + AFTER)
    return line if line > end else min(len(text), end + AFTER)

"""Where words stand that bear on an act: stretches of the text around a finding, by name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from data.types import Kind, TurnRole
from extractors.clauses import clauses, sentences
from extractors.decision import Finding
from extractors.draft import Draft

HEADING = 80
"""Code points at the head of a paper within which its title ends."""
MAIL_HEAD = 400
"""Code points at the head of a mail within which its subject stands."""
ANSWER = 80
"""Code points of an answer that are looked at."""
ANSWERS = 3
"""Messages after the act among which the first of another speaker is its answer."""
REACH = 1_500
"""Code points on either side of an act within which its turn is looked at."""
SUBJECT = re.compile(r"^主题[:：].*$", re.MULTILINE)
Place = tuple[int, int]


def sentence_of(draft: Draft, finding: Finding) -> Place:
    """The sentence in which the act's words begin."""
    return _sentences(draft, finding)[1] or (finding.start, finding.end)


def act_of(draft: Draft, finding: Finding) -> Place:
    """The clauses of its sentence that the act's words lie in, from the first to the last."""
    own = [p for p in clauses(draft.text, *sentence_of(draft, finding)) if p[0] < finding.end and finding.start < p[1]]
    return (own[0][0], own[-1][1]) if own else (finding.start, finding.end)


def turn_of(draft: Draft, finding: Finding) -> Place:
    """What the turn of the act says within `REACH` of it; the act's own words between turns."""
    turn = draft.turn_of(finding.start)
    if turn is None:
        return finding.start, finding.end
    return max(turn.body, finding.start - REACH), min(turn.end, finding.end + REACH)


def _sentences(draft: Draft, finding: Finding) -> tuple[Place | None, Place | None, Place | None]:
    """The sentence before that of the act, its own and the next, all of one turn."""
    before: Place | None = None
    own: Place | None = None
    for place in sentences(draft.text, *turn_of(draft, finding)):
        if own is not None:
            return before, own, place
        if place[0] <= finding.start < place[1]:
            own = place
        else:
            before = place
    return before, own, None


def _act(draft: Draft, finding: Finding) -> Iterator[Place]:
    yield act_of(draft, finding)


def _sentence(draft: Draft, finding: Finding) -> Iterator[Place]:
    yield sentence_of(draft, finding)


def _lead(draft: Draft, finding: Finding) -> Iterator[Place]:
    yield sentence_of(draft, finding)[0], finding.end


def _rest(draft: Draft, finding: Finding) -> Iterator[Place]:
    _, own, after = _sentences(draft, finding)
    last = after or own
    yield finding.start, last[1] if last else finding.end


def _near(draft: Draft, finding: Finding) -> Iterator[Place]:
    yield from filter(None, _sentences(draft, finding))


def _turn(draft: Draft, finding: Finding) -> Iterator[Place]:
    yield turn_of(draft, finding)


def _exchange(draft: Draft, finding: Finding) -> Iterator[Place]:
    index = draft.turn_number(finding.start)
    turns = draft.document.turns
    if index is None or turns[index].role is not TurnRole.MESSAGE:
        return
    if turns[index].end - finding.start > REACH:
        return
    for other in turns[index + 1 : index + 1 + ANSWERS]:
        if other.role is TurnRole.MESSAGE and other.speaker != turns[index].speaker:
            yield max(turns[index].body, finding.start - REACH), min(other.end, other.body + ANSWER)
            return


def _heading(draft: Draft, finding: Finding) -> Iterator[Place]:
    """The name of a group, the subject of a mail, the heading row of a register, the title of another paper."""
    if draft.document.kind is Kind.EMAIL:
        yield from (found.span() for found in SUBJECT.finditer(draft.text, 0, MAIL_HEAD))
        return
    yield from ((turn.start, turn.end) for turn in draft.document.turns if turn.role is TurnRole.HEADER)
    if draft.document.kind is not Kind.CHAT:
        yield 0, len(draft.text[:HEADING].partition("\n\n")[0])


PLACES: dict[str, Callable[[Draft, Finding], Iterator[Place]]] = {
    "act": _act,
    "sentence": _sentence,
    "lead": _lead,
    "rest": _rest,
    "near": _near,
    "turn": _turn,
    "exchange": _exchange,
    "heading": _heading,
}
"""Where words may stand: the clauses of the act, its sentence, its sentence up to it, from it to the end of the next
sentence, the sentences around it, its turn, its message with the answer to it, the headings of its paper."""

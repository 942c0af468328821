"""The domain's types. All frozen; offsets are half-open code points of `Document.text`; days are `datetime.date`.

`mention.text == document.text[mention.start:mention.end]` holds for every mention, whoever made it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What sort of paper a document is."""

    CHAT = "chat"
    EMAIL = "email"
    PHONE_LOG = "phone_log"
    VISITOR_LOG = "visitor_log"
    MINUTES = "minutes"
    WORK_NOTE = "work_note"
    CASE_FILE = "case_file"
    NOTICE = "notice"


class TurnRole(StrEnum):
    """What a turn is within its document."""

    MESSAGE = "message"  # one chat message
    HEADER = "header"  # a mail header, the heading row of a register, the name of a chat group
    ROW = "row"  # one row of a register or table
    PARAGRAPH = "paragraph"  # running text
    QUOTED = "quoted"  # quoted or forwarded mail below the new text
    ASIDE = "aside"  # page header, footer, footnote, comment, tracked deletion, text box


class Label(StrEnum):
    """Types of mention, as in the annotation guidelines; the value is the type, `PREFIX` gives the id's letter."""

    PER = "PER"
    POS = "POS"
    ORG = "ORG"
    CASE = "CASE"
    TIME = "TIME"
    PHONE = "PHONE"
    TRIGGER = "TRIGGER"


PREFIX = {
    Label.PER: "p",
    Label.POS: "q",
    Label.ORG: "o",
    Label.CASE: "c",
    Label.TIME: "t",
    Label.PHONE: "f",
    Label.TRIGGER: "x",
}


class Category(StrEnum):
    """The three categories of situations: 过问, 干预, 插手."""

    INQUIRE = "inquire"
    INTERFERE = "interfere"
    MEDDLE = "meddle"


class Situation(StrEnum):
    """The fifteen situations of the annotation guidelines. Their meaning and weight stand in the rulebook."""

    ASK_PROGRESS = "ask_progress"
    ASK_DELIBERATION = "ask_deliberation"
    TIP_OFF = "tip_off"
    DEMAND_REPORT = "demand_report"
    PLEAD = "plead"
    DIRECT_OUTCOME = "direct_outcome"
    COORDINATE = "coordinate"
    THROUGH_OTHERS = "through_others"
    PRESSURE = "pressure"
    PRIVATE_MEETING = "private_meeting"
    PASS_MATERIAL = "pass_material"
    INTRODUCE_AGENT = "introduce_agent"
    BENEFIT = "benefit"
    STEER_PROCEDURE = "steer_procedure"
    OTHER = "other"


class Lawful(StrEnum):
    """The eight lawful procedures that need no record."""

    SUPERVISION = "supervision"
    GUIDANCE = "guidance"
    DEPUTIES = "deputies"
    COORDINATION = "coordination"
    LITIGANT = "litigant"
    HOTLINE = "hotline"
    OFFICIAL_LETTER = "official_letter"
    GENERAL_INQUIRY = "general_inquiry"


class Channel(StrEnum):
    """How the intervener reached the recipient."""

    FACE = "face"
    PHONE = "phone"
    MESSAGE = "message"
    EMAIL = "email"
    MEETING = "meeting"
    LETTER = "letter"
    MATERIAL = "material"
    BANQUET = "banquet"
    OTHER = "other"


class Status(StrEnum):
    """Whether the event took place by the words of the document."""

    ASSERTED = "asserted"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"


OWNER = "owner"
"""The role value that stands for the document's owner instead of a mention."""


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a source file. Numbers are 1-based as a person counts; None means the format has no such thing.

    `part` names the attachment or archive member, nested ones joined by `!/`. `box` is (left, top, right, bottom) as
    fractions of the page, origin at the top left.
    """

    part: str | None = None
    page: int | None = None
    sheet: str | None = None
    row: int | None = None
    line: int | None = None
    paragraph: int | None = None
    section: str | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One message, row, paragraph or mail part: `document.text[start:end]`, layout words (time, sender) included.

    `body` is the offset where the words said begin (after `2024-03-05 09:12 袁峰: ` in a chat line); `speaker_span`
    is where the speaker's name stands in the text, if it does. `sent_at` is local time without zone.
    """

    start: int
    end: int
    body: int
    role: TurnRole
    speaker: str | None = None
    speaker_span: tuple[int, int] | None = None
    sent_at: datetime | None = None
    location: Location = field(default_factory=Location)


@dataclass(frozen=True, slots=True)
class Document:
    """One readable paper. `path` is the inbox file, `doc_id` that path plus `!/part` for attachments and members.

    `text` is in the canonical layout of its kind (see data/layout.py), the same for a file read and for a gold line.
    `pages` is the number of pages where the format has pages.
    """

    doc_id: str
    path: str
    kind: Kind
    text: str
    turns: tuple[Turn, ...]
    owner: str | None = None
    folder_case: str | None = None
    sha256: str = ""
    format: str = ""
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names something. `by` is the component that found it; `score` 0..1 is that component's certainty."""

    id: str
    start: int
    end: int
    label: Label
    text: str
    score: float = 1.0
    by: str = ""


@dataclass(frozen=True, slots=True)
class Event:
    """One intervener, one case, one occasion. Role fields hold mention ids; `recipient` may be `OWNER`.

    `reasons` are (field, component, words) triples: which component said what, on the strength of which words.
    `case_no` is what the extractor could read off the words; resolution fills or corrects it.
    """

    id: str
    triggers: tuple[str, ...]
    situations: tuple[Situation, ...]
    intervener: str | None
    recipient: str | None
    case: str | None
    case_no: str | None
    time: str | None
    date: date | None
    channel: Channel
    on_behalf_of: str | None
    via: str | None
    status: Status
    lawful: Lawful | None
    score: float = 1.0
    reasons: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """What was found in one document. Mention ids are unique; every id in an event is a mention of it (or OWNER)."""

    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]


class Registry(StrEnum):
    """Which registry a person was found in."""

    OFFICIALS = "officials"
    LAWYERS = "lawyers"


@dataclass(frozen=True, slots=True)
class Reason:
    """One comparison: its name, its contribution to the score, and words for the reviewer (Chinese)."""

    comparison: str
    weight: float
    words: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A registry entry a mention may mean. `registry_id` is a person_id or an entry_id; `score` 0..1."""

    registry: Registry
    registry_id: str
    name: str
    org: str
    position: str
    score: float
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """What a mention was resolved to.

    `registry_id` None: nobody fits, or two fit too nearly; `candidates` shows them.
    """

    mention_id: str
    registry: Registry | None
    registry_id: str | None
    score: float
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseLink:
    """The case number an event was resolved to, or None when it can't be told, with reasons and rivals."""

    case_no: str | None
    score: float
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[str, ...] = ()


class VerdictKind(StrEnum):
    """What reconciliation says of an event. Only UNFILED leads to a proposal."""

    UNFILED = "unfiled"
    FILED = "filed"
    LAWFUL = "lawful"
    NOT_EVENT = "not_event"


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict and, for FILED, the record it rests on. `str()` is the gold notation: `unfiled`, `filed:F0012` ..."""

    kind: VerdictKind
    record_id: str | None = None
    reasons: tuple[Reason, ...] = ()

    def __str__(self) -> str:
        return f"{self.kind.value}:{self.record_id}" if self.record_id else self.kind.value


@dataclass(frozen=True, slots=True)
class ResolvedEvent:
    """An event with its people, its case and its verdict: what one document contributes to reconciliation."""

    event: Event
    case: CaseLink
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was understood of one document: the unit that evaluation scores and proposals are made from."""

    document: Document
    extraction: Extraction
    links: tuple[Link, ...]
    events: tuple[ResolvedEvent, ...]

"""Who words mean, and which case, as of a day and from a place: the nightly run's resolver asked by hand.

A question is laid out as a small paper: day and place in its heading, then the sentence. No store is touched and
nothing is logged.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from math import exp

from data.casenumber import normalise
from data.errors import ConfigError
from data.layout import parse_turns
from data.registry import Registries
from data.types import (
    OWNER,
    CaseLink,
    Channel,
    Document,
    Event,
    Extraction,
    Kind,
    Label,
    Link,
    Mention,
    Situation,
    Status,
)
from matching import lexicon
from matching.cases import Weighed
from matching.resolver import Resolver

NEAREST = 3
"""Names offered where one is not known."""
LIKENESS = 0.5
"""How alike a name must be to be offered, 0..1."""


@dataclass(frozen=True, slots=True)
class Question:
    """`words` for a person, `case_words` for a case: at least one. `to` is the person_id of the one spoken to."""

    on: date
    words: str = ""
    case_words: str = ""
    at: str = ""
    org: str = ""
    phone: str = ""
    case_no: str = ""
    to: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the resolver says. `link` is None where no person, `case` where no case was asked for; `why` and `case_why`
    tell in Chinese why there is a link or none; `cases` are the weighed candidates, best first."""

    question: Question
    link: Link | None
    why: str
    case: CaseLink | None
    case_why: str
    cases: tuple[Weighed, ...]


def day_of(told: str) -> date:
    """The day of an ISO date. Raises ConfigError for one that is none."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise ConfigError(f"--on {told}: no day; write it as 2024-03-05") from None


def check(question: Question, registries: Registries) -> None:
    """Raises ConfigError, with the nearest known names, for a question that names what the registries do not have."""
    if not question.words and not question.case_words:
        raise ConfigError("who: nothing asked; give the words for a person (王院长), --case-words, or both")
    for option, words in (("WORDS", question.words), ("--case-words", question.case_words)):
        if question.text and words and words not in question.text:
            raise ConfigError(f"--text: {option} {words} is not in it; give the sentence in which the words stand")
    if question.to and question.to not in registries.officials:
        raise ConfigError(f"--to {question.to}: no such person_id; {_people_near(question.to, registries)}")
    units = {post.org for official in registries.officials.values() for post in official.tenures}
    units |= {case.unit for case in registries.cases.values()}
    if question.at and question.at not in units:
        near = _near(question.at, units)
        raise ConfigError(f"--at {question.at}: no unit of the registries; {near or 'write its name in full'}")
    if question.case_no and not normalise(question.case_no) and question.case_no not in registries.cases:
        near = _near(question.case_no, registries.cases)
        way_out = near or "write it in full, as （2025）云98民终112号; a part of it goes into --case-words"
        raise ConfigError(f"--case {question.case_no}: no complete case number; {way_out}")


def _people_near(told: str, registries: Registries) -> str:
    named = [key for key, official in registries.officials.items() if told in (official.name, *official.aliases)]
    near = named or get_close_matches(told, registries.officials, NEAREST, LIKENESS)
    known = [f"{key} {registries.officials[key].name}" for key in near]
    return "the nearest: " + ", ".join(known) if known else "see person_id in officials.csv"


def _near(told: str, known: Iterable[str]) -> str:
    near = get_close_matches(told, list(known), NEAREST, LIKENESS)
    return "the nearest: " + ", ".join(near) if near else ""


def ask(question: Question, registries: Registries, resolver: Resolver | None = None) -> Answer:
    """The answer of the very resolver that screening uses. Raises ConfigError as `check` does."""
    check(question, registries)
    resolver = resolver or Resolver(registries)
    document, extraction = paper_of_question(question)
    reading = resolver.resolve(document, extraction)
    link = next((link for link in reading.links if link.mention_id == "p1"), None)
    case = reading.events[0].case if question.case_words else None
    cases = resolver.weigh_cases(document, extraction)[0] if question.case_words else ()
    return Answer(
        question,
        link if question.words else None,
        _why(link) if question.words and link else "",
        case,
        _case_why(case, cases) if case else "",
        cases,
    )


def paper_of_question(question: Question) -> tuple[Document, Extraction]:
    """The question as a paper: a heading with day and place, the sentence, and the mentions in them."""
    heading = question.on.isoformat() + (f"　{question.at}" if question.at else "")
    marks: list[tuple[str, Label, str, int]] = []
    if question.at:
        marks.append(("o1", Label.ORG, question.at, heading.index(question.at)))
    said = question.text or "，".join(words for words in (question.words, question.case_words) if words)
    at = said.find(question.words) if question.words else -1
    if question.org and at >= 0:
        said = said[:at] + question.org + said[at:]
        marks.append(("o2", Label.ORG, question.org, len(heading) + 1 + at))
        at += len(question.org)
    if at >= 0:
        marks.append(("p1", Label.PER, question.words, len(heading) + 1 + at))
    if question.phone and at >= 0:
        end = at + len(question.words)
        said = f"{said[:end]}（{question.phone}）{said[end:]}"
        marks.append(("f1", Label.PHONE, question.phone, len(heading) + 2 + end))
    if question.case_words:
        marks.append(("c1", Label.CASE, question.case_words, len(heading) + 1 + said.index(question.case_words)))
    text = f"{heading}\n{said}"
    mentions = tuple(Mention(key, start, start + len(words), label, words) for key, label, words, start in marks)
    document = Document(
        "question", "question", Kind.WORK_NOTE, text, parse_turns(text, Kind.WORK_NOTE), owner=question.to or None
    )
    return document, Extraction(tuple(sorted(mentions, key=lambda m: m.start)), (_event(question),))


def _event(question: Question) -> Event:
    return Event(
        id="e1",
        triggers=(),
        situations=(Situation.OTHER,),
        intervener="p1" if question.words else None,
        recipient=OWNER if question.to else None,
        case="c1" if question.case_words else None,
        case_no=normalise(question.case_no) or question.case_no or None,
        time=None,
        date=question.on,
        channel=Channel.OTHER,
        on_behalf_of=None,
        via=None,
        status=Status.ASSERTED,
        lawful=None,
    )


def _why(link: Link) -> str:
    """Why there is a link, or none."""
    settings = lexicon.people_settings()
    if link.registry_id:
        return f"会建立关联：占全部可能的{link.score:.0%}，不低于{settings.link:.0%}且领先其次{settings.margin:.0%}以上"
    if not link.candidates:
        return "不建立关联：两份登记册中没有相符的人"
    odds = [exp(sum(reason.weight for reason in candidate.reasons)) for candidate in link.candidates]
    total = 1 + sum(odds)
    if len(odds) > 1 and (odds[0] - odds[1]) / total < settings.margin and odds[0] > 1:
        return f"不建立关联：前两人过于接近（相差不足{settings.margin:.0%}），请人工辨认"
    if odds[0] / total < settings.link:
        return f"不建立关联：最相符的一人也只占{odds[0] / total:.0%}，不足{settings.link:.0%}"
    return "不建立关联：只有部分姓名或职务相符，没有其他依据"


def _case_why(case: CaseLink, cases: tuple[Weighed, ...]) -> str:
    settings = lexicon.case_settings()
    if case.case_no:
        return f"会认定为{case.case_no}：占全部可能的{case.score:.0%}"
    if not cases:
        return "无法认定：案件清单中没有相符的案件"
    if cases[0].share < settings.link:
        return f"无法认定：最相符的一案也只占{cases[0].share:.0%}，不足{settings.link:.0%}"
    return f"无法认定：前两案过于接近（相差不足{settings.margin:.0%}），请人工辨认"

"""An answer to a question by hand: as JSON with stable keys, as lines for a pipe, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from data.registry import Registries
from data.types import Candidate, Reason, Registry
from matching.index import Person, person_of_lawyer, person_of_official
from pipelines.who import Answer

if TYPE_CHECKING:
    from rich.console import Console

REGISTRY_NAMES = {Registry.OFFICIALS: "公职人员", Registry.LAWYERS: "律师"}


def json_of(answer: Answer, registries: Registries, limit: int) -> dict[str, Any]:
    """The answer; `person` is null where no person, `case` where no case was asked for. Scores are 0..1."""
    question = answer.question
    told = {name: getattr(question, name) for name in ("words", "case_words", "at", "org", "phone", "case_no", "to")}
    person = case = None
    if answer.link is not None:
        person = {
            "registry": answer.link.registry,
            "registry_id": answer.link.registry_id,
            "score": answer.link.score,
            "why": answer.why,
            "candidates": [_candidate(one, answer, registries) for one in answer.link.candidates[:limit]],
        }
    if answer.case is not None:
        case = {
            "case_no": answer.case.case_no,
            "score": answer.case.score,
            "why": answer.case_why,
            "candidates": [
                {"case_no": one.case_no, "score": round(one.share, 4), "reasons": _reasons(one.reasons)}
                for one in answer.cases[:limit]
            ],
        }
    return {"on": question.on.isoformat(), **told, "text": question.text, "person": person, "case": case}


def _candidate(one: Candidate, answer: Answer, registries: Registries) -> dict[str, Any]:
    org, position = post_on(one, answer, registries)
    return {
        "registry": one.registry,
        "registry_id": one.registry_id,
        "name": one.name,
        "org": org,
        "position": position,
        "score": one.score,
        "reasons": _reasons(one.reasons),
    }


def _reasons(reasons: tuple[Reason, ...]) -> list[dict[str, Any]]:
    return [{"comparison": one.comparison, "weight": round(one.weight, 2), "words": one.words} for one in reasons]


def post_on(one: Candidate, answer: Answer, registries: Registries) -> tuple[str, str]:
    """(organisation, post) held on the day asked for, else the last before it."""
    person: Person
    if one.registry is Registry.OFFICIALS:
        person = person_of_official(registries.officials[one.registry_id])
    else:
        person = person_of_lawyer(registries.lawyers[one.registry_id])
    post = person.post_for(answer.question.on)
    return (post.org, post.position) if post else ("", "")


def lines(answer: Answer, registries: Registries, limit: int) -> Iterator[str]:
    """The answer without colours or boxes."""
    day = answer.question.on.isoformat()
    if answer.link is not None:
        yield f"“{answer.question.words}” {day}　{answer.why}"
        for number, one in enumerate(answer.link.candidates[:limit], 1):
            mark = "→" if one.registry_id == answer.link.registry_id else " "
            post = "".join(post_on(one, answer, registries))
            place = f"{post}　[{REGISTRY_NAMES[one.registry]}]"
            yield f"{mark} {number} {one.score:.3f} {one.registry_id} {one.name}　{place}"
            yield from _reason_lines(one.reasons)
    if answer.case is not None:
        yield f"“{answer.question.case_words}” {day}　{answer.case_why}"
        for number, found in enumerate(answer.cases[:limit], 1):
            mark = "→" if found.case_no == answer.case.case_no else " "
            yield f"{mark} {number} {found.share:.3f} {found.case_no}　{case_words(found.case_no, registries)}"
            yield from _reason_lines(found.reasons)


def _reason_lines(reasons: tuple[Reason, ...]) -> Iterator[str]:
    yield from (f"      {reason.weight:+.2f} {reason.words}" for reason in reasons)


def case_words(case_no: str, registries: Registries) -> str:
    """Cause and parties of a case of the list."""
    case = registries.cases[case_no]
    return f"{case.cause}　{'、'.join(case.parties)}"


def show(answer: Answer, registries: Registries, limit: int, console: Console) -> None:
    """The answer as tables."""
    from rich.table import Table
    from rich.text import Text

    def reasons(found: tuple[Reason, ...]) -> Text:
        return Text("\n").join(
            Text(f"{one.weight:+.2f} {one.words}", style="green" if one.weight > 0 else "red") for one in found
        )

    day = answer.question.on.isoformat()
    if answer.link is not None:
        table = Table(title=f"“{answer.question.words}” {day}", caption=answer.why, show_lines=True)
        for heading in ("", "分值", "编号", "姓名", "当日职务", "登记册", "依据（权重）"):
            table.add_column(heading)
        for one in answer.link.candidates[:limit]:
            linked = one.registry_id == answer.link.registry_id
            cells = ("→" if linked else "", f"{one.score:.3f}", one.registry_id, one.name)
            post = "\n".join(post_on(one, answer, registries))
            table.add_row(*cells, post, REGISTRY_NAMES[one.registry], reasons(one.reasons))
        console.print(table)
    if answer.case is not None:
        table = Table(title=f"“{answer.question.case_words}” {day}", caption=answer.case_why, show_lines=True)
        for heading in ("", "分值", "案号", "案由与当事人", "依据（权重）"):
            table.add_column(heading)
        for found in answer.cases[:limit]:
            linked = found.case_no == answer.case.case_no
            words = case_words(found.case_no, registries)
            table.add_row("→" if linked else "", f"{found.share:.3f}", found.case_no, words, reasons(found.reasons))
        console.print(table)

"""Who and which cases an annotated document is about, as keys that two documents can share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from data.casenumber import find_case_numbers
from data.normalize import key
from data.types import Label

PRINTED = 0.9
"""Certainty from which a case number of the text is a number printed in full."""


@dataclass(frozen=True, slots=True)
class Identities:
    """What one document names. `people` are (full name, registry id or ""), `ids` registry ids of whatever words."""

    people: frozenset[tuple[str, str]]
    ids: frozenset[str]
    cases: frozenset[str]
    organisations: frozenset[str]


def identities(row: Mapping[str, Any], organisation: int) -> Identities:
    """The identities of a gold row; names of organisations from `organisation` characters on."""
    mentions = row["mentions"]
    people = [
        (name, mention.get("registry_id") or "")
        for mention in mentions
        if mention["type"] == Label.PER and (name := full_name(mention["text"]))
    ]
    named = [key(mention["text"]) for mention in mentions if mention["type"] == Label.ORG]
    ids = {mention.get("registry_id") for mention in mentions} | {row.get("owner")}
    return Identities(
        people=frozenset(people),
        ids=frozenset(value for value in ids if value),
        cases=frozenset(key(number) for number in _cases(row)),
        organisations=frozenset(name for name in named if len(name) >= organisation),
    )


def full_name(words: str) -> str:
    """The surname and given name in the words of a person's mention; "" for words that tell less (王院长, 老王)."""
    from matching.lexicon import surnames
    from matching.names import Form, readings

    lesser = {Form.TITLED, Form.FAMILIAR, Form.ANONYMOUS, Form.OTHER}
    forms = readings(words)
    if any(form.form in lesser for form in forms):
        return ""
    return next(
        (form.surname + form.given for form in forms if form.form is Form.FULL and form.surname in surnames()), ""
    )


def _cases(row: Mapping[str, Any]) -> Iterator[str]:
    """The case numbers that events, folder and the text itself tell."""
    told = [event.get("case_no") for event in row["events"]] + [row.get("folder_case")]
    yield from (number for number in told if number)
    yield from (span.normal for span in find_case_numbers(row["text"], least=PRINTED) if span.normal)

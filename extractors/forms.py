"""The form of a paper: an instrument of the case itself, a paper of the office, or one that has no tie to it."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from data.lexicon import rows
from data.types import Document, Kind
from extractors.names import Names

PROSE = (Kind.CASE_FILE, Kind.NOTICE)
TAKEN_FOR = (*PROSE, Kind.WORK_NOTE, Kind.MINUTES)
"""Kinds that prose may have been taken for by its content; a chat that quotes a judgment stays a chat."""
LEAST_CUES = 3
"""By how many the cues of an instrument must outnumber the words of an office at work."""
LEAST_OFFICE = 2
LEAST_DENSITY = 8.0
"""Words for parties in 1,000 code points from which one cue is enough in a paper that is nobody's and no case's."""


class Form(StrEnum):
    """What a paper is to the office that reads it."""

    OFFICE = "office"
    INSTRUMENT = "instrument"
    STRANGE = "strange"


def form_of(document: Document, names: Names) -> Form:
    """The form of `document`: judgments and the like by their wording, papers without any tie to the registries.

    A folder ties a paper when its words are those of an office at work; they tie a notice by themselves, as notices
    lie in no folder. Without registries no paper is strange. Only case papers and notices can be strange, and notes
    and minutes instruments besides.
    """
    if document.kind not in TAKEN_FOR:
        return Form.OFFICE
    kept = document.owner or document.folder_case
    cues, office = (_kinds(document.text, use) for use in ("cue", "office"))
    prose = document.kind in PROSE
    if cues >= LEAST_CUES + office or (prose and not kept and cues and _is_dense(document.text)):
        return Form.INSTRUMENT
    if not prose:
        return Form.OFFICE
    at_work = bool(document.owner) or office >= LEAST_OFFICE
    tied = (
        (at_work and (kept or document.kind is Kind.NOTICE)) or not names.any_known or names.ties.search(document.text)
    )
    return Form.OFFICE if tied else Form.STRANGE


def is_insider(said: str) -> bool:
    """Whether words speak of the handling of a case: who asked, who recorded."""
    return any(pattern.search(said) for pattern in _patterns("insider"))


def _kinds(text: str, use: str) -> int:
    return sum(bool(pattern.search(text)) for pattern in _patterns(use))


def _is_dense(text: str) -> bool:
    parties = sum(len(pattern.findall(text)) for pattern in _patterns("party"))
    return 1000 * parties / max(300, len(text)) >= LEAST_DENSITY


@lru_cache(maxsize=4)
def _patterns(use: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(row["pattern"]) for row in rows("forms") if row["use"] == use)

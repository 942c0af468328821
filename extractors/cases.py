"""The number of a case as far as the words tell it."""

from __future__ import annotations

import re

from data.casenumber import normalise
from extractors.draft import Draft
from extractors.names import Names
from extractors.spans import Span

DIGITS = re.compile(r"(?<!\d)\d{1,5}(?!\d)")


def number_told(draft: Draft, names: Names, case: Span | None) -> str | None:
    """The number that the words under `case` are, or whose running number they name as the only one of the case list.

    Without such words it is the number of the folder the paper lies in; None when nothing tells it.
    """
    if case is not None:
        said = draft.words_of(case)
        full = normalise(said)
        if full:
            return full
        for digits in DIGITS.findall(said):
            known = names.serials.get(digits, ())
            if len(known) == 1:
                return known[0]
    return draft.document.folder_case

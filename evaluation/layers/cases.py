"""Cases: the case number of each event found, silence apart from error."""

from __future__ import annotations

from evaluation.layers.fields import field_shares, told_tallies
from evaluation.layers.layer import Layer, Paired
from evaluation.measures import Tally
from evaluation.pairing import same_case_number


def _tallies(paired: Paired) -> dict[str, Tally]:
    return {
        **field_shares(paired, "case_no"),
        **told_tallies(paired, "case_no", lambda event: event.case_no, same_case_number),
    }


LAYER = Layer("cases", _tallies, shares=("case_no", "case_no_both_told", "case_no_null"))

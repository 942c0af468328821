"""Dates: the ISO day of each event found, silence apart from error."""

from __future__ import annotations

from operator import eq

from evaluation.layers.fields import field_shares, told_tallies
from evaluation.layers.layer import Layer, Paired
from evaluation.measures import Tally


def _tallies(paired: Paired) -> dict[str, Tally]:
    return {**field_shares(paired, "date"), **told_tallies(paired, "date", lambda event: event.day, eq)}


LAYER = Layer("dates", _tallies, shares=("date", "date_both_told", "date_null"))

"""The ten items of a record, one filler each, in the order of the form."""

from __future__ import annotations

from records.filled import Filled, Filler
from records.ties import fill_handling, fill_relation
from records.what import fill_case, fill_channel, fill_content
from records.when import fill_occurred_on, fill_place
from records.who import fill_name, fill_org, fill_position

FILLERS: tuple[tuple[str, Filler], ...] = (
    ("name", fill_name),
    ("org", fill_org),
    ("position", fill_position),
    ("occurred_on", fill_occurred_on),
    ("place", fill_place),
    ("channel", fill_channel),
    ("content", fill_content),
    ("case", fill_case),
    ("relation", fill_relation),
    ("handling", fill_handling),
)

__all__ = ["FILLERS", "Filled", "Filler"]

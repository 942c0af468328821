"""What the neural model tells, in the order of its outputs; the order is part of the weights."""

from __future__ import annotations

from data.types import Channel, Label, Lawful, Situation, Status

TAGGED: tuple[Label, ...] = (Label.PER, Label.POS, Label.ORG, Label.CASE, Label.TIME, Label.PHONE)
TAGS: tuple[str, ...] = ("O", *(f"{edge}-{label.value}" for label in TAGGED for edge in "BI"))
SITUATIONS: tuple[Situation, ...] = tuple(Situation)
STATUSES: tuple[Status, ...] = tuple(Status)
LAWFULS: tuple[Lawful | None, ...] = (None, *Lawful)
CHANNELS: tuple[Channel, ...] = tuple(Channel)
ROLES: tuple[str, ...] = ("intervener", "recipient", "case", "time", "on_behalf_of", "via")
TOLD = ("act", "first", "situations", "status", "lawful", "channel", "roles", "words")
"""Outputs of the heads."""

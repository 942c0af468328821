"""The desk: the queue, who works on what, what people decided. Everything goes through `store.viewer.visible`."""

from __future__ import annotations

from store.desk.desk import Desk
from store.desk.seat import DeskRules

__all__ = ["Desk", "DeskRules"]

"""The desk's door: every method is one transaction, and reads proposals as far as they exist for the viewer."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from store.database import Database
from store.desk import adopting, claims, counts, decisions, drafts, history, items, queue, recusing, undoing, views
from store.desk.rows import Counts, Decision, Item, Line, SavedView, Verdict, Wishes
from store.desk.seat import DeskRules, Seat
from store.viewer import Viewer

PAGE = 50
"""Lines of the queue on one page."""


class Desk:
    """An open desk. Usable from several threads.

    Methods raise NotThere for what does not exist for the viewer, Taken for what somebody else works on, Unfit for what
    cannot be done, StoreError when the database fails.
    """

    def __init__(self, database: Database, rules: DeskRules | None = None) -> None:
        self._database = database
        self.rules = rules or DeskRules()

    # --- looking

    def queue(self, viewer: Viewer, wishes: Wishes, limit: int = PAGE, offset: int = 0) -> list[Line]:
        """A page of the queue in the order of work."""
        with self._reading(viewer) as seat:
            return queue.page(seat, wishes, limit, offset)

    def counts(self, viewer: Viewer, wishes: Wishes) -> Counts:
        """How many items fit the wishes, and how many would fit if one of them were another."""
        with self._reading(viewer) as seat:
            return counts.counts(seat, wishes)

    def item(self, viewer: Viewer, proposal_id: str) -> Item:
        """All of one proposal that the viewer may see."""
        with self._reading(viewer) as seat:
            return items.item(seat, proposal_id)

    def decisions_of(self, viewer: Viewer, proposal_id: str) -> tuple[Decision, ...]:
        """The standing decisions on an item that the viewer may see, oldest first."""
        with self._reading(viewer) as seat:
            there = items.standing(seat, proposal_id)
            return history.shown(there.decisions, there.desk, viewer.account_id)

    def last_decision(self, viewer: Viewer) -> Decision | None:
        """The viewer's last decision that stands."""
        with self._reading(viewer) as seat:
            return history.last_of(seat.connection, viewer.account_id)

    def confirmed(self, viewer: Viewer, wishes: Wishes) -> list[Item]:
        """The confirmed items that fit the wishes, whatever state these name, in the order of work; for exports."""
        with self._reading(viewer) as seat:
            return items.items(seat, queue.confirmed_ids(seat, wishes))

    # --- working

    def next_item(self, viewer: Viewer, wishes: Wishes, after: str | None = None) -> str | None:
        """The id of the next item, which the viewer holds from then on; see `store.desk.queue.next_item`."""
        with self._writing(viewer) as seat:
            return queue.next_item(seat, wishes, after)

    def claim(self, viewer: Viewer, proposal_id: str) -> None:
        """The viewer holds the item from now on."""
        with self._writing(viewer) as seat:
            queue.claim(seat, proposal_id)

    def release(self, viewer: Viewer, proposal_id: str) -> None:
        """The viewer holds the item no longer; nothing happens when he did not."""
        with self._writing(viewer) as seat:
            claims.drop(seat, proposal_id)

    def edit(self, viewer: Viewer, proposal_id: str, item: str, value: Any) -> Any:
        """Keeps a value as the viewer's own for an item of the record; returns it as it is kept."""
        with self._writing(viewer) as seat:
            return drafts.edit(seat, proposal_id, item, value)

    def drop_edit(self, viewer: Viewer, proposal_id: str, item: str) -> None:
        """Lets the machine's value stand again."""
        with self._writing(viewer) as seat:
            drafts.drop(seat, proposal_id, item)

    def adopt(self, viewer: Viewer, proposal_id: str, round_: int) -> None:
        """Lays what one of two disputed decisions changed over the record, as the approver's own edits."""
        with self._writing(viewer) as seat:
            adopting.adopt(seat, proposal_id, round_)

    def decide(self, viewer: Viewer, proposal_id: str, verdict: Verdict) -> Decision:
        """Puts a decision on file."""
        with self._writing(viewer) as seat:
            return decisions.decide(seat, proposal_id, verdict)

    def undo(self, viewer: Viewer) -> Decision:
        """Takes the viewer's last standing decision back."""
        with self._writing(viewer) as seat:
            return undoing.undo(seat)

    def recuse(self, viewer: Viewer, proposal_id: str) -> None:
        """The viewer declares himself recused: the item exists for him no longer."""
        with self._writing(viewer) as seat:
            recusing.recuse(seat, proposal_id)

    # --- saved views

    def saved_views(self, viewer: Viewer) -> list[SavedView]:
        """The viewer's saved views by name."""
        with self._reading(viewer) as seat:
            return views.saved(seat)

    def save_view(self, viewer: Viewer, name: str, query: str) -> None:
        """Keeps a query string of the queue under a name."""
        with self._writing(viewer) as seat:
            views.save(seat, name, query)

    def drop_view(self, viewer: Viewer, name: str) -> None:
        """Forgets a saved view."""
        with self._writing(viewer) as seat:
            views.drop(seat, name)

    @contextmanager
    def _reading(self, viewer: Viewer) -> Iterator[Seat]:
        with self._database.reading() as connection:
            yield Seat(connection, viewer, self.rules, self.rules.clock())

    @contextmanager
    def _writing(self, viewer: Viewer) -> Iterator[Seat]:
        with self._database.writing() as connection:
            yield Seat(connection, viewer, self.rules, self.rules.clock())

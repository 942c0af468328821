"""What people have decided in the sample city before its pictures are taken."""

from __future__ import annotations

from typing import Any

from review.site import Site
from store.clock import later
from store.desk.rows import DecisionKind, DeskState, RejectReason, Verdict, Wishes
from store.viewer import Viewer

OLD = "2026-01-20"
"""What happened before this day is decided when the pictures are taken, but for WAITING."""
BLIND, DISPUTED = "项伯阳", "祁玉山"
WAITING = {("池宇航", "2025-12-15"), ("项伯阳", "2025-12-08"), ("祁玉山", "2025-12-29")}


class Clock:
    """A time that passes only when it is told to."""

    def __init__(self) -> None:
        self.moment = "2026-03-05T01:00:00.000Z"

    def __call__(self) -> str:
        return self.moment

    def go_on(self, seconds: float) -> None:
        self.moment = later(self.moment, seconds)


class Past:
    """What people have decided before the pictures are taken."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self._site, self._clock = site, clock
        found = {account.login: site.accounts.viewer(account) for account in site.accounts.all()}
        self._first, self._second, self._approver = found["linyi"], found["liner"], found["gaosan"]

    def make(self) -> None:
        for number, line in enumerate(self._lines(self._first)):
            about = (line.row.body["record"]["name"] or "", line.row.occurred_on or "")
            if about[1] >= OLD or about in WAITING:
                continue
            first, second = (self._first, self._second) if number % 3 else (self._second, self._first)
            self._decide(first, line.row.proposal_id, rejects=number % 5 == 1)
            self._look_again(second, line.row.proposal_id, rejects=number % 10 in (1, 3))
        for name, rejects in ((BLIND, False), (DISPUTED, False)):
            self._decide(self._first, self.named(name), rejects=rejects)
        self._settle()
        self._look_again(self._second, self.named(DISPUTED), rejects=True)

    def _settle(self) -> None:
        for number, line in enumerate(self._lines(self._approver, "disputed")):
            self._decide(self._approver, line.row.proposal_id, rejects=number % 3 == 0)

    def named(self, name: str) -> str:
        """The id of the newest proposal about somebody that is not decided."""
        for state in ("open", "second", "disputed", "confirmed"):
            for viewer in (self._first, self._second, self._approver):
                lines = [one for one in self._lines(viewer, state) if one.row.body["record"]["name"] == name]
                if lines:
                    return str(max(lines, key=lambda one: one.row.occurred_on or "").row.proposal_id)
        raise LookupError(name)

    def _lines(self, viewer: Viewer, state: str = "open") -> list[Any]:
        return self._site.desk.queue(viewer, Wishes(state=state), 500, 0)

    def _decide(self, viewer: Viewer, proposal_id: str, *, rejects: bool) -> None:
        desk = self._site.desk
        desk.claim(viewer, proposal_id)
        self._clock.go_on(70)
        verdict = Verdict(DecisionKind.CONFIRM)
        if rejects:
            verdict = Verdict(DecisionKind.REJECT, RejectReason.OWN_DUTY, note="属其分管范围内的工作安排")
        desk.decide(viewer, proposal_id, verdict)

    def _look_again(self, viewer: Viewer, proposal_id: str, *, rejects: bool) -> None:
        state = self._site.desk.item(self._approver, proposal_id).desk
        if state is DeskState.SECOND:
            self._decide(viewer, proposal_id, rejects=rejects)

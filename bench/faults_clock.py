"""A clock that jumps, for the screening and for the desk."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import Self

from bench.faults_process import kill
from bench.faults_trial import Trial

JUMPS = (-3650.0, -1.0, -0.01, 0.0, 0.01, 1.0, 3650.0)
"""Days that the clock is off by; another jump follows now and then."""


def jumping(seed: int) -> None:
    """Has the clock of the store jump in this process, forwards and backwards."""
    import store.clock

    draw = random.Random(seed)  # noqa: S311 - a seed, not a secret
    off = timedelta(days=draw.choice(JUMPS))

    class Jumping(datetime):
        """The present, off by days that change at every third call or so."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            nonlocal off
            if draw.random() < 0.3:
                off = timedelta(days=draw.choice(JUMPS))
            return datetime.now(tz or UTC) + off  # type: ignore[return-value]

    store.clock.__dict__["datetime"] = Jumping


def clock_jumps(trial: Trial) -> None:
    """The clock jumps while a screening goes; it may be killed as well, and then the next one's clock jumps too."""
    process = trial.start(trial.wish(partial(jumping, trial.draw.randrange(1 << 30))))
    trial.hit = "jumps alone"
    if trial.draw.random() < 0.5:
        trial.wait_for_it()
        kill(process.pid)
        process.join()
        trial.hit = "jumps and a kill"
    else:
        trial.end(process)
    if not trial.done():
        trial.call_again(trial.wish(partial(jumping, trial.draw.randrange(1 << 30))))
    trial.hold()

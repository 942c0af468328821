"""Drawn pages on their way to the browser: the figure comes first, its image is fetched a moment later."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable

MOST = 16
"""Images that wait at once; the oldest gives way."""
SECONDS = 60.0
"""How long an image waits."""


class Waiting:
    """Images by key, in memory only, each handed out once. Usable from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._images: OrderedDict[Hashable, tuple[float, bytes]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, key: Hashable, image: bytes) -> None:
        """Lets an image wait, in place of an older one of the same key."""
        with self._lock:
            self._drop_old()
            self._images.pop(key, None)
            self._images[key] = (self._clock() + SECONDS, image)
            while len(self._images) > MOST:
                self._images.popitem(last=False)

    def take(self, key: Hashable) -> bytes | None:
        """The image, which then no longer waits; None when none does."""
        with self._lock:
            self._drop_old()
            found = self._images.pop(key, None)
        return found[1] if found else None

    def _drop_old(self) -> None:
        now = self._clock()
        for key in [key for key, (until, _) in self._images.items() if until <= now]:
            del self._images[key]

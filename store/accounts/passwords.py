"""Passwords: what a good one is, and how it is kept.

Kept as Argon2id by RFC 9106's second choice (64 MiB, 3 passes) with one lane, since a lane more costs a core more.
Rules by NIST SP 800-63B: length, no list of the commonest, nothing of the person; no classes of characters.
"""

from __future__ import annotations

import secrets
import threading
from dataclasses import dataclass
from functools import cached_property

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.lexicon import words

SHORTEST, LONGEST = 12, 200
"""Characters of a password."""
LEAST_REST = 6
"""Characters that must stay of a password when the commonest words and runs are taken out of it."""
LEAST_DIFFERENT = 5
"""Different characters in a password."""
AT_ONCE = 2
"""Passwords that are computed at the same time: each takes the memory of its cost."""

_ONE_TIME = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is misread when copied by hand


@dataclass(frozen=True, slots=True)
class Cost:
    """What computing one password costs. `memory` in KiB."""

    passes: int = 3
    memory: int = 65536


class Passwords:
    """Computes and compares passwords at one cost; usable from several threads."""

    def __init__(self, cost: Cost) -> None:
        self._hasher = PasswordHasher(time_cost=cost.passes, memory_cost=cost.memory, parallelism=1)
        self._room = threading.BoundedSemaphore(AT_ONCE)

    @cached_property
    def _nobodys(self) -> str:
        return self._hasher.hash(secrets.token_hex(16))

    def kept(self, password: str) -> str:
        """The password as it is stored."""
        with self._room:
            return self._hasher.hash(password)

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether it is the stored one. Takes as long without a stored one, and says no."""
        nobodys = self._nobodys
        with self._room:
            try:
                return self._hasher.verify(stored or nobodys, password) and stored is not None
            except (VerificationError, InvalidHashError):
                return False

    def outdated(self, stored: str) -> bool:
        """Whether it was computed at another cost."""
        return self._hasher.check_needs_rehash(stored)


def fault_of(password: str, *own: str) -> str | None:
    """What is wrong with a password: `short`, `long`, `own` (a login or name in it), `common`; None when nothing is."""
    folded = password.casefold()
    if len(password) < SHORTEST:
        return "short"
    if len(password) > LONGEST:
        return "long"
    if any(len(word) >= 2 and word.casefold() in folded for word in own):
        return "own"
    rest = folded
    for word in words("common_passwords", "word"):
        rest = rest.replace(word, "")
    return "common" if len(rest) < LEAST_REST or len(set(folded)) < LEAST_DIFFERENT else None


def one_time_password() -> str:
    """A password to be told once and changed at the first sign-in: 19 characters, 79 bits."""
    return "-".join("".join(secrets.choice(_ONE_TIME) for _ in range(4)) for _ in range(4))

"""The seal of the ledger: with a key from outside the store, nobody who lacks it can write the chain anew.

The chain itself is plain SHA-256, so that anybody can check a file by itself. A sealed row carries an HMAC-SHA256 of
its hash beside it, and with it of all rows before; which key made it stands in the row and is hashed with it.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field

from data.errors import ConfigError

OPTION = "guowen_seal"
"""The execution option by which a connection of `store.database.Database` carries the seal to `store.ledger.append`."""
SHORTEST = 32
_NAME_OF = b"guowen ledger key"


@dataclass(frozen=True, slots=True)
class Seal:
    """Keys by their name; the first seals new rows, the others only check what they once sealed."""

    name: str
    keys: Mapping[str, bytes] = field(repr=False, hash=False, compare=False)

    def sign(self, row_hash: str) -> str:
        """The seal of a row with that hash: 64 hex digits."""
        return _sign(self.keys[self.name], row_hash)

    def knows(self, name: str) -> bool:
        """Whether the key of that name is at hand."""
        return name in self.keys

    def fits(self, name: str, row_hash: str, signed: str) -> bool:
        """Whether the key `name`, which must be known, made `signed` for a row with that hash."""
        return hmac.compare_digest(_sign(self.keys[name], row_hash).encode(), signed.encode(errors="surrogateescape"))


def seal_of(secret: str | None) -> Seal | None:
    """The seal of `secret`: one key, or several with blanks between them, the one in use first; None without a secret.

    Raises ConfigError for a key that is shorter than `SHORTEST` characters: whoever has the file could guess it.
    """
    told = (secret or "").split()
    if not told:
        return None
    if any(len(key) < SHORTEST for key in told):
        raise ConfigError(
            f"ledger_key: a key has fewer than {SHORTEST} characters and could be guessed; "
            "make one with `openssl rand -hex 32` and give it as GUOWEN_LEDGER_KEY"
        )
    keys = {_name(key.encode()): key.encode() for key in told}
    return Seal(next(iter(keys)), keys)


def _name(key: bytes) -> str:
    """What rows call the key; tells nothing of it."""
    return hmac.new(key, _NAME_OF, hashlib.sha256).hexdigest()[:16]


def _sign(key: bytes, row_hash: str) -> str:
    return hmac.new(key, row_hash.encode("utf-8", errors="surrogatepass"), hashlib.sha256).hexdigest()

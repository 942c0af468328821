"""What Prefect and Dask are told of a failure: they keep and show it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from data.errors import GuowenError


class ScreenError(Exception):
    """What Prefect is told of a failure: never the words of a document, nor a name."""


@contextmanager
def told_plainly(what: str) -> Iterator[None]:
    """Turns whatever the block raises into a ScreenError whose words are safe to keep."""
    try:
        yield
    except ScreenError:
        raise
    except GuowenError as error:
        raise ScreenError(f"{what}: {error}") from None
    except Exception as error:  # noqa: BLE001 - the boundary to Prefect, which stores messages; this one may quote
        raise ScreenError(f"{what}: a fault of the program itself ({type(error).__name__})") from None

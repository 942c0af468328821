"""Why an answer was not had. A loss is counted and told to the operator; it never ends a run."""

from __future__ import annotations

from enum import StrEnum


class Cause(StrEnum):
    """What went wrong with one request."""

    NO_ANSWER = "no_answer"  # not reached, or the connection broke off
    LATE = "late"  # not within the seconds allowed
    BUSY = "busy"  # 429 or 503 to the end
    SERVER_FAULT = "server_fault"  # any other 5xx to the end
    NOT_ASKED = "not_asked"  # left alone for a while after several losses, or no seconds of the file left
    REFUSED = "refused"  # any other 4xx, an error in place of an answer
    REDIRECTED = "redirected"  # 3xx, never followed
    PUBLIC_ADDRESS = "public_address"  # the service's name came to mean an address outside
    TOO_LONG = "too_long"  # more than the model can read
    TOO_BIG = "too_big"  # an answer without end
    CUT_SHORT = "cut_short"  # the model had no tokens left
    NOT_JSON = "not_json"  # no object of the form that was asked for
    FAULT = "fault"  # a fault of guowen itself


PASSING = frozenset({Cause.NO_ANSWER, Cause.LATE, Cause.BUSY, Cause.SERVER_FAULT, Cause.NOT_ASKED})
"""What may be over by the next run: files with such a loss are read again then."""


class Lost(Exception):
    """There is no answer to one request."""

    def __init__(self, cause: Cause) -> None:
        self.cause = cause
        super().__init__(cause.value)

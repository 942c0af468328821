"""Prefect told to keep to itself: no telemetry, no log lines or results in its database, no page that calls outside.

Has to be done before Prefect is imported: it reads its settings then.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from types import MappingProxyType

QUIET: Mapping[str, str] = MappingProxyType(
    {
        "DO_NOT_TRACK": "1",
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_LOGGING_TO_API_ENABLED": "false",
        "PREFECT_RESULTS_DEFAULT_SERIALIZER": "json",
    }
)
"""Not to be overridden: an operator's shell must not be able to turn telemetry on by accident."""

DEFAULTS: Mapping[str, str] = MappingProxyType(
    {
        "PREFECT_LOGGING_LEVEL": "WARNING",
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",
    }
)
"""What holds unless told otherwise. An ephemeral server makes its database at its first start, which takes its time,
and complains at its end of events it could not write any more: nothing of ours rests on those.
"""


def silence_prefect() -> None:
    """Sets the environment of this process; a standing server needs QUIET in its own."""
    os.environ.update(QUIET)
    for name, value in DEFAULTS.items():
        os.environ.setdefault(name, value)

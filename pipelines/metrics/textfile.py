"""The figures as a text file for the node exporter.

A nightly command is another process every night, and its counters begin at nought. What counts up goes on from what the
file holds, so that the numbers a Prometheus server sees never fall; a gauge that was not measured now keeps its value.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from data.errors import ConfigError

if TYPE_CHECKING:
    from prometheus_client import CollectorRegistry
    from prometheus_client.metrics_core import Metric

READABLE = 0o644
"""The node exporter is another user, and there is nothing in the file to hide."""
_ADDS_UP = ("counter", "histogram")


def write(path: Path, registry: CollectorRegistry) -> None:
    """Lays what `registry` collects over what the file holds, and puts it in its place in one step.

    Raises ConfigError when the file cannot be written, or holds something else.
    """
    from prometheus_client import CollectorRegistry, write_to_textfile

    class Merged:
        def collect(self) -> Iterator[Metric]:
            yield from merged

    try:
        with _alone(path):
            merged = list(_merged(_held(path), registry.collect()))
            both = CollectorRegistry(auto_describe=False)
            both.register(Merged())
            write_to_textfile(str(path), both)
            path.chmod(READABLE)
    except OSError as error:
        raise ConfigError(f"metrics.textfile: {path} cannot be written ({error.strerror}); see its folder") from None


def _held(path: Path) -> list[Metric]:
    from prometheus_client.parser import text_string_to_metric_families

    if not path.exists():
        return []
    try:
        return list(text_string_to_metric_families(path.read_text("utf-8")))
    except ValueError:
        raise ConfigError(f"metrics.textfile: {path} is no file of metrics; remove it, or name another") from None


def _merged(held: Iterable[Metric], measured: Iterable[Metric]) -> Iterator[Metric]:
    """The families of both, by name; of a family in both the samples, added up where its kind counts up."""
    families = {family.name: family for family in held}
    for family in measured:
        before = families.get(family.name)
        if before is not None and before.type == family.type:
            values = {(one.name, tuple(sorted(one.labels.items()))): one for one in before.samples}
            for sample in family.samples:
                key = (sample.name, tuple(sorted(sample.labels.items())))
                counted = values[key].value if key in values and family.type in _ADDS_UP else 0
                values[key] = sample._replace(value=counted + sample.value)
            family.samples = list(values.values())
        families[family.name] = family
    yield from (families[name] for name in sorted(families))


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Keeps a second command from writing in between."""
    descriptor = os.open(path.with_name(f".{path.name}.lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)

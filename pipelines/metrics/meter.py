"""OpenTelemetry's instruments for the catalogue, and the two ways out. Loaded only where metrics are on."""

from __future__ import annotations

import logging
import math
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from data.errors import ConfigError
from pipelines.metrics import textfile
from pipelines.metrics.catalogue import METRICS, SECONDS, Kind, Metric
from pipelines.metrics.options import MetricsOptions, check_places
from pipelines.versions import guowen_version

if TYPE_CHECKING:
    from opentelemetry.sdk.metrics.export import MetricReader

NEEDED = ("opentelemetry.sdk", "opentelemetry.exporter.otlp", "opentelemetry.exporter.prometheus")


class Meter:
    """Takes figures of the catalogue; `close` sends or writes what there is. Nothing that fails here ends a run."""

    def __init__(self, options: MetricsOptions, command: str) -> None:
        """Raises ConfigError without the extra `metrics`, or when a place must not or cannot be used."""
        if not all(map(_installed, NEEDED)):
            raise ConfigError("metrics: install what they need with `pip install guowen[metrics]`, or leave [metrics]")
        check_places(options)
        from opentelemetry.sdk.metrics import MeterProvider
        from opentelemetry.sdk.metrics.view import ExplicitBucketHistogramAggregation, View
        from opentelemetry.sdk.resources import Resource
        from prometheus_client import CollectorRegistry

        self._options, self._registry = options, CollectorRegistry()
        self.failed = 0
        logging.getLogger("opentelemetry").addHandler(logging.NullHandler())
        logging.getLogger("opentelemetry").propagate = False  # its words name addresses; `failed` counts instead
        self._provider = MeterProvider(
            metric_readers=self._readers(),
            resource=Resource(
                {
                    "service.name": "guowen",
                    "service.version": guowen_version(),
                    "service.instance.id": command,
                }
            ),
            views=[
                View(instrument_name=one.name, aggregation=ExplicitBucketHistogramAggregation(SECONDS))
                for one in METRICS
                if one.kind is Kind.HISTOGRAM
            ],
            shutdown_on_exit=False,
        )
        meter = self._provider.get_meter("guowen", guowen_version())
        self._metrics: dict[str, tuple[Metric, Any]] = {one.name: (one, _made(meter, one)) for one in METRICS}

    def tell(self, name: str, value: float, **labels: str) -> None:
        """Adds to a counter, records in a histogram, or sets a gauge."""
        metric, made = self._metrics[name]
        act = {Kind.COUNTER: "add", Kind.HISTOGRAM: "record", Kind.GAUGE: "set"}[metric.kind]
        getattr(made, act)(value, metric.labelled(labels))

    def close(self) -> None:
        """Sends what is left, writes the text file, ends the thread. Raises ConfigError when the file cannot be."""
        patience = math.ceil(self._options.timeout_seconds * 1000)
        if self._options.textfile is not None:
            try:
                textfile.write(self._options.textfile, self._registry)
            finally:
                self._provider.shutdown(timeout_millis=patience)
        else:
            self._provider.shutdown(timeout_millis=patience)

    def _readers(self) -> list[MetricReader]:
        from opentelemetry.exporter.prometheus import PrometheusMetricReader
        from opentelemetry.sdk.metrics.export import PeriodicExportingMetricReader

        readers: list[MetricReader] = []
        if self._options.otlp_endpoint:
            interval = self._options.interval_seconds * 1000
            patience = self._options.timeout_seconds * 1000
            readers.append(PeriodicExportingMetricReader(self._exporter(), interval, patience))
        if self._options.textfile is not None:
            readers.append(
                PrometheusMetricReader(disable_target_info=True, scope_info_enabled=False, registry=self._registry)
            )
        return readers

    def _exporter(self) -> Any:
        import requests
        from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
        from opentelemetry.sdk.metrics.export import MetricExportResult

        meter = self

        class Exporter(OTLPMetricExporter):
            def export(self, *told: Any, **named: Any) -> MetricExportResult:
                result = super().export(*told, **named)
                meter.failed += result is not MetricExportResult.SUCCESS
                return result

        session = requests.Session()
        session.trust_env = False  # no proxy and no credentials of the shell
        session.max_redirects = 0  # to the address that was looked at, nowhere else
        return Exporter(
            endpoint=self._options.address,
            certificate_file=str(self._options.ca_file) if self._options.ca_file else None,
            headers={},
            timeout=self._options.timeout_seconds,
            session=session,
        )


def _installed(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _made(meter: Any, metric: Metric) -> Any:
    """The instrument of a metric."""
    make = {
        Kind.COUNTER: meter.create_counter,
        Kind.HISTOGRAM: meter.create_histogram,
        Kind.GAUGE: meter.create_gauge,
    }[metric.kind]
    return make(metric.name, unit=metric.unit, description=metric.about)

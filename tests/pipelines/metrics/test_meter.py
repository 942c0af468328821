"""Figures leave by OTLP and as a text file; where nobody asked for them nothing of it is loaded."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread, active_count

import pytest

from data.errors import ConfigError
from pipelines.metrics.meter import Meter
from pipelines.metrics.options import MetricsOptions

Got = list[tuple[str, bytes]]

OFF = """
import sys, threading
from pathlib import Path
from pipelines.metrics.run import run_measured
from pipelines.settings import Settings
with run_measured(Settings(), []) as nobody:
    pass
loaded = sorted(name for name in sys.modules if name.split(".")[0] in ("opentelemetry", "prometheus_client"))
print(loaded, threading.active_count())
"""


@pytest.fixture
def receiver() -> Iterator[tuple[str, Got]]:
    """A receiver of OTLP over HTTP, and what was posted to it."""
    got: Got = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append((self.path, self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200)
            self.send_header("Content-Type", "application/x-protobuf")
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", got
    server.shutdown()
    server.server_close()


def figures(posted: bytes) -> dict[tuple[str, str], float]:
    """(metric, first label) and value of every number in a post."""
    from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

    told = ExportMetricsServiceRequest.FromString(posted)
    found = {}
    for metric in (m for r in told.resource_metrics for s in r.scope_metrics for m in s.metrics):
        for point in (*metric.sum.data_points, *metric.gauge.data_points):
            label = point.attributes[0].value.string_value if point.attributes else ""
            found[metric.name, label] = point.as_int or point.as_double
    return found


def test_the_last_figures_arrive_before_the_end(receiver: tuple[str, Got]) -> None:
    address, got = receiver
    threads = active_count()
    meter = Meter(MetricsOptions(otlp_endpoint=address, interval_seconds=3600), "screen")
    meter.tell("guowen.documents", 7, status="screened")
    meter.tell("guowen.documents", 2, status="quarantined")
    meter.tell("guowen.ledger.rows", 34)
    meter.close()
    path, posted = got[-1]
    assert path == "/v1/metrics"
    told = figures(posted)
    assert told["guowen.documents", "screened"] == 7
    assert told["guowen.documents", "quarantined"] == 2
    assert told["guowen.ledger.rows", ""] == 34
    assert meter.failed == 0
    assert active_count() <= threads + 1


def test_a_receiver_that_is_down_ends_nothing() -> None:
    meter = Meter(MetricsOptions(otlp_endpoint="http://127.0.0.1:9", timeout_seconds=1), "screen")
    meter.tell("guowen.documents", 7, status="screened")
    meter.close()
    assert meter.failed == 1


def test_counters_of_a_text_file_go_on_and_gauges_do_not(tmp_path: Path) -> None:
    path = tmp_path / "guowen.prom"
    for rows in (34, 40):
        meter = Meter(MetricsOptions(textfile=path), "screen")
        meter.tell("guowen.documents", 7, status="screened")
        meter.tell("guowen.ledger.rows", rows)
        meter.close()
    values = dict(line.rsplit(" ", 1) for line in path.read_text("utf-8").splitlines() if not line.startswith("#"))
    assert float(values['guowen_documents_total{status="screened"}']) == 14
    assert float(next(value for name, value in values.items() if name.startswith("guowen_ledger_rows"))) == 40


def test_a_label_that_is_not_of_the_list_is_not_told(tmp_path: Path) -> None:
    path = tmp_path / "guowen.prom"
    meter = Meter(MetricsOptions(textfile=path), "screen")
    meter.tell("guowen.documents", 1, status="王院长")
    meter.close()
    assert 'status="other"' in path.read_text("utf-8")


def test_another_file_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "notes.prom"
    path.write_text("a note of mine, no metrics {", "utf-8")
    meter = Meter(MetricsOptions(textfile=path), "screen")
    with pytest.raises(ConfigError, match="is no file of metrics; remove it, or name another"):
        meter.close()
    assert path.read_text("utf-8") == "a note of mine, no metrics {"


def test_off_loads_nothing_and_starts_no_thread() -> None:
    told = subprocess.run([sys.executable, "-c", OFF], capture_output=True, text=True, check=True, timeout=60)
    assert told.stdout.strip() == "[] 1"

"""What is refused before a batch is handed out, and what a machine of a cluster is started with."""

from __future__ import annotations

import importlib
import socket
import sys
from pathlib import Path

import pytest

from data.errors import ConfigError, GuowenError
from pipelines.cluster_config import CONFIG, variables
from pipelines.cluster_settings import ClusterSettings, is_here
from pipelines.quiet import QUIET
from pipelines.settings import load_settings

pytest.importorskip("prefect_dask", reason="the extra `dask` is not installed")
POSTGRES = "postgresql+psycopg://guowen@db/guowen"
PEM = dict.fromkeys(("tls_ca", "tls_certificate", "tls_key"), "a.pem")


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"scheduler": "tcp://10.0.3.7:8786"}, "runs whatever anybody sends it"),
        ({"scheduler": "tls://10.0.3.7:8786"}, "needs tls_ca, tls_certificate and tls_key"),
        ({"scheduler": "tls://10.0.3.7:8786", "tls_ca": "a.pem"}, "go together"),
        ({"scheduler": "10.0.3.7"}, "scheduler: "),
        ({"scheduler": "local", "in_flight": 0}, "in_flight: "),
        ({"schduler": "local"}, "cluster.schduler: "),
    ],
)
def test_a_cluster_open_to_strangers_or_misspelt_is_refused(told, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigError) as caught:
        load_settings({"cluster": told})
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "told",
    [
        {"scheduler": "local"},
        {"scheduler": "tcp://127.0.0.1:8786"},
        {"scheduler": "tcp://10.0.3.7:8786", "plain_tcp": True},
        {"scheduler": "tls://cluster.intranet:8786", **PEM},
    ],
)
def test_a_closed_cluster_is_taken(told):
    assert ClusterSettings.model_validate(told).scheduler == told["scheduler"]


def test_the_option_goes_before_the_file_and_keeps_the_rest_of_it(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("guowen.toml").write_text('[cluster]\nscheduler = "local"\nin_flight = 5\n', "utf-8")
    told = load_settings({"cluster": {"scheduler": ""}}).cluster
    assert (told.scheduler, told.in_flight) == ("", 5)


@pytest.mark.parametrize(
    ("address", "here"),
    [("tls://127.0.0.1:1", True), ("tcp://[::1]:1", True), ("tcp://localhost:1", True), ("tls://10.0.3.7:1", False)],
)
def test_what_is_of_this_machine(address, here):
    assert is_here(address) is here


def test_a_scheduler_that_does_not_answer_is_named():
    from pipelines.cluster import open_cluster

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"
        settings = ClusterSettings(scheduler=address, wait_seconds=0.5)
        with pytest.raises(GuowenError, match=f"no scheduler answers at {address} within 0.5 s"):
            with open_cluster(settings, POSTGRES, 1):
                pass


def test_a_sqlite_store_and_another_machine_are_refused():
    from pipelines.cluster import open_cluster

    settings = ClusterSettings(scheduler="tcp://10.0.3.7:8786", plain_tcp=True)
    with pytest.raises(ConfigError, match="SQLite store cannot be shared with 10.0.3.7"):
        with open_cluster(settings, "sqlite:///guowen.db", 1):
            pass


def test_a_missing_certificate_is_named(tmp_path, monkeypatch):
    from pipelines.cluster import open_cluster

    monkeypatch.chdir(tmp_path)
    settings = ClusterSettings.model_validate({"scheduler": "tls://127.0.0.1:8786", **PEM})
    with pytest.raises(ConfigError, match=r"a\.pem cannot be read"):
        with open_cluster(settings, POSTGRES, 1):
            pass


def test_without_the_extra_it_is_said_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "prefect_dask", None)
    monkeypatch.delitem(sys.modules, "pipelines.cluster", raising=False)
    with pytest.raises(ConfigError, match="the extra `dask` is not installed"):
        importlib.import_module("pipelines.cluster")


def test_a_cluster_of_machines_needs_a_server(monkeypatch):
    from pipelines.prefect_server import server_for

    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    settings = ClusterSettings(scheduler="tcp://10.0.3.7:8786", plain_tcp=True)
    with pytest.raises(ConfigError, match="set PREFECT_API_URL"), server_for(settings):
        pass


def test_every_machine_is_told_what_a_local_cluster_is_told():
    page = (Path(__file__).resolve().parents[3] / "docs/province.md").read_text("utf-8")
    assert len(variables()) == len(CONFIG)
    missing = [f"{name}={value}" for name, value in (variables() | QUIET).items() if f"{name}={value}" not in page]
    assert not missing

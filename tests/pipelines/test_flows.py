"""The flows on a real Prefect with a server of its own: the screening, the erasing, the report, the evaluation.

They share a module because starting the server takes longer than all of them.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy import make_url

from data.errors import GuowenError, StoreError
from pipelines.quiet import QUIET
from pipelines.settings import load_settings
from store.database import open_database
from store.repository import open_store
from tests.pipelines.test_report_command import PEOPLE, UNTIL, fill

WORDS = ("任玉兰", "任国华", "于天佑", "段峰", "关照", "打听", "食堂", "打印机", "笔记", "通知.txt", "minutes-0")
"""Names, words and file names of the city: none of them may reach Prefect."""


SAMPLES = Path(__file__).resolve().parents[2] / "data/samples"
DOCUMENTS = 12
"""The first papers of the sample city, which are enough."""
LOOSE = """
version = "1"
[[lines]]
name = "records"
measure = "record"
at_least = 0.5
why = "half of them"
"""
STRICT = LOOSE.replace('"records"', '"all_of_them"').replace("0.5", "0.99")


@pytest.fixture(scope="module")
def prefect_results(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A Prefect of this module's own, with a server; the folder is where it keeps results."""
    from prefect.settings import PREFECT_LOCAL_STORAGE_PATH, temporary_settings
    from prefect.testing.utilities import prefect_test_harness

    import pipelines.flows  # noqa: F401 - quiets Prefect before it is imported

    results = tmp_path_factory.mktemp("results")
    with prefect_test_harness(server_startup_timeout=120), temporary_settings({PREFECT_LOCAL_STORAGE_PATH: results}):
        yield results


@pytest.fixture
def settings(monkeypatch, fresh):
    """Settings as a worker finds them: twelve files to screen in two batches."""
    monkeypatch.setenv("GUOWEN_BATCH_FILES", "8")
    monkeypatch.setenv("GUOWEN_WORKERS", "1")
    return load_settings({"registries": fresh.registries, "store": fresh.order.store_url, "out": fresh.order.out})


def states(prefix: str) -> list[str]:
    """The names of the final states of this session's task runs, by Prefect's own interface."""
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(limit=200)
    return [run.state_name for run in runs if run.name.startswith(prefix)]


def database_text() -> str:
    """All that Prefect's database holds, as text."""
    from prefect.settings import get_current_settings

    url = get_current_settings().server.database.connection_url.get_secret_value()
    with closing(sqlite3.connect(make_url(url).database)) as database:
        return "\n".join(database.iterdump())


def test_a_flow_gives_the_same_bytes_and_tells_prefect_nothing(
    prefect_results, fresh, settings, undisturbed, read_outputs
):
    from pipelines.flows import run_screen_flow

    summary = run_screen_flow(replace(fresh.order, batch_files=8), settings)
    assert summary.complete
    assert summary.counts["screened"] == 10
    assert read_outputs(fresh.order.out) == undisturbed

    held = database_text()
    assert "guowen-screen" in held, "this is the database of that run"
    assert "guowen-quarantined" in held
    results = "".join(file.read_text("utf-8") for file in prefect_results.iterdir())
    assert results.count('"storage_key"') == 2, "one result a batch"
    for words in WORDS:
        assert words not in held
        assert json.dumps(words)[1:-1] not in held
        assert words not in results


def test_an_unchanged_inbox_runs_no_batch(prefect_results, city_after, settings):
    from pipelines.flows import run_screen_flow

    before = len(states("screen-batch"))
    summary = run_screen_flow(city_after.order, settings)
    assert (summary.counts["unchanged"], summary.counts["new"]) == (10, 0)
    assert len(states("screen-batch")) == before


def test_a_batch_served_from_a_stale_cache_is_done_again(
    prefect_results, fresh, settings, undisturbed, read_outputs, monkeypatch
):
    """The store is put back to where its run was planned: the tasks' cached results then tell of rows that are gone."""
    from pipelines import flows, plan
    from pipelines.basis import lay_basis

    order = replace(fresh.order, batch_files=100)
    store_file = Path(order.store_url.removeprefix("sqlite:///"))
    with open_store(order.store_url) as store:
        plan.make_plan(store, order, lay_basis(order).versions)
    shutil.copy(store_file, store_file.with_suffix(".planned"))

    def end(*_: object) -> None:
        raise StoreError("the power is gone")

    with monkeypatch.context() as patch:
        patch.setattr(flows, "conclude", end)
        with pytest.raises(GuowenError, match="conclude: the power is gone"):
            flows.run_screen_flow(order, settings)
    shutil.copy(store_file.with_suffix(".planned"), store_file)
    summary = flows.run_screen_flow(order, settings)
    assert summary.complete
    assert read_outputs(order.out) == undisturbed
    assert "Cached" in states("screen-batch")


def test_a_batch_that_fails_is_tried_again_and_then_counted(prefect_results, fresh, settings, monkeypatch):
    from pipelines import flows

    monkeypatch.setattr(flows.screen_batch_task, "retry_delay_seconds", 0)
    attempts: list[str] = []
    real = flows.screen_batch

    def fail(order, store, run_id, key):
        if store.batch(run_id, key).position == 1:
            attempts.append(key)
            raise ValueError("任玉兰说：请关照")
        return real(order, store, run_id, key)

    monkeypatch.setattr(flows, "screen_batch", fail)
    state = flows.screen(
        inbox=str(fresh.inbox),
        registries=str(fresh.registries),
        store=fresh.order.store_url,
        out=str(fresh.order.out),
        return_state=True,
    )
    assert state.is_failed()
    assert state.message == "4 files have no result yet; run again"
    # Three attempts, and three more because the store has no rows.
    assert len(attempts) == 6
    lines = [json.loads(line) for line in (fresh.order.out / "documents.jsonl").read_text("utf-8").splitlines()]
    assert len(lines) == 14
    assert sum(line["status"] == "screened" for line in lines) == 6
    assert "a fault of the program itself (ValueError)" in database_text()
    assert "任玉兰" not in database_text()


def test_a_password_in_a_parameter_is_refused(prefect_results, fresh):
    from pipelines import flows

    state = flows.screen(
        inbox=str(fresh.inbox), registries=str(fresh.registries), store="postgresql://u:pw@h/db", return_state=True
    )
    assert state.is_failed()
    assert "GUOWEN_STORE_PASSWORD" in state.message


def test_a_schedule_makes_runs(prefect_results):
    """With libraries it does not know Prefect's scheduler fails in its log only, and no nightly run ever starts."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import DeploymentScheduleCreate
    from prefect.client.schemas.filters import FlowRunFilter
    from prefect.client.schemas.schedules import CronSchedule
    from prefect.server.services.scheduler import schedule_deployments

    from pipelines import flows

    nightly = DeploymentScheduleCreate(schedule=CronSchedule(cron="30 1 * * *", timezone="Asia/Shanghai"))
    with get_client(sync_client=True) as client:
        client.create_deployment(client.create_flow(flows.screen), "nightly", schedules=[nightly])
        asyncio.run(schedule_deployments())
        scheduled = client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate({"state": {"type": {"any_": ["SCHEDULED"]}}})
        )
    assert len(scheduled) >= 3
    assert {run.expected_start_time.strftime("%H:%M") for run in scheduled} == {"17:30"}, "UTC"


def test_prefect_is_quiet(prefect_results):
    from prefect.settings import get_current_settings

    known = get_current_settings()
    assert {name: os.environ[name] for name in QUIET} == dict(QUIET)
    assert known.server.analytics_enabled is False
    assert known.server.ui.v2_enabled is False
    assert known.logging.to_api.enabled is False


def test_the_erasing_runs_as_a_flow_and_tells_counts_alone(prefect_results, tmp_path, monkeypatch):
    from dataclasses import replace as but

    from pipelines.retention_flow import retain
    from tests.store.conftest import PROPOSAL
    from tests.store.decided import decide_two

    url = f"sqlite:///{tmp_path / 'guowen.db'}"
    monkeypatch.setenv("GUOWEN_STORE", url)
    monkeypatch.setenv("GUOWEN_RETENTION__REJECTED_DAYS", "1")
    database = open_database(url)
    decide_two(database, lambda **changes: but(PROPOSAL, **changes), {"code": "1"})
    database.close()
    with sqlite3.connect(tmp_path / "guowen.db") as connection:
        connection.execute("UPDATE proposals SET decided_at = '2020-01-01T00:00:00.000Z' WHERE desk = 'rejected'")
    connection.close()
    assert retain(dry_run=True)["rejected"] == 1
    erased = retain()
    assert (erased["rejected"], erased["findings"]) == (1, 0)
    assert retain() == {"values": 0, "findings": 0}


DEPLOYED = ("nightly", "retention", "weekly", "evaluation")
"""All but the last are scheduled."""


@pytest.mark.parametrize(("position", "called"), tuple(enumerate(DEPLOYED)))
def test_a_deployment_names_a_flow_that_is_there(position, called):
    root = Path(__file__).resolve().parents[2]
    deployments = yaml.safe_load((root / "prefect.yaml").read_text("utf-8"))["deployments"]
    assert len(deployments) == len(DEPLOYED)
    deployment = deployments[position]
    assert deployment["name"] == called
    path, _, name = deployment["entrypoint"].partition(":")
    assert (root / path).is_file()
    flow = getattr(import_module(path.removesuffix(".py").replace("/", ".")), name)
    assert set(deployment["parameters"]) <= set(flow.parameters.properties)
    zones = [schedule["timezone"] for schedule in deployment["schedules"]]
    assert zones == ["Asia/Shanghai"][: called != "evaluation"]
    assert deployment["concurrency_limit"] == 1
    assert deployment["work_pool"]["name"] == "guowen"


def artifact(key: str) -> Any:
    """The data of the artifact of that key that was made last."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import ArtifactFilter, ArtifactFilterKey
    from prefect.client.schemas.sorting import ArtifactSort

    wanted = ArtifactFilter(key=ArtifactFilterKey(any_=[key]))
    with get_client(sync_client=True) as client:
        found = client.read_artifacts(artifact_filter=wanted, sort=ArtifactSort.CREATED_DESC)
    return found[0].data


@pytest.fixture
def store(new_sqlite: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A store with a week of work in it, as the worker's settings name it."""
    database = open_database(new_sqlite)
    fill(database)
    database.close()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GUOWEN_STORE", new_sqlite)
    return new_sqlite


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What the flow hands to Prefect as events."""
    from pipelines import monitoring_flow

    told: list[dict[str, Any]] = []
    real = monitoring_flow.emit_event

    def emit(**event: Any) -> Any:
        told.append(event)
        return real(**event)

    monkeypatch.setattr(monitoring_flow, "emit_event", emit)
    return told


def test_alarms_are_the_state_events_and_artifacts(
    prefect_results: Path, store: str, events: list[dict[str, Any]]
) -> None:
    from pipelines.monitoring_flow import EVENT, WITH_ALERT, report

    state = report(until=UNTIL, return_state=True)
    assert (state.name, state.is_completed()) == (WITH_ALERT, True)
    assert state.result() == {"act": 2, "watch": 0}
    assert [event["resource"]["prefect.resource.id"] for event in events] == [f"{EVENT}.overdue", f"{EVENT}.no_run"]
    assert events[0]["payload"] == {
        "severity": "act",
        "unit": None,
        "measure": "overdue",
        "value": 1,
        "threshold": 0,
    }
    assert Path("monitoring/monitoring.html").is_file()
    told = artifact("guowen-report")
    assert "| confirmed | 8 |" in told
    assert "| precision | 0.727 (0.434 to 0.903) |" in told
    assert "act    overdue  all units: overdue 1, above 0" in told
    rows = json.loads(artifact("guowen-report-units"))
    assert [(row["decided"], row["precision"]) for row in rows] == [("11", "0.727"), ("0", "-")]
    held = database_text()
    assert not [word for word in PEOPLE if word in held]


def test_a_quiet_week_is_plainly_completed_and_failing_is_asked_for(prefect_results: Path, store: str) -> None:
    from pipelines.monitoring_flow import report

    quiet = report(until="2026-11-24", fail_on_alert=True, return_state=True)
    assert (quiet.name, quiet.result()) == ("Completed", {"act": 0, "watch": 0})
    loud = report(until=UNTIL, fail_on_alert=True, return_state=True)
    assert loud.is_failed()
    assert loud.message == "2 alarms ask to act, 0 to watch"


def test_a_password_in_a_parameter_of_the_report_is_refused(prefect_results: Path, store: str) -> None:
    from pipelines.monitoring_flow import report

    state = report(store="postgresql+psycopg://guowen:geheim@nowhere/guowen", return_state=True)
    assert state.is_failed()
    assert "GUOWEN_STORE_PASSWORD" in state.message


@pytest.fixture
def gold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Some gold, which is its own best prediction, beside an empty one and two gates."""
    lines = (SAMPLES / "gold/gold.jsonl").read_text("utf-8").splitlines()[:DOCUMENTS]
    rows = [json.loads(line) for line in lines]
    nothing = [row | {"mentions": [], "events": []} for row in rows]
    for name, told in (("gold", rows), ("nothing", nothing)):
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in told)
        (tmp_path / f"{name}.jsonl").write_text(text, "utf-8")
    (tmp_path / "loose.toml").write_text(LOOSE, "utf-8")
    (tmp_path / "strict.toml").write_text(STRICT, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "gold.jsonl"


def evaluated(gold: Path, **told: str) -> Any:
    from pipelines.evaluation_flow import evaluate

    registries = str(SAMPLES / "registries")
    return evaluate(gold=str(gold), registries=registries, out="out", **told, return_state=True)


def test_an_evaluation_shows_headlines_and_slices(prefect_results: Path, gold: Path) -> None:
    state = evaluated(gold, pred="gold.jsonl", gate="strict.toml", incumbent="nothing.jsonl")
    assert state.is_completed()
    assert state.result()["record_f1"] == 1.0
    told = artifact("guowen-evaluate")
    assert "| record_f1 | 1.000 | 1.000-1.000 |" in told
    assert "gate, version 1: passed" in told
    assert {row["record F1"] for row in json.loads(artifact("guowen-evaluate-slices"))} <= {"1.000"}
    assert Path("out/scores.json").is_file()


def test_what_the_gate_refuses_fails_by_the_name_of_the_line(prefect_results: Path, gold: Path) -> None:
    state = evaluated(gold, pred="nothing.jsonl", gate="loose.toml")
    assert state.is_failed()
    assert state.message == "the gate refuses the model: records"
    assert "* records: 0.000, wanted" in artifact("guowen-evaluate")
    assert evaluated(gold, pred="nothing.jsonl").is_completed(), "without a gate a score is a score"


def test_faulty_gold_is_not_quoted_to_prefect(
    prefect_results: Path, gold: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [json.loads(line) for line in gold.read_text("utf-8").splitlines()]
    name = rows[0]["doc_id"]
    rows[0]["mentions"][0]["start"] = 99_999
    gold.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    state = evaluated(gold, pred="nothing.jsonl")
    assert state.is_failed()
    assert state.message.endswith("evaluate: the files cannot be scored; the worker's standard error says where")
    assert name in capsys.readouterr().err
    assert name not in database_text()

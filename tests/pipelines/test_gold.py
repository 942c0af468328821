"""From decided items to gold, and from gold to known answers: written, loaded, scored, trained on, planted."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from typer.testing import CliRunner

from data.errors import ConfigError
from data.goldfile import document_of, read_documents, read_rows
from data.registries import load_registries
from models.folder import open_model
from models.linear_examples import examples_of
from pipelines.cli import app
from pipelines.gold import export_gold, seed
from pipelines.settings import Settings
from store.database import Database, open_database
from store.desk import Desk
from store.desk.consents import Consents, ConsentWishes
from store.desk.rows import DecisionKind, RejectReason, Verdict, Wishes
from store.desk_tables import ACCOUNTS, KNOWN_ANSWERS
from store.ledger import Action, read
from store.tables import PROPOSALS
from store.viewer import Role, Viewer
from tests.pipelines.conftest import INTERVENERS, City

REVIEWER = Viewer("r", frozenset({Role.REVIEWER}), None, frozenset())
EVALUATOR = Viewer("e", frozenset({Role.EVALUATOR}), None, frozenset())
REASONS = (None, RejectReason.LAWFUL, RejectReason.NOT_HAPPENED, RejectReason.NOT_INQUIRY)
"""What is decided of the proposals in turn; None: confirmed."""


@dataclass(frozen=True)
class Made:
    """A city whose proposals were decided, and the gold that was made of them."""

    database: Database
    url: str
    gold: Path
    registries: Path
    verdicts: dict[str, RejectReason | None]


@pytest.fixture(scope="module")
def made(screened_city: City, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Made]:
    root = tmp_path_factory.mktemp("gold")
    shutil.copy(screened_city.order.store_url.removeprefix("sqlite:///"), root / "guowen.db")
    database = open_database(f"sqlite:///{root / 'guowen.db'}")
    with database.writing() as connection:
        people = [
            {"account_id": key, "login": key, "name": key, "roles": "[]", "created_at": "2026-11-23"} for key in "re"
        ]
        connection.execute(insert(ACCOUNTS), people)
    desk = Desk(database)
    ids = sorted(line.row.proposal_id for line in desk.queue(REVIEWER, Wishes()))
    verdicts = {key: REASONS[number % len(REASONS)] for number, key in enumerate(ids)}
    for key, reason in verdicts.items():
        desk.decide(REVIEWER, key, Verdict(DecisionKind.REJECT if reason else DecisionKind.CONFIRM, reason))
        found = desk.item(replace(REVIEWER, roles=frozenset({Role.APPROVER})), key)
        if found.desk.value == "second":
            second = Viewer("e", frozenset({Role.REVIEWER}), None, frozenset())
            desk.decide(second, key, Verdict(DecisionKind.REJECT if reason else DecisionKind.CONFIRM, reason))
    assert Consents(database).say_all(EVALUATOR, ConsentWishes(), given=True) == len(ids)
    gold = root / "city" / "gold.jsonl"
    told = CliRunner().invoke(app, ["export-gold", "--store", database.label, "--out", str(gold)])
    assert told.exit_code == 0, told.output
    assert told.output.startswith(f"{len(ids)} items, ")
    yield Made(database, database.label, gold, screened_city.registries, verdicts)
    database.close()


def rows_of(made: Made) -> list[dict[str, object]]:
    return [row for _, row in read_rows(made.gold)]


def test_the_file_is_gold(made: Made) -> None:
    rows = rows_of(made)
    assert len(made.verdicts) >= 4
    assert {key for row in rows for key in str(row["source"]).split(",")} == set(made.verdicts)
    for row in rows:
        text = document_of(row, "gold").text
        for mention in row["mentions"]:  # type: ignore[attr-defined]
            assert text[mention["start"] : mention["end"]] == mention["text"]
    assert any(name in str(row["text"]) for row in rows for name in INTERVENERS)


def test_events_are_as_decided(made: Made) -> None:
    verdict_of = {None: {"unfiled"}, RejectReason.LAWFUL: {"lawful"}, RejectReason.NOT_HAPPENED: {"not_event"}}
    for row in rows_of(made):
        wanted = [verdict_of.get(made.verdicts[key], set()) for key in str(row["source"]).split(",")]
        found = {event["verdict"] for event in row["events"]}  # type: ignore[attr-defined]
        assert found == set().union(*wanted)


def test_the_same_items_give_the_same_bytes(made: Made, tmp_path: Path) -> None:
    settings = Settings(store=made.url)
    export_gold(settings, tmp_path / "again.jsonl")
    assert (tmp_path / "again.jsonl").read_bytes() == made.gold.read_bytes()


def test_every_item_that_left_is_on_record(made: Made) -> None:
    with made.database.reading() as connection:
        left = [row for row in read(connection) if row.action == Action.EXPORTED.value]
    assert {row.subject for row in left} == set(made.verdicts)
    assert all(row.detail["to"] == "gold" for row in left)


def test_it_scores(made: Made, tmp_path: Path) -> None:
    options = ["--registries", str(made.registries), "--out", str(tmp_path)]
    told = CliRunner().invoke(app, ["evaluate", str(made.gold), *options])
    assert told.exit_code == 0, told.output
    scores = json.loads((tmp_path / "scores.json").read_text("utf-8"))
    assert scores


def test_it_trains(made: Made, tmp_path: Path) -> None:
    shutil.copytree(made.registries, made.gold.parent / "world", dirs_exist_ok=True)
    told = CliRunner().invoke(app, ["train", str(made.gold.parent), "--out", str(tmp_path / "model")])
    assert told.exit_code == 0, told.output
    assert open_model(tmp_path / "model").record.trainer == "linear"


def test_a_procedure_that_nobody_named_is_not_learnt_as_none(made: Made) -> None:
    registries, _ = load_registries(made.registries)
    learnt = [example.true for example in examples_of(made.gold, registries).sorts]
    named = [any(output.startswith("lawful ") for output in true) for true in learnt]
    assert True in named
    assert False in named


def test_gold_comes_back_as_known_answers(made: Made, screened_city: City, tmp_path: Path) -> None:
    """Into another copy of the city, where everything still waits."""
    shutil.copy(screened_city.order.store_url.removeprefix("sqlite:///"), tmp_path / "guowen.db")
    url = f"sqlite:///{tmp_path / 'guowen.db'}"
    papers = tmp_path / "papers"
    options = ["--registries", str(made.registries), "--share", "0.4", "--store", url, "--papers", str(papers)]
    told = CliRunner().invoke(app, ["seed", str(made.gold), *options])
    assert told.exit_code == 0, told.output
    database = open_database(url)
    with database.reading() as connection:
        answers = dict(connection.execute(select(KNOWN_ANSWERS.c.proposal_id, KNOWN_ANSWERS.c.verdict)).tuples().all())
        origins = dict(connection.execute(select(PROPOSALS.c.proposal_id, PROPOSALS.c.origin)).tuples().all())
    database.close()
    assert answers
    assert {key for key, origin in origins.items() if origin == "seed"} == set(answers)
    assert "confirm" in answers.values()
    assert told.output.startswith(f"{len(answers)} known answers planted")
    texts = {document.text for document in read_documents(made.gold)}
    assert {file.read_text("utf-8") for file in papers.rglob("*.txt")} <= texts


@pytest.mark.parametrize("share", [0.0, -1.0, 0.51])
def test_shares_out_of_range(made: Made, share: float) -> None:
    with pytest.raises(ConfigError, match="share"):
        seed(Settings(store=made.url, registries=made.registries), made.gold, share)


def test_registries_must_be_told(made: Made) -> None:
    with pytest.raises(ConfigError, match="registries"):
        seed(Settings(store=made.url), made.gold, 0.02)

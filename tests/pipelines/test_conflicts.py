"""`guowen conflicts` over the sample city, and conflicts.jsonl beside the outputs of a screening."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from pipelines.cli import app
from tests.pipelines.conftest import City

SAMPLE = Path("data/samples/registries")


def run(*options: str) -> Result:
    return CliRunner().invoke(app, ["conflicts", *options], catch_exceptions=False)


def of_sample(*options: str) -> Result:
    return run("--registries", str(SAMPLE), *options)


EXPECTED = [
    # case, lawyer, rule, certainty: read off the sample's registries by hand
    ("（2025）云98民终112号", "L0001", "own_unit", "sure"),
    ("（2025）云98民初19号", "L0015", "former_organ", "sure"),
    ("（2025）云98民初19号", "L0015", "firm_others", "likely"),
    ("（2025）云9802刑初77号", "L0016", "former_organ_prosecuted", "likely"),
    ("（2025）云9802执410号", "L0009", "handles_others", "sure"),
    ("（2025）云9821民初212号", "L0017", "former_organ", "sure"),
    ("澜检刑诉〔2025〕71号", "L0018", "related_leaders", "possible"),
    ("盐检刑诉〔2025〕39号", "L0014", "jurisdiction", "sure"),
]


def test_the_sample_city() -> None:
    result = of_sample("--format", "jsonl")
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    found = {
        (row["case_no"], row["lawyer"]["entry_id"], row["rule"]["id"].split(".")[1], row["certainty"]) for row in rows
    }
    assert set(EXPECTED) <= found
    assert not any(row["lawyer"]["entry_id"] == "L0012" for row in rows)  # kin of a deputy of the people's congress
    assert all("需核实" in row["summary"] and row["checks"] and row["rule"]["source"] for row in rows)
    assert len({row["conflict_id"] for row in rows}) == len(rows)
    assert of_sample("--format", "jsonl").stdout == result.stdout


def test_as_table_and_csv(tmp_path: Path) -> None:
    table = of_sample("--on", "2025-06-01")
    assert table.exit_code == 0
    assert "均需核实，不作结论" in table.stdout
    out = tmp_path / "new" / "conflicts.csv"
    assert of_sample("--format", "csv", "--out", str(out)).exit_code == 0
    lines = list(csv.DictReader(io.StringIO(out.read_text("utf-8-sig"))))
    assert {line["kind"] for line in lines} == {"recusal_conflict"}
    assert len(lines) == len(of_sample("--format", "jsonl").stdout.splitlines())


def test_nothing_found_and_nothing_told(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "没有需要核实" in of_sample("--on", "1999-01-01").stdout
    assert of_sample("--on", "yesterday").exit_code == 2
    monkeypatch.delenv("GUOWEN_REGISTRIES", raising=False)
    with pytest.raises(Exception, match="registries: not told"):
        run()


def test_faulty_rows_are_told() -> None:
    result = run("--registries", "data/samples/registries_faulty", "--format", "jsonl")
    assert result.exit_code == 0
    assert "left out" in result.stderr


def test_a_screening_writes_them_beside_its_outputs(screened_city: City) -> None:
    path = screened_city.order.out / "conflicts.jsonl"
    assert path.read_text("utf-8") == run("--registries", str(screened_city.registries), "--format", "jsonl").stdout

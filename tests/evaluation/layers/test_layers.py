"""Every layer has its file, its row in the tuple, its table of cases and its place on the page."""

import importlib
from pathlib import Path

import pytest

from evaluation.layers import LAYERS
from evaluation.scorer import HEADLINES, score
from tests.evaluation.layers.perturbed import gold_and_predictions
from tests.evaluation.rows import FEW

ROOT = Path(__file__).parents[3]
SHARED = {"__init__", "layer", "fields"}
PAGE = ROOT / "docs" / "evaluation" / "layers.md"
NAMES = [layer.name for layer in LAYERS]


def test_every_file_is_a_layer_and_every_layer_a_file():
    files = {path.stem for path in (ROOT / "evaluation" / "layers").glob("*.py")}
    assert files - SHARED == set(NAMES)
    assert len(NAMES) == len(set(NAMES))
    for layer in LAYERS:
        assert importlib.import_module(f"evaluation.layers.{layer.name}").LAYER is layer


@pytest.mark.parametrize("name", NAMES)
def test_every_layer_has_a_table_of_cases(name):
    module = importlib.import_module(f"tests.evaluation.layers.test_{name}")
    assert len(module.CASES) >= 4


def test_no_measure_is_told_by_two_layers():
    found = [document.tallies for document in score(*gold_and_predictions(), FEW).documents]
    told = [name for layer in LAYERS for name in layer.shares]
    assert len(told) == len(set(told))
    assert set(HEADLINES) <= found[0].keys()


def test_every_measure_has_a_table_row_of_its_own_and_stands_on_the_page():
    page = PAGE.read_text(encoding="utf-8")
    measures = {name.partition(".")[0] for name in score(*gold_and_predictions(), FEW).tallies}
    assert not sorted(name for name in measures if f"`{name}`" not in page)


def test_every_measure_of_the_whole_is_there_for_every_document():
    documents = score(*gold_and_predictions(), FEW).documents
    whole = [{name for name in document.tallies if "." not in name} for document in documents]
    assert all(names == whole[0] for names in whole)

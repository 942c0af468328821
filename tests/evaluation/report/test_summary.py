"""The plain values and the short table: what a release gate, another program and an evaluator read."""

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from evaluation.honesty import ScoredOn
from evaluation.measures import Bootstrap, Interval, Tally
from evaluation.predictions import Unscorable
from evaluation.report.summary import align, plain, shown, table, written
from evaluation.run import Evaluated
from evaluation.scorer import HEADLINE_KEYS, Scores, score
from evaluation.training_record import Overlap
from tests.evaluation.pages import GOLD, evaluated, evaluated_rows

NOTHING = score([], [], Bootstrap(10))
HALF = Scores(
    documents=(),
    tallies={"record": Tally(1, 2, 2), "event": Tally(2, 2, 4), "case_no": Tally(1, 2, 2)},
    intervals={"record": Interval(0.25, 0.75)},
    by_kind={},
    verdicts={("unfiled", "missing"): 2},
)
KEPT = (
    *HEADLINE_KEYS,
    "documents",
    "events",
    "measures",
    "shares",
    "by_kind",
    "verdicts",
    "baseline",
    "versions",
)
"""The keys that other programs have always read, in their order."""
ADDED = (
    "layers",
    "modes",
    "confusions",
    "intervals",
    "f2",
    "budget",
    "unscored_claims",
    "risk_coverage",
    "reliability",
    "slices",
    "scored_on",
    "training_fit",
    "read_in_training",
    "unscorable",
    "missing",
    "leaks",
    "shared_with_training",
)


def values_of(scores, **fields):
    return plain(Evaluated(scores, NOTHING, {"code": "1"}, **fields))


def valid(values):
    """Nothing where the values are as evaluation/report/scores.schema.json says, else what is wrong."""
    schema = json.loads((files("evaluation.report") / "scores.schema.json").read_text("utf-8"))
    Draft202012Validator.check_schema(schema)
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(values)]


def test_the_keys_that_were_there_stay_first_and_in_order():
    assert tuple(plain(evaluated())) == KEPT + ADDED


def test_measures_and_shares_are_told_apart():
    values = values_of(HALF)
    assert values["record_f1"] == 0.5
    assert values["measures"]["record"] == {
        "f1": 0.5,
        "low": 0.25,
        "high": 0.75,
        "precision": 0.5,
        "recall": 0.5,
        "hits": 1,
        "predicted": 2,
        "gold": 2,
    }
    assert values["shares"]["case_no"] == {"share": 0.5, "right": 1, "of": 2}
    assert values["verdicts"] == [{"gold": "unfiled", "predicted": "missing", "events": 2}]
    assert values["versions"] == {"code": "1"}


def test_what_was_not_measured_is_null_in_json():
    values = json.loads(written(Evaluated(NOTHING, NOTHING, {})))
    assert [values[key] for key in HEADLINE_KEYS] == [None] * 5
    assert values["risk_coverage"] == {"unfiled_event": None, "record": None}


FAULT = Unscorable("d-two", "pred.jsonl:2", "not JSON", "mend that line")
READ = Overlap("d-one", "same text", 1.0)
ALL = [
    evaluated(),
    evaluated_rows(GOLD, []),
    evaluated_rows([], []),
    evaluated(unscorable=(FAULT, replace(FAULT, doc_id=None)), missing=("d-two",)),
    evaluated(leaks=(READ,), scored_on=ScoredOn.TRAINING_FIT),
]


@pytest.mark.parametrize("whole", ALL, ids=["scored", "no prediction", "no gold", "unscorable", "learnt from"])
def test_the_file_is_as_its_schema_says(whole):
    assert valid(json.loads(written(whole))) == []


def test_the_schema_refuses_what_is_not_there_and_what_nobody_named():
    values = plain(evaluated())
    del values["record_f1"]
    values["more"] = 1
    assert len(valid(values)) == 2


def test_layers_modes_ranking_and_confusions_by_hand():
    values = plain(evaluated())
    assert values["layers"]["records"] == ["record", "record_strict"]
    # five gold marks, four predicted; 王建国 is equal, 打听 overlaps, 李明 stands at the same place as another type
    assert values["modes"]["mention"] == {
        "strict": 0.2222,
        "exact": 0.4444,
        "partial": 0.5556,
        "type": 0.4444,
        "overlap": 0.4444,
    }
    assert values["f2"]["unfiled_event"] == 0.8333  # 5 * 1 / (4 * 1 + 2)
    first = values["budget"][0]
    assert (first["size"], first["read"], first["hits"]) == (50, 2, 1)
    assert (first["recall"], first["record_recall"]) == (1.0, 0.0)
    assert values["confusions"]["mention"] == [
        {"gold": "PER", "predicted": "ORG", "count": 1},
        {"gold": "PER", "predicted": "PER", "count": 1},
        {"gold": "PER", "predicted": "missing", "count": 1},
        {"gold": "TRIGGER", "predicted": "TRIGGER", "count": 1},
        {"gold": "TRIGGER", "predicted": "missing", "count": 1},
        {"gold": "missing", "predicted": "TRIGGER", "count": 1},
    ]
    assert values["leaks"] == {}


def test_what_was_learnt_from_is_counted_by_how_it_is_known():
    values = plain(evaluated(leaks=(READ, replace(READ, doc_id="d-two")), scored_on=ScoredOn.TRAINING_FIT))
    assert values["leaks"] == {"same text": 2}
    assert values["training_fit"] is True


def test_the_table_names_every_headline_once():
    lines = table(HALF, NOTHING).splitlines()
    assert lines[2].split() == ["record_f1", "0.500", "0.250-0.750", "0.500", "0.500", "0.500", "-"]
    assert all(sum(line.startswith(key) for line in lines) == 1 for key in HEADLINE_KEYS)


def test_numbers_have_three_places_and_undefined_is_a_dash():
    assert (shown(2 / 3), shown(None)) == ("0.667", "-")


def test_wide_characters_count_two_columns():
    assert align([["案", "1"], ["case", "12"]]) == ["案     1", "case  12"]

"""The plain values and the short table: what a release gate and an evaluator read."""

import json

from evaluation.measures import Bootstrap, Interval, Tally
from evaluation.scorer import HEADLINE_KEYS, Scores, score
from evaluation.summary import align, plain, shown, table, written

NOTHING = score([], [], Bootstrap(10))
HALF = Scores(
    documents=(),
    tallies={"record": Tally(1, 2, 2), "event": Tally(2, 2, 4), "case_no": Tally(1, 2, 2)},
    intervals={"record": Interval(0.25, 0.75)},
    by_kind={},
    verdicts={("unfiled", "missing"): 2},
)


def test_the_five_headlines_come_first():
    assert tuple(plain(HALF, NOTHING, {}))[:5] == HEADLINE_KEYS


def test_measures_and_shares_are_told_apart():
    values = plain(HALF, NOTHING, {"code": "1"})
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
    values = json.loads(written(NOTHING, NOTHING, {}))
    assert [values[key] for key in HEADLINE_KEYS] == [None] * 5


def test_the_table_names_every_headline_once():
    lines = table(HALF, NOTHING).splitlines()
    assert lines[2].split() == ["record_f1", "0.500", "0.250-0.750", "0.500", "0.500", "-"]
    assert all(sum(line.startswith(key) for line in lines) == 1 for key in HEADLINE_KEYS)


def test_numbers_have_three_places_and_undefined_is_a_dash():
    assert (shown(2 / 3), shown(None)) == ("0.667", "-")


def test_wide_characters_count_two_columns():
    assert align([["案", "1"], ["case", "12"]]) == ["案     1", "case  12"]

"""The release gate: every kind of line passed once and refused once, and every fault of a file named."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from data.errors import ConfigError
from data.goldfile import read_documents, read_rows
from data.registries import load_registries
from evaluation.baseline import Baseline
from evaluation.comparison.gate import judge, load_gate, plain
from evaluation.measures import Bootstrap
from evaluation.run import Evaluated
from evaluation.scorer import score
from tests.evaluation.comparison.two_runs import ONCE, RIGHT, run
from tests.evaluation.rows import event

SAMPLES = Path(__file__).parents[3] / "data" / "samples"
QUICK = Bootstrap(resamples=300)


@dataclass(frozen=True)
class Told:
    """What a gate asks of an evaluation."""

    scores: Any
    unscorable: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    leaks: tuple[str, ...] = ()


def gate(path, *lines):
    text = 'version = "7"\n' + "".join(
        f'[[lines]]\nname = "l{n}"\nwhy = "so"\n{line}\n' for n, line in enumerate(lines)
    )
    path.write_text(text, "utf-8")
    return load_gate(path)


LAWFUL = event(verdict="lawful", lawful="litigant")
QUIET = event(verdict="not_event", status="hypothetical")
GOLD = [[RIGHT]] * 8 + [[LAWFUL]] * 4 + [[QUIET]] * 4 + [[event(verdict="filed:F1")]] * 2 + [[]] * 2
# 6 of 8 found, one with a wrong case; 1 of 4 lawful claimed; 2 of 4 not events claimed; 1 of 2 without events claimed
FOUND = (
    [[event(score=0.9)]] * 5
    + [[event(case_no=None, score=0.9)]]
    + [[]] * 2
    + [[RIGHT]]
    + [[LAWFUL]] * 3
    + [[RIGHT]] * 2
    + [[QUIET]] * 2
    + [[]] * 3
    + [[RIGHT]]
)
CANDIDATE = Told(run(GOLD, FOUND), ("a line",), ("d07",))
# claimed: 6 + 1 + 2 + 1 = 10; wanted 8; unfiled hits 6, record hits 5
LIMITS = [
    ('measure = "record"', "at_least", 10 / 18),
    ('measure = "record"\nfigure = "recall"', "at_least", 5 / 8),
    ('measure = "unfiled_event"', "at_least", 12 / 18),
    ('measure = "unfiled_event"\nfigure = "precision"', "at_least", 6 / 10),
    ('measure = "unfiled_event"\nfigure = "f2"', "at_least", 30 / (10 + 32)),
    ('measure = "flagged_documents"\nfigure = "recall"', "at_least", 6 / 8),
    ('measure = "verdict_end_to_end.lawful"\nfigure = "recall"', "at_least", 3 / 4),
    ('measure = "documents"', "at_least", 20),
    ('measure = "unscorable"', "at_most", 2),
    ('measure = "claimed_documents"', "at_most", 4 / 12),
    ('measure = "claimed_documents.lawful"', "at_most", 1 / 4),
    ('measure = "claimed_documents.not_event"', "at_most", 2 / 4),
    ('measure = "claimed_documents.filed"', "at_most", 0.0),
    ('measure = "recall_at.50"', "at_least", 6 / 8),
    ('measure = "ece"', "at_most", 0.1),
    ('measure = "unfiled_event"\nby = "channel"\nleast_events = 8', "at_least", 12 / 18),
]


@pytest.mark.parametrize(("line", "bound", "value"), LIMITS, ids=[line.replace("\n", " ") for line, _, _ in LIMITS])
def test_every_limit_passes_at_its_value_and_refuses_beyond(tmp_path, line, bound, value):
    beyond = value + 1e-6 if bound == "at_least" else value - 1e-6
    judged = judge(gate(tmp_path / "g.toml", f"{line}\n{bound} = {float(value)!r}"), CANDIDATE)
    assert judged.lines[0].value == pytest.approx(value)
    assert judged.passed
    if beyond >= 0 and (beyond <= 1 or value > 1):
        refused = judge(gate(tmp_path / "g.toml", f"{line}\n{bound} = {beyond!r}"), CANDIDATE)
        assert [one.name for one in refused.refused] == ["l0"]
        assert not refused.passed


def test_gold_that_was_learnt_from_is_refused_whatever_the_gate_asks(tmp_path):
    learnt = Told(run(GOLD, GOLD), leaks=("d00",))
    asked = judge(gate(tmp_path / "g.toml", 'measure = "read_in_training"\nat_most = 0'), learnt)
    assert ([one.name for one in asked.lines], asked.passed) == (["l0"], False)
    unasked = judge(gate(tmp_path / "g.toml", 'measure = "documents"\nat_least = 1'), learnt)
    assert [one.name for one in unasked.refused] == ["read_in_training"]


UNDEFINED = [
    ('measure = "record"\nat_least = 0', "nothing to measure"),
    ('measure = "claimed_documents.filed"\nat_most = 1', "nothing to measure"),
    ('measure = "ece"\nat_most = 1', "nothing to measure"),
    ('measure = "record"\nlargest_drop = 1', "nothing to measure"),
    ('measure = "record"\nby = "kind"\nleast_events = 1\nat_least = 0', "no slice has 1 unfiled events"),
]


@pytest.mark.parametrize(("line", "words"), UNDEFINED)
def test_what_is_not_defined_fails_and_says_so(tmp_path, line, words):
    empty = Told(run([[]] * 3, [[]] * 3))
    judged = judge(gate(tmp_path / "g.toml", line), empty, empty, QUICK)
    assert (judged.passed, judged.lines[0].value) == (False, None)
    assert words in judged.lines[0].why


def test_calibration_is_not_asked_where_no_score_is_told(tmp_path):
    silent = Told(run([[RIGHT]], [[RIGHT]]))
    judged = judge(gate(tmp_path / "g.toml", 'measure = "ece"\nat_most = 0.1\nwhere_told = true'), silent)
    assert (judged.passed, judged.lines[0].value) == (True, None)
    assert "no claim tells a score" in judged.lines[0].why


DROP = 'measure = "record"\nlargest_drop = 0.1'
ALL = [[RIGHT]] * 40


def test_a_candidate_has_to_show_that_it_is_not_worse(tmp_path):
    lines = gate(tmp_path / "g.toml", DROP)
    whole, one_less, four_less = (Told(run(ALL, ALL[:n] + [[]] * (40 - n))) for n in (40, 39, 36))
    assert judge(lines, whole, whole, QUICK).lines[0].value == 0.0
    assert judge(lines, one_less, whole, QUICK).passed
    # the difference itself is 1 - 72/76, about 0.05; the low end of its interval lies below 0.1
    refused = judge(lines, four_less, whole, QUICK)
    assert not refused.passed
    assert "difference -0.053" in refused.lines[0].why
    assert judge(lines, whole, four_less, QUICK).passed


def test_without_an_incumbent_a_drop_is_not_asked(tmp_path):
    judged = judge(gate(tmp_path / "g.toml", DROP), Told(run(ALL, ALL)))
    assert (judged.passed, judged.lines[0].value) == (True, None)
    assert "no incumbent" in judged.lines[0].why


def test_the_worst_slice_is_chosen_by_gold_alone(tmp_path):
    gold = [[event(channel="face")]] * 4 + [[RIGHT]] * 3
    found = [[event(channel="face")]] * 3 + [[]] * 4
    lines = ('measure = "unfiled_event"\nby = "channel"\nat_least = 0.8\nleast_events = {}',)
    few = judge(gate(tmp_path / "g.toml", lines[0].format(4)), Told(run(gold, found)))
    # three of four face to face: 6/7; the three by phone are too few to count
    assert (few.passed, few.lines[0].value) == (True, pytest.approx(6 / 7))
    many = judge(gate(tmp_path / "g.toml", lines[0].format(3)), Told(run(gold, found)))
    assert (many.passed, many.lines[0].value) == (False, 0.0)
    assert many.lines[0].why.startswith("worst channel: phone.")


GOOD = 'version = "1"\n[[lines]]\nname = "a"\nmeasure = "record"\nat_least = 0.5\nwhy = "so"\n'
FAULTS = [
    ("no TOML", "version =", "not TOML"),
    ("no version", GOOD.replace('version = "1"', ""), "version is None"),
    ("number for version", GOOD.replace('"1"', "1"), "version is 1"),
    ("unknown key above", "floor = 1\n" + GOOD, "unknown key 'floor'"),
    ("no lines", 'version = "1"\n', "would let everything through"),
    ("empty lines", 'version = "1"\nlines = []\n', "would let everything through"),
    ("unknown key", GOOD + "atleast = 1\n", "g.toml:2: atleast is 1; is no key of a line"),
    ("unknown measure", GOOD.replace('"record"', '"records"'), "g.toml:2: measure is 'records'; is not measured"),
    ("unknown code", GOOD.replace('"record"', '"mention_strict.DOG"'), "is not measured"),
    ("code of nothing", GOOD.replace('"record"', '"nothing.PER"'), "is not measured"),
    ("no measure", GOOD.replace('measure = "record"\n', ""), "measure is missing"),
    ("no why", GOOD.replace('why = "so"', ""), "why is missing"),
    ("empty why", GOOD.replace('"so"', '" "'), "why is ' '"),
    ("unknown figure", GOOD + 'figure = "f3"\n', "figure is 'f3'; must be one of f1, f2, precision, recall"),
    ("figure of a number", GOOD.replace('"record"', '"ece"') + 'figure = "f1"\n', "ece is one number"),
    ("no limit", GOOD.replace("at_least = 0.5\n", ""), "at_least is missing; one of at_least, at_most"),
    ("two limits", GOOD + "at_most = 0.9\n", "only one"),
    ("limit no number", GOOD.replace("0.5", '"half"'), "at_least is 'half'; must be a number"),
    ("limit true", GOOD.replace("0.5", "true"), "at_least is True; must be a number"),
    ("limit nan", GOOD.replace("0.5", "nan"), "must be a number"),
    ("limit in per cent", GOOD.replace("0.5", "50"), "at_least is 50; must lie from 0 to 1"),
    ("limit below 0", GOOD.replace("0.5", "-0.1"), "must lie from 0 to 1"),
    ("drop of a number", GOOD.replace("record", "ece").replace("at_least", "largest_drop"), "has no paired interval"),
    ("unknown slice", GOOD + 'by = "unit"\nleast_events = 5\n', "by is 'unit'; must be one of kind"),
    ("slice without it", GOOD.replace("record", "event") + 'by = "kind"\nleast_events = 5\n', "do not have it"),
    ("slice at most", GOOD.replace("at_least", "at_most") + 'by = "kind"\nleast_events = 5\n', "has a floor"),
    ("slice without events", GOOD + 'by = "kind"\n', "least_events is missing"),
    ("events without slice", GOOD + "least_events = 5\n", "stands with by"),
    ("no events", GOOD + 'by = "kind"\nleast_events = 0\n', "least_events is 0"),
    ("told of a tally", GOOD + "where_told = true\n", "where_told is True; is for ece"),
    ("told no flag", GOOD + 'where_told = "yes"\n', "must be true or false"),
    ("twice", GOOD + GOOD.partition("\n")[2], "g.toml:7: name 'a' stands at"),
]


@pytest.mark.parametrize(("name", "text", "words"), FAULTS, ids=[case[0] for case in FAULTS])
def test_a_fault_of_a_gate_is_named(tmp_path, name, text, words):
    path = tmp_path / "g.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ConfigError) as caught:
        load_gate(path)
    assert words in str(caught.value)
    assert str(path) in str(caught.value)


def test_a_gate_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match="cannot be read"):
        load_gate(tmp_path / "none.toml")
    (tmp_path / "g.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="not UTF-8"):
        load_gate(tmp_path / "g.toml")


def test_the_shipped_gate_refuses_the_baseline_and_takes_gold_itself():
    registries, _ = load_registries(SAMPLES / "registries")
    path = SAMPLES / "gold" / "gold.jsonl"
    rows = [row for _, row in read_rows(path)]
    naive, perfect = (
        score(rows, found, ONCE) for found in (list(Baseline(registries).rows(read_documents(path))), rows)
    )
    shipped = load_gate()
    judged = judge(shipped, Evaluated(perfect, naive, {}), Evaluated(naive, naive, {}), QUICK)
    assert [one.name for one in judged.refused] == []
    refused = judge(shipped, Evaluated(naive, naive, {}), Evaluated(perfect, naive, {}), QUICK)
    names = {one.name for one in refused.refused}
    assert {"record_f1", "unfiled_event_f1", "flagged_documents_recall", "false_alarms", "record_drop"} <= names
    assert names.isdisjoint({"enough_documents", "unscorable", "read_in_training"})


def test_the_judgement_as_plain_values(tmp_path):
    judged = judge(gate(tmp_path / "g.toml", 'measure = "unscorable"\nat_most = 0'), CANDIDATE)
    told = plain(judged)
    assert (told["passed"], told["gate_version"], len(told["gate_sha256"])) == (False, "7", 64)
    assert told["lines"] == [
        {"name": "l0", "measure": "unscorable", "value": 2.0, "wanted": "<= 0", "passed": False, "why": "so"}
    ]
    assert replace(judged.lines[0], value=None).shown == "-"
    assert judged.lines[0].shown == "2"

"""Units that one run alone got right, counted by hand and against the measures they are the units of."""

from pathlib import Path

import pytest

from data.goldfile import read_documents, read_rows
from data.registries import load_registries
from evaluation.baseline import Baseline
from evaluation.comparison.discordance import UNITS, discordances
from evaluation.comparison.significance import Conclusion
from evaluation.comparison.standings import moved, standings
from evaluation.scorer import score
from tests.evaluation.comparison.two_runs import ONCE, RIGHT, WRONG_CASE, pairs
from tests.evaluation.rows import event

SAMPLES = Path(__file__).parents[3] / "data" / "samples"
LAWFUL = event(verdict="lawful", lawful="supervision")


def counts(found, name):
    one = next(one for one in found if one.name == name)
    return one.both, one.first_only, one.second_only, one.neither


def test_units_counted_by_hand():
    found = discordances(
        pairs(
            gold=[[RIGHT], [RIGHT], [RIGHT], [RIGHT], [LAWFUL]],
            first=[[RIGHT], [RIGHT], [WRONG_CASE], [], [RIGHT]],
            second=[[RIGHT], [], [RIGHT], [], [LAWFUL]],
        )
    )
    assert counts(found, "record") == (1, 1, 1, 1)
    # the case number does not matter here: d02 is found by both
    assert counts(found, "unfiled_event") == (2, 1, 0, 1)
    assert counts(found, "quiet_event") == (0, 0, 1, 0)
    # d00 and d02 flagged rightly by both, d01 by the first alone, d03 by none; d04 is quiet in the second alone
    assert counts(found, "flagged_documents") == (2, 1, 1, 1)


def test_twenty_papers_found_by_one_run_alone():
    many = pairs([[RIGHT]] * 20, [[RIGHT]] * 12 + [[]] * 8, [[RIGHT]] * 20)
    one = next(one for one in discordances(many) if one.name == "record")
    assert (one.first_only, one.second_only, one.units) == (0, 8, 20)
    assert one.p == pytest.approx(2 / 2**8)
    # record, unfiled events and flagged papers all have 2/256; quiet events do not occur; links and mentions: 1
    assert one.corrected == pytest.approx(5 * 2 / 2**8)
    assert one.conclusion is Conclusion.BETTER


def test_few_discordant_pairs_conclude_nothing():
    many = pairs([[RIGHT]] * 30, [[RIGHT]] * 25 + [[]] * 5, [[RIGHT]] * 30)
    assert {one.conclusion for one in discordances(many)} == {Conclusion.OPEN}


def test_few_papers_conclude_nothing():
    many = pairs([[RIGHT]] * 19, [[]] * 19, [[RIGHT]] * 19)
    assert {one.conclusion for one in (*discordances(many), *standings(many))} == {Conclusion.OPEN}


def test_units_are_the_hits_of_their_measures():
    registries, _ = load_registries(SAMPLES / "registries")
    gold = [row for _, row in read_rows(SAMPLES / "gold" / "gold.jsonl")]
    first = list(Baseline(registries).rows(read_documents(SAMPLES / "gold" / "gold.jsonl")))
    one, other = score(gold, first, ONCE), score(gold, gold[::2] + first[1::2], ONCE)
    found = discordances(list(zip(one.documents, other.documents, strict=True)))
    for unit in found:
        if unit.name in ("record", "unfiled_event", "link_registered", "mention_strict"):
            assert unit.both + unit.first_only == one.tallies[unit.name].hits, unit.name
            assert unit.both + unit.second_only == other.tallies[unit.name].hits, unit.name
            assert unit.units == one.tallies[unit.name].gold, unit.name
    assert [unit.name for unit in found] == list(UNITS)


def test_wins_losses_ties_by_errors():
    many = pairs(
        gold=[[RIGHT], [RIGHT], [RIGHT], []],
        first=[[], [RIGHT], [RIGHT], []],
        second=[[RIGHT], [WRONG_CASE], [RIGHT], [RIGHT]],
    )
    record = next(one for one in standings(many) if one.name == "record")
    # d00 won; d01 (missed and claimed in vain) and d03 (claimed in vain) lost; d02 tied
    assert (record.wins, record.losses, record.ties) == (1, 2, 1)
    assert [one.doc_id for one in moved(many)] == ["d01", "d00", "d03"]
    assert moved(many)[0].errors["record"] == (0, 2)
    assert moved(many)[0].change("record") == 2

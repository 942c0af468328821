"""Two runs compared as a whole."""

import re

import pytest

from data.errors import GoldError
from data.registry import Registries
from evaluation.comparison.changes import Change
from evaluation.comparison.compare import compare
from evaluation.comparison.significance import Conclusion, Settings
from evaluation.measures import Bootstrap
from evaluation.scorer import HEADLINES, score
from tests.evaluation.comparison.two_runs import ONCE, RIGHT, papers, run
from tests.evaluation.rows import event

QUICK = Settings(bootstrap=Bootstrap(resamples=300))
GOLD = [[RIGHT]] * 24
HALF = [[RIGHT]] * 12 + [[]] * 12


def headline(comparison, name):
    return next(one for one in comparison.headlines if one.difference.name == name)


def test_a_run_against_itself_concludes_nothing():
    comparison = compare(run(GOLD, HALF), run(GOLD, HALF), Registries(), QUICK)
    assert comparison.alike
    assert [one.difference.value for one in comparison.headlines] == [0.0] * 5
    assert {one.corrected for one in comparison.headlines} == {1.0}
    everything = (*comparison.headlines, *comparison.units, *comparison.standings, *comparison.slices)
    assert {one.conclusion for one in everything} == {Conclusion.OPEN}
    assert (comparison.changes, comparison.moved) == ((), ())


def test_a_sure_difference_is_told_and_corrected_for_all_headlines():
    comparison = compare(run(GOLD, HALF), run(GOLD, GOLD), Registries(), QUICK)
    record = headline(comparison, "record")
    # 12 of 24 found and none too many: F1 2/3
    assert record.difference.value == pytest.approx(1 - 2 / 3)
    assert record.conclusion is Conclusion.BETTER
    # three headlines have the smallest p there can be, the mentions do not differ
    assert record.difference.p == pytest.approx(1 / 301)
    assert record.corrected == pytest.approx(5 / 301)
    assert headline(comparison, "mention_strict").corrected == 1.0
    assert [one.change for one in comparison.changes] == [Change.MENDED] * 12
    assert [one.difference.name for one in comparison.headlines] == list(HEADLINES)


def test_the_other_order_negates():
    there = compare(run(GOLD, HALF), run(GOLD, GOLD), Registries(), QUICK)
    back = compare(run(GOLD, GOLD), run(GOLD, HALF), Registries(), QUICK)
    for one, other in zip(there.headlines, back.headlines, strict=True):
        assert one.difference.value == pytest.approx(-other.difference.value)
        assert one.corrected == other.corrected
    assert headline(back, "record").conclusion is Conclusion.WORSE
    assert [(one.wins, one.losses) for one in there.standings] == [(one.losses, one.wins) for one in back.standings]
    assert [(u.first_only, u.second_only) for u in there.units] == [(u.second_only, u.first_only) for u in back.units]


def test_few_papers_conclude_nothing_however_great_the_difference():
    comparison = compare(run(GOLD[:19], [[]] * 19), run(GOLD[:19], GOLD[:19]), Registries(), QUICK)
    assert comparison.few
    assert {one.conclusion for one in (*comparison.headlines, *comparison.slices)} == {Conclusion.OPEN}


def test_slices_in_which_the_second_is_worse_stand_first():
    mixed = [[RIGHT]] * 24 + [[event(channel="face")]] * 24
    first = [[event(channel="face")]] * 24 + [[]] * 24
    second = [[]] * 24 + [[event(channel="face")]] * 24
    many = Settings(bootstrap=Bootstrap(resamples=1000))
    comparison = compare(run(mixed, first), run(mixed, second), Registries(), many)
    worst = comparison.slices[0]
    # gold's value decides: what was found by phone is lost, what was not found face to face is found
    assert (worst.by, worst.value, worst.documents, worst.difference.value) == ("channel", "phone", 24, -1.0)
    assert worst.conclusion is Conclusion.WORSE
    faces = [one for one in comparison.slices if (one.by, one.value) == ("channel", "face")]
    assert {one.conclusion for one in faces} == {Conclusion.BETTER}
    # the kind has both halves in it: nothing lost, nothing won
    assert {one.conclusion for one in comparison.slices if one.by == "kind"} == {Conclusion.OPEN}


def test_without_registries_no_slices():
    assert compare(run(GOLD, HALF), run(GOLD, GOLD), None, QUICK).slices == ()


OTHERS = [
    ("another answer", papers(*[[event(verdict="lawful")]] * 24), "document d00: the two runs were not scored on"),
    ("a paper less", papers(*GOLD)[:-1], "document d23: the two runs were not scored on the same gold"),
    ("a paper more", papers(*GOLD, [RIGHT]), "document d24: only the second run has it"),
]


@pytest.mark.parametrize(("name", "gold", "message"), OTHERS, ids=[case[0] for case in OTHERS])
def test_another_gold_is_refused(name, gold, message):
    with pytest.raises(GoldError, match=re.escape(message)):
        compare(run(GOLD, GOLD), score(gold, gold, ONCE), None, QUICK)

"""Intervals against what scipy draws, against plain loops, and against cases small enough to enumerate."""

from types import SimpleNamespace

import numpy as np
import pytest
from scipy.stats import bootstrap as scipy_bootstrap

from data.errors import ConfigError
from evaluation import intervals as module
from evaluation.intervals import corpus_intervals, draws, percentile, resampled
from evaluation.measures import Bootstrap, Interval, Tally, intervals

SETTINGS = Bootstrap(resamples=400)


def document(source="", **tallies):
    return SimpleNamespace(
        tallies={name: Tally(*counts) for name, counts in tallies.items()}, gold=SimpleNamespace(source=source)
    )


CORPUS = [
    document("a", m=(1, 2, 1), rare=(1, 1, 1)),
    document("a", m=(2, 2, 3)),
    document("b", m=(0, 1, 0)),
    document("c", m=(3, 3, 3)),
    document("c", m=(0, 0, 2)),
]


def test_the_same_figure_in_every_document_has_no_width():
    """2 of 3 predicted and 2 gold: F1 = 2 * 2 / 5 = 0.8 whatever is drawn."""
    found = resampled([document(str(n), m=(2, 3, 2)) for n in range(4)], SETTINGS)["m"]
    assert found.corpus == Interval(0.8, 0.8)
    assert found.sources == Interval(0.8, 0.8)
    assert found.mean == found.mean_interval.low == found.mean_interval.high == pytest.approx(0.8)


def test_two_documents_one_right_one_wrong():
    """Drawn twice the right one (chance 1/4) gives 1, twice the wrong one 0, else 1/2: the 95 % interval is 0 to 1."""
    found = resampled([document("a", m=(1, 1, 1)), document("b", m=(0, 1, 1))], SETTINGS)["m"]
    assert (found.corpus, found.sources, found.mean) == (Interval(0, 1), Interval(0, 1), 0.5)


def test_mean_of_documents_is_not_the_corpus():
    """Own F1: 2/3, 4/5, 0, 1, 0; their mean is (2/3 + 4/5 + 1) / 5 = 37/75. The corpus has 2 * 6 / (8 + 9) = 12/17."""
    found = resampled(CORPUS, SETTINGS)["m"]
    assert found.mean == pytest.approx(37 / 75)
    assert found.mean_interval.low < 37 / 75 < found.mean_interval.high
    assert found.corpus.low < 12 / 17 < found.corpus.high


def test_undefined_documents_are_no_part_of_the_mean():
    """`rare` stands in one document of five: its mean is that document's, and resamples without it are left out."""
    found = resampled(CORPUS, SETTINGS)["rare"]
    assert (found.mean, found.corpus, found.mean_interval) == (1.0, Interval(1, 1), Interval(1, 1))


def test_never_defined():
    found = resampled([document("a", m=(0, 0, 0)), document("b", m=(0, 0, 0))], SETTINGS)["m"]
    assert (found.corpus, found.sources, found.mean, found.mean_interval) == (None, None, None, None)
    assert corpus_intervals([{"m": Tally()}], SETTINGS) == {}


@pytest.mark.parametrize("documents", [[], [document()]])
def test_nothing_measured(documents):
    assert resampled(documents, SETTINGS) == {}


@pytest.mark.parametrize("source", ["", "one"])
def test_one_source_cannot_be_drawn_anew(source):
    found = resampled([document(source, m=(1, 1, 1)), document(source, m=(0, 1, 1))], SETTINGS)["m"]
    assert found.sources is None
    assert found.corpus is not None


def test_clusters_widen():
    """Ten alike documents in each of four sources: documents drawn anew feign forty witnesses, sources admit four."""
    alike = {"a": (1, 1, 1), "b": (1, 1, 1), "c": (0, 1, 1), "d": (0, 1, 1)}
    corpus = [document(source, m=counts) for source, counts in alike.items() for _ in range(10)]
    found = resampled(corpus, SETTINGS)["m"]
    assert found.sources == Interval(0, 1)
    assert found.corpus.high - found.corpus.low < 0.4


def test_sources_are_their_summed_documents():
    """a: 3 hits, 4 predicted, 4 gold; b: 0, 1, 0; c: 3, 3, 5. Drawing sources is drawing three such documents."""
    summed = [{"m": Tally(3, 4, 4)}, {"m": Tally(0, 1, 0)}, {"m": Tally(3, 3, 5)}]
    assert resampled(CORPUS, SETTINGS)["m"].sources == corpus_intervals(summed, SETTINGS)["m"]


def test_order_of_sources_does_not_matter():
    backwards = resampled(CORPUS[::-1], SETTINGS)["m"].sources
    assert backwards == resampled(CORPUS, SETTINGS)["m"].sources


def test_against_a_plain_loop():
    """The products are the sums that a loop over drawn documents makes, one resample after the other."""
    plain = []
    for row in np.concatenate(list(draws(len(CORPUS), SETTINGS))):
        counts = [one.tallies["m"] for one, often in zip(CORPUS, row, strict=True) for _ in range(int(often))]
        drawn = sum(counts, Tally())
        if drawn.f1 is not None:
            plain.append(drawn.f1)
    low, high = np.percentile(plain, [2.5, 97.5])
    assert corpus_intervals([one.tallies for one in CORPUS], SETTINGS)["m"] == Interval(low, high)


def test_against_scipy():
    """Another generator over the same documents comes to the same bounds within the noise of 9,999 resamples."""
    chance = np.random.default_rng(7)
    gold, predicted = chance.integers(1, 6, 80), chance.integers(1, 6, 80)
    hits = np.minimum(gold, predicted) - chance.integers(0, 2, 80)
    theirs = scipy_bootstrap(
        (hits, predicted, gold),
        lambda h, p, g, axis: 2 * h.sum(axis) / (p.sum(axis) + g.sum(axis)),
        paired=True,
        method="percentile",
        n_resamples=9_999,
        rng=np.random.default_rng(1),
    ).confidence_interval
    counts = zip(hits.tolist(), predicted.tolist(), gold.tolist(), strict=True)
    ours = corpus_intervals([{"m": Tally(*one)} for one in counts], Bootstrap(resamples=9_999))["m"]
    assert (ours.low, ours.high) == pytest.approx((theirs.low, theirs.high), abs=0.004)


def test_blocks_do_not_show(monkeypatch):
    whole = resampled(CORPUS, SETTINGS)
    monkeypatch.setattr(module, "AT_ONCE", 7)
    assert {one.shape for one in draws(5, SETTINGS)} == {(1, 5)}
    assert resampled(CORPUS, SETTINGS)["m"].corpus == whole["m"].corpus


def test_a_measure_does_not_depend_on_the_others():
    alone = resampled([document(one.gold.source, m=tuple_of(one.tallies["m"])) for one in CORPUS], SETTINGS)
    assert alone["m"].corpus == resampled(CORPUS, SETTINGS)["m"].corpus


def tuple_of(one):
    return one.hits, one.predicted, one.gold


def test_the_same_seed_the_same_figures_another_seed_others():
    assert resampled(CORPUS, SETTINGS) == resampled(CORPUS, SETTINGS)
    other = np.concatenate(list(draws(5, Bootstrap(resamples=400, seed=1))))
    assert not np.array_equal(other, np.concatenate(list(draws(5, SETTINGS))))


def test_every_resample_is_as_large_as_the_corpus():
    assert set(np.concatenate(list(draws(5, SETTINGS))).sum(axis=1)) == {5}


def test_scores_use_the_same_intervals():
    documents = [one.tallies for one in CORPUS]
    assert intervals(documents, SETTINGS) == corpus_intervals(documents, SETTINGS)
    assert corpus_intervals(documents, SETTINGS)["m"] == resampled(CORPUS, SETTINGS)["m"].corpus


def test_half_hits_are_exact():
    """2 * 1.5 / (2 + 2) = 0.75."""
    assert corpus_intervals([{"m": Tally(1.5, 2, 2)}], SETTINGS) == {"m": Interval(0.75, 0.75)}


def test_percentiles_lie_between_the_figures():
    """0, 1, ..., 100: 2.5 % of the way from 0 to 100 is 2.5. What is undefined is left out."""
    assert percentile(np.array([*range(101), np.nan], dtype=float)) == Interval(2.5, 97.5)
    assert percentile(np.array([np.nan])) is None


def test_no_resamples_are_refused():
    with pytest.raises(ConfigError, match="resamples is 0"):
        Bootstrap(resamples=0)

"""What holds of every gold and every prediction."""

from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.types import Label, Situation
from evaluation.annotation import Span
from evaluation.layers.roles import MODES, PEOPLE, ROLES
from evaluation.measures import Tally, share, tally
from evaluation.mentions import best_pairs, paired_spans
from evaluation.pairing import overlaps
from evaluation.scorer import score
from tests.evaluation.rows import FEW, event, mention, row

TEXT = "王建国李明来电打听案子"
PREFIXES = "px"
SOME = settings(max_examples=40, deadline=None, derandomize=True)

places = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 4)).map(
    lambda told: (told[0], min(len(TEXT), told[0] + told[1]))
)
links = st.sampled_from([None, "nil", "P0001", "P0002"])


@st.composite
def lines(draw, doc_id="d1"):
    """A row of mentions that may nest, cross and repeat, and of events over them."""
    line = row(TEXT, doc_id=doc_id)
    for number, (start, end) in enumerate(draw(st.lists(places, max_size=6))):
        line["mentions"].append(
            mention(f"{draw(st.sampled_from(PREFIXES))}{number}", start, TEXT[start:end], draw(links))
        )
    ids = [one["id"] for one in line["mentions"]]
    role = st.sampled_from([None, "owner", *ids])
    for number in range(draw(st.integers(0, 3))):
        line["events"].append(
            event(
                f"e{number}",
                draw(st.lists(st.sampled_from(ids), unique=True, max_size=2)) if ids else [],
                situations=[code.value for code in draw(st.lists(st.sampled_from(Situation), unique=True, max_size=2))],
                verdict=draw(st.sampled_from(["unfiled", "filed:F0001", "filed:F0002", "lawful", "not_event"])),
                case_no=draw(st.sampled_from([None, "（2024）川97刑终12号"])),
                **{name: draw(role) for name in ROLES},
            )
        )
    return line


def spans_of(side):
    return st.lists(places, max_size=4).map(
        lambda told: [Span(f"{side}{n}", a, b, Label.PER, TEXT[a:b], None, False) for n, (a, b) in enumerate(told)]
    )


@SOME
@given(lines(), lines())
def test_figures_lie_within_their_bounds(gold, predicted):
    for name, one in score([gold], [predicted], FEW).tallies.items():
        assert 0 <= one.hits <= min(one.predicted, one.gold), name
        for figure in (one.precision, one.recall, one.f1, one.f2):
            assert figure is None or 0 <= figure <= 1
        if one.precision is not None and one.recall is not None:
            low, high = sorted((one.precision, one.recall))
            assert low - 1e-9 <= one.f1 <= high + 1e-9
            assert low - 1e-9 <= one.f2 <= high + 1e-9


@SOME
@given(lines())
def test_gold_against_itself_is_without_fault_in_every_layer_that_counts_it(gold):
    for name, one in score([gold], [gold], FEW).tallies.items():
        if name.startswith(("mention_", "trigger_strict", "trigger_overlap")) and not name.startswith(
            "mention_overlap"
        ):
            assert one.hits == one.predicted == one.gold, name


@SOME
@given(st.lists(st.tuples(lines(), lines()), min_size=2, max_size=4), st.randoms(use_true_random=False))
def test_documents_add_up_in_any_order(pairs, shuffler):
    told = [({**a, "doc_id": f"d{n}"}, {**b, "doc_id": f"d{n}"}) for n, (a, b) in enumerate(pairs)]
    whole = score([a for a, _ in told], [b for _, b in told], FEW)
    shuffler.shuffle(told)
    again = score([a for a, _ in told], [b for _, b in reversed(told)], FEW)
    assert list(whole.tallies.items()) == list(again.tallies.items())
    assert (whole.confusions, whole.verdicts) == (again.confusions, again.verdicts)
    total = {name: Tally() for name in whole.tallies}
    for document in again.documents:
        for name, one in document.tallies.items():
            total[name] += one
    assert total == whole.tallies


SYMMETRIC = (
    *(f"mention_{scheme}" for scheme in ("strict", "overlap", "exact", "partial", "type")),
    *(f"trigger_{part}{how}" for part in ("", "situation_", "category_") for how in ("strict", "overlap")),
    "flagged_documents",
)


@SOME
@given(lines(), lines())
def test_gold_and_prediction_swapped_swap_precision_and_recall(gold, predicted):
    ours, turned = score([gold], [predicted], FEW).tallies, score([predicted], [gold], FEW).tallies
    for name in SYMMETRIC:
        assert (ours[name].hits, ours[name].predicted, ours[name].gold) == (
            turned[name].hits,
            turned[name].gold,
            turned[name].predicted,
        ), name


@SOME
@given(lines(), lines())
def test_what_asks_more_never_counts_more(gold, predicted):
    tallies = score([gold], [predicted], FEW).tallies
    chains = [
        ("mention_strict", "mention_overlap", "mention_type"),
        ("mention_strict", "mention_exact", "mention_partial"),
        ("trigger_situation_strict", "trigger_category_strict"),
        ("trigger_strict", "trigger_overlap"),
        ("record_strict", "record", "unfiled_event", "event"),
        ("lawful_code", "lawful_any"),
        ("role_registered_gold", "role_gold"),
        ("verdict", "verdict_end_to_end"),
    ]
    for chain in chains:
        hits = [tallies[name].hits for name in chain]
        assert hits == sorted(hits), chain


@SOME
@given(lines(), lines())
def test_f_of_roles_never_rises_from_gold_to_strict(gold, predicted):
    scores = score([gold], [predicted], FEW)
    narrowed = [("role", ""), ("role_registered", "")]
    narrowed += [("role", f".{role}") for role in ROLES] + [("role_registered", f".{role}") for role in PEOPLE]
    for name, role in narrowed:
        found = [one for mode in MODES if (one := scores.f1(f"{name}_{mode}{role}")) is not None]
        assert found == sorted(found, reverse=True)


@SOME
@given(lines(), lines())
def test_narrowed_measures_add_up_to_the_whole(gold, predicted):
    tallies = score([gold], [predicted], FEW).tallies
    for whole in [
        name for name in tallies if name.startswith(("mention_", "trigger_situation", "trigger_category", "role_"))
    ]:
        parts = [one for name, one in tallies.items() if name.startswith(f"{whole}.")]
        if "." not in whole:
            assert sum(parts, Tally()) == tallies[whole], whole


@SOME
@given(spans_of("g"), spans_of("p"))
def test_best_pairs_are_as_many_as_trying_all_finds(gold, predicted):
    few, many = sorted((gold, predicted), key=len)
    most = max(sum(overlaps(a, b) for a, b in zip(few, order, strict=True)) for order in permutations(many, len(few)))
    pairs = best_pairs(gold, predicted, lambda a, b: (1,))
    assert len(pairs) == most >= len(list(paired_spans(gold, predicted)))
    assert all(overlaps(a, b) for a, b in pairs)
    assert len({a.id for a, _ in pairs}) == len({b.id for _, b in pairs}) == len(pairs)


# hits, predicted, gold; F1, F2, both worked out by hand
F_BETA = [
    (0, 0, 0, None, None),
    (0, 3, 0, 0, 0),
    (0, 0, 3, 0, 0),
    (2, 4, 2, 4 / 6, 10 / 12),
    (2, 2, 4, 4 / 6, 10 / 18),
    (1.5, 3, 2, 3 / 5, 7.5 / 11),
]


@pytest.mark.parametrize(("hits", "predicted", "gold", "f1", "f2"), F_BETA)
def test_f2_lets_misses_cost_more(hits, predicted, gold, f1, f2):
    one = tally(hits, predicted, gold)
    assert one.f1 == (None if f1 is None else pytest.approx(f1))
    assert one.f2 == (None if f2 is None else pytest.approx(f2))


def test_a_tally_is_checked():
    with pytest.raises(ValueError, match="2 hits of 1 predicted"):
        tally(2, 1, 3)
    with pytest.raises(ValueError, match="beta is 0"):
        tally(1, 1, 1).f(0)
    assert share(2, 3).precision == share(2, 3).recall == share(2, 3).f1 == pytest.approx(2 / 3)

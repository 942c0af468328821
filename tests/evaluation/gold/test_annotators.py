"""Agreement of annotators: hand-counted documents, the libraries of the field, and what cannot be computed."""

from __future__ import annotations

import random
from itertools import combinations
from statistics import mean
from typing import Any

import numpy as np
import pytest

from data.errors import GoldError
from evaluation.agreement import Gap
from evaluation.gold.agreement_report import plain, table
from evaluation.gold.alignment import aligned_events
from evaluation.gold.annotators import agreement_of
from evaluation.measures import Bootstrap
from tests.evaluation.gold.annotated import EVENTS, MENTIONS, document, event, mention, plain_document, sets_of

FEW = Bootstrap(resamples=50)
SHORT = [*MENTIONS[:1], mention("x1", 5, 6, "TRIGGER"), *MENTIONS[2:]]

SPANS = [
    # Four spans each, three alike: 2 * 3 / 8. The trigger overlaps.
    (MENTIONS, SHORT, "mention_strict", 0.75),
    (MENTIONS, SHORT, "mention_overlap", 1.0),
    # Two triggers each, one alike.
    (MENTIONS, SHORT, "mention_strict.TRIGGER", 0.5),
    (MENTIONS, SHORT, "mention_strict.PER", 1.0),
    # Four against three: 2 * 3 / 7.
    (MENTIONS, MENTIONS[:3], "mention_strict", 6 / 7),
    # Another type on the same words is no hit of either kind.
    (MENTIONS[:1], [mention("q1", 0, 3, "POS")], "mention_overlap", 0.0),
    # Touching spans do not overlap: 来 against 电.
    ([mention("x1", 3, 4, "TRIGGER")], [mention("x1", 4, 5, "TRIGGER")], "mention_overlap", 0.0),
]


@pytest.mark.parametrize(("first", "second", "name", "expected"), SPANS)
def test_f1_of_spans_by_hand_and_either_way_round(first: Any, second: Any, name: str, expected: float) -> None:
    for a, b in ((first, second), (second, first)):
        found = agreement_of(sets_of([document(a, [])], [document(b, [])]), FEW)
        assert found.span(name).f1.value == pytest.approx(expected)


def test_f1_of_events_by_hand() -> None:
    # One has two events, the other one of them: 2 * 1 / 3.
    both = document(MENTIONS, [*EVENTS, event("e2", ["x2"])])
    found = agreement_of(sets_of([both], [plain_document()]), FEW)
    assert found.span("event").f1.value == pytest.approx(2 / 3)
    # The text is one paragraph; both have an event there, so there is one value only.
    assert (found.field("event_in_turn").units, found.field("event_in_turn").kappa.gap) == (1, Gap.ONE_CLASS)


def test_kappa_of_a_field_by_hand() -> None:
    # Channels of four paired events: pp, pp, pm, mm. Observed 3/4, chance 3/4 * 2/4 + 1/4 * 2/4 = 1/2: 1/2.
    channels = [("phone", "phone"), ("phone", "phone"), ("phone", "message"), ("message", "message")]
    first, second = (
        [plain_document(f"d{n}", channel=pair[side]) for n, pair in enumerate(channels)] for side in (0, 1)
    )
    found = agreement_of(sets_of(first, second), FEW).field("channel")
    assert (found.units, found.percent.value, found.kappa.value) == (4, 0.75, 0.5)
    # alpha: 8 values, 5 phone and 3 message; coincidences 6: 1 - 7 * (8 - 6) / (64 - 34).
    assert found.alpha.value == pytest.approx(1 - 14 / 30)


def test_flagged_documents_are_judged_by_every_document_of_both() -> None:
    # yes yes, yes no, no no, no no: observed 3/4, chance 1/2 * 1/4 + 1/2 * 3/4 = 1/2.
    first = [plain_document("d1"), plain_document("d2"), document(MENTIONS, [], "d3"), document(MENTIONS, [], "d4")]
    second = [plain_document("d1"), *(document(MENTIONS, [], f"d{n}") for n in (2, 3, 4))]
    found = agreement_of(sets_of(first, second), FEW).field("flagged")
    assert (found.units, found.kappa.value) == (4, 0.5)


def drawn_sets(seed: int, judges: int) -> list[list[dict[str, Any]]]:
    """Documents with one event of drawn fields, each annotator leaving some out."""
    rng = random.Random(seed)  # noqa: S311 - carelessness, no secret
    values = {"channel": ["phone", "face", "message"], "date": ["2024-03-05", "2024-03-06", None]}
    return [
        [
            plain_document(f"d{n:02}", **{name: rng.choice(codes) for name, codes in values.items()})
            if rng.random() < 0.8
            else document(MENTIONS[: rng.randrange(5)], [], f"d{n:02}")
            for n in range(25)
        ]
        for _ in range(judges)
    ]


def told(rows: list[list[dict[str, Any]]], name: str) -> list[list[str | None]]:
    """The values of the only event by annotator and document, None without one."""
    return [[str(row["events"][0][name]) if row["events"] else None for row in held] for held in rows]


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("name", ["channel", "date"])
def test_kappa_is_that_of_scikit_learn_in_the_mean_over_pairs(seed: int, name: str) -> None:
    from sklearn.metrics import cohen_kappa_score

    rows = drawn_sets(seed, 3)
    expected = []
    for a, b in combinations(told(rows, name), 2):
        pairs = [(x, y) for x, y in zip(a, b, strict=True) if x is not None and y is not None]
        expected.append(cohen_kappa_score([x for x, _ in pairs], [y for _, y in pairs]))
    found = agreement_of(sets_of(*rows), FEW).field(name)
    assert list(found.by_pair.values()) == pytest.approx(expected)
    assert found.kappa.value == pytest.approx(mean(expected))


@pytest.mark.parametrize("seed", range(3))
def test_alpha_is_that_of_the_library(seed: int) -> None:
    import krippendorff

    rows = drawn_sets(seed, 3)
    for name in ("channel", "date"):
        values = told(rows, name)
        codes = sorted({value for held in values for value in held if value is not None})
        data = [[np.nan if value is None else codes.index(value) for value in held] for held in values]
        expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
        assert agreement_of(sets_of(*rows), FEW).field(name).alpha.value == pytest.approx(expected)


def test_alpha_over_characters_is_that_of_the_library() -> None:
    import krippendorff

    rows = [[document(MENTIONS, [])], [document(SHORT, [])], [document(MENTIONS[:2], [])]]
    # By hand: the 15 characters; 1 PER, 2 TRIGGER, 3 CASE, 0 none.
    labels = ["111002233330222", "111002033330222", "111002200000000"]
    # The short trigger is 5-6 alone, so its second character is unmarked with the second annotator.
    assert labels[1][5:7] == "20"
    data = [[int(sign) for sign in line] for line in labels]
    expected = krippendorff.alpha(reliability_data=data, level_of_measurement="nominal")
    assert agreement_of(sets_of(*rows), FEW).characters.value == pytest.approx(expected)


def test_people_are_compared_by_registry_id_and_else_by_agreeing_words() -> None:
    wider = [mention("p1", 0, 3, "PER"), *MENTIONS[1:]]
    short = [mention("p1", 0, 1, "PER"), *MENTIONS[1:]]
    other = [mention("p1", 0, 3, "PER", who="P0009"), *MENTIONS[1:]]
    for first, second, alike in ((MENTIONS, other, 0.0), (wider, short, 1.0), (MENTIONS, MENTIONS, 1.0)):
        found = agreement_of(sets_of([document(first, EVENTS)], [document(second, EVENTS)]), FEW)
        assert found.field("person").percent.value == alike


def test_what_cannot_be_computed_is_told_by_its_reason() -> None:
    found = agreement_of(sets_of([document(MENTIONS, [])], [document(MENTIONS, [])]), FEW)
    assert found.field("channel").kappa.gap is Gap.NO_PAIRS
    assert found.field("flagged").kappa.gap is Gap.ONE_CLASS
    assert "nothing judged twice" in table(found)
    assert plain(found)["fields"]["flagged"]["kappa"] == {"value": None, "low": None, "high": None, "gap": "one_class"}


def test_one_document_has_no_spread_and_the_order_of_annotators_makes_no_difference() -> None:
    sets = sets_of([document(MENTIONS, EVENTS)], [document(SHORT, EVENTS)])
    found, turned = agreement_of(sets), agreement_of(dict(reversed(sets.items())))
    bounds = found.span("mention_strict").f1.interval
    assert bounds is not None
    assert (bounds.low, bounds.high) == (0.75, 0.75)
    assert table(found) == table(turned)


def test_documents_of_one_annotator_and_of_differing_texts_are_said_and_left_out() -> None:
    other = document([], [], "d2", text="另一份")
    first = [plain_document(), plain_document("d2"), plain_document("d3")]
    found = agreement_of(sets_of(first, [plain_document(), other]), FEW)
    assert (found.documents, found.differing, found.alone) == (("d1",), ("d2",), ("d3",))


def test_nothing_in_common_is_refused() -> None:
    with pytest.raises(GoldError, match="no document was marked by two"):
        agreement_of(sets_of([plain_document()], [plain_document("d2")]))


def test_a_third_annotator_of_some_documents_counts_there_alone() -> None:
    rows = [plain_document("d1"), plain_document("d2", channel="face")]
    found = agreement_of(sets_of(rows, rows, rows[:1]), FEW)
    assert found.field("channel").units == 2
    # The pairs with the third have one event, of one value.
    assert found.field("channel").by_pair == {(0, 1): 1.0, (0, 2): None, (1, 2): None}


def test_the_worst_field_stands_first_and_undefined_ones_last() -> None:
    first = [plain_document("d1", channel="phone"), plain_document("d2", channel="face", date="2024-03-05")]
    second = [plain_document("d1", channel="face"), plain_document("d2", channel="phone", date="2024-03-05")]
    fields = agreement_of(sets_of(first, second), FEW).fields
    assert (fields[0].name, fields[0].kappa.value) == ("channel", -1.0)
    assert fields[-1].kappa.value is None


def test_two_events_on_one_act_find_their_own() -> None:
    text = "王院长和李庭长来问"
    people = [mention("p1", 0, 3, "PER", text), mention("p2", 4, 7, "PER", text), mention("x1", 7, 9, "TRIGGER", text)]
    two = [event("e1", ["x1"], intervener="p1"), event("e2", ["x1"], intervener="p2")]
    turned = [{**two[1], "id": "e1"}, {**two[0], "id": "e2"}]
    sets = sets_of([document(people, two, text=text)], [document(people, turned, text=text)])
    rows = aligned_events([held["d1"] for held in sets.values()])
    assert [[item.intervener.span.text for item in row if item and item.intervener] for row in rows] == [
        ["王院长", "王院长"],
        ["李庭长", "李庭长"],
    ]


def test_intervals_draw_whole_documents() -> None:
    from evaluation.agreement import kappa
    from evaluation.gold.cluster_intervals import draws

    rows = drawn_sets(7, 2)
    values = told(rows, "channel")
    kappas = []
    for drawn in draws(25, FEW)[1:]:
        pairs = [
            (a, b)
            for a, b, times in zip(*values, drawn, strict=True)
            for _ in range(int(times))
            if a is not None and b is not None
        ]
        one = kappa(pairs)
        if not isinstance(one, Gap):
            kappas.append(one)
    low, high = np.percentile(kappas, [2.5, 97.5])
    bounds = agreement_of(sets_of(*rows), FEW).field("channel").kappa.interval
    assert bounds is not None
    assert (bounds.low, bounds.high) == (pytest.approx(low), pytest.approx(high))

"""What is counted of items, week by week and over the span; every number is counted by hand."""

from evaluation.monitoring.facts import Facts, Origin, Verdict
from evaluation.monitoring.figures import figures
from evaluation.monitoring.shares import Share, difference, share
from tests.evaluation.monitoring.office import FEW, SPAN, W45, W46, W47, at, confirmed, item, rejected


def made(*items):
    return figures(Facts(items).at(SPAN).items, SPAN, FEW)


def weekly(found, *names):
    return [tuple(getattr(week, name) for name in names) for week in found.weeks]


def test_the_weeks():
    found = made(
        confirmed(W45, "2026-11-03"),
        confirmed(W45, W46),
        rejected(W46, W47),
        item(W46, W47, Verdict.MERGE),
        item(W46, W47),  # withdrawn
        item(W47),
    )
    assert weekly(found, "proposed", "confirmed", "rejected", "merged", "withdrawn", "decided", "waiting") == [
        (2, 1, 0, 0, 0, 1, 1),
        (3, 1, 0, 0, 0, 1, 3),
        (1, 0, 1, 1, 1, 2, 1),
    ]
    assert [week.median_days for week in found.weeks] == [1.0, 7.0, 7.0]
    assert found.total("decided") == 4


def test_precision_leaves_out_merged_split_and_waiting():
    found = made(
        confirmed(W45, W46),
        rejected(W45, W47),
        item(W45, W46, Verdict.MERGE),
        confirmed(W45, W46, origin=Origin.SPLIT),
        item(W45),
    )
    assert found.precision == Share(1, 2, few=False)
    assert (found.earlier, found.recent) == (Share(1, 1, few=True), Share(0, 1, few=True))
    assert found.split == 1
    assert found.last.waiting == 1
    assert [week.proposed for week in found.weeks] == [4, 0, 0], "what was split off was not proposed"


def test_what_was_decided_before_the_span_counts_nowhere():
    found = made(confirmed("2026-10-01", "2026-10-31"), rejected("2026-10-01", W45))
    assert found.precision == Share(0, 1, few=True)
    assert found.to_decision.cases == 0, "proposed before the span"
    assert found.weeks[0].proposed == 0


def test_what_happened_after_the_last_day_has_not_happened():
    found = made(confirmed(W47, "2026-11-23"), item("2026-11-23"))
    assert found.precision == Share(0, 0, few=True)
    assert (found.last.waiting, found.last.proposed) == (1, 1)
    assert found.items == {}


def test_nothing_is_overdue_on_the_day_of_its_deadline():
    found = made(
        item(W45, due_on="2026-11-14"),
        item(W46, due_on="2026-11-21"),
        item(W46, due_on="2026-11-22"),
        item(W47, due_on="2026-11-15"),
        item(W47, due_on=None),
    )
    assert weekly(found, "waiting", "overdue", "late_at_start") == [(1, 0, 0), (3, 1, 0), (5, 3, 1)]


def test_severities_and_situations_the_worst_first_those_of_few_last():
    both = ("plead", "benefit")
    found = made(
        confirmed(W45, W46, severity="high"),
        rejected(W45, W46, severity="high", situations=both),
        confirmed(W45, W46, severity="low", situations=both),
        confirmed(W45, W46, severity="low", situations=None),
        rejected(W45, W46, severity="critical", situations=()),
    )
    assert list(found.severities.items()) == [
        ("high", Share(1, 2, few=False)),
        ("low", Share(2, 2, few=False)),
        ("critical", Share(0, 1, few=True)),
    ]
    assert list(found.situations.items()) == [
        ("benefit", Share(1, 2, few=False)),
        ("plead", Share(2, 3, few=False)),
        ("untold", Share(0, 1, few=True)),
        ("erased", Share(1, 1, few=True)),
    ]


def test_reasons_and_amended_items():
    found = made(
        rejected(W45, W46, "own_duty"),
        rejected(W45, W46, "own_duty"),
        rejected(W45, W46, "filed"),
        confirmed(W45, W46, changed=("channel", "place")),
        confirmed(W45, W46, changed=("place",)),
        confirmed(W45, W46),
    )
    assert list(found.reasons.items()) == [("own_duty", 2), ("filed", 1)]
    assert found.amended == Share(2, 3, few=False)
    assert list(found.items.items()) == [("place", 2), ("channel", 1)]


def test_the_line_over_the_weeks_pools_as_many_as_are_current():
    items = [confirmed(W45, W45), rejected(W45, W46), rejected(W45, W47)]
    two = figures(items, type(SPAN)(SPAN.until, 3, 2), FEW)
    assert [(one.hits, one.of) for one in two.rolling] == [(1, 1), (1, 2), (0, 2)]


def test_minutes_are_of_decisions_in_the_span():
    found = made(
        confirmed(W45, W46, minutes=4.0),
        rejected(W45, W46, minutes=2.0),
        confirmed(W45, W46),
        item(W45, W46, minutes=9.0),
    )
    assert (found.at_work.of, found.at_work.median, found.at_work.p90) == (2, 3.0, 3.8)


def test_a_share_of_few_says_so_and_one_of_none_has_no_value():
    assert share(9, 9, 10).few
    assert not share(10, 10, 10).few
    assert (Share().value, Share().interval) == (None, None)


def test_an_interval_as_wilson_has_it():
    interval = share(5, 10, 1).interval
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.2366, 0.7634)


def test_the_difference_of_newcombes_example():
    apart, interval = difference(share(56, 70, 1), share(48, 80, 1))
    assert round(apart, 4) == 0.2
    assert (round(interval.low, 4), round(interval.high, 4)) == (0.0524, 0.3339)
    assert difference(Share(), share(1, 2, 1)) is None


def test_moments_are_compared_with_their_hours():
    late = item(W45, closed_at=at("2026-11-08", 16), verdict=Verdict.CONFIRM)
    assert [week.confirmed for week in made(late).weeks] == [0, 1, 0], "past midnight in China"

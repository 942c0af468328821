"""The parts of the report below the page: what it holds, in what order, how much, and where dots stand."""

import json
import re
from dataclasses import replace

import pytest

from data.lexicon import rows as lexicon_rows
from evaluation.calibration import Bin, Point, RiskCoverage
from evaluation.honesty import ScoredOn
from evaluation.layers import LAYERS
from evaluation.measures import Interval, Tally
from evaluation.predictions import Unscorable
from evaluation.report.blocks import Measure, layer_blocks, modes, parted
from evaluation.report.cautions import Few, cautions
from evaluation.report.confusions import codes_of
from evaluation.report.mistakes import LAYERS_WITH_MISTAKES, Fault
from evaluation.report.page import report_page
from evaluation.report.plots import POINTS_DRAWN, Frame, curve, dots, thinned, whisker
from evaluation.report.shelf import Room, packed, shelf
from evaluation.scorer import HEADLINE_KEYS, HEADLINES
from evaluation.training_record import Overlap
from tests.evaluation.pages import GOLD, HOSTILE, HOSTILE_ID, evaluated, evaluated_rows

NONE_FEW = Few(0, 0, 0)
FAULT = Unscorable("d-two", "pred.jsonl:2", "not JSON", "mend that line")
READ = Overlap("d-one", "same text", 1.0)


def headings(html):
    return re.findall(r"<h2[^>]*>([^<]+)</h2>", html)


def test_the_headlines_stand_first_under_their_published_names_and_in_order():
    html = report_page(evaluated())
    assert headings(html) == ["主要指标", "分层", "混淆", "排序与校准", "切片", "差错浏览", "来历"]
    first = html[html.index("<main") : html.index('id="h-layers"')]
    assert re.findall(r"<small>(\w+_f1\w*)</small>", first) == list(HEADLINE_KEYS)


def test_the_page_is_one_file_that_asks_for_nothing():
    html = report_page(evaluated())
    assert not re.search(r"""(?:src|href)\s*=\s*["'](?!#)|url\(|@import|https?://""", html)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert " style=" not in html


def test_hostile_words_end_no_script_and_begin_no_element():
    html = report_page(evaluated())
    assert html.count("</script>") == 3
    assert "<script>window" not in html
    assert "<img" not in html
    assert "\u2028" not in html.partition('id="documents">')[2]


def test_every_layer_and_its_modes_are_shown():
    html = report_page(evaluated())
    for layer in LAYERS:
        assert f'id="l-{layer.name}"' in html
    for mode in ("strict", "exact", "partial", "type", "overlap", "gold", "loose", "default"):
        assert f"<small>{mode}</small>" in html


def test_what_the_numbers_rest_on_is_told():
    html = report_page(evaluated())
    assert "0" * 64 in html
    assert "未核对" in html


def test_a_prediction_without_scores_is_told_instead_of_drawn():
    html = report_page(evaluated_rows(GOLD, []))
    assert "预测没有给出分值" in html


CAUTIONS = [
    ({"scored_on": ScoredOn.TEST}, NONE_FEW, []),
    ({}, NONE_FEW, ["unchecked"]),
    ({"scored_on": ScoredOn.TEST}, Few(5, 2, 3), ["few_documents", "few_events", "few_sources"]),
    ({"scored_on": ScoredOn.TEST}, Few(4, 1, 2), []),
    ({"scored_on": ScoredOn.TRAINING_FIT, "leaks": (READ,)}, NONE_FEW, ["training_fit"]),
    (
        {"scored_on": ScoredOn.TEST, "unscorable": (FAULT,), "missing": ("d-one",)},
        NONE_FEW,
        ["unscorable", "missing"],
    ),
]


@pytest.mark.parametrize(("fields", "few", "codes"), CAUTIONS)
def test_what_a_reader_must_know_first(fields, few, codes):
    found = list(cautions(evaluated(**fields), few))
    assert [one.code for one in found] == codes


def test_cautions_stand_above_the_table_and_name_documents():
    html = report_page(evaluated(scored_on=ScoredOn.TRAINING_FIT, leaks=(READ,), unscorable=(FAULT,)))
    assert html.index('class="alarm"') < html.index('class="headline"')
    assert "d-one (same text, 1.00)" in html
    assert "pred.jsonl:2, document d-two: not JSON; mend that line" in html


def test_the_gravest_documents_are_kept_when_room_is_short():
    scores = evaluated().scores
    whole = shelf(scores)
    assert [json.loads(one)["id"] for one in whole.held] == ["d-two", "d-one", HOSTILE_ID, "d-quiet"]
    assert (whole.documents, whole.faulty, whole.errors, whole.errors_held, whole.whole) == (4, 3, 10, 10, True)
    two = shelf(scores, Room(documents=2))
    assert [json.loads(one)["id"] for one in two.held] == ["d-two", "d-one"]
    assert (two.faulty_held, two.errors_held, two.whole) == (2, 9, False)
    small = shelf(scores, Room(characters=len(whole.held[0])))
    assert small.held == whole.held[:1]
    assert len(json.loads(small.block)) == 1


def test_what_is_packed_is_inert_and_comes_back_whole():
    text = packed({"a": HOSTILE, "b": "\ud800案"})
    assert not set(text) & set("<>&\u2028\u2029\ud800")
    assert json.loads(text) == {"a": HOSTILE, "b": "\ud800案"}


NAMES = [
    ("record", Measure("record", "record", "", "")),
    ("record_strict", Measure("record_strict", "record", "strict", "")),
    ("mention_strict.PER", Measure("mention_strict.PER", "mention", "strict", "PER")),
    ("role_registered_gold.via", Measure("role_registered_gold.via", "role_registered", "gold", "via")),
    ("case_no_told", Measure("case_no_told", "case_no_told", "", "")),
    ("lawful.litigant", Measure("lawful.litigant", "lawful", "", "litigant")),
]


@pytest.mark.parametrize(("name", "parts"), NAMES)
def test_a_measure_is_parted_into_root_mode_and_class(name, parts):
    assert parted(name) == parts


def test_no_measure_is_left_out_of_the_layers():
    scores = evaluated().scores
    blocks = layer_blocks(scores)
    shown = {
        block.name(mode, code)
        for layer in blocks
        for block in layer.blocks
        for code, tallies in block.rows
        for mode, tally in zip(block.modes, tallies, strict=True)
        if tally is not None
    }
    assert shown | {name for layer in blocks for name, _ in layer.shares} == set(scores.tallies)
    assert list(modes(scores)["role"]) == ["gold", "loose", "default", "strict"]


def test_codes_of_a_confusion_stand_as_in_the_guidelines():
    found = {("unfiled", "missing"): 1, ("lawful", "unfiled"): 2, ("strange", "filed"): 1}
    assert codes_of("verdict", found) == ["unfiled", "filed", "lawful", "strange", "missing"]


SQUARE = Frame(width=120, height=120, left=10, right=10, top=10, bottom=10)


def test_values_stand_where_the_axes_say():
    assert (SQUARE.x(0), SQUARE.x(1), SQUARE.y(0), SQUARE.y(1)) == (10, 110, 110, 10)
    points = (Point(0.5, 0.0, 0.9), Point(1.0, 0.25, 0.1))
    assert curve(RiskCoverage(points, 0.1, 0.1, 0.0), SQUARE) == "M60.0 110.0L110.0 85.0"
    bins = [Bin(0.4, 0.6, 4, 0.5, 0.25, Interval(0.0, 0.5)), Bin(0.6, 0.6, 1, 0.6, 1.0, Interval(0.2, 1.0))]
    first, second = dots(bins, SQUARE)
    assert (first.x, first.y, first.low, first.high, first.radius) == (60, 85, 110, 60, 6)
    assert (second.radius, first.counted, second.counted) == (4.2, True, False)  # 2.5 + 3.5 * sqrt(1/4)
    assert dots([]) == []


def test_a_long_curve_keeps_its_ends():
    points = [Point(n / 999, 0.0, None) for n in range(1000)]
    kept = thinned(points)
    assert (len(kept), kept[0], kept[-1]) == (POINTS_DRAWN, points[0], points[-1])


def test_a_score_that_is_not_told_has_no_dot():
    one = whisker(0.5, Interval(0.25, 1.0), 0.1, 200)
    assert (one.dot, one.low, one.high, one.mark) == (100, 50, 200, 20)
    none = whisker(None, None, None, 200)
    assert (none.dot, none.low, none.high, none.mark) == (None, None, None, None)


def test_everything_the_page_names_is_in_the_labels():
    """A code without a label would stand in the page in English."""
    known = {(row["field"], row["code"]) for row in lexicon_rows("labels")}
    wanted = {("layer", name) for name in LAYERS_WITH_MISTAKES} | {("layer", layer.name) for layer in LAYERS}
    wanted |= {("error", fault.value) for fault in Fault} | {("headline", name) for name in HEADLINES}
    wanted |= {("field", name) for layer in LAYERS for name in layer.shares}
    wanted |= {("measure", block.root) for layer in layer_blocks(evaluated().scores) for block in layer.blocks}
    wanted |= {("scored_on", kind.value) for kind in ScoredOn}
    assert wanted - known == set()


def test_slices_stand_in_the_order_given_with_the_rest_folded_away():
    whole = evaluated()
    part = whole.slices["kind"][0]
    many = tuple(replace(part, value=f"v{n:02d}", tallies={"record": Tally(0, 1, 1)}) for n in range(14))
    html = report_page(replace(whole, slices={"kind": many}))
    assert re.findall(r">(v\d\d)", html) == [f"v{n:02d}" for n in range(14)]
    assert "其余 2 个" in html

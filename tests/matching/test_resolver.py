"""A paper from mentions and events to people, cases and verdicts."""

from datetime import date

from data.types import Extraction, Kind, VerdictKind
from matching.resolver import Resolver

LOAN = "（2024）川9721民初5号"


def test_a_judges_note_with_a_filed_and_an_unfiled_event(city, marked, event):
    text = (
        "2024-03-05　上午⟦p1|任县⟧⟦x1|来电问⟧⟦c1|周大海那个案子⟧，已登记。\n"
        "2024-03-09　⟦o1|城投⟧⟦p2|袁总⟧到办公室⟦x2|打招呼⟧，还是⟦c2|恒基那个⟧。"
    )
    document, mentions = marked(text, owner="P07")
    events = (
        event("e1", case="c1", date=date(2024, 3, 5)),
        event("e2", triggers=("x2",), intervener="p2", case="c2", date=date(2024, 3, 9)),
    )
    reading = Resolver(city).resolve(document, Extraction(mentions, events))
    assert {link.mention_id: link.registry_id for link in reading.links} == {"p1": "P05", "p2": "P09"}
    assert [item.case.case_no for item in reading.events] == [LOAN, LOAN]
    assert [str(item.verdict) for item in reading.events] == ["filed:F01", "unfiled"]


def test_a_filed_record_tells_whom_a_bare_surname_means(city, marked, event):
    text = "2024-03-05 21:00 ⟦p1|老任⟧: ⟦c1|周大海那个⟧⟦x1|怎么样了⟧"
    document, mentions = marked(text, Kind.CHAT, owner="P07")
    reading = Resolver(city).resolve(document, Extraction(mentions, (event(case="c1", date=date(2024, 3, 5)),)))
    assert reading.links[0].registry_id == "P05"
    assert reading.events[0].verdict.record_id == "F01"


def test_nothing_found_gives_an_empty_reading(city, marked):
    document, _ = marked("食堂今天有凉面")
    reading = Resolver(city).resolve(document, Extraction((), ()))
    assert reading.links == reading.events == ()


def test_the_same_input_gives_the_same_reading(city, marked, event):
    document, mentions = marked("2024-03-05　⟦p1|任县⟧⟦x1|来电问⟧⟦c1|周大海那个案子⟧", owner="P07")
    extraction = Extraction(mentions, (event(case="c1"),))
    assert Resolver(city).resolve(document, extraction) == Resolver(city).resolve(document, extraction)


def test_an_event_without_intervener_or_case_is_unfiled_by_nobody(city, marked, event):
    document, mentions = marked("2024-03-05　有人⟦x1|打听⟧案子", owner="P07")
    reading = Resolver(city).resolve(document, Extraction(mentions, (event(intervener=None),)))
    assert reading.events[0].verdict.kind is VerdictKind.UNFILED

"""What the desk is told beyond the contract's line."""

from dataclasses import replace
from datetime import date

import pytest

from data.registry import Case, FiledRecord, Registries, Tenure
from records.details import TAKEN, Background, unit_of
from records.merge import merge
from records.proposals import proposals_of, propose
from records.settling import settle
from records.told import Annotation, Told
from records.types import CaseItem, Claim, Finding, PersonLink, Reasoned, Rival

COURT, LOAN, OTHER = "白岭县人民法院", "（2024）川9721民初5号", "（2024）川9721民初6号"
NOTE = (
    "2024年3月9日　上午⟦p1|任县⟧到我办公室，说⟦c1|周大海那个案子⟧是他战友的事，⟦x1|能不能快点判⟧。"
    "⟦p2|李强⟧让我找⟦p3|陈静律师⟧问，没有答应。"
)


def details(findings, registries, used=frozenset()):
    """The details of the one matter of these findings."""
    (matter,) = merge(findings)
    return Background(registries, used).details_of(matter)


class TestOfAPaper:
    """Certainty, others named, and the annotation of one event."""

    def test_each_item_has_the_score_of_what_decided_it(self, found, event):
        reading, (finding,) = found(NOTE, events=[replace(event(), score=0.7)])
        link = next(link.score for link in reading.links if link.mention_id == "p1")
        case = round(reading.events[0].case.score, 4)
        assert finding.told.certainty == {
            "name": link,
            "org": link,
            "position": link,
            "occurred_on": 0.7,
            "place": None,
            "channel": 0.7,
            "content": 0.7,
            "case": case,
            "relation": 0.7,
            "handling": 0.7,
        }
        assert 0 < link < 1

    def test_a_person_nobody_knows_is_as_sure_as_his_mention(self, found, event):
        reading, (finding,) = found("2024-03-09　⟦p1|耿大宽⟧⟦x1|来电催⟧⟦c1|周大海案⟧")
        assert (reading.links[0].registry_id, finding.told.certainty["name"]) == (None, 1.0)

    def test_go_between_and_whoever_stands_in_the_words_of_the_record(self, found, event):
        _, (finding,) = found(NOTE, events=[event(via="p2")])
        assert [(a.role, a.words, a.id, a.name) for a in finding.told.asides] == [
            ("via", "李强", "P04", "李强"),
            ("named", "陈静律师", "L01", "陈静"),
        ]

    def test_the_annotation_is_gold_of_the_turns_that_are_kept(self, found, event):
        reading, (finding,) = found(NOTE, events=[event(via="p2")], folder_case=LOAN)
        told, text = finding.told.annotation, reading.document.text
        assert (told.doc_id, told.kind, told.owner, told.folder_case) == ("note.txt", "work_note", "P07", LOAN)
        assert [(m["id"], m["type"], m["registry_id"], m["linked"]) for m in told.mentions] == [
            ("p1", "PER", "P05", True),
            ("c1", "CASE", None, False),
            ("x1", "TRIGGER", None, False),
            ("p2", "PER", "P04", True),
            ("p3", "PER", "L01", True),
        ]
        assert all(text[m["start"] : m["end"]] == m["text"] for m in told.mentions)
        assert told.event == {
            "id": "e1",
            "triggers": ["x1"],
            "situations": ["ask_progress"],
            "intervener": "p1",
            "recipient": "owner",
            "case": "c1",
            "case_no": LOAN,
            "time": None,
            "date": "2024-03-09",
            "channel": "phone",
            "on_behalf_of": None,
            "via": "p2",
            "status": "asserted",
            "lawful": None,
            "verdict": "unfiled",
        }

    def test_every_mention_the_event_rests_on_lies_in_a_passage(self, found, event):
        text = "⟦p2|李强⟧在座。\n2024-03-09　⟦p1|任县⟧⟦x1|来电问⟧⟦c1|周大海案⟧"
        _, (finding,) = found(text, events=[event(recipient="p2")])
        assert finding.passages[0].text == "李强在座。"
        assert "p2" in [mention["id"] for mention in finding.told.annotation.mentions]

    def test_nothing_of_it_is_left_without_words(self, found):
        _, (finding,) = found(NOTE)
        assert finding.without_words().told is None

    def test_json_keeps_it_and_does_without_it(self, found, event):
        _, (finding,) = found(NOTE, events=[event(via="p2")])
        assert Finding.from_json(finding.to_json()) == finding
        old = {name: value for name, value in finding.to_row().items() if name != "told"}
        assert Finding.from_row(old) == replace(finding, told=None)


class TestOfAMatter:
    """What registries and the other papers add."""

    def test_the_unit_is_that_of_the_case_else_where_the_one_approached_serves(self, finding):
        nowhere = {"record": {"case": CaseItem(OTHER, None, None, None, None)}}
        told = [finding(), finding(**nowhere, recipient_unit="县公安局"), finding(**nowhere, recipient_unit=None)]
        assert [unit_of(merge([one])[0]) for one in told] == [COURT, "县公安局", None]

    def test_the_case_with_its_reasons_and_rivals(self, finding, city):
        reason = Reasoned("party", 3.2, "写明当事人周大海")
        told = finding(case_reasons=(reason,), case_candidates=(LOAN, OTHER))
        assert details([told], city)["case"] == {
            "reasons": [{"comparison": "party", "weight": 3.2, "words": "写明当事人周大海"}],
            "candidates": [
                {
                    "case_no": LOAN,
                    "unit": COURT,
                    "cause": "民间借贷纠纷",
                    "parties": ["周大海", "白岭恒基物流有限公司"],
                },
                {"case_no": OTHER, "unit": None, "cause": None, "parties": []},
            ],
        }

    @pytest.mark.parametrize(("day", "decided"), [("2019-05-01", 0), ("2024-03-09", 1), ("2015-01-01", 0), (None, 1)])
    def test_the_tenure_that_decided_is_that_of_the_day(self, day, decided, finding, city):
        posts = (
            Tenure(COURT, "审判员", "审判机关", date(2016, 1, 1), date(2019, 12, 31)),
            Tenure("白岭县人民政府", "县长", "行政机关", date(2020, 1, 1), None),
        )
        officials = dict(city.officials) | {"P05": replace(city.officials["P05"], tenures=posts)}
        told = details([finding(day=day)], replace(city, officials=officials))["tenures"]
        assert [post["decided"] for post in told["intervener"]] == [decided == 0, decided == 1]
        assert told["intervener"][0] == {
            "org": COURT,
            "position": "审判员",
            "valid_from": "2016-01-01",
            "valid_to": "2019-12-31",
            "decided": decided == 0,
        }
        assert [post["position"] for post in told["recipient"]] == ["审判员"]

    def test_nobody_has_no_tenure(self, finding, city):
        told = finding(intervener=PersonLink("老周", None, None, 0.0), recipient=PersonLink("", None, None, 0.0))
        assert details([told], city)["tenures"] == {"intervener": [], "recipient": []}

    def test_a_filed_record_of_another_day_is_shown_with_what_differs(self, finding, city):
        (row,) = details([finding(day="2024-03-20")], city)["compared"]
        reasons = row.pop("reasons")
        assert row == {
            "record_id": "F01",
            "recorder": "杜德胜",
            "intervener": "任志远",
            "case_no": LOAN,
            "occurred_on": "2024-03-05",
            "channel": "电话",
            "filed_on": "2024-03-06",
            "fits": False,
        }
        assert [(reason["comparison"], reason["fits"]) for reason in reasons] == [
            ("intervener", True),
            ("case", True),
            ("day", False),
            ("recorder", True),
        ]
        assert reasons[2]["words"] == "填报的日期为2024-03-05，相差15天"

    def test_of_a_record_that_answers_another_occasion_that_is_said(self, finding, city, court):
        exact = finding("a.txt", day="2024-03-05", claim=Claim("F01", 0))
        later = finding("b.txt", day="2024-03-06", channel="face", claim=Claim("F01", 1))
        (proposal,) = proposals_of(settle([exact, later]), city, court)
        (row,) = proposal.details["compared"]
        assert row["fits"]
        assert row["reasons"][-1] == {"comparison": "filed", "fits": False, "words": TAKEN}

    def test_of_another_persons_record_it_is_not_said(self, finding, city):
        stranger = finding(intervener=PersonLink("老周", None, None, 0.0), record={"name": "老周"})
        (row,) = details([stranger], city, frozenset({"F01"}))["compared"]
        assert (row["reasons"][0]["comparison"], row["reasons"][0]["fits"]) == ("intervener", False)
        assert TAKEN not in [reason["words"] for reason in row["reasons"]]

    def test_everybody_named_once_by_the_role_first_told(self, finding, city):
        rival = Rival("officials", "P04", "李强", COURT, "副院长", 0.3, ())
        told = finding(recipient=PersonLink("李院", None, None, 0.0, (), (rival,)))
        again = finding("b.txt", intervener=PersonLink("任志远", "officials", "P05", 0.9))
        assert [(p["role"], p["words"], p["id"], p["name"]) for p in details([told, again], city)["people"]] == [
            ("intervener", "任县", "P05", "任志远"),
            ("recipient", "李院", None, None),
            ("intervener", "任志远", "P05", "任志远"),
            ("recipient", "杜德胜", "P07", "杜德胜"),
        ]
        assert details([told], city)["people"][1]["candidates"] == [
            {"registry": "officials", "id": "P04", "name": "李强"}
        ]

    def test_an_items_certainty_is_that_of_the_paper_it_was_taken_from(self, finding, city):
        def told(doc_id, **certainty):
            return Told(certainty, (), Annotation(doc_id, "work_note", None, None, (), {"id": "e1"}))

        full = finding("a.txt", told=told("a.txt", name=0.9, place=None))
        other = finding("b.txt", record={"channel": None, "content": None, "place": "茶楼"})
        other = replace(other, told=told("b.txt", name=0.2, place=0.6))
        found = details([other, full], city)
        assert (found["certainty"]["name"], found["certainty"]["place"]) == (0.9, 0.6)
        assert found["certainty"]["handling"] is None
        assert [annotation["doc_id"] for annotation in found["annotations"]] == ["a.txt", "b.txt"]

    def test_findings_of_before_have_what_registries_tell(self, finding, city):
        found = details([finding()], city)
        assert set(found["certainty"].values()) == {None}
        assert (found["unit"], found["annotations"]) == (COURT, [])
        assert found["tenures"]["intervener"][0]["decided"]


def test_details_and_unit_stay_out_of_the_contracts_line(finding, city, court):
    (proposal,) = propose([finding()], city, court)
    assert (proposal.unit, proposal.details["unit"]) == (COURT, COURT)
    assert not {"unit", "details"} & set(proposal.row())


def test_no_more_than_five_records_the_nearest_first(finding, city):
    filed = {
        f"F{number:02}": FiledRecord(
            f"F{number:02}", None, "", "任志远", "P05", "", "", LOAN, date(2024, 5, number), "", "", None
        )
        for number in range(1, 10)
    }
    other = replace(filed["F01"], record_id="F00", case_no=OTHER, occurred_on=date(2024, 3, 9))
    registries = Registries(filed={"F00": other, **filed}, cases={OTHER: Case(OTHER, "", "", (), (), (), None, None)})
    rows = details([finding()], registries)["compared"]
    assert [row["record_id"] for row in rows] == ["F01", "F02", "F03", "F04", "F05"]
    assert (rows[0]["recorder"], rows[0]["filed_on"]) == (None, None)

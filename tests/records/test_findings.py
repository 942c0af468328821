"""From a reading to findings: the ten items, each with the words it rests on."""

from datetime import date

import pytest

from data.types import Channel, Kind, Lawful, Status
from records.types import ITEMS, Claim

LOAN = "（2024）川9721民初5号"
NOTE = (
    "2024年3月9日　上午⟦p1|任县⟧到我办公室，说⟦c1|周大海那个案子⟧是他战友的事，⟦x1|能不能快点判⟧。"
    "我让他找律师问，没有答应。"
)


def items(finding):
    """Item -> quotes."""
    return {item: [piece.quote for piece in finding.evidence if piece.item == item] for item in ITEMS}


def test_the_ten_items_of_a_judges_note(found, event):
    _, (finding,) = found(NOTE, events=[event(channel=Channel.FACE)])
    assert finding.record.row() == {
        "name": "任志远",
        "org": "白岭县人民政府",
        "position": "县长",
        "occurred_on": "2024-03-09",
        "place": "办公室",
        "channel": "当面",
        "content": "2024年3月9日　上午任县到我办公室，说周大海那个案子是他战友的事，能不能快点判",
        "case": {
            "case_no": LOAN,
            "unit": "白岭县人民法院",
            "cause": "民间借贷纠纷",
            "parties": ["周大海", "白岭恒基物流有限公司"],
            "stage": "一审",
        },
        "relation": "说周大海那个案子是他战友的事",
        "handling": "我让他找律师问，没有答应",
    }
    assert items(finding) == {
        "name": ["任县"],
        "org": ["任县"],
        "position": ["任县"],
        "occurred_on": ["2024年3月9日"],
        "place": ["办公室"],
        "channel": ["办公室"],
        "content": ["2024年3月9日　上午任县到我办公室，说周大海那个案子是他战友的事，能不能快点判"],
        "case": ["周大海那个案子"],
        "relation": ["说周大海那个案子是他战友的事"],
        "handling": ["我让他找律师问，没有答应"],
    }


def test_a_chat_with_its_answer(found, event):
    text = (
        "2024-03-09 20:53 ⟦p1|任志远⟧: 老杜，⟦c1|恒基那个借贷⟧⟦x1|走到哪一步⟧了\n"
        "2024-03-09 21:05 ⟦p2|杜德胜⟧: 这个我不好讲，让他们打12368\n"
        "2024-03-09 21:06 ⟦p3|任志远⟧: 懂"
    )
    _, (finding,) = found(text, Kind.CHAT, [event(channel=Channel.MESSAGE)])
    assert finding.record.content == "老杜，恒基那个借贷走到哪一步了"
    assert finding.record.place is None
    assert finding.record.handling == "这个我不好讲，让他们打12368"
    assert items(finding)["occurred_on"] == ["2024-03-09 20:53"]
    assert [passage.text.split(": ")[1] for passage in finding.passages] == [
        "老杜，恒基那个借贷走到哪一步了",
        "这个我不好讲，让他们打12368",
    ]
    assert finding.passages[0].speaker == "任志远"
    assert finding.passages[0].sent_at == "2024-03-09T20:53:00"


def test_a_register_row_stays_within_its_cell(found, event):
    text = "时间 | 来电人 | 内容\n2024-03-09 09:00 | ⟦p1|三舅⟧ | ⟦x1|问⟧⟦c1|周大海案⟧几时判 | 未答复"
    _, (finding,) = found(text, Kind.PHONE_LOG, [event()])
    assert finding.record.content == "问周大海案几时判"
    assert finding.record.name == "三舅"
    assert finding.record.org is None
    assert finding.record.position is None
    assert finding.record.relation == "三舅"
    assert finding.record.handling == "未答复"
    assert finding.standing.party


def test_an_unregistered_person_has_what_the_words_tell(found, event):
    text = "2024-03-09　⟦o1|县招商局⟧⟦q1|副局长⟧⟦p1|耿大宽⟧⟦x1|来电催⟧⟦c1|周大海案⟧"
    _, (finding,) = found(text)
    assert (finding.record.name, finding.record.org, finding.record.position) == ("耿大宽", "县招商局", "副局长")
    assert (items(finding)["org"], items(finding)["position"]) == (["县招商局"], ["副局长"])
    assert finding.intervener.id is None


def test_a_shortened_title_is_written_out(found):
    _, (finding,) = found("2024-03-09　⟦p1|耿局⟧⟦x1|来电催⟧⟦c1|周大海案⟧")
    assert finding.record.position == "局长"


def test_a_lawyer_of_the_registry_brings_the_tie(found):
    _, (finding,) = found("2024-03-09　⟦p1|陈静律师⟧⟦x1|来电问⟧⟦c1|周大海案⟧")
    assert finding.record.relation == "白岭县人民法院副院长李强的子女"
    assert items(finding)["relation"] == ["陈静律师"]
    assert finding.standing.lawyer


def test_a_case_that_is_not_identified_keeps_its_words(found):
    _, (finding,) = found("2024-03-09　⟦p1|任县⟧⟦x1|来电问⟧⟦c1|吴小丽那个案子⟧")
    assert finding.record.row()["case"] == {
        "case_no": None,
        "unit": None,
        "cause": "吴小丽那个案子",
        "parties": None,
        "stage": None,
    }


def test_an_event_without_a_day_has_none(found, event):
    _, (finding,) = found("⟦p1|任县⟧⟦x1|来电问⟧⟦c1|周大海案⟧", events=[event(date=None)])
    assert finding.record.occurred_on is None
    assert items(finding)["occurred_on"] == []


@pytest.mark.parametrize(
    "fields",
    [{"status": Status.NEGATED}, {"status": Status.HYPOTHETICAL}, {"lawful": Lawful.SUPERVISION}, {"triggers": ()}],
)
def test_what_is_no_event_or_lawful_gives_no_finding(fields, found, event):
    assert found(NOTE, events=[event(**fields)])[1] == ()


@pytest.mark.parametrize(("day", "apart"), [(5, 0), (6, 1)])
def test_an_event_on_file_keeps_its_words_until_all_papers_are_read(day, apart, found, event):
    note = NOTE.replace("3月9日", f"3月{day}日")
    _, (finding,) = found(note, events=[event(date=date(2024, 3, day))])
    assert finding.claim == Claim("F01", apart)
    assert finding.record.content
    assert finding.evidence


def test_another_days_entry_is_no_handling(found, event):
    text = (
        "2024年3月9日　上午⟦p1|任县⟧到我办公室，说⟦c1|周大海那个案子⟧，⟦x1|能不能快点判⟧。\n"
        "3月11日　鉴定机构送书面答复，骑缝章漏盖，退回重盖。"
    )
    _, (finding,) = found(text, events=[event(channel=Channel.FACE)])
    assert finding.record.handling is None


def test_what_follows_the_next_act_is_the_next_matters_handling(found, event):
    text = "2024-03-09　⟦p1|任县⟧⟦x1|来电问⟧⟦c1|周大海案⟧。下午⟦p2|耿大宽⟧⟦x2|送来两瓶酒⟧，当场退回。"
    _, (first, second) = found(
        text, events=[event(), event("e2", triggers=("x2",), intervener="p2", channel=Channel.FACE)]
    )
    assert first.record.handling is None
    assert second.record.handling == "当场退回"


def test_kin_of_a_party_stand_near_the_case(found, event):
    text = "2024-03-09　周大海的弟弟⟦p1|周小海⟧⟦x1|来电问⟧⟦c1|周大海案⟧；⟦p2|耿大宽⟧⟦x2|也问⟧"
    _, (kin, other) = found(text, events=[event(), event("e2", triggers=("x2",), intervener="p2")])
    assert kin.standing.party
    assert kin.record.relation == "周大海的弟弟周小海来电问周大海案"
    assert not other.standing.party


PAPERS = [
    (NOTE, Kind.WORK_NOTE),
    ("2024-03-09 20:53 ⟦p1|任志远⟧: ⟦c1|恒基那个借贷⟧⟦x1|走到哪\n一步⟧了", Kind.CHAT),
    (
        "发件人: ⟦p1|任志远⟧ <a@example.org>\n时间: 2024-03-09 14:03\n主题: 一件事\n\n"
        "⟦c1|周大海的案子⟧⟦x1|请关照⟧。\n此致",
        Kind.EMAIL,
    ),
    ("⟦p1|任县⟧" + "，" * 200 + "⟦x1|催⟧⟦c1|周大海案⟧" + "，好" * 200, Kind.WORK_NOTE),
]


@pytest.mark.parametrize(("text", "kind"), PAPERS)
def test_evidence_is_the_papers_own_words_within_one_turn(text, kind, found):
    reading, findings = found(text, kind)
    document = reading.document
    for finding in findings:
        for piece in finding.evidence:
            assert piece.quote == document.text[piece.start : piece.end]
            assert any(turn.start <= piece.start < piece.end <= turn.end for turn in document.turns)
            assert any(p.start <= piece.start and piece.end <= p.end for p in finding.passages)
        filled = {item for item in ITEMS if getattr(finding.record, item) is not None}
        assert filled == {piece.item for piece in finding.evidence}

"""Evidence in its papers, and the papers as their kind demands."""

import pytest

from review.item.marks import Piece
from review.item.papers import Form, Grounds, paper, papers
from store.rows import PassageRow

NOBODY = {"id": None, "reasons": [], "candidates": []}


def passage(position, doc_id, start, role, text, **fields):
    body = {"doc_id": doc_id, "start": start, "end": start + len(text), "role": role, "text": text}
    return PassageRow("G1", position, doc_id, {"speaker": None, "sent_at": None, "location": {}, **body, **fields})


def words(doc_id, start, end, item="content", quote=""):
    return {"doc_id": doc_id, "start": start, "end": end, "item": item, "quote": quote}


def grounds(rows, evidence=(), recipient=NOBODY, details=None, name=None):
    body = {"evidence": list(evidence), "links": {"recipient": recipient}, "record": {"name": name}}
    return Grounds("G1", body, details or {}, rows)


def only_turn(row, *evidence):
    return papers(grounds([row], evidence))[0].turns[0]


def test_words_are_cut_where_evidence_begins_and_ends():
    evidence = words("a", 102, 104, "case"), words("a", 102, 106)
    assert only_turn(passage(0, "a", 100, "paragraph", "昨天打听案子"), *evidence).said == (
        Piece("昨天"),
        Piece("打听", ("8", "7"), (1, 2), ("8", "7")),
        Piece("案子", ("7",)),
    )


def test_evidence_of_another_paper_marks_nothing():
    shown = only_turn(passage(0, "a", 0, "paragraph", "打听"), words("b", 0, 2))
    assert shown.said == (Piece("打听"),)
    assert not shown.marked


def test_evidence_over_two_turns_begins_in_the_first_only():
    rows = [passage(0, "a", 0, "paragraph", "打听"), passage(1, "a", 3, "paragraph", "案子")]
    first, second = papers(grounds(rows, [words("a", 1, 5)]))[0].turns
    assert first.said == (Piece("打"), Piece("听", ("7",), (1,), ("7",)))
    assert second.said == (Piece("案子", ("7",)),)


@pytest.mark.parametrize(
    ("rows", "skipped"),
    [
        ([(0, None), (3, None)], [0, 0]),
        ([(0, None), (40, None)], [0, None]),
        ([(40, None)], [None]),
        ([(0, 0), (40, 6)], [0, 5]),
        ([(40, 6)], [6]),
    ],
)
def test_what_is_left_out_is_told_and_counted_where_it_can_be(rows, skipped):
    turns = [
        passage(n, "a", start, "paragraph", "打听", **({} if number is None else {"number": number}))
        for n, (start, number) in enumerate(rows)
    ]
    assert [turn.skipped for turn in papers(grounds(turns))[0].turns] == skipped


def test_a_chat_line_shows_speaker_and_time_apart_and_marks_them():
    text = "2024-03-05 09:12 袁峰: 到哪一步了"
    evidence = words("a", 17, 19, "name"), words("a", 0, 10, "occurred_on")
    turn = only_turn(passage(0, "a", 0, "message", text, speaker="袁峰"), *evidence)
    assert turn.speaker == (Piece("袁峰", ("1",), (1,), ("1",)),)
    assert turn.stamp == (Piece("2024-03-05", ("4",), (2,), ("4",)), Piece(" 09:12"))
    assert turn.said == (Piece("到哪一步了"),)
    assert (turn.who, turn.when) == ("", "")


def test_what_the_text_does_not_tell_comes_from_the_file():
    turn = only_turn(passage(0, "a", 0, "paragraph", "见附件", speaker="张", sent_at="2024-03-05T09:12:00"))
    assert (turn.who, turn.when) == ("张", "2024-03-05 09:12")
    assert only_turn(passage(0, "a", 0, "row", "甲 | 乙", sent_at="2024-03-05T00:00:00")).when == "2024-03-05"


def test_a_row_is_shown_in_its_cells():
    turn = only_turn(passage(0, "a", 50, "row", "3月6日 | 老周 | 缓一缓"), words("a", 57, 59, "name"))
    assert turn.cells == ((Piece("3月6日"),), (Piece("老周", ("1",), (1,), ("1",)),), (Piece("缓一缓"),))


def test_papers_keep_file_and_part_apart():
    rows = [passage(0, "m.eml!/a.zip!/b.txt", 0, "paragraph", "甲"), passage(1, "n.txt", 0, "paragraph", "乙")]
    assert [(one.path, one.part, one.place) for one in papers(grounds(rows))] == [
        ("m.eml", "a.zip!/b.txt", 1),
        ("n.txt", "", 2),
    ]


@pytest.mark.parametrize(
    ("roles", "location", "form"),
    [
        (["message"], {}, Form.CHAT),
        (["header", "message"], {}, Form.CHAT),
        (["header", "paragraph"], {"section": "信头"}, Form.MAIL),
        (["paragraph", "quoted"], {}, Form.MAIL),
        (["header", "row"], {"sheet": "一"}, Form.TABLE),
        (["row"], {"section": "table 1"}, Form.TABLE),
        (["paragraph"], {"paragraph": 3}, Form.TEXT),
        (["paragraph"], {"section": "正文"}, Form.TEXT),
    ],
)
def test_a_paper_is_laid_out_as_its_turns_demand(roles, location, form):
    rows = [passage(n, "a", 10 * n, role, "打听", location=location) for n, role in enumerate(roles)]
    assert papers(grounds(rows))[0].form is form


def test_the_words_of_a_mail_are_a_mail_without_their_header():
    row = passage(0, "m.mbox!/2.eml", 0, "paragraph", "打听", location={"section": "正文"})
    assert papers(grounds([row]))[0].form is Form.MAIL


@pytest.mark.parametrize(
    ("doc_id", "pages", "drawn"),
    [
        ("a.pdf", [2, 1, 2], (1, 2)),
        ("卷.zip!/扫描.PNG", [1], (1,)),
        ("a.ofd", [1], ()),
        ("a.docx", [None], ()),
    ],
)
def test_pages_with_evidence_can_be_drawn_where_the_format_has_them(doc_id, pages, drawn):
    rows = [
        passage(n, doc_id, 10 * n, "paragraph", "打听", location={"page": p} if p else {}) for n, p in enumerate(pages)
    ]
    assert papers(grounds(rows))[0].pages == drawn


def test_quoted_mail_is_set_apart_by_depth_and_folded_unless_evidence_stands_in_it():
    rows = [
        passage(0, "a", 0, "header", "发件人: 甲", location={"section": "信头"}),
        passage(1, "a", 10, "paragraph", "请看下面"),
        passage(2, "a", 20, "quoted", "> 打听案子"),
        passage(3, "a", 30, "quoted", ">> 更早的信"),
    ]
    shown = papers(grounds(rows, [words("a", 22, 26)]))[0].letters
    assert [(one.depth, len(one.head), len(one.text), one.folded) for one in shown] == [
        (0, 1, 1, False),
        (1, 0, 1, False),
        (2, 0, 1, True),
    ]
    assert shown[1].text[0].said == (Piece("打听案子", ("7",), (1,), ("7",)),)


TALK = {"id": "P0017", "reasons": [{"comparison": "talk"}], "candidates": []}
OTHER = {"id": "P0017", "reasons": [{"comparison": "name"}], "candidates": []}
MENTIONS = [{"id": "p1", "type": "PER", "text": "小敏", "registry_id": "P0017"}]


@pytest.mark.parametrize(
    ("recipient", "details", "doc_id", "speakers", "sides"),
    [
        (TALK, {}, "comms/P0017/群.txt", ["袁峰", "小敏"], ["other", "owner"]),
        (OTHER, {}, "comms/P0017/群.txt", ["袁峰", "小敏"], ["other", "other"]),
        (TALK, {}, "comms/P0017/群.txt", ["袁峰", "小敏", "小王"], ["other"] * 3),
        (TALK, {}, "comms/P0017/与小王.txt", ["袁峰", "小敏", "小王"], ["other", "owner", "other"]),
        (
            OTHER,
            {"annotations": [{"doc_id": "a.txt", "owner": "P0017", "mentions": MENTIONS}]},
            "a.txt",
            ["小敏", "小王"],
            ["owner", "other"],
        ),
    ],
)
def test_the_owners_words_stand_apart_when_it_can_be_told_who_that_is(recipient, details, doc_id, speakers, sides):
    rows = [passage(n, doc_id, 20 * n, "message", "早", speaker=name) for n, name in enumerate(speakers)]
    evidence = [words(doc_id, 0, 1, "name", "袁峰")]
    shown = papers(grounds(rows, evidence, recipient, details, "袁峰"))[0]
    assert [turn.side for turn in shown.turns] == sides


def test_a_paper_that_was_opened_tells_what_is_stored_and_how_much_is_left():
    kept = passage(0, "a", 10, "row", "甲 | 打听", location={"sheet": "一"})
    rows = [
        passage(0, "a", 0, "header", "人 | 事", location={"sheet": "一"}, number=0).body,
        passage(0, "a", 10, "row", "甲 | 打听", location={"sheet": "一"}, number=3).body,
    ]
    shown = paper(grounds([kept]), "a", rows, opened=(0, 8))
    assert shown.heading is shown.turns[0]
    assert ([turn.kept for turn in shown.turns], shown.left, shown.columns) == ([False, True], 6, 2)

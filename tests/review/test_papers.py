"""Evidence in its papers."""

from review.papers import Piece, papers
from store.rows import PassageRow


def passage(position, doc_id, start, role, text, **fields):
    body = {"doc_id": doc_id, "start": start, "end": start + len(text), "role": role, "text": text}
    return PassageRow("G1", position, doc_id, {"speaker": None, "sent_at": None, "location": {}, **body, **fields})


def only_turn(row, *evidence):
    return papers([row], evidence)[0].turns[0]


def words(doc_id, start, end):
    return {"doc_id": doc_id, "start": start, "end": end}


def test_words_are_cut_where_evidence_begins_and_ends():
    shown = papers([passage(0, "a", 100, "paragraph", "昨天打听案子")], [words("a", 102, 104), words("a", 102, 106)])
    assert shown[0].turns[0].said == (
        Piece("昨天"),
        Piece("打听", (1, 2), (1, 2)),
        Piece("案子", (2,)),
    )


def test_evidence_of_another_paper_marks_nothing():
    shown = papers([passage(0, "a", 0, "paragraph", "打听")], [words("b", 0, 2)])
    assert shown[0].turns[0].said == (Piece("打听"),)
    assert not shown[0].turns[0].marked


def test_evidence_over_two_turns_begins_in_the_first_only():
    rows = [passage(0, "a", 0, "paragraph", "打听"), passage(1, "a", 3, "paragraph", "案子")]
    first, second = papers(rows, [words("a", 1, 5)])[0].turns
    assert first.said == (Piece("打"), Piece("听", (1,), (1,)))
    assert second.said == (Piece("案子", (1,)),)
    assert not second.gap


def test_words_that_are_not_kept_leave_a_gap():
    rows = [passage(0, "a", 0, "paragraph", "打听"), passage(1, "a", 40, "paragraph", "案子")]
    assert [turn.gap for turn in papers(rows, [])[0].turns] == [False, True]


def test_a_chat_line_shows_speaker_and_time_apart_and_marks_them():
    text = "2024-03-05 09:12 袁峰: 到哪一步了"
    turn = papers([passage(0, "a", 0, "message", text, speaker="袁峰")], [words("a", 17, 19), words("a", 0, 10)])[
        0
    ].turns[0]
    assert turn.speaker == (Piece("袁峰", (1,), (1,)),)
    assert turn.stamp == (Piece("2024-03-05", (2,), (2,)), Piece(" 09:12"))
    assert turn.said == (Piece("到哪一步了"),)
    assert (turn.who, turn.when) == ("", "")


def test_what_the_text_does_not_tell_comes_from_the_file():
    turn = papers([passage(0, "a", 0, "paragraph", "见附件", speaker="张", sent_at="2024-03-05T09:12:00")], [])[
        0
    ].turns[0]
    assert (turn.who, turn.when) == ("张", "2024-03-05 09:12")
    turn = only_turn(passage(0, "a", 0, "row", "甲 | 乙", sent_at="2024-03-05T00:00:00"))
    assert turn.when == "2024-03-05"


def test_a_row_is_shown_in_its_cells():
    turn = only_turn(passage(0, "a", 50, "row", "3月6日 | 老周 | 缓一缓"), words("a", 57, 59))
    assert turn.cells == ((Piece("3月6日"),), (Piece("老周", (1,), (1,)),), (Piece("缓一缓"),))


def test_papers_keep_file_and_part_apart():
    rows = [passage(0, "m.eml!/a.zip!/b.txt", 0, "paragraph", "甲"), passage(1, "n.txt", 0, "paragraph", "乙")]
    assert [(paper.path, paper.part) for paper in papers(rows, [])] == [("m.eml", "a.zip!/b.txt"), ("n.txt", "")]

"""The naive reader: exact words, the nearest name, every keyword a claim."""

from data.goldfile import document_of
from data.registry import Case, LawyerRelative, Official, Registries
from evaluation.baseline import Baseline

NAMES = (("P1", "王建国"), ("P2", "李明"), ("P3", "李明"))
REGISTRIES = Registries(
    officials={
        id: Official(id, name, (), "", (), ()) for id, name in (("P1", "王建国"), ("P2", "李明"), ("P3", "李明"))
    },
    lawyers={"L1": LawyerRelative("L1", "孙丽", "", "", "", "", None, "", "", "", None)},
    cases={"（2024）川97刑终12号": Case("（2024）川97刑终12号", "", "", (), (), (), None, None)},
)
CHAT = (
    "2024-03-05 09:12 王建国: 开会\n"
    "2024-03-05 09:13 孙丽: 帮我打听一下（2024）川97刑终12号，关照一下\n"
    "2024-03-05 09:14 李明: 不方便"
)


def read(text, kind="chat", **fields):
    document = document_of({"doc_id": "d1", "kind": kind, "text": text, **fields}, "test")
    return next(Baseline(REGISTRIES).rows([document]))


def test_one_event_a_turn_with_the_nearest_name_and_number():
    row = read(CHAT, owner="P2")
    assert len(row["events"]) == 1
    event = row["events"][0]
    words = {m["id"]: m["text"] for m in row["mentions"]}
    assert [words[id] for id in event["triggers"]] == ["打听"]
    assert words[event["intervener"]] == "孙丽"
    assert (event["case_no"], event["date"], event["verdict"]) == ("（2024）川97刑终12号", "2024-03-05", "unfiled")


def test_a_name_of_two_people_gets_no_id():
    ids = {m["text"]: m["registry_id"] for m in read(CHAT)["mentions"] if m["type"] == "PER"}
    assert ids == {"王建国": "P1", "孙丽": "L1", "李明": None}


def test_the_folder_gives_the_case_when_no_number_stands_in_the_text():
    event = read("打听", kind="work_note", folder_case="（2024）川97刑终12号")["events"][0]
    assert (event["case_no"], event["intervener"], event["case"]) == ("（2024）川97刑终12号", None, None)


def test_no_keyword_no_event():
    assert read("2024-03-05 09:12 王建国: 开会")["events"] == []

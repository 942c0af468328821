"""Many records in one file, opened again: no cell starts a formula, and the platform's JSON fits its schema."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from importlib.resources import files
from typing import Any

import openpyxl
import pytest
from jsonschema import Draft202012Validator

from data.cells import plain_cell
from review.exports.batch import Format, make_batch
from review.exports.filing import Filing
from review.exports.sheet import Sheet
from review.exports.tables import table_words

Make = Callable[..., Sheet]
LINE = "导出：何静（hejing）　2024-03-08 18:20（北京时间）"
FORMULAS = [
    ("=1+1", "'=1+1"),
    ("+86", "'+86"),
    ("-1", "'-1"),
    ("@SUM(A1)", "'@SUM(A1)"),
    ("\t=1", "'\t=1"),
    ("\r=1", "'\r=1"),
    ("\n=1", "'\n=1"),
    ("＝1+1", "'＝1+1"),
    ("＋1", "'＋1"),
    ("－1", "'－1"),
    ("＠A1", "'＠A1"),
    ("  =cmd|' /C calc'!A0", "'  =cmd|' /C calc'!A0"),
    ("\u200b=1", "'\u200b=1"),
    ("\ufeff=1", "'\ufeff=1"),
    ("\x00=1", "'=1"),
    ("'=1", "'=1"),
    ("一=1", "一=1"),
    ('说"好"，\n再说', '说"好"，\n再说'),
    ("", ""),
]


@pytest.mark.parametrize(("text", "cell"), FORMULAS)
def test_no_cell_starts_a_formula(sheet: Make, text: str, cell: str) -> None:
    assert plain_cell(text) == cell
    made = sheet(record={"content": text or None, "place": text or None}, masked=False)
    at = [column.key for column in table_words().columns].index("place")
    book = openpyxl.load_workbook(io.BytesIO(make_batch(Format.XLSX, [made], made.stamp).data))
    written = book.worksheets[0].cell(2, at + 1)
    assert (written.data_type, written.value or "") == ("s" if cell else "n", cell)
    rows = list(
        csv.reader(io.StringIO(make_batch(Format.CSV, [made], made.stamp).data.decode("utf-8-sig"), newline=""))
    )
    assert rows[1][at] == cell
    assert all(not one.startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")) for one in rows[1])


def test_the_workbook_has_a_frozen_heading_and_says_who_took_it(sheet: Make) -> None:
    made = sheet()
    book = openpyxl.load_workbook(io.BytesIO(make_batch(Format.XLSX, [made, made], made.stamp).data))
    table, about = book.worksheets
    assert (table.title, table.freeze_panes, table.max_row) == ("记录", "B2", 3)
    assert [cell.value for cell in table[1]] == [column.heading for column in table_words().columns]
    assert {cell.data_type for row in table.iter_rows() for cell in row if cell.value} == {"s"}
    assert dict(about.iter_rows(values_only=True)) == {
        "导出人": "何静",
        "登录名": "hejing",
        "导出时间（北京时间）": "2024-03-08 18:20",
        "记录数": "2",
        "隐名处理": "已隐名",
        "表格版本": "1",
        "单位": "安澜市中级人民法院",
    }
    assert table.oddFooter.center.text == LINE
    assert book.properties.creator == "何静"
    assert "周大海" not in str([cell.value for row in table.iter_rows() for cell in row])


def test_csv_opens_in_spreadsheet_programs_and_each_row_says_who_took_it(sheet: Make) -> None:
    made = sheet()
    data = make_batch(Format.CSV, [made], made.stamp).data
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.count(b"\r\n") == 2
    (row,) = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))
    assert (row["姓名"], row["案号"], row["当事人"]) == ("袁峰", "（2024）川97刑终12号", "周某某、澜汀宏筑建设有限公司")
    assert (row["导出人"], row["导出时间"], row["隐名"]) == ("何静（hejing）", "2024-03-08 18:20", "已隐名")


def shipped_schema() -> dict[str, Any]:
    text = (files("review") / "exports/schema/filing-1.1.schema.json").read_text("utf-8")
    return dict(json.loads(text))


def test_the_platforms_json_fits_the_schema_that_is_shipped(sheet: Make) -> None:
    schema = shipped_schema()
    Draft202012Validator.check_schema(schema)
    empty = sheet(record=dict.fromkeys(("name", "org", "position", "content", "relation", "handling", "case")))
    for made in (sheet(), sheet(masked=False), empty):
        Draft202012Validator(schema).validate(json.loads(make_batch(Format.JSON, [made], made.stamp).data))
    told = {key: value for key, value in schema.items() if not key.startswith("$") or key == "$defs"}
    assert told == Filing.model_json_schema(), "the schema has changed: raise its version and ship a new file"


SHORT = {
    "record_id": "F0012",
    "content": "询问进展",
    "filed_on": "2024-03-15",
    "due_on": "2024-03-12",
    "missing": ["channel"],
    "late_by": 3,
    "faults": [
        {"code": "items", "words": "填报缺少必填要素：方式"},
        {"code": "principal", "words": "填报内容为“询问进展”，未写明替谁过问：周大海"},
        {"code": "late", "words": "最迟应于2024-03-12填报，实际2024-03-15填报，逾期3个工作日"},
    ],
}


def test_what_is_on_file_and_falls_short_is_told_with_what_it_lacks(sheet: Make) -> None:
    made = sheet(filed=SHORT)
    data = json.loads(make_batch(Format.JSON, [made], made.stamp).data)
    Draft202012Validator(shipped_schema()).validate(data)
    (record,) = data["records"]
    assert record["verdict"] == "incomplete"
    told = record["completes"]
    assert (told["record_id"], told["missing"], told["late_by"]) == ("F0012", ["channel"], 3)
    assert [fault["code"] for fault in told["faults"]] == ["items", "principal", "late"]
    assert "周大海" not in json.dumps(told, ensure_ascii=False)


def test_what_was_on_no_file_completes_nothing(sheet: Make) -> None:
    made = sheet()
    (record,) = json.loads(make_batch(Format.JSON, [made], made.stamp).data)["records"]
    assert (record["verdict"], record["completes"]) == ("unfiled", None)


def test_the_platforms_json_says_what_the_sheet_says(sheet: Make) -> None:
    made = sheet()
    told = json.loads(make_batch(Format.JSON, [made], made.stamp).data)
    assert told["format"] == "guowen-filing/1.1"
    assert told["exported"] == {
        "by": "何静",
        "login": "hejing",
        "at": "2024-03-08T10:20:30+00:00",
        "masked": True,
        "wishes": {"unit": "安澜市中级人民法院"},
        "count": 1,
    }
    (record,) = told["records"]
    assert record["record"]["case"] == {
        "case_no": "（2024）川97刑终12号",
        "unit": "安澜市中级人民法院",
        "cause": "盗窃罪",
        "parties": ["周某某", "澜汀宏筑建设有限公司"],
        "stage": "二审",
    }
    assert record["people"] == {
        "intervener": {"name": "袁峰", "registry": "officials", "id": "P0002"},
        "recipient": {"name": "沈小敏", "registry": "officials", "id": "P0017"},
    }
    assert [step["step"] for step in record["decision"]] == ["proposed", "first", "second"]
    assert record["evidence"][3] == {
        "number": 4,
        "item": "handling",
        "doc_id": "comms/P0017/周某某的事.txt",
        "path": "comms/P0017/周某某的事.txt",
        "location": {"line": 9},
        "start": 10,
        "end": 16,
        "quote": "回复不方便说",
    }

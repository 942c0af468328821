"""Registries on real files: what is read, and each fault with its file, line and way out."""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from data.errors import RegistryError
from data.registries import Fault, fault_report, load_registries, write_faults
from data.registries.rows import encoding_of, read_csv_rows
from data.registry import Agent, Tenure

OFFICIALS = "person_id,name,aliases,gender,org,position,field,valid_from,valid_to,phone"
LAWYERS = (
    "entry_id,lawyer_name,license_no,law_firm,phone,relation,official_id,official_name,"
    "official_org,official_position,left_on"
)
CASES = "case_no,unit,cause,parties,handlers,agents,filed_on,closed_on"
FILED = (
    "record_id,recorder_id,recorder,intervener,intervener_id,intervener_org,intervener_position,"
    "case_no,occurred_on,channel,content,filed_on"
)
GOOD = {
    "officials": [
        OFFICIALS,
        "P0001,袁晓红,老袁;小红,女,安澜市中级人民法院,院长,审判机关,2021-09-25,,19900001931",
        "P0002,袁峰,,男,安澜市中级人民法院,副院长,审判机关,2018-11-20,2021-09-24,19900001936",
        "P0002,袁峰,,男,白塔区人民法院,院长,审判机关,2021-09-25,,19900001936",
        "P0003,张伟,,男,白塔区人民政府,副县长,行政机关,2020-01-01,,",
    ],
    "lawyer_relatives": [
        LAWYERS,
        "L0001,唐敏,12247540046842709,川和顺律师事务所,19900004788,配偶,P0001,袁晓红,安澜市中级人民法院,院长,",
        "L0002,周振宇,15246556144345063,川知远律师事务所,19900004689,离任本人,,周振宇,瑶光市人民检察院,检察官助理,2021-03-05",
    ],
    "cases": [
        CASES,
        "（2025）川97执697号,安澜市中级人民法院,拍卖异议,欧阳海波;马国栋,P0001;P0002,黄敏|川博理律师事务所|13426733840750923,2025-08-14,",
        "安检刑诉〔2023〕791号,安澜市人民检察院,故意伤害罪,魏跃进,,,2023-02-20,2023-07-31",
    ],
    "filed_records": [
        FILED,
        "F0001,P0001,袁晓红,张伟,P0003,白塔区人民政府,副县长,（2025）川97执697号,2025-09-01,微信,询问进展,2025-09-10",
    ],
}


def write(folder: Path, changes: dict[str, list[str]] | None = None, encoding: str = "utf-8") -> Path:
    """The good registries with `changes` in place of whole files."""
    for name, lines in (GOOD | (changes or {})).items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding=encoding)
    return folder


def with_rows(name: str, *rows: str) -> dict[str, list[str]]:
    return {name: [*GOOD[name], *rows]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_good_registries_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    registries, faults = load_registries(write(tmp_path, encoding=encoding), strict=True)
    assert faults == ()
    assert list(registries.officials) == ["P0001", "P0002", "P0003"]
    moved = registries.officials["P0002"]
    assert moved.tenures == (
        Tenure("安澜市中级人民法院", "副院长", "审判机关", date(2018, 11, 20), date(2021, 9, 24)),
        Tenure("白塔区人民法院", "院长", "审判机关", date(2021, 9, 25), None),
    )
    assert registries.officials["P0001"].aliases == ("老袁", "小红")
    assert registries.officials["P0001"].phones == ("19900001931",)
    case = registries.cases["（2025）川97执697号"]
    assert (case.parties, case.handlers) == (("欧阳海波", "马国栋"), ("P0001", "P0002"))
    assert case.agents == (Agent("黄敏", "川博理律师事务所", "13426733840750923"),)
    assert (case.filed_on, case.closed_on) == (date(2025, 8, 14), None)
    assert registries.lawyers["L0001"].official_id == "P0001"
    assert (registries.lawyers["L0002"].official_id, registries.lawyers["L0002"].left_on) == (None, date(2021, 3, 5))
    assert registries.filed["F0001"].filed_on == date(2025, 9, 10)


def test_workbooks_read_as_csv_files_do(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (tmp_path / "xlsx").mkdir()
    expected, _ = load_registries(write(tmp_path / "csv"))
    for name, lines in GOOD.items():
        book = openpyxl.Workbook()
        for row in csv.reader(lines):
            cells = [datetime.fromisoformat(cell) if cell[:2] == "20" and cell[4:5] == "-" else cell for cell in row]
            book.active.append([int(cell) if str(cell).isdecimal() and len(cell) == 11 else cell for cell in cells])
        book.save(tmp_path / "xlsx" / f"{name}.xlsx")
    registries, faults = load_registries(tmp_path / "xlsx", strict=True)
    assert faults == ()
    assert (registries.officials, registries.lawyers) == (expected.officials, expected.lawyers)
    assert (registries.cases, registries.filed) == (expected.cases, expected.filed)
    assert registries.sha256 != expected.sha256


LI = "P0004,李强,,男,安澜市公安局,民警,公安机关,"
YUAN = "P0001,袁晓红,,"
WANG = "L0009,王平,12247540046842700,川律,"
C12 = "（2024）川97刑终12号,安澜市中级人民法院,"
LI_PRESIDENT = "P0004,李强,,男,安澜市中级人民法院,院长,审判机关,2023-01-01,,"
LI_PHONE = LI + "2020-02-02,,19900001931"
WANG_TWICE = "L0001,王平,12247540046842700,川律,19900004700,配偶,,,,,"
WANG_NO_ID = ",王平,12247540046842700,川律,19900004700,配偶,,,,,"
YUAN_TWICE = "P0001,袁晓红,,女,安澜市中级人民法院,院长,审判机关,2023-01-01,,"
LATE = "F0009,,,张伟,,,,（2025）川97执697号,2025-09-10,,,2025-09-01"
FAULTS = [
    # registry, added row, column, part of the problem, fatal
    ("officials", LI + "2020-02-30,,", "valid_from", "no day of the calendar", True),
    ("officials", LI + "去年,,", "valid_from", "is no date", True),
    ("officials", LI + "1020-01-01,,", "valid_from", "lies outside", True),
    ("officials", LI + "2020-02-02,2019-01-01,", "valid_to", "before valid_from", True),
    ("officials", ",李强,,男,安澜市公安局,民警,公安机关,2020-02-02,,", "person_id", "is empty", True),
    ("officials", "P0004,,,男,安澜市公安局,民警,公安机关,2020-02-02,,", "name", "is empty", True),
    ("officials", "P0004,李强,,男,安澜市公安局,民警", "", "6 cells under 10 headings", True),
    ("officials", LI + "2020-02-02,,,,多", "", "12 cells under 10 headings", True),
    ("officials", GOOD["officials"][4], "person_id", "stands twice", True),
    ("officials", "P0003,王芳,,女,白塔区人民法院,法官助理,审判机关,2022-01-01,,", "person_id", "another name", True),
    ("officials", YUAN + "女,安澜市委,委员,党的机关,2022-01-01,,19900009999", "person_id", "another phone", False),
    ("officials", YUAN + "男,安澜市委,委员,党的机关,2022-01-01,,19900001931", "person_id", "another gender", False),
    ("officials", LI_PHONE, "person_id", "phone of another", False),
    ("officials", LI + "2020-02-02,,电话不详", "phone", "no phone number", False),
    ("officials", "P0004,李强,,未知,安澜市公安局,民警,公安机关,2020-02-02,,", "gender", "is not 男 or 女", False),
    ("officials", "P0004,李强,,男,,民警,公安机关,2020-02-02,,", "org", "is empty", False),
    ("officials", LI_PRESIDENT, "valid_from", "of another holder in line 2", False),
    ("officials", YUAN_TWICE, "valid_from", "person's own post", False),
    ("lawyer_relatives", WANG_TWICE, "entry_id", "stands already in line 2", True),
    ("lawyer_relatives", WANG_NO_ID, "entry_id", "is empty", True),
    ("lawyer_relatives", "L0009,,12247540046842700,川律,19900004700,配偶,,,,,", "lawyer_name", "is empty", True),
    ("lawyer_relatives", "L0009,王平,1224754,川律,19900004700,配偶,,,,,", "license_no", "17 digits", False),
    ("lawyer_relatives", WANG + "1990000470x,配偶,,,,,", "phone", "no phone number", False),
    ("lawyer_relatives", WANG + ",配偶,P9999,张伟,,,", "official_id", "not in officials", False),
    ("lawyer_relatives", WANG + ",配偶,P0003,李强,,,", "official_name", "official_id P0003", False),
    ("lawyer_relatives", WANG + ",离任本人,,王平,,,", "left_on", "is empty for a departed", False),
    ("lawyer_relatives", WANG + ",配偶,,,,,2020-01-01", "left_on", "filled for a relative", False),
    ("cases", "(2025)川97执第697号,安澜市中级人民法院,,,,,,", "case_no", "stands already in line 2", True),
    ("cases", ",安澜市中级人民法院,,,,,,", "case_no", "is empty", True),
    ("cases", "周大海那个案子,安澜市中级人民法院,,,,,,", "case_no", "is no case number", False),
    ("cases", C12 + ",,P0001;P0099,,,", "handlers", "not in officials", False),
    ("cases", C12 + ",,,|川律|1,,", "agents", "name|firm|licence", False),
    ("cases", C12 + ",,,,2024-13-01,", "filed_on", "no day of the calendar", False),
    ("cases", C12 + ",,,,2024-03-01,2024-02-01", "closed_on", "before filed_on", False),
    ("filed_records", "F0001,,,张伟,,,,（2025）川97执697号,,,,", "record_id", "stands already in line 2", True),
    ("filed_records", "F0009,P0099,李强,张伟,,,,（2025）川97执697号,,,,", "recorder_id", "not in officials", False),
    ("filed_records", "F0009,P0001,李强,张伟,,,,（2025）川97执697号,,,,", "recorder", "recorder_id P0001", False),
    ("filed_records", "F0009,,,张伟,P0099,,,（2025）川97执697号,,,,", "intervener_id", "not in officials", False),
    ("filed_records", "F0009,,,,,,,（2025）川97执697号,,,,", "intervener", "is empty, and so", False),
    ("filed_records", "F0009,,,张伟,,,,（2020）川97执1号,,,,", "case_no", "is not in cases", False),
    ("filed_records", "F0009,,,张伟,,,,某案,,,,", "case_no", "is no case number", False),
    ("filed_records", "F0009,,,张伟,,,,,,,,", "case_no", "is empty", False),
    ("filed_records", LATE, "filed_on", "before occurred_on", False),
    ("filed_records", "F0009,,,张伟,,,,（2025）川97执697号,九月十日,,,", "occurred_on", "is no date", False),
]  # fmt: skip


@pytest.mark.parametrize("case", FAULTS)
def test_each_fault_is_told_with_its_place(tmp_path: Path, case: tuple[str, str, str, str, bool]) -> None:
    name, row, column, problem, fatal = case
    folder = write(tmp_path, with_rows(name, row))
    _, faults = load_registries(folder)
    told = [fault for fault in faults if fault.column == column and problem in fault.problem]
    assert len(told) == 1, fault_report(faults)
    assert (told[0].file, told[0].line, told[0].fatal) == (f"{name}.csv", len(GOOD[name]) + 1, fatal)
    assert told[0].way_out
    with pytest.raises(RegistryError, match=f"{name}.csv:{len(GOOD[name]) + 1}"):
        load_registries(folder, strict=True)


@pytest.mark.parametrize(("name", "row"), [case[:2] for case in FAULTS if case[4]])
def test_a_fatal_fault_leaves_the_rest_as_it_was(tmp_path: Path, name: str, row: str) -> None:
    (tmp_path / "good").mkdir()
    (tmp_path / "bad").mkdir()
    good, _ = load_registries(write(tmp_path / "good"))
    registries, _ = load_registries(write(tmp_path / "bad", with_rows(name, row)))
    assert (registries.officials, registries.lawyers) == (good.officials, good.lawyers)
    assert (registries.cases, registries.filed) == (good.cases, good.filed)


def test_a_short_office_number_is_a_phone(tmp_path: Path) -> None:
    row = "P0004,李强,,男,安澜市公安局,民警,公安机关,2020-02-02,,0825-2345678;668801;+86 139 0000 1111"
    registries, faults = load_registries(write(tmp_path, with_rows("officials", row)))
    assert [fault.column for fault in faults] == ["phone"]  # blanks inside a mobile number are none of its shapes
    assert registries.officials["P0004"].phones == ("08252345678", "668801")


def test_faults_name_no_people(tmp_path: Path) -> None:
    changes = with_rows("officials", "P0003,王芳,,女,白塔区人民法院,法官助理,审判机关,2022-01-01,,19900001931x")
    changes |= with_rows("filed_records", "F0009,P0001,李强,张伟,P0003,,,某案,,,请托说情,")
    _, faults = load_registries(write(tmp_path, changes))
    report = fault_report(faults)
    assert len(faults) >= 3
    assert not any(word in report for word in ("王芳", "李强", "张伟", "袁晓红", "说情", "19900001931"))


def test_kept_rows_are_read_as_the_report_says(tmp_path: Path) -> None:
    changes = with_rows("cases", "（2024）川97刑终12号,安澜市中级人民法院,,,P0001;P0099,|川律|1,2024-13-01,2024-02-01")
    changes |= with_rows("filed_records", "F0009,P0099,李强,张伟,P0003,,,（2020）川97执1号,九月,,,2025-09-01")
    registries, _ = load_registries(write(tmp_path, changes))
    case = registries.cases["（2024）川97刑终12号"]
    assert (case.handlers, case.agents, case.filed_on, case.closed_on) == (("P0001",), (), None, date(2024, 2, 1))
    record = registries.filed["F0009"]
    assert (record.recorder_id, record.recorder, record.occurred_on) == (None, "李强", None)


@pytest.mark.parametrize(
    ("name", "heading", "column", "problem"),
    [
        ("officials", OFFICIALS + ",note", "note", "unknown column"),
        ("officials", OFFICIALS + ",name", "name", "column stands twice"),
        ("cases", CASES.replace("agents", "agent"), "agents", "column is missing"),
        ("cases", CASES.replace("agents", "agent"), "agent", "unknown column"),
    ],
)
def test_faults_of_the_heading(tmp_path: Path, name: str, heading: str, column: str, problem: str) -> None:
    extra = heading.count(",") - GOOD[name][0].count(",")
    rows = [row + "," * extra for row in GOOD[name][1:]]
    registries, faults = load_registries(write(tmp_path, {name: [heading, *rows]}))
    assert any((fault.line, fault.column, fault.problem) == (1, column, problem) for fault in faults)
    assert (len(registries.officials), len(registries.cases)) == (3, 2)


@pytest.mark.parametrize("strict", [True, False])
@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("officials", None, "neither officials.csv nor officials.xlsx is there"),
        ("cases", None, "neither cases.csv nor cases.xlsx is there"),
        ("officials", b"", "officials.csv:1: no heading row"),
        ("officials", OFFICIALS.replace("name,", "").encode(), "officials.csv:1: column name is missing"),
        ("cases", b"\x00\x01\x02\xff\xfe", "is neither UTF-8 nor GB18030"),
    ],
)
def test_what_cannot_be_used_at_all(tmp_path: Path, strict: bool, name: str, text: bytes | None, problem: str) -> None:
    path = write(tmp_path) / f"{name}.csv"
    path.unlink() if text is None else path.write_bytes(text)
    with pytest.raises(RegistryError, match=f"^{re.escape(str(tmp_path))}.*{problem}"):
        load_registries(tmp_path, strict=strict)


def test_no_folder_and_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=f"{re.escape(str(tmp_path))}/nowhere is no folder; name one"):
        load_registries(tmp_path / "nowhere")
    both = r"neither officials\.csv nor officials\.xlsx is there; neither cases\.csv nor cases\.xlsx is there; put"
    with pytest.raises(RegistryError, match=f"^{re.escape(str(tmp_path))}: {both}"):
        load_registries(tmp_path)


@pytest.mark.parametrize("text", [None, b"entry_id,lawyer\nL0001,x\n", b"PK\x03\x04 no workbook"])
def test_the_lesser_registries_may_be_missing(tmp_path: Path, text: bytes | None) -> None:
    path = write(tmp_path) / "lawyer_relatives.csv"
    path.unlink()
    if text and text.startswith(b"PK"):
        path = path.with_suffix(".xlsx")
    if text:
        path.write_bytes(text)
    registries, faults = load_registries(tmp_path)
    assert registries.lawyers == {}
    (fault,) = faults
    assert (fault.file, fault.fatal) == (path.name, True)
    with pytest.raises(RegistryError):
        load_registries(tmp_path, strict=True)


def test_a_registry_that_is_there_twice_is_told(tmp_path: Path) -> None:
    write(tmp_path)
    openpyxl.Workbook().save(tmp_path / "cases.xlsx")
    registries, faults = load_registries(tmp_path)
    assert [(fault.file, fault.problem) for fault in faults] == [
        ("cases.xlsx", "is not read, for cases.csv is there too")
    ]
    assert len(registries.cases) == 2


def test_lines_are_the_files_own(tmp_path: Path) -> None:
    rows = [
        OFFICIALS,
        'P0001,袁晓红,,女,"安澜市\n中级人民法院",院长,审判机关,2021-09-25,,',
        "",
        "P0002,袁峰,,男,安澜市中级人民法院,副院长,审判机关,2018-99-20,,",
    ]
    registries, faults = load_registries(write(tmp_path, {"officials": rows}))
    assert [fault.line for fault in faults if fault.file == "officials.csv"] == [5]
    assert registries.officials["P0001"].tenures[0].org == "安澜市\n中级人民法院"


HEAD = (1, ["a", "b"], False)
STRAY = [
    ("a,b\n1,2\n", [HEAD, (2, ["1", "2"], False)]),
    ('a,b\n1,"2\n3,4\n5,6\n', [HEAD, (2, [], True), (3, ["3", "4"], False), (4, ["5", "6"], False)]),
    ('a,b\n1,"2\n3,"4\n5,6\n', [HEAD, (2, [], True), (3, [], True), (4, ["5", "6"], False)]),
    ('a,b\n"x"y,2\n3,4\n', [HEAD, (2, [], True), (3, ["3", "4"], False)]),
    ('a,b\r\n"1\r\n2",3\r\n\r\n,\r\n4,5', [HEAD, (2, ["1\r\n2", "3"], False), (6, ["4", "5"], False)]),
]


@pytest.mark.parametrize(("text", "expected"), STRAY)
def test_a_stray_quote_swallows_no_other_row(text: str, expected: list[tuple[int, list[str], bool]]) -> None:
    rows = list(read_csv_rows(text.encode(), "utf-8"))
    assert [(row.line, [] if row.problem else row.cells, bool(row.problem)) for row in rows] == expected


@pytest.mark.parametrize(
    ("data", "encoding"),
    [
        ("案件".encode(), "utf-8"),
        ("案件".encode("utf-8-sig"), "utf-8-sig"),
        ("案件".encode("gb18030"), "gb18030"),
        ("案件".encode("utf-16"), "utf-16"),
        (b"\xff\xff\xff", None),
        (b"\x00\x01", None),
        (b"\xef\xbb\xbf\xff", None),
    ],
)
def test_encoding(data: bytes, encoding: str | None) -> None:
    assert encoding_of(data) == encoding


def test_a_rounded_licence_number_of_a_workbook(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "lawyer_relatives.csv").unlink()
    book = openpyxl.Workbook()
    book.active.append(LAWYERS.split(","))
    book.active.append(["L0001", "唐敏", 12247540046842709.0, "川和顺律师事务所", 19900004788.0])
    book.active.cell(3, 16384, "x")
    book.save(tmp_path / "honest.xlsx")
    _rewrite(tmp_path / "honest.xlsx", tmp_path / "lawyer_relatives.xlsx", _to_the_last_corner)
    registries, faults = load_registries(tmp_path)
    assert [(fault.file, fault.line) for fault in faults] == [("lawyer_relatives.xlsx", 2)]
    assert "15 digits" in faults[0].problem
    assert (registries.lawyers["L0001"].license_no, registries.lawyers["L0001"].phone) == ("", "19900004788")


def _to_the_last_corner(name: str, data: bytes) -> bytes:
    """The third row becomes the last that there can be: a stray cell there must cost nothing."""
    if not name.endswith("sheet1.xml"):
        return data
    assert b'<row r="3"' in data
    return data.replace(b"XFD3", b"XFD1048576").replace(b'<row r="3"', b'<row r="1048576"')


def _rewrite(book: Path, into: Path, change: Callable[[str, bytes], bytes]) -> None:
    """The workbook with each of its parts changed by (name, bytes) -> bytes."""
    with zipfile.ZipFile(book) as honest, zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as changed:
        for name in honest.namelist():
            changed.writestr(name, change(name, honest.read(name)))


def _with_doctype(name: str, data: bytes) -> bytes:
    entity = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    return entity + data.split(b"?>", 1)[-1] if name.endswith("workbook.xml") else data


def _inflating(name: str, data: bytes) -> bytes:
    return data + b" " * (64 << 20) if name.endswith("sheet1.xml") else data


def _cut(name: str, data: bytes) -> bytes:
    return data[: len(data) // 2] if name.endswith("sheet1.xml") else data


@pytest.mark.parametrize(
    ("spoil", "problem"),
    [(_with_doctype, "declares a document type"), (_inflating, "times its size"), (_cut, "is no readable workbook")],
)
def test_hostile_workbooks(tmp_path: Path, spoil: Callable[[str, bytes], bytes], problem: str) -> None:
    (write(tmp_path) / "officials.csv").unlink()
    book = openpyxl.Workbook()
    for row in csv.reader(GOOD["officials"]):
        book.active.append(row)
    book.save(tmp_path / "honest.xlsx")
    _rewrite(tmp_path / "honest.xlsx", tmp_path / "officials.xlsx", spoil)
    with pytest.raises(RegistryError, match=problem):
        load_registries(tmp_path)


def test_the_fault_file_starts_no_formula(tmp_path: Path) -> None:
    fault = Fault("cases.csv", 3, "case_no", "=HYPERLINK(1)", "is no case number", "-kept", True)
    write_faults(tmp_path / "faults.csv", [fault])
    data = (tmp_path / "faults.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    (row,) = csv.DictReader(data.decode("utf-8-sig").splitlines())
    assert (row["value"], row["way_out"], row["fatal"]) == ("'=HYPERLINK(1)", "'-kept", "yes")


def test_the_hash_follows_the_bytes(tmp_path: Path) -> None:
    write(tmp_path)
    before = load_registries(tmp_path)[0].sha256
    assert load_registries(tmp_path)[0].sha256 == before
    with (tmp_path / "cases.csv").open("a", encoding="utf-8") as file:
        file.write("\n")
    assert load_registries(tmp_path)[0].sha256 != before

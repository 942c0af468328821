"""The page of the last screening."""

from __future__ import annotations

import pytest

from data.errors import FileStatus
from review.pages.runs import files_page
from store.repository import open_store
from store.rows import FileRow
from store.viewer import Role


@pytest.fixture(scope="module")
def desk(serve_module):
    return serve_module()


def test_quarantined_and_partly_read_files_are_named_with_a_way_out(desk):
    page = desk.visitor(Role.OPERATOR).get("/runs").text
    for words in ("隔离的文件 1 份", "units/密.docx", "已加密", "索取口令", "文件有口令 [encrypted]"):
        assert words in page
    for words in ("只读出一部分的文件 1 份", "units/半.pdf", "第 3 页: 无法识别"):
        assert words in page
    assert "court/1+0" in page


def test_the_page_is_there_in_english_too(desk):
    operator = desk.enter(desk.visitor(Role.OPERATOR, name="英文").account.login)
    operator.post("/account/language", {"language": "en"})
    page = operator.get("/runs").text
    for words in ("1 file in quarantine", "Ask the provider for the password", "Encrypted", "Unchanged", "Rulebook"):
        assert words in page


def test_it_names_no_proposal(desk):
    page = desk.visitor(Role.OPERATOR).get("/runs").text
    assert "袁峰" not in page
    assert "97刑终12号" not in page


@pytest.mark.parametrize("page", ["0", "2", "-1", "x", "1e9", "99999999999", ""])
def test_pages_that_do_not_exist_show_the_nearest(desk, page):
    answer = desk.visitor(Role.OPERATOR).get(f"/runs?page={page}")
    assert answer.status_code == 200
    assert "units/密.docx" in answer.text


def row(number):
    name = f"f{number:04}.doc"
    return FileRow(name, "r1", "0" * 64, "w", FileStatus.DAMAGED, f"{name}: 不完整", None, 0, 0, 0, {}, None)


@pytest.mark.parametrize(
    ("number", "shown", "first", "count"),
    [(1, 1, "f0000.doc", 200), (3, 3, "f0400.doc", 50), (9, 3, "f0400.doc", 50), (0, 1, "f0000.doc", 200)],
)
def test_many_files_come_in_pages(number, shown, first, count):
    page = files_page([row(n) for n in range(450)], number)
    assert (page.number, page.pages, page.total) == (shown, 3, 450)
    assert (page.files[0].path, len(page.files)) == (first, count)
    assert page.files[0].reason == "不完整"


def test_without_a_run_the_page_says_what_to_do(tmp_path):
    from tests.review.conftest import serving

    url = f"sqlite:///{tmp_path / 'empty.db'}"
    open_store(url).close()
    with serving(url) as desk:
        assert "还没有完成的筛查" in desk.visitor(Role.OPERATOR).get("/runs").text

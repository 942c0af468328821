"""The pages as they come from the server."""

import re

import pytest

ORDER = ("Ghostile", "Glong", "Gchat", "Glog")
HOSTILE = '<img src=x onerror="window.hacked=1">'
REASON = "文件有口令 [encrypted]；请解除口令后重新放入"


def test_the_queue_lists_every_standing_proposal_in_order(desk):
    status, body = desk.read("/")
    assert status == 200
    assert tuple(re.findall(r'href="/item/(\w+)\?', body)) == ORDER
    assert "4</b> 件" in body
    assert "已过 5 天" in body
    assert "隔离 1 份" in body


def test_the_queue_is_narrowed_by_its_form(desk):
    body = desk.read("/?severity=high&category=&situation=&words=")[1]
    assert re.findall(r'href="/item/(\w+)\?', body) == ["Glog"]
    assert "severity=high" in body
    assert "共 4 件，已筛选" in body


def test_a_code_that_is_not_known_narrows_nothing(desk):
    assert "4</b> 件" in desk.read("/?severity=%27%20OR%201=1&page=x")[1]


def test_nothing_fits(desk):
    assert "没有符合条件的事项" in desk.read("/?words=%E6%97%A0%E6%AD%A4%E4%BA%BA")[1]


@pytest.mark.parametrize("page", ["0", "99", "-1", "1e9", "99999999999"])
def test_pages_that_do_not_exist_show_the_nearest(desk, page):
    status, body = desk.read(f"/?page={page}")
    assert status == 200
    assert "4</b> 件" in body


def test_an_item_shows_ten_items_with_their_words_and_places(desk):
    status, body = desk.read("/item/Gchat?at=2")
    assert status == 200
    assert body.count('<span class="label">') == 10
    for words in ("袁峰", "安澜市公安局", "副局长", "（2024）川97刑终12号", "不方便说", "第 9 行", "剩 2 天"):
        assert words in body
    assert '<mark data-e="3 4">' in body
    assert '<mark data-e="3">' in body


def test_links_come_with_reasons_and_rivals(desk):
    body = desk.read("/item/Gchat")[1]
    for words in ("P0002", "97%", "姓名一致：袁峰", "+4.60", "其他可能，1 人", "袁锋", "姓名音同", "被过问人"):
        assert words in body
    body = desk.read("/item/Glog")[1]
    assert "未能确定，以下各人均有可能" in body
    assert "周明" in body
    assert "周亮" in body


def test_rules_stand_with_their_source_and_the_route(desk):
    body = desk.read("/item/Gchat")[1]
    assert "<p>同级党委政法委</p>" in body
    assert "<p>打探办案进展<small>法发〔2015〕11号《实施办法（试行）》第二条</small></p>" in body


def test_the_way_back_keeps_filter_and_place(desk):
    body = desk.read("/item/Glog?category=interfere&at=1")[1]
    assert 'href="/?category=interfere" data-back' in body
    assert 'href="/item/Ghostile?category=interfere&amp;at=0" data-before' in body
    assert "data-after" not in body


def test_a_withdrawn_proposal_can_still_be_read_but_is_not_listed(desk):
    assert "不再提出这一事项" in desk.read("/item/Ggone")[1]
    assert "Ggone" not in desk.read("/")[1]


@pytest.mark.parametrize("path", ["/item/none", "/item/", "/item/a/b", "/elsewhere"])
def test_what_does_not_exist_is_said_so(desk, path):
    status, body = desk.read(path)
    assert status == 404
    assert "没有这一页" in body


def test_the_run_names_quarantined_and_partly_read_files(desk):
    status, body = desk.read("/run")
    assert status == 200
    assert REASON in body
    assert "已加密" in body
    assert "索取口令" in body
    assert "units/半.pdf" in body
    assert "court/1+0" in body


@pytest.mark.parametrize("path", ["/", "/item/Ghostile", "/?words=%3Cscript%3E"])
def test_text_of_papers_is_never_markup(desk, path):
    body = desk.read(path)[1]
    assert HOSTILE not in body
    assert "<script>" not in body
    assert "&lt;" in body

"""The item's page and its originals over HTTP: what is there, for whom, and what the ledger keeps of it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from sqlalchemy import select

from data.errors import NotThere
from store.database import open_database
from store.desk_tables import CLAIMS
from store.ledger import read
from store.originals import original
from store.tables import PROPOSALS
from store.viewer import Role
from tests.review.conftest import SETTINGS, serving
from tests.review.item.city import CHAT, HOSTILE, MAIL, MEMBER, NASTY, PAPER, SHEET, ZIP

PAGES = ["Gchat", "Gsheet", "Gpaper", "Gmail", "Gzip", "Gnasty"]
DOCS = {"Gchat": CHAT, "Gsheet": SHEET, "Gpaper": PAPER, "Gmail": MAIL, "Gzip": f"{ZIP}!/{MEMBER}", "Gnasty": NASTY}


class Tags(HTMLParser):
    """The tags of a page with their attributes, and ids that stand twice."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.ids = [], []
        self.feed(text)
        self.twice = sorted({one for one in self.ids if self.ids.count(one) > 1})

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]


def ledger(url):
    database = open_database(url)
    with database.reading() as connection:
        rows = list(read(connection))
    database.close()
    return [(row.action, row.subject, row.detail) for row in rows]


def source(proposal_id, what="paper", doc=None, **query):
    told = "".join(f"&{name}={value}" for name, value in query.items())
    return f"/item/{proposal_id}/source/{what}?doc={quote(DOCS[proposal_id] if doc is None else doc, safe='')}{told}"


@pytest.fixture
def reviewer(desk):
    return desk.visitor(Role.REVIEWER)


@pytest.mark.parametrize("proposal_id", PAGES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_of_an_item_is_there_and_well_made(desk, reviewer, proposal_id, language):
    reviewer.post("/account/language", {"language": language, "back": "/"})
    answer = reviewer.get(f"/item/{proposal_id}?state=open&at=0")
    reviewer.post("/account/language", {"language": "zh", "back": "/"})
    assert answer.status_code == 200
    page = Tags(answer.text)
    assert page.twice == []
    assert [tag for tag, _ in page.tags].count("h1") == 1
    assert not any(name == "style" or name.startswith("on") for _, attrs in page.tags for name in attrs)
    assert len([attrs for _, attrs in page.tags if "data-element" in attrs]) == 10


def test_what_is_not_ones_own_looks_like_what_is_not_there(desk):
    handler = desk.visitor(Role.REVIEWER, person_id="P9999")
    elsewhere = desk.visitor(Role.REVIEWER, units=["另一法院"])
    for visitor, proposal_id in ((handler, "Gzip"), (elsewhere, "Gchat"), (elsewhere, "Gnone")):
        for path in (f"/item/{proposal_id}", source("Gzip").replace("Gzip", proposal_id)):
            assert visitor.get(path).status_code == 404
    told = [
        re.sub(r"G\w+", "", visitor.get(f"/item/{proposal_id}").text.replace(visitor.csrf, ""))
        for visitor, proposal_id in ((elsewhere, "Gchat"), (elsewhere, "Gnone"))
    ]
    assert told[0] == told[1]


def test_hostile_words_stay_words_on_every_piece_of_the_page(reviewer):
    pieces = [reviewer.get("/item/Gnasty").text, reviewer.htmx("GET", source("Gnasty", around=5)).text]
    for text in pieces:
        page = Tags(text)
        assert HOSTILE not in text
        assert all(attrs.get("src", "").startswith("/static/") for tag, attrs in page.tags if tag in ("img", "script"))
        assert "&lt;script&gt;" in text


def test_a_view_is_on_the_ledger(city, desk, reviewer):
    reviewer.get("/item/Gmail")
    action, subject, detail = ledger(city.url)[-1]
    assert (action, subject, detail["blind"]) == ("item_viewed", "Gmail", False)


def test_more_of_a_paper_is_shown_on_demand_and_every_look_is_on_the_ledger(city, reviewer):
    answer = reviewer.htmx("GET", source("Gchat", around=1, place=1))
    assert answer.status_code == 200
    assert "早，袁局" in answer.text
    assert "周末值班表" not in answer.text
    assert "周末值班表" in reviewer.htmx("GET", source("Gchat", around=4)).text
    action, subject, detail = ledger(city.url)[-1]
    assert (action, subject, detail["around"], len(detail["sha256"])) == ("source_viewed", "Gchat", 4, 64)
    assert "袁峰" not in str(ledger(city.url))


def test_nothing_that_was_seen_is_stored(city, desk, reviewer):
    before = _stored(city.url)
    reviewer.htmx("GET", source("Gchat", around=6))
    assert _stored(city.url) == before


def _stored(url):
    database = open_database(url)
    with database.reading() as connection:
        row = connection.execute(select(PROPOSALS.c.body, PROPOSALS.c.details).order_by(PROPOSALS.c.proposal_id)).all()
        claims = connection.execute(select(CLAIMS)).all()
    database.close()
    return [tuple(one) for one in row], claims


def test_a_row_comes_with_its_heading(reviewer):
    assert '<th scope="col">来电人</th>' in reviewer.htmx("GET", source("Gsheet", around=0)).text


def test_a_member_of_an_archive_is_opened(reviewer):
    assert "第二段没有什么" in reviewer.htmx("GET", source("Gzip", around=1)).text


@pytest.mark.parametrize("doc", ["", "../../../etc/passwd", NASTY, f"{CHAT}!/x", "comms/P0017/袁峰.txt/../来信.eml"])
def test_only_papers_of_the_proposal_can_be_named(reviewer, doc):
    for what in ("paper", "page", "image"):
        assert reviewer.get(source("Gchat", what, doc)).status_code == 404


def test_a_page_is_drawn_and_its_image_fetched(city, reviewer):
    figure = reviewer.htmx("GET", source("Gpaper", "page", page=1))
    frames = [attrs for tag, attrs in Tags(figure.text).tags if tag == "rect"]
    assert [one["data-items"] for one in frames] == ["1", "7"]
    count = len(ledger(city.url))
    image = reviewer.get(source("Gpaper", "image", page=1))
    assert (image.headers["content-type"], image.content[:4], image.headers["cache-control"]) == (
        "image/png",
        b"\x89PNG",
        "no-store",
    )
    assert len(ledger(city.url)) == count  # the look was noted with the figure
    assert reviewer.get(source("Gpaper", "image", page=1)).status_code == 200
    assert len(ledger(city.url)) == count + 1
    assert reviewer.get(source("Gpaper", "image", page=9)).status_code == 404


def test_without_script_a_piece_is_a_page(reviewer):
    answer = reviewer.get(source("Gpaper", "page", page=1))
    assert "<!doctype html>" in answer.text
    assert "/source/image?" in answer.text


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda file: file.unlink(), "原件已不在收件目录中"),
        (lambda file: file.write_text("改过了"), "原件在筛查之后被改动过"),
    ],
)
def test_an_original_that_is_gone_or_changed_is_told_and_what_is_stored_stays(own_city, spoil, words):
    spoil(own_city.inbox / CHAT)
    with serving(own_city.url) as desk:
        visitor = desk.visitor(Role.REVIEWER)
        text = visitor.htmx("GET", source("Gchat", around=3)).text
    assert words in text
    assert "到哪一步了" in text
    assert ledger(own_city.url)[-1][2]["refused"] in ("gone", "changed")


def test_where_reading_is_switched_off_nothing_is_opened(own_city):
    from dataclasses import replace

    with serving(own_city.url, replace(SETTINGS, inbox_reading=False)) as desk:
        visitor = desk.visitor(Role.REVIEWER)
        assert "data-load" not in visitor.get("/item/Gpaper").text
        assert "查看原件" in visitor.get("/item/Gpaper").text
        assert "未开放查看原件" in visitor.htmx("GET", source("Gchat", around=3)).text
        assert visitor.get(source("Gpaper", "image", page=1)).status_code == 404


def test_an_edit_is_a_draft_beside_what_the_machine_says_until_it_is_dropped(own_city):
    with serving(own_city.url) as desk:
        visitor, other = desk.visitor(Role.REVIEWER), desk.visitor(Role.REVIEWER, name="另一人")
        edited = visitor.htmx("POST", "/item/Gchat/edit?state=open", {"item": "occurred_on", "value": "2024-03-04"})
        assert edited.status_code == 200
        assert re.search(r"机器：.*2024-03-05 周二.*您改为：.*2024-03-04 周一", edited.text, re.S)
        assert 'id="deciding"' in edited.text
        assert "您改为" not in other.get("/item/Gchat").text
        assert "您改为" in visitor.get("/item/Gchat").text
        dropped = visitor.htmx("POST", "/item/Gchat/edit/drop?state=open", {"item": "occurred_on"})
        assert "您改为" not in dropped.text
        case = {"item": "case", "case_no": "(2024)川97刑终13号", "parties": "周大海、周二海"}
        assert "周大海、周二海" in visitor.htmx("POST", "/item/Gchat/edit", case).text
        both = visitor.htmx("POST", "/item/Gchat/edit", {"item": "situations", "value": ["plead", "benefit"]})
        assert "说情打招呼、请客送礼" in both.text
        nobody = visitor.htmx("POST", "/item/Gchat/edit", {"item": "intervener", "value": "nobody"})
        assert re.search(r"您改为：.*不在名册内", nobody.text, re.S)
        plain = visitor.post("/item/Gchat/edit?state=open&at=3", {"item": "place", "value": "办公室"})
        assert (plain.status_code, plain.headers["location"]) == (303, "/item/Gchat?state=open&at=3")
    kept = [detail["item"] for action, _, detail in ledger(own_city.url) if action == "item_edited"]
    assert kept == ["occurred_on", "occurred_on", "case", "situations", "intervener", "place"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"item": "occurred_on", "value": "三月"}, "日期应写作"),
        ({"item": "situations"}, "至少选一种情形"),
        ({"item": "intervener", "value": "officials:P7777"}, "请从所列各人中选择"),
        ({"item": "place", "value": "长" * 2001}, "文字过长"),
    ],
)
def test_a_value_that_cannot_be_is_refused_beside_its_field(own_city, data, words):
    with serving(own_city.url) as desk:
        answer = desk.visitor(Role.REVIEWER).htmx("POST", "/item/Gchat/edit", data)
    assert (answer.status_code, answer.headers["hx-retarget"]) == (422, f"#fault-{data['item']}")
    assert words in answer.text


def test_an_item_in_other_hands_is_not_edited(own_city):
    with serving(own_city.url) as desk:
        holder, other = desk.visitor(Role.REVIEWER, name="持有人"), desk.visitor(Role.REVIEWER)
        holder.htmx("POST", "/item/Gchat/edit", {"item": "place", "value": "办公室"})
        refused = other.htmx("POST", "/item/Gchat/edit", {"item": "place", "value": "走廊"})
        assert (refused.status_code, refused.headers["hx-retarget"]) == (409, "#fault-place")
        page = other.get("/item/Gchat").text
        assert "持有人 正在核定" in page
        assert "data-edit" not in page


def test_who_only_looks_edits_nothing(desk):
    evaluator = desk.visitor(Role.EVALUATOR)
    assert evaluator.get("/item/Gchat").status_code == 404  # not decided yet
    assert evaluator.post("/item/Gchat/edit", {"item": "place", "value": "x"}).status_code == 403
    assert evaluator.post("/item/Gchat/edit/drop", {"item": "place"}).status_code == 403
    assert desk.visitor(Role.AUDITOR).get("/item/Gchat").status_code == 403
    assert desk.visitor(Role.AUDITOR).get(source("Gchat")).status_code == 403


def test_the_original_of_a_paper_is_where_the_screening_found_it(city, desk):
    viewer = desk.visitor(Role.REVIEWER)
    database = open_database(city.url)
    with database.reading() as connection:
        found = original(connection, desk.site.accounts.viewer(viewer.account), "Gzip", DOCS["Gzip"])
        assert (found.root, found.path, found.part, found.kind) == (str(city.inbox), ZIP, MEMBER, None)
        assert len(found.passages) == 1
        with pytest.raises(NotThere):
            original(connection, desk.site.accounts.viewer(viewer.account), "Gzip", CHAT)
    database.close()

"""Looking into originals: only what was screened, only inside the inbox, nothing kept."""

from __future__ import annotations

import hashlib
import io
import os
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw

from data.readers.base import Limits
from data.types import Location, Turn, TurnRole
from review.source.looking import LIMITS, Looking
from review.source.opening import Wanted, content
from review.source.pages import PageOrder, Quoted, draw_page
from review.source.refusal import Refused, SourceRefused, Why
from review.source.waiting import MOST, SECONDS, Waiting
from review.source.window import MOST_TURNS, Kept, WindowOrder, chosen_turns, read_window
from store.originals import Original
from tests.review.item import city as town
from tests.review.item.city import CHAT, CHAT_LINES, MAIL, MEMBER, MEMBER_LINES, PAPER, SHEET, ZIP

DATA = b"words"
DIGEST = hashlib.sha256(DATA).hexdigest()


def wanted(inbox, path, digest=None, most=10_000_000):
    return Wanted(str(inbox), path, digest or hashlib.sha256((inbox / path).read_bytes()).hexdigest(), most)


@pytest.fixture
def inbox(tmp_path):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    (tmp_path / "in" / "sub" / "a.txt").write_bytes(DATA)
    (tmp_path / "secret.txt").write_bytes(DATA)
    return tmp_path / "in"


def test_a_file_of_the_inbox_is_opened_when_its_bytes_are_those_that_were_screened(inbox):
    assert content(Wanted(str(inbox), "sub/a.txt", DIGEST, 100)) == DATA


@pytest.mark.parametrize(
    "path",
    [
        "../secret.txt",
        "sub/../../secret.txt",
        "/etc/hostname",
        "sub//a.txt",
        "./sub/a.txt",
        "",
        "sub",
        "none.txt",
        "a\0b",
    ],
)
def test_no_path_leads_out_of_the_inbox(inbox, path):
    assert content(Wanted(str(inbox), path, DIGEST, 100)) == Refused(Why.GONE)


def test_links_are_not_followed_be_they_files_or_folders(inbox):
    (inbox / "link.txt").symlink_to(inbox.parent / "secret.txt")
    (inbox / "inside.txt").symlink_to(inbox / "sub" / "a.txt")
    (inbox / "up").symlink_to(inbox.parent)
    for path in ("link.txt", "inside.txt", "up/secret.txt"):
        assert content(Wanted(str(inbox), path, DIGEST, 100)) == Refused(Why.GONE)


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(inbox):
    os.mkfifo(inbox / "pipe.txt")
    assert content(Wanted(str(inbox), "pipe.txt", DIGEST, 100)) == Refused(Why.GONE)


def test_a_file_that_was_changed_or_grew_is_refused(inbox):
    (inbox / "sub" / "a.txt").write_bytes(b"other")
    assert content(Wanted(str(inbox), "sub/a.txt", DIGEST, 100)) == Refused(Why.CHANGED)
    assert content(Wanted(str(inbox), "sub/a.txt", DIGEST, 3)) == Refused(Why.UNREADABLE)


def test_an_inbox_that_is_gone_is_told(tmp_path):
    assert content(Wanted(str(tmp_path / "none"), "a.txt", DIGEST, 100)) == Refused(Why.GONE)


def test_a_name_in_a_legacy_encoding_is_found_by_the_name_it_is_known_by(inbox):
    folder, name = (os.fsdecode(word.encode("gb18030")) for word in ("卷", "记.txt"))
    (inbox / folder).mkdir()
    (inbox / folder / name).write_bytes(DATA)
    assert content(Wanted(str(inbox), "卷/记.txt", DIGEST, 100)) == DATA


def turns(*roles, sheet=None):
    place = Location(sheet=sheet)
    return [Turn(10 * n, 10 * n + 9, 10 * n, TurnRole(role), location=place) for n, role in enumerate(roles)]


PLAIN = ("paragraph",) * 12
REGISTER = ("header", "header", *("row",) * 8)


@pytest.mark.parametrize(
    ("roles", "kept", "around", "chosen"),
    [
        (PLAIN, [5], 0, [5]),
        (PLAIN, [5], 2, [3, 4, 5, 6, 7]),
        (PLAIN, [0, 11], 1, [0, 1, 10, 11]),
        (PLAIN, [2, 4], 1, [1, 2, 3, 4, 5]),
        (PLAIN, [5], 100, list(range(12))),
        (REGISTER, [6], 0, [1, 6]),
        (REGISTER, [6], 1, [1, 5, 6, 7]),
        (("row",) * 6, [4], 0, [0, 4]),
    ],
)
def test_turns_around_the_stored_ones_and_the_heading_of_a_table_are_chosen(roles, kept, around, chosen):
    text = "甲 | 乙 | 丙丁戊\n".ljust(10) * len(roles)
    pieces = [Kept(10 * n, "x" * 9) for n in kept]
    assert chosen_turns(turns(*roles), pieces, around, text) == chosen


def test_no_more_turns_are_chosen_than_a_page_bears():
    many = turns(*("paragraph",) * 3000)
    chosen = chosen_turns(many, [Kept(15_000, "x")], 2000, "x" * 30_000)
    assert (len(chosen), 1500 in chosen) == (MOST_TURNS, True)


def window(city, path, doc_id, kept, around=1, kind=None):
    return read_window(WindowOrder(wanted(city.inbox, path), doc_id, kind, tuple(kept), around, Limits()))


def test_a_chat_is_read_again_around_what_is_stored(city):
    text = "\n".join(CHAT_LINES)
    start = text.index(CHAT_LINES[2])
    seen = window(city, CHAT, CHAT, [Kept(start, CHAT_LINES[2])])
    assert [(row["number"], row["text"]) for row in seen.rows] == [(n, CHAT_LINES[n]) for n in (1, 2, 3)]
    assert (seen.total, seen.rows[1]["speaker"], seen.rows[1]["start"]) == (7, "袁峰", start)


def test_the_heading_of_a_sheet_comes_with_its_row(city):
    paper = town.document(city.inbox, SHEET)
    row = next(turn for turn in paper.turns if "老周" in paper.text[turn.start : turn.end])
    seen = window(city, SHEET, SHEET, [Kept(row.start, paper.text[row.start : row.end])], around=0)
    assert [one["text"].split(" | ")[1] for one in seen.rows] == ["来电人", "市政协老周"]


def test_a_member_of_an_archive_is_read_by_its_document(city):
    text = "\n".join(MEMBER_LINES)
    start = text.index(MEMBER_LINES[2])
    seen = window(city, ZIP, f"{ZIP}!/{MEMBER}", [Kept(start, MEMBER_LINES[2])])
    assert [row["text"] for row in seen.rows] == list(MEMBER_LINES[1:])


def test_a_document_is_laid_out_as_the_kind_it_was_screened_as(city):
    text = "\n".join(CHAT_LINES)
    seen = window(city, CHAT, CHAT, [Kept(text.index(CHAT_LINES[2]), CHAT_LINES[2])], kind="work_note")
    assert [row["role"] for row in seen.rows] == ["paragraph"] * 3


def test_words_that_no_longer_stand_where_they_did_are_refused(city):
    assert window(city, CHAT, CHAT, [Kept(1, CHAT_LINES[2])]) == Refused(Why.DIFFERENT)
    assert window(city, ZIP, f"{ZIP}!/none.docx", []) == Refused(Why.DIFFERENT)


def drawn(city, path, part, quotes, page=1):
    return draw_page(PageOrder(wanted(city.inbox, path), part, page, tuple(quotes), Limits()))


def test_a_page_of_a_pdf_is_drawn_with_the_words_found_on_it(city):
    seen = drawn(city, PAPER, "", [Quoted(2, "当面要求对该案从轻处理", None), Quoted(3, "没有这句", None)])
    picture = Image.open(io.BytesIO(seen.png))
    assert (picture.format, picture.size, seen.pages) == ("PNG", (seen.width, seen.height), 1)
    assert (seen.width, seen.height) == (910, 1287)  # A4 at 110 dpi
    (found,) = seen.found
    ((left, top, right, bottom),) = found.boxes
    # Twelve points a sign from x = 90, eleven signs after the first eleven, on a baseline 160 points from the top.
    assert (found.number, found.close) == (2, True)
    assert left == pytest.approx((90 + 12 * 11) / 595, abs=0.01)
    assert right == pytest.approx((90 + 12 * 22) / 595, abs=0.01)
    assert top < 160 / 842 < bottom + 0.005
    assert bottom - top < 20 / 842


def test_of_words_that_stand_twice_the_ones_in_the_turns_box_are_found(tmp_path):
    from tests.papers import pdf_bytes

    (tmp_path / "a.pdf").write_bytes(pdf_bytes([[(90, 100, "请予关照"), (90, 300, "请予关照")]]))
    order = PageOrder(wanted(tmp_path, "a.pdf"), "", 1, (Quoted(1, "请予关照", (0.1, 0.33, 0.5, 0.37)),), Limits())
    ((_, top, _, _),) = draw_page(order).found[0].boxes
    assert top == pytest.approx(300 / 842, abs=0.02)


def test_a_picture_is_shown_upright_and_framed_by_its_turn(tmp_path):
    picture = Image.new("RGB", (400, 200), "white")
    ImageDraw.Draw(picture).rectangle((0, 0, 40, 40), fill="red")
    notes = picture.getexif()
    notes[0x0112] = 6  # to be turned clockwise
    picture.save(tmp_path / "a.jpg", exif=notes)
    seen = draw_page(PageOrder(wanted(tmp_path, "a.jpg"), "", 1, (Quoted(1, "关照", (0.1, 0.2, 0.5, 0.3)),), Limits()))
    assert (seen.width, seen.height, seen.pages) == (200, 400, 1)
    assert Image.open(io.BytesIO(seen.png)).getpixel((190, 10))[0] > 200
    assert (seen.found[0].boxes, seen.found[0].close) == (((0.1, 0.2, 0.5, 0.3),), False)


def test_the_pages_of_a_fax_are_its_frames(tmp_path):
    frames = [Image.new("L", (100, 100 + 10 * n), 255) for n in range(3)]
    frames[0].save(tmp_path / "a.tif", save_all=True, append_images=frames[1:])
    order = PageOrder(wanted(tmp_path, "a.tif"), "", 2, (), Limits())
    assert (draw_page(order).height, draw_page(order).pages) == (110, 3)
    assert draw_page(replace(order, page=4)) == Refused(Why.NO_PAGES)


def test_formats_without_pages_and_broken_files_are_told(city, tmp_path):
    assert drawn(city, CHAT, "", []) == Refused(Why.NO_PAGES)
    assert drawn(city, PAPER, "", [], page=2) == Refused(Why.NO_PAGES)
    assert drawn(city, PAPER, "none", []) == Refused(Why.GONE)
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 100)
    assert draw_page(PageOrder(wanted(tmp_path, "a.png"), "", 1, (), Limits())) == Refused(Why.UNREADABLE)


def original(city, lies, **changes):
    path = lies
    digest = hashlib.sha256((city.inbox / path).read_bytes()).hexdigest()
    return replace(Original(path, str(city.inbox), path, "", digest, None, ()), **changes)


def test_a_look_goes_through_the_sandbox(city):
    seen = Looking(True).page(original(city, PAPER), 1, [(2, {"quote": "从轻处理", "location": {"page": 1}})])
    assert (seen.found[0].number, seen.png[:4]) == (2, b"\x89PNG")


@pytest.mark.parametrize(
    ("looking", "changes", "why"),
    [
        (Looking(False), {}, Why.OFF),
        (Looking(True), {"sha256": None}, Why.GONE),
        (Looking(True), {"path": "../../etc/passwd"}, Why.GONE),
        (Looking(True, replace(LIMITS, file_bytes=10)), {}, Why.UNREADABLE),
    ],
)
def test_a_look_that_cannot_be_says_why(city, looking, changes, why):
    with pytest.raises(SourceRefused) as refused:
        looking.around(original(city, MAIL, **changes), 3)
    assert refused.value.why is why


def test_a_drawn_page_waits_once_for_a_while_and_never_in_numbers():
    now = [0.0]
    waiting = Waiting(lambda: now[0])
    waiting.put("a", b"1")
    assert (waiting.take("a"), waiting.take("a")) == (b"1", None)
    waiting.put("a", b"1")
    now[0] = SECONDS
    assert waiting.take("a") is None
    for n in range(MOST + 1):
        waiting.put(n, b"1")
    assert (waiting.take(0), waiting.take(1)) == (None, b"1")

"""The queue as the database filters and orders it."""

import pytest

from data.errors import StoreError
from review.desk import Wanted, open_desk

ORDER = ("Ghostile", "Glong", "Gchat", "Glog")


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def shelf(request, store_url, fill_store):
    url = store_url
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres")
        fill_store(url)
    with open_desk(url) as desk:
        yield desk


def ids(desk, **wanted):
    rows = desk.queue(Wanted(**wanted), 10, 0)
    assert desk.count(Wanted(**wanted)) == len(rows)
    return tuple(row.proposal_id for row in rows)


def test_nearest_deadline_first_then_the_gravest_and_no_deadline_last(shelf):
    assert ids(shelf) == ORDER


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"severity": "high"}, ("Glog",)),
        ({"category": "interfere"}, ("Ghostile", "Glog")),
        ({"situation": "benefit"}, ("Ghostile",)),
        ({"situation": "plead"}, ("Ghostile",)),
        ({"situation": "pressure"}, ()),
        ({"words": "袁峰"}, ("Gchat",)),
        ({"words": "钱"}, ("Glong",)),
        ({"words": "（2024）川97刑终12号"}, ("Gchat",)),
        ({"words": "(2024) 川97刑终12号"}, ("Gchat",)),
        ({"words": "2023 105"}, ("Glong",)),
        ({"words": "安检刑诉[2023]105号"}, ("Glong",)),
        ({"words": "%"}, ()),
        ({"words": "_"}, ()),
        ({"words": "/"}, ()),
        ({"words": "()"}, ORDER),
        ({"category": "interfere", "words": "老周"}, ("Glog",)),
        ({"category": "meddle", "words": "老周"}, ()),
    ],
)
def test_the_queue_is_narrowed(shelf, wanted, found):
    assert ids(shelf, **wanted) == found


def test_pages_follow_one_another(shelf):
    pages = [shelf.queue(Wanted(), 2, offset) for offset in (0, 2, 4)]
    assert tuple(row.proposal_id for page in pages for row in page) == ORDER


@pytest.mark.parametrize(
    ("position", "proposal_id", "sides"),
    [
        (0, "Ghostile", (None, "Glong")),
        (1, "Glong", ("Ghostile", "Gchat")),
        (3, "Glog", ("Gchat", None)),
        (1, "Gchat", (None, None)),
        (9, "Gchat", (None, None)),
    ],
)
def test_neighbours_are_those_of_the_place_while_it_holds(shelf, position, proposal_id, sides):
    assert shelf.neighbours(Wanted(), position, proposal_id) == sides


def test_reading_makes_no_store(tmp_path):
    with pytest.raises(StoreError, match="no store there; run guowen screen first"):
        open_desk(f"sqlite:///{tmp_path / 'none.db'}")
    assert not (tmp_path / "none.db").exists()

"""The stress set: the invented country, the ways names are mangled, what answers are worth."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from bench.matching_peers import Blocks, read
from bench.matching_stress import Invented, Post, country
from bench.matching_stress_files import read_queries, write_stress
from bench.matching_stress_mangling import WAYS
from bench.matching_stress_measures import Answered, Share, at_rate, linked, measure
from bench.matching_stress_queries import Query, queries
from data.registries import load_registries

POST = Post("白岭县人民法院", "副院长", date(2018, 1, 1), None)
WANG = Invented("P1", "王建国", "王", "男", "青河", ("小国",), "", [POST])


def drawn(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - invented people, no secret


@pytest.fixture(scope="module")
def people() -> list[Invented]:
    return country(3000)


def test_country_has_the_rows_asked_for_with_transfers_and_successors(people: list[Invented]) -> None:
    posts = [post for person in people for post in person.posts]
    assert len(posts) == 3000
    assert sum(len(person.posts) > 1 for person in people) > len(people) / 5
    for person in people:
        ends = [post.end for post in person.posts[:-1]]
        assert all(end and end < later.start for end, later in zip(ends, person.posts[1:], strict=True))


def test_the_same_seed_writes_the_same_bytes_and_the_registries_have_no_fault(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        write_stress(tmp_path / folder, 1500, 40)
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes(), file.name
    registries, faults = load_registries(tmp_path / "one")
    assert faults == ()
    assert sum(len(official.tenures) for official in registries.officials.values()) == 1500
    assert all(not query.person or query.person in registries.officials for query in read_queries(tmp_path / "one"))
    assert "person" not in (tmp_path / "one" / "queries.csv").read_text("utf-8").splitlines()[0]


def test_shares_of_the_queries(people: list[Invented]) -> None:
    asked = queries(people, 200)
    kinds = Counter(query.kind for query in asked if query.person)
    assert (kinds["untouched"], kinds["shifted day"]) == (60, 20)
    assert sum(kinds[way] for way in WAYS) == 120
    assert min(kinds[way] for way in WAYS) == 10
    assert sum(not query.person for query in asked) == 100


def test_who_is_not_in_the_registry_has_a_name_of_nobody_there(people: list[Invented]) -> None:
    known = {person.name for person in people}
    for query in queries(people, 200):
        if not query.person and query.kind in ("nobody", "same surname", "same given name"):
            assert query.name not in known


def test_a_shifted_day_lies_outside_the_post_told(people: list[Invented]) -> None:
    by_id = {person.id: person for person in people}
    for query in queries(people, 200):
        if query.kind == "shifted day":
            told = [post for post in by_id[query.person].posts if post.org == query.org]
            assert any(not (post.start <= query.day and (not post.end or query.day <= post.end)) for post in told)


def test_a_namesake_elsewhere_has_no_one_of_the_name_in_the_city_told(people: list[Invented]) -> None:
    by_id = {person.id: person for person in people}
    asked = [query for query in queries(people, 200) if query.kind == "same name elsewhere"]
    assert len(asked) == 20
    for query in asked:
        told = {person.city for person in people for post in person.posts if post.org == query.org}
        told |= {by_id[query.owner].city} if query.owner else set()
        cities = {person.city for person in people if person.name == query.name}
        assert cities
        assert not cities & told


def test_a_country_of_one_city_or_without_aliases_is_refused_at_once(people: list[Invented]) -> None:
    with pytest.raises(ValueError, match="of 1 city; two are needed"):
        queries([WANG], 10)
    plain = [replace(person, aliases=()) for person in people]
    with pytest.raises(ValueError, match="can be written by 'alias'"):
        queries(plain, 200)


def test_peers_are_shown_those_of_the_name(tmp_path: Path) -> None:
    write_stress(tmp_path, 300, 40)
    blocks = Blocks(tmp_path)
    asked = {str(query.number): query for query in read_queries(tmp_path)}
    for row in read(tmp_path / "queries.csv"):
        query = asked[row["number"]]
        if query.kind in ("untouched", "full width"):
            assert query.person in {post["id"] for post in blocks.near(row)}


WRITTEN = [
    ("traditional", {"王建國", "王建囯"}),
    ("look-alike", {"玉建国", "主建国", "王健国", "王建固"}),
    ("OCR", {"丄建国", "王廷国", "王建囯"}),
    ("surname and title", {"王院长"}),
    ("given name alone", {"建国"}),
    ("missing character", {"王建", "王国"}),
    ("swapped order", {"王国建"}),
    ("alias", {"小国"}),
    ("full width", {"王　建国", "王 建国", "王·建国"}),
    ("initials, pinyin", {"WJG", "王JG", "Wang Jianguo"}),
]


@pytest.mark.parametrize(("way", "words"), WRITTEN)
def test_ways_of_writing(way: str, words: set[str]) -> None:
    assert {WAYS[way](WANG, POST, drawn(seed)) for seed in range(40)} <= words


@pytest.mark.parametrize(("way", "sound"), [("homophone", "jian"), ("near sound", "jiang")])
def test_ways_of_hearing(way: str, sound: str) -> None:
    from pypinyin import lazy_pinyin

    heard = {WAYS[way](WANG, POST, drawn(seed)) for seed in range(60)}
    assert WANG.name not in heard
    assert sound in {lazy_pinyin(words[1])[0] for words in heard if words}


@pytest.mark.parametrize("way", ["alias", "given name alone", "missing character", "swapped order"])
def test_a_way_that_does_not_fit_gives_nothing(way: str) -> None:
    assert WAYS[way](Invented("P2", "李伟", "李", "男", "青河", (), "", [POST]), POST, drawn(1)) is None


def test_wilson_interval() -> None:
    low, high = Share(8, 10).interval
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)  # the textbook example
    assert Share(0, 0).interval == (0.0, 1.0)


def asked(number: int, person: str) -> Query:
    return Query(number, "untouched", "王建国", "王建国", "", "", "", date(2024, 1, 1), person)


def answer(*ranked: tuple[str, float]) -> Answered:
    return Answered(ranked, "", 0.0)


def test_measures() -> None:
    questions = [asked(0, "P1"), asked(1, "P2"), asked(2, "P3"), asked(3, ""), asked(4, "")]
    answers = {
        0: answer(("P1", 0.9), ("P2", 0.8)),  # right
        1: answer(("P1", 0.9), ("P2", 0.7)),  # another one
        2: answer(("P1", 0.6), ("P3", 0.6)),  # even: nobody is linked
        3: answer(("P1", 0.8)),  # not in the registry
        4: answer(),
    }
    told = measure(questions, {number: linked(one, 0.5) for number, one in answers.items()})
    assert (told.recall, told.wrong, told.false_positive) == (Share(1, 3), Share(1, 3), Share(1, 2))
    assert told.at_five == Share(3, 3)
    assert told.rank == pytest.approx((1 + 2 + 1) / 3)
    threshold, told = at_rate(questions, answers, 0.0)
    assert threshold == 0.9
    assert told.false_positive.value == 0

"""Makes the registries of the corpus's invented cities: officials, lawyers, cases, filed records.

    python tools/make_worlds.py OUT_DIR

Drawn once, then the files are the truth: papers refer to their ids, so a change of this program or of
`corpus_worlds.toml` must not be run over cities that papers were written for.
"""

from __future__ import annotations

import argparse
import csv
import random
import tomllib
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from data.lexicon import rows

TODAY = date(2025, 10, 31)
"""The last day that the invented papers know of."""
MOVES = 0.22
"""Share of posts that had somebody else before; half of the former holders are elsewhere now."""

DIVISIONS = {"刑": "criminal", "民": "civil", "行政": "administrative", "执行": "enforcement"}
FAMILY = {"离婚纠纷", "继承纠纷", "相邻关系纠纷", "生命权、健康权、身体权纠纷"}
"""Causes in which both parties are people."""


@dataclass(frozen=True, slots=True)
class Post:
    """A row of officials.csv."""

    person_id: str
    name: str
    aliases: str
    gender: str
    org: str
    position: str
    field: str
    valid_from: str
    valid_to: str
    phone: str


@dataclass(frozen=True, slots=True)
class Place:
    """Where an organ lies: `code` is its court's region code, empty for the province."""

    name: str
    code: str
    city: bool


class World:
    """One city, drawn from a seed that is its name."""

    def __init__(self, words: dict[str, Any], city: dict[str, Any]) -> None:
        self.words, self.city = words, city
        self.random = random.Random(city["name"])  # noqa: S311 - made-up people, the same at every run
        self.posts: list[Post] = []
        self.phones = iter(range(self.random.randrange(10_000, 80_000), 1_000_000))
        self.surnames = [row["surname"] for row in rows("match_surnames")]
        self.shares = [float(row["share"]) for row in rows("match_surnames")]
        self.people = 0
        names = [city["name"], *city["seats"]]
        self.places = [Place(n, city["region"] + ("" if not k else f"{20 + k}"), not k) for k, n in enumerate(names)]

    def name(self, age: str) -> str:
        """A full name of that age."""
        return self.random.choices(self.surnames, self.shares)[0] + self.random.choice(self.words["given"][age].split())

    def phone(self) -> str:
        """A number that nobody has."""
        return f"19900{next(self.phones):06}"

    def day(self, first: date, last: date) -> date:
        """A day between the two."""
        return first + timedelta(days=self.random.randrange((last - first).days + 1))

    def fill(self) -> None:
        """Gives every post a holder, some a former one, and some of these another post."""
        for kind in self.city["organs"].split():
            organ = self.words["organ"][kind]
            for place in self.places:
                if (organ.get("seats_only") and place.city) or (organ.get("once") and not place.city):
                    continue
                level = "中级" if place.city and kind == "court" else ""
                head = "市长" if place.name.endswith("市") else "区长" if place.name.endswith("区") else "县长"
                org = organ["name"].format(place=place.name, level=level)
                for position in organ["posts"].format(head=head).split():
                    self._hold(org, position, organ["field"])
        self._double()

    def _hold(self, org: str, position: str, field: str) -> None:
        since = self.day(date(2014, 1, 1), date(2024, 6, 30))
        now = self._person("middle" if self.random.random() < 0.7 else "older")
        if self.random.random() < MOVES:
            before = self._person("older")
            self._post(before, org, position, field, (self.day(date(2009, 1, 1), date(2013, 12, 1)), since))
            if self.random.random() < 0.5:
                place = self.random.choice(self.places)
                where, what = self.random.choice(
                    (
                        (f"{place.name}政协", "委员"),
                        (f"{place.name}人大常委会", "委员"),
                        (f"{place.name}司法局", "副局长"),
                    )
                )
                kind = {"政": "政协机关", "人": "人大机关", "司": "司法行政机关"}[where.removeprefix(place.name)[0]]
                self._post(before, where, what, kind, (since + timedelta(days=1), None))
        self._post(now, org, position, field, (since + timedelta(days=1), None))

    def _person(self, age: str) -> tuple[str, str, str, str, str]:
        self.people += 1
        name = self.name(age)
        alias = f"老{name[0]}" if self.random.random() < 0.06 else ""
        gender = "女" if any(sign in name[1:] for sign in "丽芳娟霞燕梅琴兰英凤芬婷静艳红莹") else "男"
        return f"P{self.people:04}", name, alias, gender, self.phone()

    def _post(
        self, who: tuple[str, str, str, str, str], org: str, position: str, field: str, held: tuple[date, date | None]
    ) -> None:
        id_, name, alias, gender, phone = who
        until = held[1].isoformat() if held[1] else ""
        self.posts.append(Post(id_, name, alias, gender, org, position, field, held[0].isoformat(), until, phone))

    def _double(self) -> None:
        """Two pairs of people of one name, as any list of hundreds has."""
        for _ in range(2):
            one, other = self.random.sample(range(len(self.posts)), 2)
            id_ = self.posts[other].person_id
            values = {"name": self.posts[one].name, "gender": self.posts[one].gender, "aliases": ""}
            self.posts = [Post(**{**asdict(p), **values}) if p.person_id == id_ else p for p in self.posts]

    def lawyers(self) -> list[dict[str, str]]:
        """Relatives of officials who practise, and people who left and do."""
        found = []
        firms = self.words["lawyers"]["firms"].split()
        now = [p for p in self.posts if not p.valid_to and p.field in {"审判机关", "检察机关", "公安机关"}]
        for post in self.random.sample(now, 34):
            relation = self.random.choice(self.words["lawyers"]["relations"].split())
            family = relation in {"子女", "父母", "兄弟姐妹"}
            name = self.name("older" if relation == "父母" else "younger")
            name = post.name[0] + name[1:] if family else name
            found.append(self._lawyer(name, firms, {"relation": relation, "official_id": post.person_id}, post, ""))
        gone = [p for p in self.posts if p.valid_to and p.field in {"审判机关", "检察机关", "公安机关"}]
        for post in self.random.sample(gone, min(6, len(gone))):
            found.append(
                self._lawyer(post.name, firms, {"relation": "离任本人", "official_id": ""}, post, post.valid_to)
            )
        for _ in range(10):
            left = self.day(date(2021, 6, 1), date(2025, 5, 1)).isoformat()
            post = self.random.choice(now)
            name = self.name("middle")
            changed = Post(**{**asdict(post), "name": name})
            found.append(self._lawyer(name, firms, {"relation": "离任本人", "official_id": ""}, changed, left))
        return [{"entry_id": f"L{number:04}", **row} for number, row in enumerate(found, 1)]

    def _lawyer(self, name: str, firms: list[str], tie: dict[str, str], post: Post, left: str) -> dict[str, str]:
        return {
            "lawyer_name": name,
            "license_no": f"1{self.random.randrange(10**15, 10**16)}",
            "law_firm": f"{self.city['mark']}{self.random.choice(firms)}律师事务所",
            "phone": self.phone(),
            **tie,
            "official_name": post.name,
            "official_org": post.org,
            "official_position": post.position,
            "left_on": left,
        }

    def cases(self, lawyers: list[dict[str, str]]) -> list[dict[str, str]]:
        """Cases of every court and procuratorate, each with a handler and an agent."""
        found: dict[str, dict[str, str]] = {}
        handling = ("审判员", "检察官", "法官助理", "检察官助理", "庭长", "部主任")
        for post in [p for p in self.posts if not p.valid_to and p.position.endswith(handling)]:
            if not post.org.endswith(("人民法院", "人民检察院")) or post.org.startswith("省"):
                continue
            often = (1, 2, 2, 3) if post.position.endswith(handling[:4]) else (0, 1)
            for _ in range(self.random.choice(often)):
                row = self._case(post, lawyers)
                found.setdefault(row["case_no"], row)
        return list(found.values())

    def _case(self, post: Post, lawyers: list[dict[str, str]]) -> dict[str, str]:
        place = next(p for p in self.places if post.org.startswith(p.name))
        filed = self.day(date(2022, 3, 1), date(2025, 8, 31))
        number = self.random.randrange(11, 899)
        court = post.org.endswith("人民法院")
        sort = self._sort(post) if court else "criminal"
        cause = self.random.choice(self.words["causes"][sort].split())
        if court:
            trial = self.random.choice(("初", "终")) if place.city else "初"
            tried = {
                "civil": f"民{trial}",
                "criminal": f"刑{trial}",
                "enforcement": "执",
                "administrative": f"行{trial}",
            }
            word = tried[sort]
            case_no = f"（{filed.year}）{place.code}{word}{number}号"
        else:
            case_no = f"{place.name[0]}检刑诉〔{filed.year}〕{number}号"
        closed = filed + timedelta(days=self.random.randrange(60, 330))
        agent = self.random.choice(lawyers)
        firm = f"{self.city['mark']}{self.random.choice(self.words['lawyers']['firms'].split())}律师事务所"
        other = f"{self.name('middle')}|{firm}|1{self.random.randrange(10**15, 10**16)}"
        known = f"{agent['lawyer_name']}|{agent['law_firm']}|{agent['license_no']}"
        return {
            "case_no": case_no,
            "unit": post.org,
            "cause": cause,
            "parties": self._parties("family" if cause in FAMILY else sort, place),
            "handlers": post.person_id,
            "agents": known if self.random.random() < 0.6 else other,
            "filed_on": filed.isoformat(),
            "closed_on": closed.isoformat() if closed < TODAY and self.random.random() < 0.5 else "",
        }

    def _sort(self, post: Post) -> str:
        """What a division tries; judges and their assistants may try anything."""
        known = [sort for word, sort in DIVISIONS.items() if word in post.position]
        return known[0] if known else self.random.choice((*DIVISIONS.values(), "civil"))

    def _parties(self, sort: str, place: Place) -> str:
        person = self.name(self.random.choice(("older", "middle", "younger")))
        if sort == "criminal":
            return person
        words = self.words["parties"]
        mark, trade = self.random.choice(words["firms"].split()), self.random.choice(words["trades"].split())
        firm = f"{place.name[:2]}{mark}{trade}有限公司"
        with_firm = sort != "family" and self.random.random() < 0.6
        return f"{person};{firm if with_firm else self.name('middle')}"

    def filed(self, cases: list[dict[str, str]]) -> list[dict[str, str]]:
        """Records that are already there."""
        found = []
        words = self.words["filed"]
        now = {p.person_id: p for p in self.posts if not p.valid_to}
        others = [p for p in now.values() if p.position not in {"书记员", "法官助理", "检察官助理"}]
        for number, case in enumerate(self.random.sample(cases, min(28, len(cases))), 1):
            asked = self.random.choice(others)
            handler = now[case["handlers"]]
            if asked.person_id == handler.person_id:
                continue
            last = date.fromisoformat(case["closed_on"]) if case["closed_on"] else TODAY
            opened = date.fromisoformat(case["filed_on"])
            day = self.day(opened + timedelta(days=7), max(last, opened + timedelta(days=20)))
            found.append(
                {
                    "record_id": f"F{number:04}",
                    "recorder_id": handler.person_id,
                    "recorder": handler.name,
                    "intervener": asked.name,
                    "intervener_id": asked.person_id,
                    "intervener_org": asked.org,
                    "intervener_position": asked.position,
                    "case_no": case["case_no"],
                    "occurred_on": day.isoformat(),
                    "channel": self.random.choice(words["channels"].split()),
                    "content": self.random.choice(words["contents"].split()),
                    "filed_on": (day + timedelta(days=self.random.choice((0, 1, 2, 3, 5, 9, 16)))).isoformat(),
                }
            )
        return found


def write(path: Path, found: list[dict[str, str]]) -> None:
    """Writes one registry."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)


def main() -> None:
    """Makes every city of the list below OUT_DIR, each in a folder of its region code's mark and number."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    out = parser.parse_args().out
    words = tomllib.loads(Path(__file__).with_name("corpus_worlds.toml").read_text("utf-8"))
    for number, city in enumerate(words["city"], 1):
        world = World(words, city)
        world.fill()
        lawyers = world.lawyers()
        cases = world.cases(lawyers)
        folder = out / f"city{number}" / "world"
        folder.mkdir(parents=True)
        write(folder / "officials.csv", [asdict(post) for post in world.posts])
        write(folder / "lawyer_relatives.csv", lawyers)
        write(folder / "cases.csv", cases)
        write(folder / "filed_records.csv", world.filed(cases))


if __name__ == "__main__":
    main()

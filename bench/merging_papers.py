"""One telling of an occasion as a paper with marked mentions: a chat, a phone log, a note; the invented words are few.

What a teller knows is drawn by `Telling`: his clock, how he says the day, how he names person and case.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from data.registry import Case, Official, Tenure
from data.types import PREFIX

MARK = re.compile(r"⟦([a-z]\d)\|([^⟧]*)⟧")
LABELS = {prefix: label.value for label, prefix in PREFIX.items()}
TITLES = (
    "检察长",
    "董事长",
    "总经理",
    "秘书长",
    "局长",
    "院长",
    "书记",
    "主任",
    "部长",
    "科长",
    "区长",
    "县长",
    "市长",
)
DOUBLE = ("欧阳", "司徒")
ASKED = (("打听", "到哪一步了"), ("问", "什么时候能有结果"), ("说", "能不能往轻里考虑"), ("催", "尽快办"))
WEEK = "一二三四五六日"


@dataclass(frozen=True, slots=True)
class Occasion:
    """What truly happened: who (with his post then) spoke with whom about which case, at which minute, by which way; a
    go-between `bearer` may have carried the words; `again` where it was not the first time,
    which half of the papers say."""

    key: str
    person: Official
    post: Tenure
    recipient: Official
    case: Case
    at: datetime
    channel: str
    bearer: tuple[Official, Tenure] | None = None
    again: bool = False


def note(one: Occasion, told: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """The recipient's own note, written up to three days later, the hour rounded, one in twelve a day off."""
    written = one.at.date() + timedelta(days=chance.choice((0, 0, 1, 2, 3)))
    day = one.at.date() - timedelta(days=int(chance.random() < 1 / 12))
    time, dated = _day_told(day, written, one.at, chance)
    how = {"phone": "来电话", "face": "来办公室", "message": "发来微信"}[one.channel]
    act, tail = chance.choice(ASKED)
    who = _sent(one, chance) if one.bearer else _person(one.person, one.post, chance)
    how = _again(one, chance) + how
    text = (
        f"{_stamp(written)}　工作记录\n{time}{who}{how}，⟦x1|{act}⟧{_case(one.case, told)}⟦x2|{tail}⟧。我没有答复。\n"
    )
    roles = {"intervener": "p2", "via": "p1"} if one.bearer else {"intervener": "p1", "via": None}
    return text, _event(one, dated, time="t1" if "⟦t1|" in text else None, case=told, **roles)


def chat(one: Occasion, told: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """The act itself where it was a message, by a skewed clock; else the recipient tells a colleague of it."""
    me, act = one.recipient.name, chance.choice(ASKED)
    if one.channel == "message":
        at = one.at + timedelta(minutes=_skew(chance))
        text = f"{at:%Y-%m-%d %H:%M} ⟦p1|{one.person.name}⟧: {me[0]}法官，{_case(one.case, told)}⟦x1|{act[1]}⟧？\n"
        text += f"{at:%Y-%m-%d %H:%M} {me}: 案子的事不能说\n"
        return text, _event(one, at.date(), time=None, case=told, intervener="p1", via=None)
    written = one.at + timedelta(hours=chance.choice((1, 3, 20, 27, 44)), minutes=chance.randrange(40))
    time, dated = _day_told(one.at.date(), written.date(), one.at, chance)
    how = {"phone": "打电话到我座机", "face": "来我办公室"}[one.channel]
    how = _again(one, chance) + how
    who = _sent(one, chance) if one.bearer else _person(one.person, one.post, chance)
    text = f"{written:%Y-%m-%d %H:%M} {me}: {time}{who}{how}，⟦x1|{act[0]}⟧{_case(one.case, told)}⟦x2|{act[1]}⟧\n"
    text += f"{written:%Y-%m-%d %H:%M} 同事: 记下来没有\n"
    roles = {"intervener": "p2", "via": "p1"} if one.bearer else {"intervener": "p1", "via": None}
    return text, _event(one, dated, time="t1" if "⟦t1|" in text else None, case=told, **roles)


def log(one: Occasion, told: str, chance: random.Random) -> tuple[str, dict[str, Any]]:
    """A row of the register of calls or visitors, by the clock on the wall; who keeps it knows only who spoke."""
    at = one.at + timedelta(minutes=_skew(chance))
    person, post = one.bearer or (one.person, one.post)
    head = (
        "来电登记\n日期时间 | 来电人 | 单位 | 说了什么"
        if one.channel == "phone"
        else "来访登记\n时间 | 来访人 | 单位 | 事由"
    )
    act, tail = chance.choice(ASKED)
    said = f"⟦x1|{act}⟧{_case(one.case, told)}⟦x2|{tail}⟧"
    row = f"⟦t1|{at:%Y-%m-%d %H:%M}⟧ | ⟦p1|{person.name}⟧ | ⟦o1|{post.org}⟧ | {said}"
    return f"{head}\n{row}\n", _event(one, at.date(), time="t1", case=told, intervener="p1", via=None)


def row_of(marked: str, event: dict[str, Any], doc_id: str, kind: str, owner: str) -> dict[str, Any]:
    """A gold line of a marked-up paper."""
    plain, mentions, last = "", [], 0
    for found in MARK.finditer(marked):
        plain += marked[last : found.start()]
        span = {"start": len(plain), "end": len(plain) + len(found[2])}
        plain += found[2]
        mentions.append({"id": found[1], **span, "type": LABELS[found[1][0]], "text": found[2]})
        last = found.end()
    plain += marked[last:]
    return {"doc_id": doc_id, "kind": kind, "owner": owner, "text": plain, "mentions": mentions, "events": [event]}


def _again(one: Occasion, chance: random.Random) -> str:
    return "又" if one.again and chance.random() < 0.5 else ""


def _event(one: Occasion, day: date | None, *, case: str, **roles: Any) -> dict[str, Any]:
    return {
        "id": "e1",
        "triggers": ["x1"],
        "situations": ["ask_progress"],
        "recipient": "owner",
        "date": day.isoformat() if day else None,
        "channel": one.channel,
        "on_behalf_of": None,
        "status": "asserted",
        "lawful": None,
        **roles,
        "case": "c1",
    }


def _skew(chance: random.Random) -> int:
    """Minutes by which a clock is off: 60 % within 5, 25 % to 45, 10 % to three hours, 5 % a day."""
    drawn, sign = chance.random(), chance.choice((-1, 1))
    if drawn < 0.6:
        return sign * chance.randrange(6)
    if drawn < 0.85:
        return sign * chance.randrange(5, 46)
    return sign * (chance.randrange(46, 181) if drawn < 0.95 else 24 * 60)


def _day_told(day: date, written: date, at: datetime, chance: random.Random) -> tuple[str, date | None]:
    """(words for day and hour, the day they tell): in so many words, reckoned from the day of writing, or vague."""
    drawn, apart = chance.random(), (written - day).days
    near = {0: "今天", 1: "昨天", 2: "前天"}.get(apart)
    if drawn < 0.08:
        return "⟦t1|前几天⟧", None
    if drawn < 0.5 and near:
        told = near
    elif drawn < 0.6 and day.isocalendar()[1] == written.isocalendar()[1]:
        told = f"周{WEEK[day.weekday()]}"
    else:
        told = f"{day.month}月{day.day}日"
    return f"⟦t1|{told}{_hour(at, chance)}⟧", day


def _hour(at: datetime, chance: random.Random) -> str:
    half = "上午" if at.hour < 12 else "下午" if at.hour < 18 else "晚上"
    if chance.random() < 0.5:
        return half
    return f"{half}{(at.hour - 1) % 12 + 1}点{'半' if at.minute >= 30 else ''}"


def _sent(one: Occasion, chance: random.Random) -> str:
    bearer, post = one.bearer or (one.person, one.post)
    return f"⟦o1|{post.org}⟧⟦p1|{bearer.name}⟧受⟦o2|{one.post.org}⟧⟦p2|{one.person.name}⟧之托，"


def _person(person: Official, post: Tenure, chance: random.Random) -> str:
    title = next((title for title in TITLES if post.position.endswith(title)), None)
    drawn = chance.random()
    if title and drawn < 0.35:
        surname = next((two for two in DOUBLE if person.name.startswith(two)), person.name[0])
        return f"⟦o1|{post.org}⟧⟦p1|{surname}{title}⟧"
    return f"⟦o1|{post.org}⟧的⟦p1|{person.name}⟧" if drawn < 0.9 else f"⟦p1|{person.name}⟧"


def _case(case: Case, told: str) -> str:
    short = re.search(r"(\d+)号$", case.case_no)
    words = {"number": case.case_no, "short": f"{short[1]}号" if short else case.case_no}
    return f"⟦c1|{words.get(told) or (case.parties[0] + '那个案子' if told == 'party' else '那个案子')}⟧"


def _stamp(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"

"""How a finding tells its occasion: at what minute, how surely the day, whether as one more time, for and through whom.

It is read off the words while they are kept. Without words no more is left of it than this: no name, only marks.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from data.lexicon import alternatives, rows
from data.normalize import key
from data.types import Channel, Kind, TurnRole
from matching import lexicon, names
from matching.names import Form

if TYPE_CHECKING:
    from records.types import Finding, Passage

STAMPED, DATED, ABOUT = "stamped", "dated", "about"
OWN_CLOCK = {
    (Kind.PHONE_LOG, TurnRole.ROW): (Channel.PHONE,),
    (Kind.VISITOR_LOG, TurnRole.ROW): (Channel.FACE, Channel.MATERIAL),
    (Kind.CHAT, TurnRole.MESSAGE): (Channel.MESSAGE,),
}
"""Turns whose stamp is the act's own, by kind and role: the channels for which it is; all other stamps tell when
somebody wrote of it."""
SENTENCE = "。！？；!?;\n"
REACH = 40
"""Code points before an act within which its sentence may say that it was not the first."""
HOURS = "一二三四五六七八九十"
CLOCK = re.compile(
    r"(?P<half>凌晨|早上|上午|中午|下午|傍晚|晚上|夜里|晚)?\s*"
    r"(?:(?P<hour>\d{1,2})[:：点时](?P<minute>[0-5]\d)?|(?P<spoken>十[一二]?|[一二两三四五六七八九])点)(?P<past>半)?"
)
AFTERNOON = ("下午", "傍晚", "晚上", "夜里", "晚")
FULL_NAME = 3
"""Code points from which a name is whole enough to tell two people apart."""


@dataclass(frozen=True, slots=True)
class Telling:
    """`minute` of the day, 0..1439, None when not told. `sure` is how the day is told: `stamped` by the act's own turn,
    `dated` in so many words (or not known how), `about` by words that reckon from the day of writing, or by nothing but
    when it was written. `again`: told as not the first time. `principal` and `bearer` mark for whom it was and who
    carried it: a registry id, or `#` and a digest of a whole name; None when not told or told by half a name."""

    minute: int | None = None
    sure: str = DATED
    again: bool = False
    principal: str | None = None
    bearer: str | None = None


UNTOLD = Telling()


def telling_of(finding: Finding) -> Telling:
    """What the finding keeps of its telling, else what its words tell; `UNTOLD` when it has neither."""
    if finding.telling is not None:
        return finding.telling
    if finding.told is None:
        return UNTOLD
    mentions = {row["id"]: row for row in finding.told.annotation.mentions}
    event = finding.told.annotation.event
    acts = sorted(
        (mentions[one] for one in event.get("triggers", ()) if one in mentions), key=lambda row: int(row["start"])
    )
    turn = _turn(finding.passages, acts[0]["start"]) if acts else None
    minute, sure = _time(finding, turn, mentions.get(event.get("time") or ""))
    return Telling(
        minute=minute,
        sure=sure,
        again=bool(acts and turn and _again(turn, acts[0])),
        principal=_mark(mentions.get(event.get("on_behalf_of") or "")),
        bearer=_mark(mentions.get(event.get("via") or "")),
    )


def _turn(passages: Iterable[Passage], start: int) -> Passage | None:
    return next((passage for passage in passages if passage.start <= start < passage.end), None)


def _time(finding: Finding, turn: Passage | None, time: Mapping[str, Any] | None) -> tuple[int | None, str]:
    """(minute, how surely the day is told)."""
    day, told = finding.record.occurred_on, time["text"] if time else ""
    sent = datetime.fromisoformat(turn.sent_at) if turn and turn.sent_at else None
    if turn and sent and sent.date().isoformat() == day:
        own = OWN_CLOCK.get((Kind(finding.kind), TurnRole(turn.role)), ())
        clock = sent.hour * 60 + sent.minute
        if finding.channel in own and not _reckoned().search(told) and minute_told(told) in (None, clock):
            return clock, STAMPED
    if not told:
        return None, ABOUT if sent else DATED
    return minute_told(told), ABOUT if _reckoned().search(told) else DATED


def minute_told(time: str) -> int | None:
    """The minute of the day that words for a time name, None when they name no hour: 下午三点半 is 930."""
    found = CLOCK.search(time)
    if found is None:
        return None
    spoken = (found["spoken"] or "").replace("两", "二")
    hour = int(found["hour"]) if found["hour"] else sum(HOURS.index(sign) + 1 for sign in spoken)
    minute = int(found["minute"] or 0) + 30 * bool(found["past"])
    if found["half"] in AFTERNOON and hour < 12:
        hour += 12
    return hour * 60 + minute if hour < 24 else None


@cache
def _reckoned() -> re.Pattern[str]:
    days = [row["word"] for row in rows("days") if row["from"] == "writing" and row["offset"] != "0"]
    return re.compile(alternatives((*days, *merging_settings()["about"])))


@cache
def _repeated() -> re.Pattern[str]:
    settings = merging_settings()
    verbs = alternatives(tuple(settings["again_verbs"]))
    return re.compile(f"{alternatives(tuple(settings['again']))}|又[^，。；：\n]{{0,3}}?{verbs}")


def merging_settings() -> Mapping[str, Any]:
    """What merging goes by, as `match_settings.toml` has it."""
    settings: Mapping[str, Any] = lexicon.table("match_settings")["merging"]
    return settings


def _again(turn: Passage, act: Mapping[str, Any]) -> bool:
    """Whether the sentence of the act says, before its words are over, that it was not the first time."""
    start, end = act["start"] - turn.start, act["end"] - turn.start
    low = max(0, start - REACH)
    low = max([turn.text.rfind(sign, low, start) + 1 for sign in SENTENCE] + [low])
    return bool(_repeated().search(turn.text, low, end))


def _mark(mention: Mapping[str, Any] | None) -> str | None:
    if mention is None:
        return None
    if mention.get("registry_id"):
        return str(mention["registry_id"])
    forms = {form.form for form in names.readings(mention["text"])}
    if len(mention["text"]) < FULL_NAME or Form.FULL not in forms or Form.TITLED in forms or Form.FAMILIAR in forms:
        return None
    return "#" + hashlib.sha256(key(mention["text"]).encode("utf-8")).hexdigest()[:12]

"""The words with which papers tell when something happened, as patterns."""

from __future__ import annotations

import re
from functools import lru_cache

from data.lexicon import alternatives, words
from extractors.calendar import day_words
from extractors.numerals import CHINESE_DAY, NUMBER

HOUR = (
    r"(?:\d{1,2}[:：点时]\d{0,2}(?::\d\d)?分?|[一二三四五六七八九十两]{1,3}点"
    r"(?:多钟?|来钟|钟|半|不到|左右|[一二三四五六七八九十]{1,3}分?(?:左右)?)?)"
)
HALF = r"(?:上午|中午|午后|下午|傍晚|晚上|早上|晚|半夜|夜里|夜|清早|一早|凌晨|下班前|下班后)"
CLOCK = rf"(?:\s*{HALF}?\s*{HOUR}?)"
PART = rf"(?:{HALF}?[^\S\n]?{HOUR}|{HALF}|前后|前|后)?"
WEEKDAY_BESIDE = r"(?:[\s　]?[（(](?:周|星期|礼拜)[一二三四五六日天][）)])?"
YEAR = r"(?:(?:20)?\d\d年|二[〇零][〇零一二三四五六七八九]{2}年|去年|今年|前年)"
MONTH = rf"(?:\d{{1,2}}|{NUMBER}|元)月"

FULL = re.compile(rf"(?:20)?\d\d\s*[年./-]\s*\d{{1,2}}\s*[月./-]\s*\d{{1,2}}(?:\s*[日号])?{WEEKDAY_BESIDE}{CLOCK}")
SOME_DAY = re.compile(rf"{YEAR}?{MONTH}[二三]?十?几[日号]")
MONTH_DAY = re.compile(rf"{YEAR}?(?<!\d){MONTH}(?:\d{{1,2}}|{NUMBER})[日号]?{WEEKDAY_BESIDE}{PART}")
SHORT = re.compile(
    rf"(?<![\d.:：/-])(?:1[0-2]|0?[1-9])[./-](?:3[01]|[12]\d|0?[1-9])(?![\d./月-]){WEEKDAY_BESIDE}{PART}", re.MULTILINE
)
WEEKDAY = re.compile(rf"(?:上上个?|上个?|前个|这个?|本)?(?:周|星期|礼拜)[一二三四五六日天末]{PART}")
WHICH_MONTH = r"(?:上上个?月|上个?月|本月|这个月|同月|当月|月初)"
DAY = re.compile(
    rf"(?<![\d月.第一二三四五六七八九十廿])(?:{WHICH_MONTH}?(?:3[01]|[12]\d|[1-9]|{CHINESE_DAY})[日号]{PART}(?:左右)?"
    r"(?![楼院室厅会议窗门桌台线仓库房厂井矿路车文令床店庭机案卷人员铺柜箱包馆街巷区地坑标线船令]))"
)
HEADING_DAY = re.compile(r"^(?:3[01]|[12]\d|[1-9])[^\S\n][一二三四五六日](?=[^\S\n])", re.MULTILINE)
FESTIVAL_END = (
    r"节?(?:假期|长假|放假)?(?:那天|当天|当晚|晚上|第二天|前[一二两三四五六七八九几\d]天|第[一二三四五六七八九]天"
    r"|里|期间|前后|前|后)?"
)
LUNAR = re.compile(
    rf"(?:20\d\d年|去年|今年)?(?:农历)?(?:(?:正月|腊月|大年)(?:初[一二三四五六七八九十]|{CHINESE_DAY})"
    rf"|(?<![月年一二三四五六七八九十])初[一二三四五六七八九十](?![中审步期级见次稿恋年级]))(?:前[一二两三几]天|{PART})"
)
MONTH_PART = "(?:[上中下]旬|初|底|末|里|间)?"
ABOUT_MONTH = (
    rf"{YEAR}?(?<![\d一二三四五六七八九十])(?:1[0-2]|[1-9]|十[一二]?|[一二三四五六七八九])月(?:份)?{MONTH_PART}"
    r"(?![\d一二三四五六七八九十廿年])"
)
ABOUT_THEN = (
    r"(?:去年|今年|前年)(?:年初|年底|初|底|春天|夏天|秋天|冬天)?"
    rf"|(?:上上个?|上个?|这个?|本)月{MONTH_PART}"
    r"|前几天|前些天|前些日子|前阵子|前一阵|前段时间|(?<![\d一-鿿])(?:月初|月底|年前|节前|节后)"
    r"|上(?:个?星期|个?礼拜|周)(?![一二三四五六日天末])"
)
SPAN = re.compile(f"{ABOUT_MONTH}|{ABOUT_THEN}")
SPOKEN_HOUR = (
    rf"{HALF}?(?<![一二三四五六七八九十这那有几快慢轻重早])(?:[四五六七八九十]|十[一二])点"
    r"(?:多钟?|来钟|钟|半|不到|左右|[一二三四五]?十[一二三四五六七八九]?分?(?:左右)?|(?=[，,]|有人))"
)
BARE_HOUR = re.compile(
    r"(?<![\d:：.\-—－–~至到月日号])(?<![\d日号] \| )(?:(?:[01]?\d|2[0-3])[:：][0-5]\d(?![\d:：])"
    rf"|{HALF}\d{{1,2}}[点时](?:\d{{1,2}}分)?|{SPOKEN_HOUR})"
)


@lru_cache(maxsize=1)
def patterns() -> tuple[re.Pattern[str], ...]:
    """The patterns in the order in which they take their words: the longest readings first."""
    relative = re.compile(alternatives(day_words()) + PART)
    feasts = tuple(word for word in words("festivals", "word") if word not in ("正月", "腊月"))
    festival = re.compile(
        rf"(?:20\d\d年|去年|今年|前年)?(?<![一二三四五六七八九十]){alternatives(feasts)}(?![一二三四五六七八九十])"
        rf"{FESTIVAL_END}"
    )
    return (
        FULL,
        SOME_DAY,
        LUNAR,
        MONTH_DAY,
        SHORT,
        WEEKDAY,
        festival,
        DAY,
        HEADING_DAY,
        relative,
        SPAN,
        BARE_HOUR,
    )

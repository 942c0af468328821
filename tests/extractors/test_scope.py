"""Every sure rule of scope.tsv: texts that it holds for and texts that it must leave alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from data.types import Channel, Kind, Lawful, Situation, Status
from extractors.decision import Finding
from extractors.draft import Draft
from extractors.scope import hits, review, scope_rules
from extractors.surroundings import PLACES

LOG = "时间 | 来电人 | 内容 | 处理\n"
HOTLINE = "时间 | 坐席（12368） | 来电人 | 内容 | 处理\n"
EXAMPLES: list[tuple[str, Kind, str, bool]] = [
    ("denied", Kind.WORK_NOTE, "听说张局【找过合议庭】。没有这回事。", True),
    ("denied", Kind.NOTICE, "网上称承办人【收了购物卡】，经核查不属实。", True),
    ("denied", Kind.WORK_NOTE, "张局【找过合议庭】，要求判轻点。", False),
    (
        "denied_answer",
        Kind.CHAT,
        "2024-05-06 09:12 小敏: 听说张局【给你打了招呼】？\n2024-05-06 09:13 老李: 没影儿",
        True,
    ),
    (
        "denied_answer",
        Kind.CHAT,
        "2024-05-06 09:12 小敏: 张局让我【问问走到哪一步】\n2024-05-06 09:13 老李: 哪有这么快",
        False,
    ),
    ("rumour", Kind.WORK_NOTE, "外面都传孔县长替他【打过招呼】。", True),
    ("rumour", Kind.WORK_NOTE, "外面有人传，查出来是书记员把【合议意见说给了表哥】。", False),
    ("nobody", Kind.MINUTES, "本案办理期间【没有任何人打过招呼】。", True),
    ("nobody", Kind.MINUTES, "那边【一个来说情的都没有】。", True),
    ("nobody", Kind.CHAT, "2024-05-06 09:12 小敏: 【有没有人打听】周大海的案子", False),
    ("nobody", Kind.WORK_NOTE, "他【没打听到】，又托了张局来问。", False),
    ("never", Kind.WORK_NOTE, "他本人【从来没有找过我】。", True),
    ("never", Kind.CASE_FILE, "审理期间【未收到要求汇报案情的来函】。", True),
    ("never", Kind.PHONE_LOG, LOG + "2024-05-06 | 赵大姐 | 【没收到传票，问哪天开庭】 | 告知", False),
    ("not_done", Kind.WORK_NOTE, "我【没有问过案子】。", True),
    ("not_done", Kind.WORK_NOTE, "他【没打听到结果】。", False),
    ("not_done", Kind.WORK_NOTE, "司机说【县长没让我来】，您看着办。", False),
    ("case_not_raised", Kind.VISITOR_LOG, "日期 | 来人 | 事由\n9-05 | 梁律师 | 送手续，【没提案子】", True),
    ("case_not_raised", Kind.WORK_NOTE, "问是谁值庭，【没有提案子怎么判】。", False),
    ("bare_no", Kind.CASE_FILE, "有无接到说情：【没有】。", True),
    ("bare_no", Kind.CHAT, "2024-05-06 09:12 小敏: 判了【没有】呀", False),
    ("asked_round", Kind.WORK_NOTE, "月底督察逐个问：【有没有人过问过案子】。", True),
    ("asked_round", Kind.WORK_NOTE, "他问【有没有可能判缓】。", False),
    ("lesson_paper", Kind.NOTICE, "以案促改学习材料\n\n陈某三次【授意承办法官】抬高评估价。", True),
    ("lesson_paper", Kind.WORK_NOTE, "学习笔记\n\n另：9月7日张镇长递来纸条，说【多费心】。", False),
    ("lesson_words", Kind.NOTICE, "1.（情景题）姐夫发来微信：“【案子开完庭了吧】”，怎么办？", True),
    ("lesson_words", Kind.CHAT, "2024-05-06 09:12 小敏: 第二幕是舅舅说“【放他一马】”", True),
    ("lesson_words", Kind.WORK_NOTE, "他说“【放他一马】”。", False),
    ("somebody_elsewhere", Kind.WORK_NOTE, "通报里外省一个庭长【替人递话】，被双开。", True),
    ("somebody_elsewhere", Kind.WORK_NOTE, "辩护人【提交书面意见】，要求调取外省流水。", False),
    ("somebody_elsewhere", Kind.WORK_NOTE, "外省车牌的人在门口【让辅警捎话】。", False),
    ("if_somebody", Kind.NOTICE, "若有人【托你捎话】，请如实登记。", True),
    ("if_somebody", Kind.CHAT, "2024-05-06 09:12 小敏: 如果方便，【帮我问问进展】", False),
    ("if_somebody", Kind.WORK_NOTE, "他说要是能【判缓就好了】。", False),
    ("if_somebody", Kind.EMAIL, "要不是老领导开口，我不会【来求您关照】。", False),
    ("forbidden", Kind.NOTICE, "各单位不得以督办为由【就实体问题口头请示】。", True),
    ("forbidden", Kind.WORK_NOTE, "他问案子得不得【先开个调解】。", False),
    ("forbidden_all", Kind.MINUTES, "任何人不得【打听合议情况】。", True),
    ("forbidden_all", Kind.MINUTES, "张局说不得【判缓刑】。", False),
    ("joke", Kind.WORK_NOTE, "他说“【先跟我讲判几年】”，开玩笑的。", True),
    ("joke", Kind.WORK_NOTE, "我当他开玩笑，他又说【照顾一下面子】。", False),
    ("hotline_log", Kind.PHONE_LOG, HOTLINE + "2024-05-06 | 03 | 卢女士 | 【问执行到哪一步】 | 转承办", True),
    ("hotline_log", Kind.PHONE_LOG, HOTLINE + "2024-05-06 | 03 | 张镇长 | 不要工单，【问几时判】 | 仍建单", False),
    ("hotline_log", Kind.PHONE_LOG, LOG + "2024-05-06 | 张镇长 | 【问几时判】 | 未答", False),
    ("hotline_paper", Kind.EMAIL, "主题: 12309来电转办\n\n来电人【问案子到检察院多久了】。", True),
    ("hotline_paper", Kind.EMAIL, "主题: 端午\n\n朋友【问案子到哪了】。", False),
    ("hotline", Kind.WORK_NOTE, "原告打12368，【问何时开庭】。", True),
    ("hotline", Kind.WORK_NOTE, "他舅子【问诉还是不诉】，我请他打12309。", False),
    ("hotline_kept", Kind.WORK_NOTE, "几位老人【问钱怎么发还】。这是正常接待，登记了。", True),
    ("hotline_kept", Kind.WORK_NOTE, "几位老人【问钱怎么发还】。", False),
    ("window", Kind.WORK_NOTE, "被执行人家属到一楼窗口，【问执行到哪了】。", True),
    ("window", Kind.WORK_NOTE, "她到窗口送茶叶，说【多关照】。", False),
    ("party_row", Kind.PHONE_LOG, LOG + "2024-05-06 | 申请执行人陈玉兰 | 【问保留价谁定的】 | 告知", True),
    ("party_row", Kind.PHONE_LOG, LOG + "2024-05-06 | 原告的老同学 | 【问几时判】 | 未答", False),
    ("party_told", Kind.PHONE_LOG, LOG + "2024-05-06 | 罗世发 | 【问鉴定出来没有】，核对身份后告知 | 办", True),
    ("party_told", Kind.PHONE_LOG, LOG + "2024-05-06 | 罗世发 | 【问鉴定出来没有】 | 办", False),
    ("guidance_paper", Kind.NOTICE, "关于请示案件的批复\n\n第三人善意取得的款项【不予追缴】。", True),
    ("guidance_paper", Kind.NOTICE, "放假通知\n\n第三人善意取得的款项【不予追缴】。", False),
    ("guidance", Kind.WORK_NOTE, "省高院【要报近三年数据】，不涉在办案件。", True),
    ("guidance", Kind.WORK_NOTE, "省高院的处长私下【要看判决草稿】，说是业务指导。", False),
    ("coord_paper", Kind.NOTICE, "执法监督通知书\n\n请【在法定期限内加快送达】。", True),
    ("coord_paper", Kind.NOTICE, "执法监督通知书\n\n王书记在食堂【问鉴定下来没有】，系个人行为。", False),
    ("coord", Kind.WORK_NOTE, "政法委发来执法监督函，【要求说明涉众稳控措施】。", True),
    ("coord", Kind.WORK_NOTE, "政法委执法监督科科长来取文件，【问三个人怎么看】。", False),
    ("letter", Kind.WORK_NOTE, "纪委的同志持调阅函【复印了一部分卷】。", True),
    ("letter", Kind.WORK_NOTE, "纪委的老龙【问退了多少赃】，没有函。", False),
    ("open_info", Kind.WORK_NOTE, "一位老师写论文，【问一年调解多少起】。", True),
    ("open_info", Kind.WORK_NOTE, "一位老师【问周大海判几年】。", False),
    ("press", Kind.WORK_NOTE, "报社记者发来采访函，【问何时宣判】。", True),
    ("press", Kind.WORK_NOTE, "自称记者的女子【问改不改判】。", False),
    ("deputies", Kind.WORK_NOTE, "人大代表来【听取案件情况】，有函有名单，是依法视察。", True),
    ("deputies", Kind.WORK_NOTE, "人大代表在停车场【问判得下来吗】，说顺口一问。", False),
    ("oversight", Kind.WORK_NOTE, "张院长在监督管理平台【要求说明进展】。", True),
    ("oversight", Kind.WORK_NOTE, "张院长下班后打我手机，【要求说明进展】，系统里没有。", False),
    ("own_judgement", Kind.WORK_NOTE, "律师【问哪天能会见】，这个不算。", True),
    ("own_judgement", Kind.WORK_NOTE, "律师【问哪天能会见】，吃不准这个不算吧。", False),
    ("letter_to_hold", Kind.CASE_FILE, "县政府来函，【商请贵院暂缓执行】。", True),
    ("letter_to_hold", Kind.CASE_FILE, "县政府来函，【请贵院派员参会】。", False),
]


def found_in(draft: Callable[..., Draft], kind: Kind, marked: str) -> tuple[Draft, Finding]:
    """The draft of a text, and a finding over what stands in 【】."""
    start = marked.index("【")
    end = marked.index("】") - 1
    paper = draft(marked.replace("【", "").replace("】", ""), kind=kind)
    return paper, Finding(start, end, (Situation.ASK_PROGRESS,), Status.ASSERTED, None, Channel.OTHER, 0.9)


@pytest.mark.parametrize(("rule", "kind", "marked", "holds"), EXAMPLES)
def test_a_rule_holds_where_its_words_stand(
    draft: Callable[..., Draft], rule: str, kind: Kind, marked: str, holds: bool
) -> None:
    assert (rule in {hit.rule.name for hit in hits(*found_in(draft, kind, marked))}) is holds


def test_every_sure_rule_has_texts_for_and_against() -> None:
    sure = {rule.name for rule in scope_rules() if rule.sure}
    assert {name for name, _, _, holds in EXAMPLES if holds} == sure
    assert {name for name, _, _, holds in EXAMPLES if not holds} == sure


def test_every_rule_names_known_places_and_values() -> None:
    values = {"status": {*Status}, "lawful": {*Lawful, "none"}}
    for rule in scope_rules():
        assert rule.value in values[rule.field]
        assert {*rule.where.split()} <= {*PLACES}
        assert rule.unless is None or rule.spared in PLACES


REVIEWED: list[tuple[Kind, str, Status, Lawful | None]] = [
    (Kind.WORK_NOTE, "他本人【从来没有找过我】。", Status.NEGATED, None),
    (Kind.NOTICE, "若有人【托你捎话】，请如实登记。", Status.HYPOTHETICAL, None),
    (Kind.WORK_NOTE, "原告打12368，【问何时开庭】。", Status.ASSERTED, Lawful.HOTLINE),
    (Kind.CHAT, "2024-05-06 09:12 小敏: 如果方便，【能不能判轻点】", Status.ASSERTED, None),
    (Kind.CHAT, "2024-05-06 09:12 小敏: 不好直接给你打电话，【就发个消息问问进展】", Status.ASSERTED, None),
    (Kind.CHAT, "2024-05-06 09:12 小敏: 【有没有人能帮忙快点判】", Status.ASSERTED, None),
    (Kind.WORK_NOTE, "【他要塞红包】，我没收，当场退回。", Status.ASSERTED, None),
    (Kind.WORK_NOTE, "张局【约我吃饭】，我没去，已登记。", Status.ASSERTED, None),
]


@pytest.mark.parametrize(("kind", "marked", "status", "lawful"), REVIEWED)
def test_review(draft: Callable[..., Draft], kind: Kind, marked: str, status: Status, lawful: Lawful | None) -> None:
    settled = review(*found_in(draft, kind, marked))
    assert (settled.status, settled.lawful) == (status, lawful)


def test_a_procedure_that_the_decider_named_stays(draft: Callable[..., Draft]) -> None:
    paper, finding = found_in(draft, Kind.WORK_NOTE, "原告打12368，【问何时开庭】。")
    assert review(paper, replace(finding, lawful=Lawful.LITIGANT)).lawful is Lawful.LITIGANT

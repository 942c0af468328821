"""What kind of paper a text is taken for."""

from __future__ import annotations

import pytest

from data.kinds import Circumstances, kind_of
from data.layout import Block
from data.types import Kind, TurnRole

NOBODY = Circumstances()
TEXTS = [
    ("2024-03-05 09:12 袁峰: 在吗\n2024-03-05 09:13 小敏: 在", Kind.CHAT),
    ("群聊: 刑二庭\n2024-03-05 09:12 袁峰: 在吗\n家里人问\n2024-03-05 09:13 小敏: 在", Kind.CHAT),
    ("发件人: 张三\n收件人: 李四\n时间: 2024-03-05\n主题: 事\n\n正文", Kind.EMAIL),
    ("时间 | 来电号码 | 来电人 | 内容\n2024-03-05 | 1 | 王院长 | 问案子", Kind.PHONE_LOG),
    ("时间 | 来访人 | 单位 | 被访人 | 事由\n2024-03-05 | 王某 | 无 | 李法官 | 递材料", Kind.VISITOR_LOG),
    ("执行局工作例会记录\n时间：2024年11月18日\n主持：吴海波\n参加：杜德胜", Kind.MINUTES),
    ("某县人民政府专题会议纪要\n〔2023〕62号\n会议议定如下", Kind.MINUTES),
    ("关于报送填报情况的通知\n各部门：\n请于7月3日前报送。", Kind.NOTICE),
    ("某县人民法院\n关于典型问题的通报", Kind.NOTICE),
    ("讯问笔录（第三次）\n时间：2022年10月12日\n讯问人：萧文", Kind.CASE_FILE),
    ("刑事二审案件审理报告\n（2024）湘96刑终782号\n一、案件的由来", Kind.CASE_FILE),
    ("办案手记 2024年10月\n10.15 我跟他说不行", Kind.WORK_NOTE),
    ("3.4 周一 分案\n3.11 开庭\n3.12 我去调研", Kind.WORK_NOTE),
    ("云栖区人民检察院指控：2013年6月，被告人陈某伙同他人盗走电动车一辆。", Kind.CASE_FILE),
    ("经审理查明：2012年2月24日，被告云栖某公司与原告签订《租赁合同》。我方未到庭。", Kind.CASE_FILE),
    ("没有任何线索的一句话", Kind.WORK_NOTE),
]


@pytest.mark.parametrize(("text", "kind"), TEXTS)
def test_kind(text: str, kind: Kind) -> None:
    assert kind_of([Block(line) for line in text.split("\n")], NOBODY) is kind


def test_messages_make_a_chat() -> None:
    assert kind_of([Block("在吗", TurnRole.MESSAGE, "袁峰")], NOBODY) is Kind.CHAT


def test_a_paper_in_a_case_folder_that_tells_nothing_is_a_case_paper() -> None:
    assert kind_of([Block("一句话")], Circumstances(in_case_folder=True)) is Kind.CASE_FILE


def test_no_text_is_a_note() -> None:
    assert kind_of([], NOBODY) is Kind.WORK_NOTE

"""What is hidden in text that leaves the desk, case by case."""

from __future__ import annotations

import pytest

from review.exports.masking import Masking, Named, NoMasking, mask_rules, masked_name

NAMES = [
    ("王建国", "王某某"),
    ("王伟", "王某"),
    ("欧阳明", "欧阳某"),
    ("欧阳明月", "欧阳某某"),
    ("阿依古丽·买买提", "阿某某"),
    ("小敏", "小某"),
    ("老周", "老某"),
    ("𬱖某某", None),
    ("张某", None),
    ("王院长", None),
    ("陈律师", None),
    ("澜汀宏筑建设有限公司", None),
    ("Tom Wang", "T***"),
]
TEXTS = [
    ("周大海那个案子到哪一步了", "周某某那个案子到哪一步了"),
    ("周 大 海的家属", "周某某的家属"),
    ("周\n大海", "周某某"),
    ("周大海与周大江兄弟", "周某某与周大江兄弟"),
    ("袁峰说周大海是表弟", "袁峰说周某某是表弟"),
    ("王建国找王建", "王建国找王某"),
    ("张偉、张伟是一人", "张某、张某是一人"),
    ("㛃䶮托人", "㛃某托人"),
    ("司马昭明来过", "司马某某来过"),
    ("李四一与李四二", "李某某1与李某某2"),
    ("电话19900031931", "电话199****1931"),
    ("电话１９９０００３１９３１。", "电话199****1931。"),
    ("+86 199-0003-1931", "+86 199-****-1931"),
    ("0571-88886666", "0571-****6666"),
    ("(0571)88886666", "(0571)****6666"),
    ("座机 057188886666", "座机 0571****6666"),
    ("身份证510104199001011234", "身份证510***********1234"),
    ("51010419900101123X", "510***********123X"),
    ("510104 19900101 1234", "510*** ******** 1234"),
    ("执业证15398201610234567号", "执业证153**********4567号"),
    ("编号202411230000001号", "编号202********0001号"),
    ("張 偉与袁 峰", "张某与袁 峰"),
    ("卡号6222 0212 3456 7890 123", "卡号**** **** **** ***0 123"),
    ("发到zhou.dahai@qq.com吧", "发到z****@qq.com吧"),
    ("微信号：haige_2020", "微信号：h****"),
    ("QQ 123456789", "QQ 1****"),
    ("wxid_ab12cd34ef", "wxid_****"),
    ("车牌川A12345", "车牌川A***45"),
    ("川A·D12345", "川A·****45"),
    ("护照E12345678", "护照E******78"),
    ("（2024）川97刑终12号", "（2024）川97刑终12号"),
    ("安检刑诉〔2023〕105号", "安检刑诉〔2023〕105号"),
    ("2024-03-05 09:12", "2024-03-05 09:12"),
    ("20240305", "20240305"),
    ("人员编号P0017", "人员编号P0017"),
    ("金额12345678元", "金额12345678元"),
    ("不涉及他人", "不涉及他人"),
    ("", ""),
]
HIDDEN = (
    Named("周大海"),
    Named("王建"),
    Named("张伟", "P1"),
    Named("张偉", "P1"),
    Named("㛃䶮"),
    Named("司马昭明"),
    Named("李四一"),
    Named("李四二"),
    Named("袁峰"),
)
SHOWN = ("袁峰", "王建国")


@pytest.mark.parametrize(("name", "masked"), NAMES)
def test_a_name_keeps_its_surname(name: str, masked: str | None) -> None:
    assert masked_name(name) == masked


@pytest.mark.parametrize(("words", "masked"), TEXTS)
def test_text_keeps_whom_it_is_about_and_hides_the_others(words: str, masked: str) -> None:
    assert Masking(HIDDEN, SHOWN).text(words) == masked


@pytest.mark.parametrize(("words", "masked"), TEXTS)
def test_what_is_masked_stays_as_it_is(words: str, masked: str) -> None:
    masking = Masking(HIDDEN, SHOWN)
    assert masking.text(masking.text(words)) == masked


@pytest.mark.parametrize("words", [words for words, _ in TEXTS])
def test_who_may_see_all_sees_all(words: str) -> None:
    assert NoMasking().text(words) == words


def test_values_of_json_are_masked_throughout_and_their_keys_are_not() -> None:
    value = {"周大海": ["周大海", {"n": 1, "t": "19900031931"}, None, True]}
    assert Masking(HIDDEN, SHOWN).value(value) == {"周大海": ["周某某", {"n": 1, "t": "199****1931"}, None, True]}


def test_every_kind_of_number_has_a_case() -> None:
    found = {rule.name for rule in mask_rules().numbers for words, _ in TEXTS if rule.pattern.search(words)}
    assert found >= {rule.name for rule in mask_rules().numbers}

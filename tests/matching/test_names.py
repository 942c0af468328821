"""What a mention's words tell of a name."""

import pytest

from matching.names import Form, NameForm, given_of, rarity, readings, split_lead, surname_of, title_in

READINGS = [
    ("王院长", NameForm(Form.TITLED, "王", title="院长")),
    ("李副院长", NameForm(Form.TITLED, "李", title="院长", deputy=True)),
    ("老何院长", NameForm(Form.TITLED, "何", title="院长", former=True)),
    ("任县", NameForm(Form.TITLED, "任", title="县")),
    ("钟科长", NameForm(Form.TITLED, "钟", title="科长")),
    ("诸葛主任", NameForm(Form.TITLED, "诸葛", title="主任")),
    ("老王", NameForm(Form.FAMILIAR, "王")),
    ("小上官", NameForm(Form.FAMILIAR, "上官")),
    ("田姐", NameForm(Form.FAMILIAR, "田")),
    ("王某", NameForm(Form.ANONYMOUS, "王")),
    ("王某某", NameForm(Form.ANONYMOUS, "王")),
    ("李××", NameForm(Form.ANONYMOUS, "李")),
    ("德胜", NameForm(Form.GIVEN, given="德胜")),
    ("小敏", NameForm(Form.GIVEN, given="敏")),
    ("德胜哥", NameForm(Form.GIVEN, given="德胜")),
    ("丹丹", NameForm(Form.GIVEN, given="丹")),
    ("信济老院长", NameForm(Form.GIVEN, given="信济", title="院长", former=True)),
    ("王建国", NameForm(Form.FULL, "王", "建国")),
    ("陈静律师", NameForm(Form.FULL, "陈", "静", "律师")),
    ("刑庭小谭", NameForm(Form.FAMILIAR, "谭")),
]


@pytest.mark.parametrize(("words", "form"), READINGS)
def test_words_have_the_reading(words, form):
    assert form in readings(words)


@pytest.mark.parametrize("words", ["abc@example.org", "13800000007", ""])
def test_words_without_chinese_have_none(words):
    assert readings(words) == ()


@pytest.mark.parametrize("words", ["王建国", "任志远"])
def test_a_full_name_is_nothing_less(words):
    assert {form.form for form in readings(words)} == {Form.FULL}


@pytest.mark.parametrize(
    ("name", "surname", "given"), [("王建国", "王", "建国"), ("司马昭明", "司马", "昭明"), ("欧阳", "欧", "阳")]
)
def test_names_part_into_surname_and_given(name, surname, given):
    assert (surname_of(name), given_of(name)) == (surname, given)


@pytest.mark.parametrize(
    ("words", "parts"),
    [("刑庭小谭", ("刑庭", "小谭")), ("市中院刘庭长", ("市中院", "刘庭长")), ("王建国", ("", "王建国"))],
)
def test_a_unit_may_lead_a_name(words, parts):
    assert split_lead(words) == parts


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("副院长", ("院长", True, False)),
        ("刑一庭庭长", ("庭长", False, False)),
        ("原民二庭副庭长", ("庭长", True, True)),
        ("驾驶员", ("", False, False)),
    ],
)
def test_posts_tell_a_title(words, told):
    assert title_in(words) == told


def test_rare_names_are_rarer_than_common_ones():
    assert rarity("司马昭明") > rarity("郑红霞") > rarity("王伟")

"""Short names of organisations against registry names."""

import pytest

from matching.orgs import OrgName, Reach, agrees, parse, reach

PARSED = [
    ("白岭县人民法院", OrgName("白岭", "县", "人民法院", "county")),
    ("中共青河市委政法委员会", OrgName("青河", "市", "委政法委员会", "city")),
    ("东湖区第一人民医院", OrgName("东湖", "区", "第一人民医院", "county")),
    ("川明律师事务所", OrgName("", "", "川明律师事务所", "")),
]
REACHES = [
    ("白岭县人民法院", "白岭县人民法院", Reach.EXACT),
    ("白岭法院", "白岭县人民法院", Reach.AREA),
    ("县法院", "白岭县人民法院", Reach.LEVEL),
    ("法院", "白岭县人民法院", Reach.BARE),
    ("市中院", "青河市中级人民法院", Reach.LEVEL),
    ("市中院", "白岭县人民法院", Reach.NO),
    ("云居县法院", "白岭县人民法院", Reach.NO),
    ("城投", "白岭县城市建设投资集团有限公司", Reach.BARE),
    ("白岭住建", "白岭县住房和城乡建设局", Reach.AREA),
    ("市政法委", "中共青河市委政法委员会", Reach.LEVEL),
    ("县纪委", "白岭县纪委监委", Reach.LEVEL),
    ("检查院", "白岭县人民检察院", Reach.BARE),
    ("招商局", "白岭县教育局", Reach.NO),
]


@pytest.mark.parametrize(("name", "parts"), PARSED)
def test_parts(name, parts):
    assert parse(name) == parts


@pytest.mark.parametrize(("words", "org", "grade"), REACHES)
def test_reach(words, org, grade):
    assert reach(words, org) is grade


def test_a_bare_name_is_held_to_where_the_writer_is():
    assert agrees("城投", "白岭县城市建设投资集团有限公司", frozenset({"白岭"})) is Reach.BARE
    assert agrees("城投", "白岭县城市建设投资集团有限公司", frozenset({"东湖"})) is Reach.NO
    assert agrees("县城投", "白岭县城市建设投资集团有限公司", frozenset({"东湖"})) is Reach.NO
    assert agrees("市中院", "青河市中级人民法院", frozenset({"白岭"})) is Reach.LEVEL

"""Every comparison of FEATURES: a table of what is seen and the level that follows. None: the paper does not tell."""

from dataclasses import dataclass, field, replace
from datetime import date

import pytest

from data.types import Extraction, Kind
from matching import lexicon
from matching.comparisons import FEATURES
from matching.index import PeopleIndex
from matching.sight import paper_of, with_company

LOAN = "（2024）川9721民初5号"


@dataclass(frozen=True)
class Seen:
    """A marked paper; the first mention is compared. `known` and `strangers` are full names linked before."""

    text: str
    kind: Kind = Kind.WORK_NOTE
    owner: str | None = None
    folder: str | None = None
    known: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    recorded: frozenset[tuple[str, str]] = field(default_factory=frozenset)


NOTE = "2024-03-05　"
CASES = {
    "name": [
        (Seen("⟦p1|王建国⟧"), "P01", "exact"),
        (Seen("⟦p1|張伟⟧"), "P15", "variant"),
        (Seen("⟦p1|张卫⟧"), "P15", "alias"),
        (Seen("⟦p1|王建国法官⟧"), "P01", "within"),
        (Seen("⟦p1|市中院王建国⟧"), "P01", "within"),
        (Seen("⟦p1|王见国⟧"), "P01", "homophone"),
        (Seen("⟦p1|王建囯⟧"), "P01", "variant"),
        (Seen("⟦p1|王丽毕⟧"), "P02", "shape"),
        (Seen("⟦p1|周每⟧"), "P08", "lookalike"),
        (Seen("⟦p1|主海涛⟧"), "P03", "ocr"),
        (Seen("⟦p1|任自远⟧"), "P05", "dialect"),
        (Seen("⟦p1|杜德森⟧"), "P07", "dialect"),
        (Seen("⟦p1|wangjianguo⟧"), "P01", "pinyin"),
        (Seen("⟦p1|wxid_jianguowang85⟧"), "P01", "pinyin"),
        (Seen("⟦p1|wangjg@qhfy.example⟧"), "P01", "initials"),
        (Seen("⟦p1|王JG⟧"), "P01", "initials"),
        (Seen("⟦p1|WJG⟧"), "P01", "letters"),
        (Seen("⟦p1|W院长⟧"), "P01", "letter"),
        (Seen("⟦p1|WJH⟧"), "P01", "different"),
        (Seen("⟦p1|钟朋⟧"), "P06", "different"),
        (Seen("⟦p1|李強⟧"), "P04", "variant"),
        (Seen("⟦p1|任志运⟧"), "P05", "shape"),
        (Seen("⟦p1|任远志⟧"), "P05", "swapped"),
        (Seen("⟦p1|任志⟧"), "P05", "missing"),
        (Seen("⟦p1|任志冏⟧"), "P05", "misread"),
        (Seen("⟦p1|任志军⟧"), "P05", "different"),
        (Seen("⟦p1|王院长⟧"), "P01", "titled"),
        (Seen("⟦p1|院长⟧"), "P01", "office"),
        (Seen("⟦p1|老王⟧"), "P01", "familiar"),
        (Seen("⟦p1|王某某⟧"), "P01", "anonymous"),
        (Seen("⟦p1|建国⟧"), "P01", "given"),
        (Seen("⟦p1|建设老院长⟧"), "P14", "given_title"),
        (Seen("⟦p1|小胜⟧"), "P07", "given_part"),
        (Seen("⟦p1|李建国⟧"), "P01", "different"),
        (Seen("⟦p1|王伟民⟧"), "P11", "different"),
        (Seen("⟦p1|王伟总⟧"), "P11", "within"),
        (Seen("⟦p1|王伟哥⟧"), "P11", "within"),
    ],
    "rarity": [
        (Seen("⟦p1|司马昭明⟧"), "P10", "rare"),
        (Seen("⟦p1|王伟⟧"), "P11", "very_common"),
        (Seen("⟦p1|王海涛⟧"), "P03", "common"),
        (Seen("⟦p1|任志远⟧"), "P05", "uncommon"),
        (Seen("⟦p1|王局长⟧"), "P11", None),
    ],
    "title": [
        (Seen("2021-05-06　⟦p1|王院长⟧"), "P01", "holder"),
        (Seen("2021-05-06　⟦p1|王院长⟧"), "P02", "later"),
        (Seen("2023-05-06　⟦p1|王院长⟧"), "P01", "deputy"),
        (Seen(NOTE + "⟦p1|李副院长⟧"), "P04", "holder"),
        (Seen(NOTE + "⟦p1|王副院长⟧"), "P02", "differs"),
        (Seen(NOTE + "⟦p1|何院长⟧"), "P14", "former"),
        (Seen(NOTE + "⟦p1|周法官⟧"), "P08", "holder"),
        (Seen(NOTE + "⟦p1|张检⟧"), "P15", "holder"),
        (Seen(NOTE + "⟦p1|任县⟧"), "P05", "holder"),
        (Seen(NOTE + "⟦p1|袁董⟧"), "P09", "differs"),
        (Seen(NOTE + "⟦p1|沈律师⟧"), "L02", "holder"),
        (Seen(NOTE + "⟦q1|副局长⟧⟦p1|郑红霞⟧"), "P12", "holder"),
        (Seen(NOTE + "⟦q1|副局长⟧⟦p1|郑红霞⟧"), "P13", "differs"),
        (Seen(NOTE + "⟦p1|王建国⟧"), "P01", None),
    ],
    "tenure": [
        (Seen("2009-03-05　⟦p1|王建国⟧"), "P01", "not_yet"),
        (Seen(NOTE + "⟦p1|王建国⟧"), "P01", None),
        (Seen("⟦p1|王建国⟧"), "P01", None),
    ],
    "place": [
        (Seen(NOTE + "⟦p1|甲⟧", owner="P07"), "P08", "colleague"),
        (Seen(NOTE + "⟦p1|甲⟧", owner="P07"), "P01", "former_colleague"),
        (Seen(NOTE + "⟦p1|甲⟧", owner="P07"), "P05", "same_area"),
        (Seen(NOTE + "⟦p1|甲⟧", owner="P07"), "P03", "above"),
        (Seen(NOTE + "⟦p1|甲⟧", owner="P03"), "P05", "below"),
        (Seen(NOTE + "⟦p1|甲⟧", owner="P07"), "P10", "elsewhere"),
        (Seen(NOTE + "⟦p1|甲⟧"), "P07", None),
    ],
    "org": [
        (Seen(NOTE + "⟦o1|白岭县政府⟧⟦p1|任志远⟧"), "P05", "same"),
        (Seen(NOTE + "⟦o1|城投⟧⟦p1|袁总⟧", owner="P07"), "P09", "likely"),
        (Seen(NOTE + "⟦o1|城投⟧⟦p1|袁总⟧", owner="P07"), "P16", "differs"),
        (Seen(NOTE + "⟦o1|白岭法院⟧⟦p1|何建设⟧"), "P14", "former"),
        (Seen(NOTE + "⟦o1|东湖区公安局⟧⟦p1|任志远⟧"), "P05", "other_area"),
        (Seen(NOTE + "⟦p1|律师工作科老钟⟧"), "P06", "likely"),
        (Seen(NOTE + "⟦o1|刑一庭⟧⟦p1|周敏⟧"), "P08", None),
        (Seen(NOTE + "⟦p1|任志远⟧"), "P05", None),
    ],
    "phone": [
        (Seen(NOTE + "⟦p1|老任⟧ ⟦f1|138-0000-0005⟧"), "P05", "same"),
        (Seen(NOTE + "⟦p1|老任⟧ ⟦f1|13800000006⟧"), "P05", "differs"),
        (Seen(NOTE + "⟦p1|老任⟧ ⟦f1|renzy@bl.example⟧"), "P05", "spelt"),
        (Seen(NOTE + "⟦p1|老任⟧ ⟦f1|office@bl.example⟧"), "P05", None),
        (Seen(NOTE + "⟦p1|老任⟧"), "P05", None),
        (Seen(NOTE + "⟦p1|老王⟧ ⟦f1|13800000006⟧"), "P01", None),
    ],
    "document": [
        (Seen(NOTE + "⟦p1|任县⟧", known=("P05",)), "P05", "named"),
        (Seen(NOTE + "⟦p1|老任⟧", strangers=("任小毛",)), "P05", "stranger"),
        (Seen(NOTE + "⟦p1|任志远⟧", known=("P05",)), "P05", None),
        (Seen(NOTE + "⟦p1|老任⟧"), "P05", None),
    ],
    "talk": [
        (
            Seen("2024-03-05 09:00 袁涛: ⟦p1|德胜⟧在吗\n2024-03-05 09:01 杜德胜: 在", Kind.CHAT, "P07"),
            "P07",
            "addressee",
        ),
        (Seen("2024-03-05 09:00 甲: ⟦p1|德胜⟧在吗\n2024-03-05 09:01 乙: 在", Kind.CHAT, "P07"), "P07", "owner"),
        (Seen("2024-03-05 09:00 袁涛: ⟦p1|袁某⟧不才", Kind.CHAT, "P07"), "P09", "self"),
        (Seen(NOTE + "他叫我⟦p1|德胜⟧", owner="P07"), "P07", "writer"),
        (Seen(NOTE + "⟦p1|任县⟧", owner="P07"), "P05", None),
    ],
    "gender": [
        (Seen(NOTE + "⟦p1|周姐⟧"), "P08", "agrees"),
        (Seen(NOTE + "⟦p1|钟姐⟧"), "P06", "differs"),
        (Seen(NOTE + "⟦p1|陈姐⟧"), "L01", None),
        (Seen(NOTE + "⟦p1|老周⟧"), "P08", None),
    ],
    "case": [
        (Seen(NOTE + "⟦p1|杜法官⟧", folder=LOAN), "P07", "handler"),
        (Seen(NOTE + "⟦p1|沈律师⟧", folder=LOAN), "L02", "agent"),
        (Seen(NOTE + "⟦p1|陈律师⟧", owner="P08"), "L01", "relative"),
        (Seen(NOTE + "⟦p1|陈律师⟧", owner="P07"), "L01", "tied"),
        (Seen(NOTE + "⟦p1|陈律师⟧", owner="P05"), "L01", None),
    ],
    "profession": [
        (Seen(NOTE + "⟦p1|陈静律师⟧"), "L01", "lawyer"),
        (Seen(NOTE + "⟦o1|川明律师事务所⟧⟦p1|王建国⟧"), "P01", "not_official"),
        (Seen(NOTE + "⟦p1|王建国⟧"), "P01", None),
    ],
    "record": [
        (Seen(NOTE + "⟦p1|任县⟧", recorded=frozenset({("任县", "P05")})), "P05", "same_matter"),
        (Seen(NOTE + "⟦p1|任县⟧"), "P05", None),
    ],
}
FLAT = [(name, *case) for name, cases in CASES.items() for case in cases]


def seen_paper(seen, marked, city):
    """The paper of a case, its full names linked as told."""
    document, mentions = marked(seen.text, seen.kind, owner=seen.owner, folder_case=seen.folder)
    paper = paper_of(document, Extraction(mentions, ()), city)
    if seen.known or seen.strangers:
        index = PeopleIndex(city)
        paper = with_company(paper, [index[key] for key in seen.known], seen.strangers)
    return replace(paper, recorded=seen.recorded)


@pytest.mark.parametrize(("name", "seen", "person", "level"), FLAT)
def test_level(name, seen, person, level, marked, city):
    feature = next(feature for feature in FEATURES if feature.name == name)
    paper = seen_paper(seen, marked, city)
    found = feature.compare(paper.sights[0], PeopleIndex(city)[person], paper)
    assert (found.level if found else None) == level
    assert found is None or found.words


def test_every_feature_has_its_table_and_every_level_its_weight_and_case():
    weights = lexicon.table("match_weights")
    assert list(CASES) == [feature.name for feature in FEATURES]
    for feature in FEATURES:
        assert set(weights[feature.name]) == set(feature.levels), feature.name


def test_every_level_but_the_rarest_has_a_case():
    shown = {(name, level) for name, _, _, level in FLAT}
    missing = [(f.name, level) for f in FEATURES for level in f.levels if (f.name, level) not in shown]
    assert missing == [
        ("name", "nickname"),
        ("title", "loose"),
        ("title", "former_deputy"),
        ("tenure", "retired"),
        ("tenure", "left"),
        ("place", "other_city"),
        ("phone", "paper"),
    ]


def test_missing_a_day_is_not_disagreement(marked, city):
    paper = seen_paper(Seen("⟦p1|王院长⟧"), marked, city)
    title = next(feature for feature in FEATURES if feature.name == "title")
    assert paper.sights[0].day is None
    assert title.compare(paper.sights[0], PeopleIndex(city)["P01"], paper).level == "holder"
    assert PeopleIndex(city)["P01"].post_for(date(2020, 1, 1)).position == "院长"

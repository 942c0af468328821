"""By whom words came to the one approached, over one paper and over several."""

from records.chain import chain_of
from records.merge import merge

CARRIED = "2024-03-09　⟦p1|任县⟧让⟦p2|李强⟧替⟦p3|吴大宽⟧⟦x1|问⟧⟦c1|周大海案⟧"


def path(chain):
    """Role and name of each step."""
    return [(step["role"], step["name"] or step["words"]) for step in chain["steps"]]


def test_words_pass_from_who_asked_through_who_carried_them(found, event, city):
    _, findings = found(CARRIED, events=[event(via="p2", on_behalf_of="p3")])
    chain = chain_of(merge(findings)[0], city)
    assert path(chain) == [
        ("on_behalf_of", "吴大宽"),
        ("intervener", "任志远"),
        ("via", "李强"),
        ("recipient", "杜德胜"),
    ]
    assert [piece["quote"] for step in chain["steps"] for piece in step["evidence"]] == ["吴大宽", "任县", "李强"]
    assert chain["disputes"] == []


def test_nobody_between_or_behind_is_no_chain(found, event, city):
    _, findings = found("2024-03-09　⟦p1|任县⟧⟦x1|问⟧⟦c1|周大海案⟧", events=[event()])
    assert chain_of(merge(findings)[0], city) is None


def test_a_paper_that_knows_only_the_go_between_adds_its_words(found, event, city):
    _, whole = found(CARRIED, events=[event(via="p2")], doc_id="z.txt")
    _, less = found("2024-03-09　⟦p1|李强⟧⟦x1|问⟧⟦c1|周大海案⟧", events=[event()], doc_id="a.txt")
    (matter,) = merge([*less, *whole])
    chain = chain_of(matter, city)
    assert path(chain) == [("intervener", "任志远"), ("via", "李强"), ("recipient", "杜德胜")]
    assert [piece["doc_id"] for piece in chain["steps"][1]["evidence"]] == ["z.txt", "a.txt"]


def test_nobody_both_asks_and_carries(found, event, city):
    _, one = found(CARRIED, events=[event(via="p2")], doc_id="a.txt")
    text = "2024-03-09　⟦p1|任县⟧为⟦p2|李强⟧⟦x1|来电问⟧⟦c1|周大海案⟧"
    _, other = found(text, events=[event(on_behalf_of="p2")], doc_id="b.txt")
    (matter,) = merge([*one, *other])
    chain = chain_of(matter, city)
    assert [role for role, name in path(chain) if name == "李强"] == ["via"]
    assert len(chain["disputes"]) == 1
    assert "同一人不能既请托又传话" in chain["disputes"][0]

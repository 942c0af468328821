"""Words that pick out one case without its full number: 周大海那个案子, 宏达的执行案, 605号."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.lexicon import alternatives, words
from data.types import Label
from extractors.component import Component
from extractors.draft import Draft
from extractors.spans import Span

LINK = "(?:诉|与|和|跟|同|告|、|申请执行|状告)"
DEMONSTRATIVE = (
    "(?:他|她|它|他们|她们|我|我们|他家|她家|家|们)?(?:那|这|的|之|那边|这边)?(?:[一两]?(?:个|件|起|宗|桩|笔|单|批))?"
)

WHICH = "(?:[那这](?:一)?[个件起宗桩笔单])"
TAIL = (
    rf"(?:{WHICH}案(?:子|件)?|[那这]案子?|{WHICH}(?!月)|案(?:子|件)?(?![外管卷情例])|执行案?(?![局庭法员裁到款和中]))"
)
"""What goes on after the number of a case: 311那个, 863这案子, 859执行."""
ORGAN = re.compile(r"(?:法院|检察院|公安局|分局|派出所|政府|政法委|委员会|执行局|[一二三四五]庭|大队|支队|办公室)$")
"""Names of organs, which are hardly ever a party that a case is called by."""
NUMBERED = (
    r"(?P<kind>(?:刑|民|执|行)(?:初|终|再|申|异|复|监)?|执行案|执行)?(?<![\d.:：/第路街巷栋幢-])(?P<digits>\d{1,4})号"
)
NO_DIGIT_BEFORE = r"(?<![\d.:：/\-a-zA-Z＊*第])"
NO_UNIT_AFTER = r"(?![\d.:：/\-%万元人份页册件个号条次天年月日点分a-zA-Z])"

TOO_WIDE = ("公司",)
"""Causes of action that name no case without a word for one: 黄卫东公司."""


class CaseReferences(Component):
    """Marks references to a case as CASE. Runs after the components that find people and organisations."""

    name = "case_references"

    def find(self, draft: Draft) -> Iterable[Span]:
        """A reference is a name (or two with a link word), perhaps a cause of action, and a word for a case."""
        names = {draft.words_of(span) for span in draft.settled(Label.PER, Label.ORG)}
        known = self.resources.names
        names |= {n for n in known.organisations | known.parties | known.given if n in draft.text}
        name = alternatives(tuple(n for n in names if len(n) >= 2))
        alone = alternatives(tuple(n for n in names if len(n) >= 2 and not ORGAN.search(n)))
        causes = words("causes", "cause") + known.causes
        cause, told = alternatives(causes), alternatives(tuple(one for one in causes if one not in TOO_WIDE))
        end = alternatives(words("reference_words", "word", use="end"))
        bare = alternatives(words("reference_words", "word", use="after_name"))
        pair = f"(?:{name}{LINK}{name}|{alone})"
        party = alternatives(tuple(n for n in known.cases_of_party if n in draft.text))
        full = re.compile(
            f"{pair}(?:涉嫌|被控|犯|家|上诉|申请执行)?{DEMONSTRATIVE}(?:{cause}){{0,2}}"
            f"(?:合同|关系|赔偿|补偿|索赔|上诉|款)?{DEMONSTRATIVE}{end}(?![局庭员指管件例])"
        )
        short = re.compile(f"{pair}{DEMONSTRATIVE}{told}(?:赔偿|一案|执行)?{WHICH}?|{party}(?:{LINK}{name})?{bare}")
        for found in full.finditer(draft.text):
            yield Span(found.start(), found.end(), Label.CASE, 0.96, self.name)
        for found in short.finditer(draft.text):
            yield Span(found.start(), found.end(), Label.CASE, 0.945, self.name)
        yield from self._by_cause(draft, cause, end)
        yield from self._serials(draft, f"(?:{told}{WHICH}?(?:案子?)?(?![局庭管卷])|{TAIL})")

    def _by_cause(self, draft: Draft, cause: str, end: str) -> Iterable[Span]:
        whose = "(?:他|她|我|我们|他们|他家|她家|人家)(?:的|那个|这个|那件|这件)"
        which = "(?:那个|这个|那件|这件|那起|这起)"
        pattern = re.compile(f"{whose}(?:{cause})?{end}|{which}{cause}(?:{end})?|{cause}(?:那个|这个|那件)(?:案子|案)?")
        for found in pattern.finditer(draft.text):
            yield Span(found.start(), found.end(), Label.CASE, 0.5, self.name)

    def _serials(self, draft: Draft, tail: str) -> Iterable[Span]:
        serials = self.resources.names.serials
        for found in re.compile(f"{NUMBERED}(?P<case>{tail})?(?![楼房门口室车线院段机])").finditer(draft.text):
            digits = found["digits"]
            day = int(digits) <= 31 and not found["kind"]
            known = digits in serials and not day
            if known or found["case"] or (len(digits) == 3 and found["digits"] + "号" == found[0]):
                yield Span(found.start(), found.end(), Label.CASE, 0.94 if known else 0.6, self.name)
        plain = re.compile(f"{NO_DIGIT_BEFORE}({alternatives(tuple(serials))}){NO_UNIT_AFTER}{tail}?")
        for found in plain.finditer(draft.text):
            if len(found[1]) >= 3:
                yield Span(found.start(), found.end(), Label.CASE, 0.92, self.name)

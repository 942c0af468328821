"""Phone numbers, mail addresses and chat ids of people."""

from __future__ import annotations

import re
from collections.abc import Iterable

from data.types import Label
from extractors.component import Component
from extractors.draft import Draft
from extractors.spans import Span

PATTERNS = (
    # a mobile number, digits perhaps masked or parted
    re.compile(r"(?<![\d.])1[3-9]\d[- ]?[\d*]{4}[- ]?\d{4}(?!\d)"),
    re.compile(r"(?<![\w.])[A-Za-z0-9][\w.+-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"),
    # a land line with its area code
    re.compile(r"(?<![\d-])0\d{2,3}-\d{7,8}(?!\d)"),
    # an inner or seven-digit line named as such, a chat id named as such
    re.compile(r"(?:电话|座机|内线|分机|电联|手机|拨打|致电|热线)(?:号码?)?[:：]?\s?(?P<id>\d{4}(?!\d)|\d{7,8}(?!\d))"),
    re.compile(r"(?:微信号?|QQ号?|VX|vx)[:：]?\s?(?P<id>[A-Za-z][\w-]{5,19}|\d{6,11})"),
)


class Contacts(Component):
    """Marks what reaches a person by wire as PHONE, in all turns."""

    name = "contacts"

    def find(self, draft: Draft) -> Iterable[Span]:
        """Service lines (12368, 12309) are nobody's and stay unmarked."""
        for pattern in PATTERNS:
            for found in pattern.finditer(draft.text):
                group = "id" if "id" in pattern.groupindex else 0
                yield Span(found.start(group), found.end(group), Label.PHONE, 0.99, self.name)

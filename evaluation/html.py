"""What all pages of evaluators share: one file each that needs no network, all text escaped, no script and no style but
the page's own, which its policy lets in by their hashes (`templates/frame.html`)."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from data.lexicon import rows as lexicon_rows

if TYPE_CHECKING:
    from jinja2 import Environment


def environment(filters: Mapping[str, Any]) -> Environment:
    """The templates of evaluation, with `filters` beside `label` and `digest`."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("evaluation", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update({"label": label, "digest": digest, **filters})
    return made


def parts(*names: str) -> str:
    """The text of style sheets or scripts, one after the other."""
    return "\n".join((files("evaluation") / "templates" / name).read_text("utf-8") for name in names)


def digest(text: str) -> str:
    """The SHA-256, in base64, by which a content security policy lets a style or a script in."""
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def label(code: object, field: str) -> str:
    """The short name of a code, the code itself where it has none."""
    return labels().get(field, {}).get(str(code), str(code))


@cache
def labels() -> Mapping[str, Mapping[str, str]]:
    """The short names of codes, by field."""
    found: dict[str, dict[str, str]] = {}
    for row in lexicon_rows("labels"):
        found.setdefault(row["field"], {})[row["code"]] = row["label"]
    return found

"""The colours of the desk can be told apart: WCAG 2.2, 1.4.3 (text, 4.5) and 1.4.11 (edges of controls, 3)."""

import re
from pathlib import Path

import pytest

SHEET = Path(__file__).parents[2] / "review" / "static" / "css" / "base.css"
TEXT = [
    (ink, ground)
    for ground in ("ground", "page", "raised")
    for ink in ("ink", "soft", "faint", "link", "critical", "high", "medium", "low")
]
TEXT += [("ink", "mark"), ("ink", "on"), ("soft", "mark"), ("ink", "bubble"), ("soft", "bubble"), ("own-ink", "own")]
TEXT += [("on-main", "main"), ("on-main-soft", "main"), ("on-accent", "accent"), ("ground", "critical")]
EDGES = [("edge", "ground"), ("edge", "page"), ("link", "ground"), ("link", "page"), ("accent", "main")]


def schemes() -> dict[str, dict[str, str]]:
    """The variables of both schemes; the dark one lies over the light one."""
    light, dark = (
        dict(re.findall(r"--([\w-]+): (#\w{6});", part)) for part in SHEET.read_text().split("@media", 2)[:2]
    )
    return {"light": light, "dark": light | dark}


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, by WCAG 2.2."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_black_on_white_is_21():
    assert round(contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("pairs", "least"), [(TEXT, 4.5), (EDGES, 3)])
def test_colours_can_be_told_apart(scheme, pairs, least):
    colours = schemes()[scheme]
    told = {f"{one} on {other}": round(contrast(colours[one], colours[other]), 2) for one, other in pairs}
    assert {pair: ratio for pair, ratio in told.items() if ratio < least} == {}

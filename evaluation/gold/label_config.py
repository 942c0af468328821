"""The labeling configuration of a Label Studio project in which gold can be annotated whole.

Seven labels for mentions; on a TRIGGER region the fields of its event, on a person the registry id; roles are relations
drawn from the trigger. Of a choice results hold the `alias`, annotators read the value. Tags and attributes:
https://labelstud.io/tags/labels, /tags/choices, /tags/textarea, /tags/relations.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from xml.etree import ElementTree as Xml

from data.types import Channel, Label, Lawful, Situation, Status, VerdictKind
from evaluation.gold.drafts import ROLES, TRIGGER_ROLE
from evaluation.gold.looks import looks
from evaluation.gold.tool_files import labels

TEXT, MENTION = "text", "mention"
SITUATIONS = ("situation_1", "situation_2", "situation_3")
MORE_SITUATIONS = "situation_more"
CHOICES = ("channel", "status", "lawful", "verdict")
OWNER_IS, LINK, UNREGISTERED = "owner_is", "link", "unregistered"
TYPED = ("record", "case_no", "date", "event_id")
REGISTRY_ID = "registry_id"
EVENT_CONTROLS = frozenset({*SITUATIONS, MORE_SITUATIONS, *CHOICES, OWNER_IS, *TYPED})


def config() -> str:
    """The XML to paste into the project's settings, Labeling Interface, Code."""
    view = Xml.Element("View", style="display: flex")
    left = Xml.SubElement(view, "View", style="flex: 65%; padding-right: 1em")
    right = Xml.SubElement(view, "View", style="flex: 35%")
    Xml.SubElement(left, "Style").text = ".lsf-richtext__line, .htx-text { white-space: pre-wrap; }"
    _mentions(left)
    Xml.SubElement(left, "Text", name=TEXT, value=f"${TEXT}", granularity="symbol")
    relations = Xml.SubElement(left, "Relations")
    for role in (TRIGGER_ROLE, *ROLES):
        Xml.SubElement(relations, "Relation", value=role)
    _event(right)
    _link(right)
    Xml.indent(view)
    return Xml.tostring(view, encoding="unicode") + "\n"


def _mentions(parent: Xml.Element) -> None:
    names, colours = labels("mention"), looks().colours
    shown = Xml.SubElement(parent, "Labels", name=MENTION, toName=TEXT, showInline="true")
    for label in Label:
        look = {
            "html": f"{names.get(label, label)} {label}",
            "background": colours[label],
            "hotkey": looks().keys[label],
        }
        Xml.SubElement(shown, "Label", {"value": label.value, **look})


def _event(parent: Xml.Element) -> None:
    shown = {"visibleWhen": "region-selected", "whenLabelValue": Label.TRIGGER.value}
    view = Xml.SubElement(parent, "View", shown)
    words = looks().headings
    situations = {code.value: labels("situation")[code] for code in Situation}
    for name in SITUATIONS:
        _choices(view, name, words[name], situations)
    _choices(view, MORE_SITUATIONS, words[MORE_SITUATIONS], situations, choice="multiple")
    for name, codes in zip(CHOICES, (Channel, Status, Lawful, VerdictKind), strict=True):
        _choices(view, name, words[name], {code.value: labels(name)[code] for code in codes})
    for name in TYPED:
        _typed(view, name, words[name])
    _choices(view, OWNER_IS, words[OWNER_IS], {role: words[role] for role in ROLES}, choice="multiple")


def _link(parent: Xml.Element) -> None:
    words = looks().headings
    people = ",".join(label.value for label in Label if label is not Label.TRIGGER)
    shown = {"visibleWhen": "region-selected", "whenLabelValue": people}
    view = Xml.SubElement(parent, "View", shown)
    _typed(view, REGISTRY_ID, words[REGISTRY_ID])
    _choices(view, LINK, words[LINK], {UNREGISTERED: words[UNREGISTERED]})


def _choices(parent: Xml.Element, name: str, heading: str, codes: Mapping[str, str], choice: str = "single") -> None:
    Xml.SubElement(parent, "Header", value=heading, size="6")
    layout: dict[str, Any] = {"name": name, "toName": TEXT, "perRegion": "true", "choice": choice, "layout": "select"}
    shown = Xml.SubElement(parent, "Choices", layout)
    for code, words in codes.items():
        Xml.SubElement(shown, "Choice", value=words, alias=code)


def _typed(parent: Xml.Element, name: str, heading: str) -> None:
    Xml.SubElement(parent, "Header", value=heading, size="6")
    Xml.SubElement(
        parent, "TextArea", name=name, toName=TEXT, perRegion="true", editable="true", maxSubmissions="1", rows="1"
    )


def known_codes(words: Iterable[str], field: str) -> list[str]:
    """The codes of chosen values: older projects without aliases give the words that annotators read."""
    codes = {label: code for code, label in labels(field).items()}
    return [codes.get(word, word) for word in words]


def known_role(role: str) -> str:
    """The role of a choice: its alias, or the words that annotators read."""
    return {looks().headings[one]: one for one in ROLES}.get(role, role)

"""Whose papers they are: which speaker of a conversation is the owner of the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

TALK = "talk"
"""The comparison by which the owner of the papers was taken for the one approached."""


def owner_names(
    doc_id: str, body: Mapping[str, Any], details: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]
) -> frozenset[str]:
    """What the owner of a document is called in it; empty when nobody can tell, and then nobody is.

    By the marked-up document where the machine kept it; else, where the one approached is the owner, the one speaker
    of the stored turns who is neither the intervener nor whom the file is named by.
    """
    for annotation in details.get("annotations") or ():
        if annotation.get("doc_id") == doc_id and annotation.get("owner"):
            names = _called(annotation["mentions"], annotation["owner"])
            if names:
                return names
    if not any(reason["comparison"] == TALK for reason in body["links"]["recipient"]["reasons"]):
        return frozenset()
    speakers = dict.fromkeys(row["speaker"] for row in rows if row["speaker"])
    others = _intervener(body)
    file = doc_id.rsplit("/", 1)[-1]
    left = [name for name in speakers if name not in others and name not in file]
    return frozenset(left) if len(left) == 1 else frozenset()


def _called(mentions: Iterable[Mapping[str, Any]], owner: str) -> frozenset[str]:
    return frozenset(one["text"] for one in mentions if one.get("registry_id") == owner and one["type"] == "PER")


def _intervener(body: Mapping[str, Any]) -> frozenset[str]:
    quotes = {row["quote"] for row in body["evidence"] if row["item"] == "name"}
    return frozenset(quotes | {body["record"]["name"] or ""})

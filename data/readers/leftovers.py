"""Files that programs leave behind: left out by a rule, each with the reason for the operator."""

from __future__ import annotations

LEFTOVERS = {
    ".ds_store": "a file macOS leaves in folders; nothing to do",
    "thumbs.db": "a file Windows leaves in folders; nothing to do",
    "desktop.ini": "a file Windows leaves in folders; nothing to do",
}


def reason_to_skip(name: str) -> str:
    """Why a file of this name is not read, empty when it is. `name` has no folder."""
    plain = name.lower()
    if plain in LEFTOVERS:
        return LEFTOVERS[plain]
    if plain.startswith("~$"):
        return "the lock that Office keeps beside an open document; close it there"
    if plain.startswith("._"):
        return "a companion that macOS leaves beside a file; nothing to do"
    if plain.startswith("."):
        return "a hidden file; rename it without the leading dot to have it read"
    return ""

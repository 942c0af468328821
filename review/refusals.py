"""Refusals as programs read them: `{"error": {"code", "message", "way_out"}}`, for every fault under /api/."""

from __future__ import annotations

from starlette.responses import JSONResponse

from review.wording import sentence

API = "/api/"
"""What the paths of the programs' interface begin with."""
OF_DOOR = {400: "malformed", 403: "elsewhere", 413: "big", 421: "host"}
"""The codes of what is refused before any page is asked."""


def refusal(status: int, code: str, language: str, detail: str = "") -> JSONResponse:
    """The answer with a code of `words/errors.toml`; `detail` tells which field, number or state it was."""
    message = sentence(f"errors.{code}", language)
    told = {
        "code": code,
        "message": f"{message}: {detail}" if detail else message,
        "way_out": sentence(f"errors.help.{code}", language),
    }
    return JSONResponse({"error": told}, status)


def for_program(path: str) -> bool:
    """Whether a program asks."""
    return path.startswith(API)

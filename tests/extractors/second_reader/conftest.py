"""The stand-in for a service as a process, and what services answer."""

from __future__ import annotations

import json
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from extractors.second_reader.settings import SecondReaderSettings

HERE = Path(__file__).parent
PLAIN = httpx2.Client(trust_env=False, verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
"""Speaks plain HTTP to the stand-in; reading the system's certificates takes its time."""


@dataclass(frozen=True)
class Played:
    """A service that plays what it is told."""

    url: str

    def play(self, *replies: dict[str, Any], when: str = "") -> None:
        """Answers every request that holds `when` with these, one after the other."""
        self.play_rules([{"when": when, "replies": list(replies)}])

    def play_rules(self, rules: list[dict[str, Any]]) -> None:
        PLAIN.put(f"{self.url}/play", json=rules).raise_for_status()

    def heard(self) -> list[dict[str, Any]]:
        return PLAIN.get(f"{self.url}/heard").json()  # type: ignore[no-any-return]

    def settings(self, **told: Any) -> SecondReaderSettings:
        return SecondReaderSettings(**{"base_url": f"{self.url}/v1", "model": "qwen3-32b", **told})


def answered(content: Any, service: str = "vllm", **choice: Any) -> dict[str, Any]:
    """The reply of a service with what the model wrote; text as it is, anything else as JSON."""
    body = json.loads((HERE / "fixtures" / f"{service}.json").read_text("utf-8"))
    written = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    body["choices"][0]["message"]["content"] = written
    body["choices"][0].update(choice)
    return {"body": body}


def told_event(*triggers: str, **fields: Any) -> dict[str, Any]:
    """An event as a model writes it: an asserted question about progress by phone, unless told otherwise."""
    return {
        "triggers": list(triggers),
        "situations": ["ask_progress"],
        "intervener": None,
        "recipient": None,
        "case": None,
        "time": None,
        "channel": "phone",
        "on_behalf_of": None,
        "via": None,
        "status": "asserted",
        "lawful": None,
        **fields,
    }


@pytest.fixture(scope="session")
def service() -> Iterator[Played]:
    """One process for all tests."""
    process = subprocess.Popen([sys.executable, HERE / "service.py"], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    yield Played(f"http://127.0.0.1:{process.stdout.readline().strip()}")
    process.kill()
    process.wait()
    process.stdout.close()

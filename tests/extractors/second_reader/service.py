"""A stand-in for the services of an intranet, a process of its own: answers as told, and keeps what it heard.

`PUT /play` takes a list of rules `{"when": words, "replies": [reply ...]}`: the first rule whose words stand in the
user's message answers, one reply after the other, the last one again and again. A reply has `status`, `headers`, `body`
(JSON) or `raw` (text), `delay` seconds, `cut` bytes after which the line goes dead. `GET /heard` tells the requests.
"""

from __future__ import annotations

import json
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Service(BaseHTTPRequestHandler):
    """One request."""

    protocol_version = "HTTP/1.1"
    rules: list[dict[str, Any]] = []  # noqa: RUF012 - one service a process
    heard: list[dict[str, Any]] = []  # noqa: RUF012

    def do_PUT(self) -> None:
        """Takes new rules, and forgets what it heard."""
        Service.rules, Service.heard = json.loads(self._read()), []
        self._send(200, b"{}", {})

    def do_GET(self) -> None:
        """Tells what it heard."""
        self._send(200, json.dumps(Service.heard).encode(), {})

    def do_POST(self) -> None:
        """Answers as told."""
        asked = json.loads(self._read())
        Service.heard.append({"path": self.path, "headers": dict(self.headers), "asked": asked})
        said = asked["messages"][-1]["content"]
        rule = next((rule for rule in Service.rules if rule["when"] in said), None)
        if rule is None:
            self._send(404, b'{"error": "no rule"}', {})
            return
        reply = rule["replies"].pop(0) if len(rule["replies"]) > 1 else rule["replies"][0]
        time.sleep(reply.get("delay", 0))
        body = reply["raw"].encode() if "raw" in reply else json.dumps(reply["body"], ensure_ascii=False).encode()
        self._send(reply.get("status", 200), body, reply.get("headers", {}), reply.get("cut"))

    def _read(self) -> bytes:
        return self.rfile.read(int(self.headers["Content-Length"]))

    def _send(self, status: int, body: bytes, headers: dict[str, str], cut: int | None = None) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body[:cut])
        if cut is not None:
            self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


if __name__ == "__main__":
    server = ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.daemon_threads = True
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    server.serve_forever()

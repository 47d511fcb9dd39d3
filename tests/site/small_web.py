"""A server on loopback that says what a test has laid down."""

from __future__ import annotations

import http.server
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from audio_edition.site.fetch import fetch
from audio_edition.site.sources import Sources

DAY = date(2026, 11, 24)
ARTICLE = "<!doctype html><html lang='nn'><article><h1>Brua</h1><p>Ho opnar.</p></article></html>"
Answer = Callable[[http.server.BaseHTTPRequestHandler], None]


class Web:
    """A server whose answers a test lays down by path; it writes down what it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.times: list[float] = []
        web = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                web.asked.append((self.path, {key.lower(): value for key, value in self.headers.items()}))
                web.times.append(time.monotonic())
                answer = web.answers.get(self.path)
                try:
                    if answer is None:
                        self.send_error(404)
                    else:
                        answer(self)
                except OSError:
                    pass  # the other side has had enough

            def log_message(self, *arguments: object) -> None: ...

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.base = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True).start()

    def put(
        self, path: str, body: str | bytes, kind: str = "text/html", status: int = 200, **headers: str
    ) -> str:
        data = body.encode() if isinstance(body, str) else body

        def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
            handler.send_response(status)
            handler.send_header("Content-Type", kind)
            handler.send_header("Content-Length", str(len(data)))
            for key, value in headers.items():
                handler.send_header(key.replace("_", "-"), value)
            handler.end_headers()
            handler.wfile.write(data)

        self.answers[path] = answer
        return self.base + path

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]


def sources(**options: object) -> Sources:
    return Sources.model_validate({"delay_s": 0, "timeout_s": 5, "allow_private": True} | options)


def problem_of(web: Web, url: str, tmp_path: Path, **options: object) -> str:
    (result,) = fetch(sources(page=(url,), **options), tmp_path, today=DAY)
    assert result.status == "failed" and "\n" not in result.problem
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and path.name != ".fetched.json"]
    return result.problem

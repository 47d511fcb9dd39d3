"""A small server for listening to a folder of editions before it is published.

Byte ranges (RFC 9110 section 14), validators (section 13) and the content types that players expect; GET and
HEAD only; nothing outside the folder is ever served, not through `..` and not through a link.
"""

from __future__ import annotations

import email.utils
import http.server
import ipaddress
import logging
import os
import re
import socket
import socketserver
import sys
import urllib.parse
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from audio_edition.errors import UsageError
from audio_edition.page.document import Document
from audio_edition.page.wording import wording
from audio_edition.shown import shown

_log = logging.getLogger(__name__)

CONTENT_TYPES = {
    ".xml": "application/rss+xml; charset=utf-8",
    ".opml": "text/x-opml; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".vtt": "text/vtt; charset=utf-8",
    ".srt": "application/x-subrip; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
_RANGE = re.compile(r"bytes=(\d*)-(\d*)")
_BLOCK_BYTES = 1 << 16


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8000) -> http.server.ThreadingHTTPServer:
    """A server for `folder` on `host`:`port` (0: any free port), not yet running: call `serve_forever()`.

    Raises UsageError when there is no such folder or the port cannot be had.
    """
    if not folder.is_dir():
        raise UsageError(f"{folder}: there is no such folder to serve")
    root = folder.resolve()
    handler = type("Handler", (_Handler,), {"root": root, "names": own_names(host)})
    try:
        return _Server((host, port), handler)
    except OSError as error:
        raise UsageError(
            f"cannot listen on {host}:{port}: {error.strerror or error}; choose another --port"
        ) from error


def content_type(path: Path) -> str:
    """Content type by name; chapters have their own (Podcasting 2.0)."""
    if path.name == "chapters.json" or path.name.endswith(".chapters.json"):
        return "application/json+chapters"
    return CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")


def etag(status: os.stat_result) -> str:
    """Strong validator: a published file never changes in place, so size and time tell it from any other."""
    return f'"{status.st_mtime_ns:x}-{status.st_size:x}"'


def parse_range(header: str, size: int) -> tuple[int, int] | None:
    """(first, last) byte of a single range; None to ignore it. Raises ValueError for one that cannot be met."""
    match = _RANGE.fullmatch(header.strip())
    if match is None or match[1] == match[2] == "":
        return None  # several ranges or another unit: the whole file is a right answer
    if match[1] == "":
        length = int(match[2])
        if length == 0 or size == 0:
            raise ValueError(header)
        return max(0, size - length), size - 1
    first = int(match[1])
    last = min(int(match[2]), size - 1) if match[2] else size - 1
    if match[2] and int(match[2]) < first:
        return None
    if first >= size:
        raise ValueError(header)
    return first, last


def own_names(host: str) -> frozenset[str]:
    """The host names under which the server answers: those of this machine, and `host`."""
    names = {"localhost", "127.0.0.1", "::1", host.lower()}
    if host in ("", "0.0.0.0", "::"):
        own = socket.gethostname().lower()
        names |= {own, own.partition(".")[0], f"{own.partition('.')[0]}.local"}
    return frozenset(names)


def is_own(host: str | None, names: frozenset[str]) -> bool:
    """Whether a request's Host names this server: else a page of another site could read from it, under a name of
    its own that it lets point here (DNS rebinding). An address of the network is no such name.
    """
    if host is None:
        return True  # HTTP/1.0
    match = re.fullmatch(r"(\[[0-9A-Fa-f:.]+\]|[^:\s/@]+)(?::\d{1,5})?", host.strip())
    if match is None:
        return False
    name = match[1].strip("[]").lower().rstrip(".")
    if name in names or name.endswith(".localhost"):
        return True
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return bool(names & {"0.0.0.0", "::", ""})


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def server_bind(self) -> None:
        socketserver.TCPServer.server_bind(
            self
        )  # HTTPServer's asks for the machine's full name, which may take long
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])

    def handle_error(self, request: Any, client_address: Any) -> None:
        """One line for a listener that went away, or for what nobody has foreseen."""
        error = sys.exception()
        if isinstance(error, ConnectionError | TimeoutError):
            return
        _log.warning("%s: %s: %s", client_address[0], type(error).__name__, shown(error))


class _Handler(http.server.BaseHTTPRequestHandler):
    root: Path
    names: frozenset[str]
    timeout = 60.0
    """Seconds that a connection may be silent."""
    protocol_version = "HTTP/1.1"
    server_version = "audio-edition"

    def do_GET(self) -> None:
        self._answer(body=True)

    def do_HEAD(self) -> None:
        self._answer(body=False)

    def log_message(self, format: str, *args: object) -> None:
        _log.info("%s %s", self.address_string(), shown(format % args))

    def _answer(self, *, body: bool) -> None:
        hosts = self.headers.get_all("Host") or []
        if len(hosts) > 1 or not is_own(hosts[0] if hosts else None, self.names):
            self._text(HTTPStatus.MISDIRECTED_REQUEST, "This server answers under its own names only", body)
            return
        path = self._path()
        if path is None:
            self._text(HTTPStatus.NOT_FOUND, "Not found", body)
        elif path.is_dir():
            if not urllib.parse.urlsplit(self.path).path.endswith("/"):
                self._redirect(body)
            elif (index := path / "index.html").is_file():
                self._file(index, body)
            else:
                try:
                    page = listing(path, self.root)
                except OSError:
                    self._text(HTTPStatus.FORBIDDEN, "Not readable", body)
                    return
                self._text(HTTPStatus.OK, page, body, "text/html; charset=utf-8")
        else:
            self._file(path, body)

    def _path(self) -> Path | None:
        """The file or folder that is asked for; None when it is missing, hidden or outside the root."""
        try:
            # The request line was read as Latin-1: its bytes are the name's, percent-encoded or not.
            asked = urllib.parse.urlsplit(self.path).path.encode("latin-1")
            raw = os.fsdecode(urllib.parse.unquote_to_bytes(asked))
        except ValueError:
            return None
        parts = [part for part in raw.split("/") if part]
        if any(part in (".", "..") or part.startswith(".") or "\0" in part or "\\" in part for part in parts):
            return None
        try:
            path = self.root.joinpath(*parts).resolve()
            inside = path == self.root or path.is_relative_to(self.root)
            return path if inside and (path.is_file() or path.is_dir()) else None
        except (OSError, ValueError, RuntimeError):  # RuntimeError: links in a circle
            return None

    def _file(self, path: Path, body: bool) -> None:
        try:
            file = open(path, "rb")  # noqa: SIM115 - closed below, after the answer
        except OSError:
            self._text(HTTPStatus.FORBIDDEN, "Not readable", body)
            return
        with file:
            status = os.fstat(file.fileno())
            tag, size = etag(status), status.st_size
            if tag in [
                part.strip().removeprefix("W/") for part in self.headers.get("If-None-Match", "").split(",")
            ]:
                self._head(HTTPStatus.NOT_MODIFIED, path, status)
                self.end_headers()
                return
            wanted = self.headers.get("Range")
            if wanted and self.headers.get("If-Range", tag) not in (tag, _date(status)):
                wanted = None
            try:
                span = parse_range(wanted, size) if wanted else None
            except ValueError:
                self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
                self.send_header("Content-Range", f"bytes */{size}")
                self.send_header("Content-Length", "0")
                self.end_headers()
                return
            first, last = span or (0, size - 1)
            self._head(HTTPStatus.PARTIAL_CONTENT if span else HTTPStatus.OK, path, status)
            if span:
                self.send_header("Content-Range", f"bytes {first}-{last}/{size}")
            self.send_header("Content-Length", str(last - first + 1))
            self.end_headers()
            if body:
                left = last - first + 1
                for block in _blocks(file, first, last):
                    self.wfile.write(block)
                    left -= len(block)
                if left > 0:  # the file became shorter: whoever waits for the rest is told by the end
                    self.close_connection = True

    def _head(self, code: HTTPStatus, path: Path, status: os.stat_result) -> None:
        self.send_response(code)
        self.send_header("Content-Type", content_type(path))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("ETag", etag(status))
        self.send_header("Last-Modified", _date(status))
        self.send_header("Cache-Control", "no-cache")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")

    def _redirect(self, body: bool) -> None:
        split = urllib.parse.urlsplit(self.path)
        # A path that begins with two slashes would be another host.
        target = "/" + split.path.strip("/") + "/"
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", urllib.parse.quote(urllib.parse.unquote_to_bytes(target)))
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _text(self, code: HTTPStatus, text: str, body: bool, kind: str = "text/plain; charset=utf-8") -> None:
        data = text.encode("utf-8", "replace")
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if body:
            self.wfile.write(data)


def listing(folder: Path, root: Path) -> str:
    """A plain page of what lies in a folder that has no page of its own: editions and feeds first."""
    entries = sorted(
        (path for path in folder.iterdir() if path.name[0] not in "._"),
        key=lambda path: (path.suffix not in (".xml", ".opml"), not path.is_dir(), path.name),
    )
    # Relative, so that a name with a colon in it is no address; bytes that are no UTF-8 go as they are.
    named = tuple(
        (
            f"./{urllib.parse.quote(os.fsencode(path.name))}{'/' if path.is_dir() else ''}",
            shown(path.name),
        )
        for path in entries
    )
    title = shown("/" + str(folder.relative_to(root)).removeprefix("."))
    return Document(
        "listing.html", wording(), ("report.css",), values={"title": title, "entries": named}
    ).html()


def _date(status: os.stat_result) -> str:
    return email.utils.formatdate(int(status.st_mtime), usegmt=True)


def _blocks(file: BinaryIO, first: int, last: int) -> Iterator[bytes]:
    file.seek(first)
    left = last - first + 1
    while left > 0:
        block = file.read(min(_BLOCK_BYTES, left))
        if not block:
            return
        left -= len(block)
        yield block

"""Download one file: resumed where it was cut, checked before anybody sees it, removed when it is wrong."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from audio_edition.disk import put, told
from audio_edition.errors import FetchError

Progress = Callable[[int, int | None], None]
"""Called with bytes done and bytes in all (None when nobody knows)."""

TRIES = 6
"""In a row without a single new byte; a slow line that moves on is never given up."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file and what is known about it."""

    url: str
    size: int | None = None
    sha256: str | None = None
    md5: str | None = None

    @property
    def has_digest(self) -> bool:
        return bool(self.sha256 or self.md5)


def check_file(path: Path, wanted: Wanted) -> str | None:
    """What is wrong with the file at `path`, or None when its size and digest are as wanted."""
    size = path.stat().st_size
    if wanted.size is not None and size != wanted.size:
        return f"it has {size:,} bytes and should have {wanted.size:,}"
    for name, stated in (("sha256", wanted.sha256), ("md5", wanted.md5)):
        if stated:
            with path.open("rb") as file:
                found = hashlib.file_digest(file, name).hexdigest()
            if found != stated:
                return f"its {name} is {found} and should be {stated}"
    return None


def fetch(wanted: Wanted, target: Path, on_progress: Progress | None = None, pause_s: float = 1.0) -> None:
    """Download to `target`, which appears only when all is well.

    A cut download is taken up again, in the same run and in the next, if what is there can still be trusted:
    by a digest, or by the server's word that the file has not changed. Proxies and certificates are httpx's
    (HTTPS_PROXY, SSL_CERT_FILE). Raises FetchError, PublishError when the disk refuses.
    """
    part = target.with_name(f"{target.name}.part")
    with told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        with httpx.Client(follow_redirects=True, timeout=httpx.Timeout(60, connect=20)) as client:
            resumed = _fetch_part(client, wanted, part, on_progress, pause_s)
            fault = check_file(part, wanted)
            if fault and resumed:
                # The beginning may be of an older file; only a whole new download tells.
                _forget(part)
                _fetch_part(client, wanted, part, on_progress, pause_s)
                fault = check_file(part, wanted)
        if fault:
            _forget(part)
            raise FetchError(f"{wanted.url}: not the file that was expected: {fault}; it was removed")
        put(part, target)
        _forget(part)


def _fetch_part(
    client: httpx.Client, wanted: Wanted, part: Path, on_progress: Progress | None, pause_s: float
) -> bool:
    """Fill `part` to its end; returns whether a part of an earlier run was used."""
    earlier = _trusted_bytes(part, wanted) > 0
    failures = 0
    while True:
        before = _trusted_bytes(part, wanted)
        try:
            _receive(client, wanted, part, before, on_progress)
            return earlier
        except httpx.HTTPStatusError as error:
            status = error.response.status_code
            if status < 500 and status != 429:
                _forget(part)
                raise FetchError(
                    f"{wanted.url}: the server answers {status} {error.response.reason_phrase}"
                ) from error
            reason = f"the server answers {status}"
        except httpx.TransportError as error:
            reason = str(error) or type(error).__name__
        except httpx.HTTPError as error:
            raise FetchError(f"{wanted.url}: {error}") from error
        failures = 0 if _trusted_bytes(part, wanted) > before else failures + 1
        if failures >= TRIES:
            raise FetchError(
                f"{wanted.url}: {reason} ({TRIES} tries without progress); run the command again, "
                "it goes on where it stopped"
            )
        time.sleep(pause_s * min(2**failures, 16))


def _receive(
    client: httpx.Client, wanted: Wanted, part: Path, start: int, on_progress: Progress | None
) -> None:
    if wanted.size is not None and start == wanted.size:
        return
    headers = {"Accept-Encoding": "identity"}
    if start:
        headers["Range"] = f"bytes={start}-"
        if etag := _known_etag(part):
            headers["If-Range"] = etag
    with client.stream("GET", wanted.url, headers=headers) as response:
        if response.status_code == 416:
            _forget(part)
            raise httpx.ReadError("the part that was here is no part of the server's file")
        response.raise_for_status()
        start = _start_of(response, start)
        total = _total_of(response, start)
        if wanted.size is not None and total is not None and total != wanted.size:
            _forget(part)
            raise FetchError(
                f"{wanted.url}: the server's file has {total:,} bytes and should have {wanted.size:,}; "
                "nothing was kept"
            )
        _remember_etag(part, response.headers.get("ETag"))
        with part.open("r+b" if start else "wb") as file:
            file.seek(start)
            file.truncate()
            done = start
            for chunk in response.iter_raw():
                done += len(chunk)
                if wanted.size is not None and done > wanted.size:
                    break
                file.write(chunk)
                if on_progress:
                    on_progress(done, wanted.size or total)
    if wanted.size is not None and done > wanted.size:
        _forget(part)
        raise FetchError(f"{wanted.url}: the server sends more than {wanted.size:,} bytes; nothing was kept")
    if done < (wanted.size or total or 0):
        raise httpx.ReadError(f"cut after {done:,} bytes")


def _start_of(response: httpx.Response, asked: int) -> int:
    """Where in the file the body begins: a server may ignore the range, or start elsewhere."""
    if response.status_code != 206:
        return 0
    match = re.match(r"bytes (\d+)-", response.headers.get("Content-Range", ""))
    start = int(match[1]) if match else -1
    if not 0 <= start <= asked:
        raise httpx.RemoteProtocolError(f"asked for bytes from {asked}, the server sends from {start}")
    return start


def _total_of(response: httpx.Response, start: int) -> int | None:
    match = re.search(r"/(\d+)$", response.headers.get("Content-Range", ""))
    if match and response.status_code == 206:
        return int(match[1])
    length = response.headers.get("Content-Length", "")
    return start + int(length) if length.isdigit() else None


def _trusted_bytes(part: Path, wanted: Wanted) -> int:
    """Bytes of an earlier try that may be kept: there is a digest to prove them, or the server's tag."""
    if not part.is_file() or not (wanted.has_digest or _known_etag(part)):
        return 0
    size = part.stat().st_size
    return 0 if wanted.size is not None and size > wanted.size else size


def _etag_path(part: Path) -> Path:
    return part.with_name(f"{part.name}.etag")


def _known_etag(part: Path) -> str | None:
    try:
        return str(json.loads(_etag_path(part).read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _remember_etag(part: Path, etag: str | None) -> None:
    """Weak tags do not promise the same bytes and are not kept."""
    if etag and not etag.startswith("W/"):
        _etag_path(part).write_text(json.dumps(etag), encoding="utf-8")
    else:
        _etag_path(part).unlink(missing_ok=True)


def _forget(part: Path) -> None:
    part.unlink(missing_ok=True)
    _etag_path(part).unlink(missing_ok=True)

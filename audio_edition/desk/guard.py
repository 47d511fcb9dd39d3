"""Who may speak to the desk: this machine alone, with the token of its address, from the desk's own pages."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
from collections.abc import Mapping

from audio_edition.errors import UsageError

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; media-src 'self'; "
    "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""On every answer. No address of the desk, which holds its token, is told to another site."""


def loopback(host: str) -> str:
    """`host`, when it is this machine's own; raises UsageError for any other."""
    try:
        if host == "localhost" or ipaddress.ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise UsageError(
        f"--desk listens on this machine alone and not on {host}; leave --host out, and reach it through ssh -L"
    )


class Guard:
    """The secrets of one run of the desk."""

    def __init__(self) -> None:
        self.token = secrets.token_urlsafe(24)
        self.form = hmac.new(secrets.token_bytes(32), self.token.encode(), hashlib.sha256).hexdigest()[:32]
        """What every form carries: it is in no address, so it is in no history and in no picture of the screen."""

    def knows(self, token: str) -> bool:
        return hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode())

    def is_ours(self, headers: Mapping[str, str], form: str) -> bool:
        """Whether a form was sent from a page of the desk."""
        origin, host = headers.get("origin"), headers.get("host", "")
        if origin is not None and origin not in (f"http://{host}", "null"):
            return False
        if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return False
        return hmac.compare_digest(form.encode("utf-8", "replace"), self.form.encode())

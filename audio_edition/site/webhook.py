"""Tell another program of every edition: a JSON body, signed, sent by POST when the edition is published."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
from collections.abc import Iterable
from urllib.parse import quote

import httpx

from audio_edition.edition.manifest import Manifest
from audio_edition.shown import without_secrets

KEY_VARIABLE = "AUDIO_EDITION_WEBHOOK_KEY"
"""Environment variable that holds the key; it belongs in no file of the site."""
SIGNATURE = "X-Audio-Edition-Signature"
TIMEOUT_S = 20.0


def describe(folder: str, manifest: Manifest, site_url: str | None) -> dict[str, object]:
    """What the receiver is told of an edition. Addresses are whole where the site's own is known."""
    own = f"{site_url.rstrip('/')}/{quote(folder)}/" if site_url else f"{quote(folder)}/"
    sound = manifest.files["edition.mp3"]
    return {
        "event": "edition.published",
        "slug": folder,
        "title": manifest.title,
        "language": manifest.language,
        "article": manifest.url,
        "page": own,
        "sound": {
            "url": f"{own}edition.mp3",
            "type": "audio/mpeg",
            "size_bytes": sound.size_bytes,
            "sha256": sound.sha256,
            "duration_s": manifest.duration_s,
        },
        "synthetic": True,
    }


def sign(body: bytes, key: str) -> str:
    """`sha256=` and the HMAC of the body in hex, as many receivers of webhooks check it."""
    return "sha256=" + hmac.new(key.encode(), body, hashlib.sha256).hexdigest()


def send(address: str, editions: Iterable[dict[str, object]]) -> list[str]:
    """POST each edition to `address`; returns what went wrong, a sentence each. A failure stops no other."""
    key = os.environ.get(KEY_VARIABLE, "")
    name = without_secrets(address)
    if not key:
        return [f"nothing was sent to {name}: set {KEY_VARIABLE} to the key that the receiver knows"]
    problems = []
    with httpx.Client(timeout=TIMEOUT_S) as client:
        for edition in editions:
            body = json.dumps(edition, ensure_ascii=False).encode()
            headers = {"Content-Type": "application/json", SIGNATURE: sign(body, key)}
            try:
                answer = client.post(address, content=body, headers=headers)
                answer.raise_for_status()
            except httpx.HTTPStatusError as error:
                status = error.response.status_code
                problems.append(f"{name} answered {status} when told of «{edition['title']}»")
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problems.append(
                    f"{name} could not be told of «{edition['title']}»: {without_secrets(str(error))}"
                )
    return problems

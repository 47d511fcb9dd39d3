"""Other forms of the sound (podcast:alternateEnclosure): the same file told the same way, digests that are true."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from audio_edition.feed.checked import Checked, episodes, name
from audio_edition.feed.rules.enclosures import fits
from audio_edition.feed.rules.rule import fault
from audio_edition.finding import Finding

_DIGESTS = {"sha256": 32, "sha384": 48, "sha512": 64}


def alternates(feed: Checked) -> Iterator[Finding]:
    for where, item in episodes(feed):
        found = item.findall(name("podcast:alternateEnclosure"))
        if sum(alternate.get("default") == "true" for alternate in found) > 1:
            yield fault("alternate", where, "two forms of the sound are the default; one is")
        for alternate in found:
            yield from _as_the_enclosure(where, item, alternate)
            yield from _file(feed, where, alternate)


def _sources(alternate: ET.Element) -> list[str]:
    return [source.get("uri") or "" for source in alternate.findall(name("podcast:source"))]


def _as_the_enclosure(where: str, item: ET.Element, alternate: ET.Element) -> Iterator[Finding]:
    """One address has one size and one type, and the default form is the enclosure itself."""
    enclosure = item.find("enclosure")
    if enclosure is None:
        return
    sources = _sources(alternate)
    if enclosure.get("url") in sources:
        for attribute in ("length", "type"):
            own, other = alternate.get(attribute), enclosure.get(attribute)
            if own and other and own != other:
                yield fault(
                    "alternate",
                    where,
                    f"the same sound has the {attribute} {own} here and {other} in <enclosure>",
                )
    elif alternate.get("default") == "true" and item.tag == "item":  # a live item's enclosure is a fallback
        yield fault("alternate", where, "the default form is not the file of <enclosure>", "warning")


def _file(feed: Checked, where: str, alternate: ET.Element) -> Iterator[Finding]:
    kind = alternate.get("type") or ""
    for source in alternate.findall(name("podcast:source")):
        url = source.get("uri") or ""
        own = source.get("contentType") or kind
        if url.startswith("http") and own and not fits(url, own):
            yield fault("alternate", where, f"type {own!r} does not fit the address {url}")
        path = feed.local(url)
        length = alternate.get("length")
        if path is not None and path.is_file() and length and length != str(path.stat().st_size):
            yield fault(
                "alternate", where, f"length is {length}, but {path.name} has {path.stat().st_size} bytes"
            )


def integrity(feed: Checked) -> Iterator[Finding]:
    for where, item in episodes(feed):
        for alternate in item.findall(name("podcast:alternateEnclosure")):
            found = alternate.find(name("podcast:integrity"))
            if found is None or found.get("type") != "sri":
                continue
            yield from _digests(feed, where, alternate, found.get("value") or "")


def _digests(feed: Checked, where: str, alternate: ET.Element, value: str) -> Iterator[Finding]:
    """Subresource Integrity: sha256, sha384 or sha512, and the digest in base64."""
    for token in value.split() or [""]:
        found = re.fullmatch(r"(sha256|sha384|sha512)-([A-Za-z0-9+/=_-]+)(\?.*)?", token)
        try:
            digest = base64.b64decode(found[2], validate=True) if found else b""
        except (binascii.Error, ValueError):
            digest = b""
        if found is None or len(digest) != _DIGESTS[found[1]]:
            yield fault(
                "integrity", where, f"a digest must be sha256-, sha384- or sha512- and base64, not {token!r}"
            )
            continue
        for url in _sources(alternate):
            path = feed.local(url)
            if path is not None and path.is_file():
                with path.open("rb") as file:
                    true = hashlib.file_digest(file, found[1]).digest()
                if true != digest:
                    yield fault("integrity", where, f"{path.name} is not the file whose digest is given")

"""Signed metadata (C2PA) in MP3 and M4B: put in, and read again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import c2pa

from audio_edition.disk import whole
from audio_edition.errors import PublishError, UsageError
from audio_edition.provenance.certificate import TEST_MARK, Credentials
from audio_edition.provenance.claim import LABEL, Claim

TYPES = {".mp3": "audio/mpeg", ".m4b": "audio/mp4", ".m4a": "audio/mp4", ".wav": "audio/wav"}
"""Files that can be signed; C2PA has no place in Ogg, so Opus files cannot."""
_TRUST = "signingCredential.untrusted"


@dataclass(frozen=True, slots=True)
class Signature:
    """What a file's signature is worth."""

    state: Literal["none", "valid", "broken"]
    signer: str = ""
    test: bool = False
    """Signed with a certificate for trials."""
    trusted: bool = False
    """Whether the signer's certificate leads to an issuer on the list that this computer's c2pa knows."""
    problems: tuple[str, ...] = ()
    """C2PA's own codes for what does not hold."""
    title: str = ""
    edition: Mapping[str, Any] = field(default_factory=dict)
    """Article, voices and program, as `Claim` wrote them; empty for another program's file."""


def sign(path: Path, claim: Claim, credentials: Credentials) -> None:
    """Sign a finished file in place; nothing may change it afterwards. No network is used, so no time stamp.

    Raises PublishError, UsageError for a kind of file that cannot be signed.
    """
    kind = _kind(path)
    try:
        signer = c2pa.Signer.from_info(
            c2pa.C2paSignerInfo(
                credentials.algorithm.encode(), credentials.chain_pem, credentials.key_pem, None
            )
        )
        builder = c2pa.Builder(claim.manifest())
        with path.open("rb") as source, whole(path) as signed, signed.open("w+b") as target:
            builder.sign(signer, kind, source, target)
    except c2pa.C2paError as error:
        raise PublishError(f"{path}: could not be signed: {error}") from error


def read_signature(path: Path) -> Signature:
    """What is signed in `path`, and whether it still holds. Raises UsageError for another kind of file."""
    kind = _kind(path)
    try:
        with path.open("rb") as file:
            reader = c2pa.Reader(kind, file)
            table = json.loads(reader.json())
            state = reader.get_validation_state()
    except c2pa.C2paError as error:
        if "ManifestNotFound" in type(error).__name__ or "ManifestNotFound" in str(error):
            return Signature("none")
        return Signature("broken", problems=(str(error),))
    manifest = table["manifests"][table["active_manifest"]]
    results = (table.get("validation_results") or {}).get("activeManifest") or {}
    codes = tuple(str(item["code"]) for item in results.get("failure", ()))
    info = manifest.get("signature_info") or {}
    organisation = str(info.get("issuer") or "")
    found = [item["data"] for item in manifest.get("assertions", ()) if item["label"] == LABEL]
    return Signature(
        "valid" if str(state) in ("Valid", "Trusted") else "broken",
        signer=", ".join(filter(None, (organisation, str(info.get("common_name") or "")))),
        test=organisation == TEST_MARK,
        trusted=str(state) == "Trusted",
        problems=tuple(code for code in codes if code != _TRUST),
        title=str(manifest.get("title") or ""),
        edition=found[0] if found else {},
    )


def _kind(path: Path) -> str:
    kind = TYPES.get(path.suffix.lower())
    if kind is None:
        raise UsageError(f"{path}: no signature fits into this kind of file; known: {', '.join(TYPES)}")
    return kind

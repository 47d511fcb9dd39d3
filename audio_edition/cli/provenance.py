"""`audio-edition detect` and `certificate`: who spoke, and with what it is signed."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from audio_edition.errors import EngineUnavailable, UsageError

if TYPE_CHECKING:
    from audio_edition.provenance.detect import FoundMarks


def detect(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="MP3, M4B, Opus or WAV.")],
    no_watermark: Annotated[
        bool,
        typer.Option("--no-watermark", help="Do not look for the inaudible mark (seconds, needs torch)."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON on stdout.")] = False,
) -> None:
    """Say what a sound file tells about who speaks: notice, tags, signature, watermark.

    Exit code 0: it is marked as synthetic and no signature is broken; 1: it is not marked, or was changed after
    it was signed; 2: not a sound file.

    Examples:

      audio-edition detect editions/min-sak/edition.mp3

      audio-edition detect --no-watermark --json edition.m4b
    """
    if not file.is_file():
        raise UsageError(f"{file}: there is no such file")
    try:
        from audio_edition.provenance.detect import detect as look
    except ImportError as error:
        raise EngineUnavailable(
            f"`detect` needs the Python module {error.name}; do: pip install 'audio-edition[provenance]'"
        ) from error
    marks = look(file, look_for_watermark=not no_watermark)
    typer.echo(json.dumps(_table(marks), ensure_ascii=False, indent=1) if as_json else _lines(marks))
    if marks.is_broken or not marks.is_marked:
        raise typer.Exit(1)


def certificate(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the two files are written.")],
) -> None:
    """Make a certificate for trials, good for 30 days, that says in its name that it is no newsroom's.

    Example:

      audio-edition certificate proeve && audio-edition make a.txt --out ut --sign
      --certificate proeve/test-certificate.pem --signing-key proeve/test-key.pem
    """
    try:
        from audio_edition.provenance.certificate import make_test_certificate
    except ImportError as error:
        raise EngineUnavailable(
            f"`certificate` needs the Python module {error.name}; do: pip install 'audio-edition[provenance]'"
        ) from error
    for path in make_test_certificate(folder):
        typer.echo(path)


def _lines(marks: FoundMarks) -> str:
    signature = marks.signature
    if signature is None or signature.state == "none":
        signed = "none"
    else:
        kind = "a certificate for trials" if signature.test else "a certificate"
        trust = (
            "on this computer's list of trusted issuers"
            if signature.trusted
            else "not on a list of trusted issuers"
        )
        signed = f"{signature.state}, by {signature.signer} ({kind}, {trust})"
        signed += "".join(f"\n           does not hold: {problem}" for problem in signature.problems)
        if edition := signature.edition:
            article = edition.get("article") or {}
            signed += f"\n           «{signature.title}», read by {', '.join(edition.get('voices') or ())}"
            signed += (
                f"\n           article sha256 {article.get('sha256')} {article.get('url') or ''}".rstrip()
            )
    mark = (
        "not looked for"
        if marks.watermark is None
        else f"{'found' if marks.has_watermark else 'none'} ({marks.watermark:.0%} of the windows with sound)"
    )
    lines = [
        f"notice     {marks.notice or 'none'}",
        f"tags       {', '.join(marks.tags) or 'none'}",
        f"signature  {signed}",
        f"watermark  {mark}",
        *(f"passed over: {why}" for why in marks.not_looked_for),
    ]
    return "\n".join(lines)


def _table(marks: FoundMarks) -> dict[str, object]:
    signature = marks.signature
    return {
        "file": str(marks.path),
        "synthetic": marks.is_marked,
        "notice": marks.notice,
        "tags": list(marks.tags),
        "signature": None
        if signature is None
        else {
            "state": signature.state,
            "signer": signature.signer,
            "test": signature.test,
            "trusted": signature.trusted,
            "problems": list(signature.problems),
            "title": signature.title,
            "edition": dict(signature.edition),
        },
        "watermark": marks.watermark,
        "not_looked_for": list(marks.not_looked_for),
    }

"""`audio-edition verify`: what is wrong with a finished edition."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.counted import counted
from audio_edition.edition.manifest import NAME
from audio_edition.errors import UsageError
from audio_edition.objects import Objects, is_address, local_path
from audio_edition.verify import verify_edition


def verify(
    edition: Annotated[
        str,
        typer.Argument(
            help="An edition's folder, as `make` wrote it, or its address in an object store.", metavar="DIR"
        ),
    ],
    asr: Annotated[
        bool, typer.Option("--asr", help="Also write down what is heard and compare (extra [verify]).")
    ] = False,
    asr_model: Annotated[
        Path | None,
        typer.Option(help="Folder of a faster-whisper model; else the installed whisper-base packages."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Findings as JSON on standard output.")] = False,
) -> None:
    """Check an edition: files, decoded length, loudness, chapters, transcripts, ledger, and every sentence.

    Findings go to standard output, worst first. Exit code 1 when one of them is an error.

    Examples:

      audio-edition verify build/ferja-gar-att

      audio-edition verify build/ferja-gar-att --asr

      audio-edition verify build/ferja-gar-att --json | jq '.findings[].problem'

      audio-edition verify s3://lyd/editions/ferja-gar-att
    """
    report = None
    with _at_hand(edition) as folder:
        findings = verify_edition(folder)
        if asr or asr_model is not None:
            from audio_edition.verify.asr import listen

            report = listen(folder, asr_model)
    errors = sum(finding.is_error for finding in findings)
    if as_json:
        # `severity` is what `level` was called.
        rows = [asdict(finding) | {"severity": finding.level} for finding in findings]
        document: dict[str, object] = {"findings": rows}
        if report is not None:
            document["asr"] = asdict(report)
        typer.echo(json.dumps(document, ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            typer.echo(finding)
        if report is not None:
            for line in report.lines():
                typer.echo(line)
        typer.echo(
            f"{edition}: {counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')}", err=True
        )
    if errors:
        raise typer.Exit(1)


@contextmanager
def _at_hand(edition: str) -> Iterator[Path]:
    """The edition's folder; of one in a store, a folder with its files, fetched. Raises UsageError, PublishError."""
    folder = local_path(edition) if is_address(edition) else Path(edition)
    if folder is not None:
        yield folder
        return
    objects = Objects(edition)
    names = objects.find()
    if NAME not in names:
        raise UsageError(f"{edition}: there is no {NAME}, so this is no edition; give the address of one")
    with tempfile.TemporaryDirectory(prefix="audio-edition-verify-") as temporary:
        objects.get("", names, Path(temporary))
        yield Path(temporary)

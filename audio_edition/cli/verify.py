"""`audio-edition verify`: what is wrong with a finished edition."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from audio_edition.counted import counted
from audio_edition.verify import verify_edition


def verify(
    folder: Annotated[Path, typer.Argument(help="An edition's folder, as `make` wrote it.", metavar="DIR")],
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
    """
    findings = verify_edition(folder)
    report = None
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
            f"{folder}: {counted(errors, 'error')}, {counted(len(findings) - errors, 'warning')}", err=True
        )
    if errors:
        raise typer.Exit(1)

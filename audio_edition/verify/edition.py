"""All checks of a finished edition that need no speech recognition."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from audio_edition.audio.master import PRESETS
from audio_edition.audio.meter import measure
from audio_edition.edition.manifest import NAME, Manifest, parse_manifest
from audio_edition.errors import ToolError, UsageError
from audio_edition.finding import Finding, worst_first
from audio_edition.verify.files import check_chapter_files, check_files, check_loudness, check_tags
from audio_edition.verify.sound import Playback, check_sound
from audio_edition.verify.texts import check_chapters_json, check_ledger, check_transcripts

MP3 = "edition.mp3"
_HEADROOM_DB = 4.5
"""The most that the sound between two samples rises above them (4 dB at half the sample rate), and a little."""


def verify_edition(folder: Path) -> list[Finding]:
    """Everything that is wrong with the edition in `folder`, worst first; an empty list means it is good.

    Raises UsageError when the folder holds no edition or its manifest cannot be read.
    """
    if not (folder / NAME).is_file():
        raise UsageError(
            f"{folder}: there is no {NAME}, so this is no edition's folder; give one that `make` wrote"
        )
    try:
        manifest = parse_manifest((folder / NAME).read_bytes())
    except (OSError, ValueError) as error:
        raise UsageError(
            f"{folder / NAME}: the manifest is damaged or of another version ({error}); make the edition again"
        ) from error
    findings = check_files(folder, manifest)
    broken = {finding.where for finding in findings if finding.is_error}
    if MP3 not in broken:
        findings += check_tags(folder / MP3, manifest)
    with ThreadPoolExecutor(max_workers=1) as beside:  # what is decoded, two at a time
        chapters = beside.submit(check_chapter_files, folder, manifest, broken)
        if MP3 not in broken:
            findings += _listened(folder / MP3, manifest)
        findings += chapters.result()
    if "chapters.json" not in broken:
        findings += check_chapters_json(folder / "chapters.json", manifest)
    findings += check_transcripts(folder, manifest, broken)
    findings += check_ledger(manifest)
    return worst_first(findings)


def _listened(mp3: Path, manifest: Manifest) -> list[Finding]:
    """Loudness and sentences of the MP3, which is decoded once."""
    preset = PRESETS[manifest.loudness.preset]
    # Where no sample comes near the ceiling, nothing between samples passes it.
    far = manifest.loudness.true_peak_dbtp < preset.ceiling_dbtp - _HEADROOM_DB
    heard = Playback(power=preset.rms, true_peaks=not far)
    findings = check_sound(mp3, manifest, heard)
    if not heard.log:
        return findings
    try:
        measured = heard.loudness(mp3)
        if far and measured.true_peak_dbtp > preset.ceiling_dbtp - _HEADROOM_DB:
            measured = measure(mp3)
    except ToolError as error:
        return [*findings, Finding("loudness", "error", mp3.name, str(error))]
    return [*findings, *check_loudness(mp3.name, measured, manifest)]

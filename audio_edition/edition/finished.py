"""What is told of a finished edition, taken from its manifest."""

from __future__ import annotations

import time

from audio_edition.edition.manifest import Manifest
from audio_edition.edition.order import Finished
from audio_edition.finding import Finding
from audio_edition.types import OTHER_SCRIPT


def finished(manifest: Manifest, text: str, begun: float) -> Finished:
    """`text`: digest of what the article says. `begun`: the monotonic time at which work on it began."""
    findings = [
        Finding(
            fault.kind,
            "error" if fault.hard else "warning",
            f"section {section.index}",
            fault.problem,
            section=section.index,
        )
        for section in manifest.sections
        for fault in section.faults
    ]
    told = [f"{finding.where}: {finding.problem}" for finding in findings if finding.is_error]
    told += [
        f"block {block.index} ({block.role}) {block.reason}: {block.text[:60]}"
        for block in manifest.ledger
        if block.reason == OTHER_SCRIPT
    ]
    return Finished(
        manifest.article.slug,
        manifest.title,
        text,
        duration_s=manifest.duration_s,
        problem=f"published with faults in its sound: {'; '.join(told)}" if told else "",
        doubts=tuple(finding for finding in findings if not finding.is_error),
        synthesised_s=manifest.timings.synthesised_s,
        seconds=time.monotonic() - begun,
        beside=manifest.origin.beside,
    )

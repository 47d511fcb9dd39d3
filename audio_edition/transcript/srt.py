"""SubRip (application/x-subrip): the format that every player reads; no speakers, so names stand in the text."""

from __future__ import annotations

from collections.abc import Iterable

from audio_edition.transcript.captions import CaptionCue
from audio_edition.transcript.vtt import timestamp, to_ms


def write_srt(captions: Iterable[CaptionCue]) -> str:
    """Captions as SRT.

    Make them with `caption_cues(cues, script, line_chars=SRT_LINE_CHARS, name_changes=True)`.
    """
    parts = []
    for number, caption in enumerate(captions, start=1):
        start_ms = to_ms(caption.start_s)
        end_ms = max(to_ms(caption.end_s), start_ms + 1)
        times = f"{timestamp(start_ms)} --> {timestamp(end_ms)}".replace(".", ",")
        # Players take <…> for markup; the format has no escape, so the angle brackets become ‹›.
        text = "\n".join(caption.lines).replace("-->", "→").replace("<", "‹").replace(">", "›")
        parts.append(f"{number}\n{times}\n{text}\n")
    return "\n".join(parts)

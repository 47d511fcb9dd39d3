"""Podcasting 2.0 transcript (application/json): one segment a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence

from audio_edition.transcript.captions import joined_lead_ins, speaker_name
from audio_edition.types import Cue


def write_segments(cues: Sequence[Cue]) -> str:
    """Sentences, each with its lead-in, as `{"version": "1.0.0", "segments": [{speaker, startTime, endTime, body}]}`; times in seconds."""
    segments = [
        {
            "speaker": speaker_name(cue),
            "startTime": round(cue.start_s, 3),
            "endTime": round(cue.end_s, 3),
            "body": cue.text,
        }
        for cue, _ in joined_lead_ins(cues)
    ]
    return json.dumps({"version": "1.0.0", "segments": segments}, ensure_ascii=False, indent=1) + "\n"

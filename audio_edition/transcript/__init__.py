"""From sentences with true times to transcripts: captions (WebVTT, SRT), word times, Podcasting 2.0 JSON."""

from audio_edition.transcript.captions import CaptionCue, caption_cues
from audio_edition.transcript.segments import write_segments
from audio_edition.transcript.srt import write_srt
from audio_edition.transcript.vtt import write_vtt, write_words_vtt

__all__ = ["CaptionCue", "caption_cues", "write_segments", "write_srt", "write_vtt", "write_words_vtt"]

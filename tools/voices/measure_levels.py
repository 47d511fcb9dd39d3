"""How loud is each speaker? The `level_db` of every ready voice, to be written into its voice.toml.

    python -m tools.voices.measure_levels [VOICE...]

Loudness (BS.1770) of the same sentences by every speaker; level_db is what brings it to the default narrator's.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path

from audio_edition.settings import Settings
from audio_edition.synthesis.aloud import speak_texts
from audio_edition.voices import build_cast, list_voices, load_member

_SENTENCES = Path(__file__).parents[2] / "benchmarks" / "data" / "sentences.txt"
_COUNT = 6


def main() -> None:
    reference = load_member("kokoro")
    first = f"kokoro:{reference.speaker.name}"
    chosen = sys.argv[1:]
    ready = [status.voice for status in list_voices() if status.ready and status.voice]
    specs = [
        f"{voice.id}:{name}" for voice in ready for name in voice.speakers if not chosen or voice.id in chosen
    ]
    levels = {first: _lufs(first)}
    for spec in specs:
        levels[spec] = levels.get(spec) or _lufs(spec)
        print(
            f"{spec:24} {levels[spec]:6.1f} LUFS   level_db = {levels[first] - levels[spec]:.1f}", flush=True
        )


def _lufs(spec: str) -> float:
    settings = Settings.model_validate({"voice": spec})
    lines = [line for line in _SENTENCES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    clips = [clip for clips in speak_texts(lines[:_COUNT], settings, build_cast(settings)) for clip in clips]
    powers = [10 ** (clip.loudness_lufs / 10) for clip in clips if clip.loudness_lufs is not None]
    return 10 * math.log10(sum(powers) / len(powers)) if powers else float("-inf")


if __name__ == "__main__":
    main()

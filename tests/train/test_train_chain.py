"""From recordings to a voice that speaks: prepare, train, go on, import, compile, speak. A tiny model, two steps."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner, Result

pytest.importorskip("torch")

from audio_edition.cli.app import app
from audio_edition.errors import UsageError, VoiceError
from audio_edition.settings import Settings
from audio_edition.synthesis.aloud import speak_texts
from audio_edition.train.recordings import find_recordings
from audio_edition.train.session import find_base, training_folder
from audio_edition.voices import build_cast, find_voice, why_not_ready
from tests.needs import need_torch

need_torch()

RUNNER = CliRunner()
TEXTS = (
    "I dag er det sol over heile fjorden.",
    "Ferja legg til kai klokka ni.",
    "Dei to gutane sykla heim frå skulen.",
    "Ho las avisa ved bordet. Han kokte kaffi og høyrde på radio.",
)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, text: str = "") -> Result:
    return RUNNER.invoke(app, list(arguments), input=text)


@pytest.fixture(scope="module")
def recordings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a newsroom would have: sounds and texts; one of two sentences, one whose text is another's."""
    folder = tmp_path_factory.mktemp("recordings")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIO_EDITION_HOME", str(folder / "home"))
        settings = Settings()
        spoken = speak_texts(TEXTS, settings, build_cast(settings))
    for number, clips in enumerate(spoken):
        parts = []
        for clip in clips:
            samples, rate = soundfile.read(clip.path, dtype="float32")
            parts += [np.zeros(rate // 2, np.float32), samples]
        stem = folder / "lyd" / f"opptak-{number}"
        stem.parent.mkdir(exist_ok=True)
        soundfile.write(stem.with_suffix(".wav"), 0.4 * np.concatenate([*parts, parts[0]]), rate)
        stem.with_suffix(".txt").write_text(TEXTS[number], encoding="utf-8")
    wrong = folder / "lyd" / "opptak-9"
    wrong.with_suffix(".wav").write_bytes((folder / "lyd" / "opptak-0.wav").read_bytes())
    wrong.with_suffix(".txt").write_text(
        "Statsministeren la fram budsjettet for neste år i Stortinget klokka ti.", encoding="utf-8"
    )
    return folder / "lyd"


@pytest.mark.slow
def test_recordings_become_a_voice_that_is_listed_and_speaks(recordings: Path, base: Path) -> None:
    asked = ["voices", "train", str(recordings), "--id", "kari", "--base", str(base), "--batch", "2"]
    granted = ["--licence", "CC-BY-4.0", "--consent", "Kari Nes, 3.11.2026"]
    first = run(*asked, *granted, "--steps", "2", "--no-finish")
    assert first.exit_code == 0, first.output
    corpus = training_folder("kari") / "corpus"
    rows = [json.loads(line) for line in (corpus / "kari.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["text"] for row in rows] == [
        *TEXTS[:3],
        "Ho las avisa ved bordet.",
        "Han kokte kaffi og høyrde på radio.",
    ]
    assert "opptak-9" in (corpus / "left-out.tsv").read_text(encoding="utf-8")

    second = run(*asked, *granted, "--steps", "4")
    assert second.exit_code == 0, second.output
    assert "going on at step 2" in second.output
    assert find_voice("kari").licence == "CC-BY-4.0" and not why_not_ready(find_voice("kari"))
    kept = tomllib.loads((find_voice("kari").folder / "voice.toml").read_text(encoding="utf-8"))
    made = kept["model"]["recordings"]
    assert made["consent"] == "Kari Nes, 3.11.2026" and made["steps"] == 4 and made["sentences"] == 5
    assert kept["model"]["compiled"]["largest"] < 1e-3

    told = run("say", "--voice", "kari", "--out", "kari.wav", text="God dag, Kari!")
    # Four steps make no speech: what the gate finds is told, and the sound is written all the same.
    assert told.exit_code == 1 and "Wrong:" in told.output, told.output
    samples, rate = soundfile.read("kari.wav")
    assert rate == 16000 and len(samples) > 1000


@pytest.mark.parametrize("given", [["--licence", "CC0-1.0"], ["--consent", "Kari"]])
def test_without_licence_or_consent_nothing_is_made(tmp_path: Path, given: list[str]) -> None:
    result = run("voices", "train", str(tmp_path), "--id", "kari", *given)
    assert isinstance(result.exception, UsageError) and "is needed" in str(result.exception)
    assert not training_folder("kari").exists()


def test_ljspeechs_layout_is_understood(tmp_path: Path) -> None:
    (tmp_path / "wavs").mkdir()
    for name in ("a1", "a2"):
        (tmp_path / "wavs" / f"{name}.wav").write_bytes(b"")
    (tmp_path / "metadata.csv").write_text('a1|Kl. 9|Klokka ni\na2|«Hei», sa "ho"\n', encoding="utf-8")
    assert [(found.id, found.text) for found in find_recordings(tmp_path)] == [
        ("a1", "Klokka ni"),
        ("a2", '«Hei», sa "ho"'),
    ]
    (tmp_path / "metadata.csv").write_text("a3|Hei\n", encoding="utf-8")
    with pytest.raises(VoiceError, match="line 1.*a3"):
        find_recordings(tmp_path)


def test_a_folder_without_recordings_says_what_is_wanted(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="NAME.txt beside each"):
        find_recordings(tmp_path)


def test_a_base_must_be_a_piper_voice_or_one_of_ours(tmp_path: Path) -> None:
    with pytest.raises(VoiceError, match="neither a Piper voice nor one that was trained here"):
        find_base("kokoro", tmp_path / "base")

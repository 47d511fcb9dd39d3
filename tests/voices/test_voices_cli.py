"""`voices` and `say` on the command line."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
import soundfile
from typer.testing import CliRunner, Result

from audio_edition.cli.app import app
from audio_edition.errors import UsageError, VoiceError

RUNNER = CliRunner()


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, text: str | bytes = "") -> Result:
    return RUNNER.invoke(app, list(arguments), input=text)


def test_list_as_json_has_every_voice_with_a_reason_where_it_is_not_ready() -> None:
    rows = {row["id"]: row for row in json.loads(run("voices", "list", "--json").stdout)}
    assert rows["silence"]["ready"] and rows["silence"]["speakers"] == ["silence", "tone", "high"]
    assert all(row["ready"] or row["reason"] for row in rows.values())
    assert all(row["licence"] and row["engine"] for row in rows.values())


def test_list_is_a_table_with_every_voice() -> None:
    result = run("voices", "list")
    assert result.exit_code == 0 and "kokoro" in result.stdout and "silence" in result.stdout


def test_show_tells_licence_speakers_and_symbols() -> None:
    shown = run("voices", "show", "kokoro").stdout
    assert "Apache-2.0" in shown and "kumo" in shown
    row = json.loads(run("voices", "show", "kokoro", "--json").stdout)
    assert row["symbols"]["ʂ"] and row["cast"]["narrator"] == "kumo"


def test_say_writes_a_wav_of_the_text() -> None:
    result = run("say", "--voice", "silence", "--out", "a.wav", text="Hei på deg. Det snør i fjellet.")
    assert result.exit_code == 0, result.output
    info = soundfile.info("a.wav")
    assert (info.samplerate, info.channels, info.subtype) == (24000, 1, "PCM_16")
    assert 1.5 < info.duration < 5


def test_say_writes_to_standard_output() -> None:
    result = run("say", "--voice", "silence", "--out", "-", text="Hei.")
    assert soundfile.info(io.BytesIO(result.stdout_bytes)).samplerate == 24000


def test_say_lines_keeps_numbers_and_lines_together() -> None:
    result = run(
        "say", "--voice", "silence", "--lines", "--out", "lydar", text="Hei.\n\nDet er ein lang dag.\n...\n"
    )
    assert result.exit_code == 0, result.output
    files = sorted(Path("lydar").iterdir())
    assert [path.name for path in files] == ["0001.wav", "0002.wav", "0003.wav", "0004.wav"]
    seconds = [soundfile.info(path).duration for path in files]
    assert seconds[1] == seconds[3] == pytest.approx(0.2) and seconds[2] > seconds[0] > 0.2
    assert "Line 4" in result.stderr and "Line 2" not in result.stderr


BAD = {
    "an unknown voice": (["--voice", "nope", "--out", "a.wav"], "Hei.", VoiceError),
    "no text": (["--voice", "silence", "--out", "a.wav"], " \n", UsageError),
    "nothing to say": (["--voice", "silence", "--out", "a.wav"], "...", UsageError),
    "not UTF-8": (["--voice", "silence", "--out", "a.wav"], "på".encode("latin-1"), UsageError),
    "a folder for a file": (["--voice", "silence", "--out", "."], "Hei.", UsageError),
}


@pytest.mark.parametrize("arguments, text, kind", BAD.values(), ids=BAD)
def test_say_refuses_in_one_sentence(arguments: list[str], text: str | bytes, kind: type[Exception]) -> None:
    result = run("say", *arguments, text=text)
    assert isinstance(result.exception, kind) and not list(Path().glob("*.wav"))


def test_sample_writes_a_wav_for_each_speaker() -> None:
    result = run("voices", "sample", "silence", "--out", "prover")
    assert result.exit_code == 0, result.output
    names = sorted(path.name for path in Path("prover").iterdir())
    assert names == ["silence-high.wav", "silence-silence.wav", "silence-tone.wav"]

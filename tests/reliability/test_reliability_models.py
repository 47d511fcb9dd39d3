"""Models that others wrote: what their configuration may ask of this machine."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from audio_edition.engines.vits.checked_config import checked
from audio_edition.engines.vits.checkpoint import find_weights, read_config
from audio_edition.engines.vits.piper import read_config as read_piper
from audio_edition.errors import VoiceError
from audio_edition.voices.catalogue import list_voices

REFUSED = [
    ({"model_args": {"speakers_file": "https://x.no/a.json"}}, "speakers_file"),
    ({"model_args": {"speakers_file": "file:///etc/passwd"}}, "speakers_file"),
    ({"model_args": {"speakers_file": "s3://x/a.json"}}, "speakers_file"),
    ({"model_args": {"speakers_file": "//x/a.json"}}, "speakers_file"),
    ({"model_args": {"speakers_file": "/etc/passwd"}}, "speakers_file"),
    ({"model_args": {"speakers_file": "../../etc/passwd"}}, "speakers_file"),
    ({"model_args": {"speakers_file": {"a": 1}}}, "speakers_file"),
    ({"model_args": {"speaker_encoder_model_path": "http://x.no/a.pth"}}, "speaker_encoder_model_path"),
    ({"model_args": {"d_vector_file": ["http://x.no/a"]}}, "d_vector_file"),
    ({"speakers_file": "hf://x/a"}, "speakers_file"),
    ({"language_ids_file": "ftp://x/a"}, "language_ids_file"),
    ({"model_args": {"num_speakers": 10**12}}, "num_speakers"),
    ({"num_speakers": -(10**12)}, "num_speakers"),
    ({"model_args": {"num_chars": 10**9}}, "num_chars"),
    ({"model_args": {"hidden_channels": 10**7}}, "hidden_channels"),
    ({"model_args": {"num_layers_text_encoder": 10**5}}, "num_layers_text_encoder"),
    ({"model_args": {"upsample_rates_decoder": [8] * 1000}}, "upsample_rates_decoder"),
    ({"model_args": {"hidden_channels": float("nan")}}, "hidden_channels"),
    ({"audio": {"sample_rate": 10**12}}, "sample_rate"),
    ({"audio": {"fft_size": 10**12}}, "fft_size"),
    ({"speakers_file": "a" * 5000}, "speakers_file"),
    ({"speakers_file": "a\0b"}, "speakers_file"),
    ({"model_args": [1]}, "model_args"),
    ({"audio": "x"}, "audio"),
    ({"characters": [1]}, "characters"),
]


@pytest.mark.parametrize(("table", "key"), REFUSED)
def test_a_configuration_that_asks_too_much_is_refused_by_its_key(
    tmp_path: Path, table: dict[str, object], key: str
) -> None:
    with pytest.raises(VoiceError, match=key):
        checked(tmp_path, {"model": "vits", **table})


def test_a_path_of_the_machine_that_trained_it_becomes_one_in_the_folder(tmp_path: Path) -> None:
    (tmp_path / "speakers.pth").write_bytes(b"")
    table = {
        "output_path": "/home/ola/run",
        "speakers_file": "/home/ola/run/speakers.pth",
        "model_args": {
            "speaker_encoder_model_path": "/home/ola/se.pth",
            "num_speakers": 10,
            "hidden_channels": 192,
        },
    }
    found = checked(tmp_path, table)
    assert found["speakers_file"] == str(tmp_path / "speakers.pth")
    assert found["model_args"]["speaker_encoder_model_path"] == ""
    assert table["speakers_file"] == "/home/ola/run/speakers.pth"


@pytest.mark.parametrize("module", ["nosuch.sub", "", "a b", "..", "os.path.x", "json.tool.x", "-"])
def test_a_voice_with_a_broken_module_hides_no_other(tmp_path: Path, module: str) -> None:
    folder = tmp_path / "home" / "voices" / "vond"
    folder.mkdir(parents=True)
    silence = next(status for status in list_voices() if status.id == "silence")
    assert silence.voice is not None
    text = (silence.voice.folder / "voice.toml").read_text(encoding="utf-8")
    head = text.split("[model]")[0].split("[speakers")[0]
    rest = text[text.index("[speakers") :]
    (folder / "voice.toml").write_text(f'{head}\n[model]\nmodules = ["{module}"]\n{rest}', encoding="utf-8")
    listed = {status.id: status for status in list_voices()}
    assert listed["silence"].ready and not listed["vond"].ready and listed["vond"].reason


GOOD: dict[str, object] = {
    "audio": {"sample_rate": 22050},
    "phoneme_id_map": {"_": [0], "^": [1], "$": [2], "a": [3]},
    "num_speakers": 2,
    "speaker_id_map": {"kari": 0, "ola": 1},
}
ENDLESS = float("inf")


def _piper(folder: Path, text: str) -> Path:
    path = folder / "m.onnx.json"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_settings_of_a_piper_voice_are_read(tmp_path: Path) -> None:
    found = read_piper(_piper(tmp_path, json.dumps(GOOD)))
    assert (found.sample_rate_hz, found.speakers) == (22050, {"kari": 0, "ola": 1})


@pytest.mark.parametrize(
    "change",
    [
        {"audio": {"sample_rate": ENDLESS}}, {"audio": {"sample_rate": float("nan")}}, {"audio": {"sample_rate": 0}},
        {"audio": {"sample_rate": 10**12}}, {"audio": {"sample_rate": [1]}}, {"audio": 3}, {"num_speakers": 10**12},
        {"num_speakers": ENDLESS}, {"num_speakers": "x"}, {"num_speakers": -1}, {"speaker_id_map": {"a": -5}},
        {"speaker_id_map": {"a": 10**15}}, {"speaker_id_map": {"\x1b[31m": 0}}, {"speaker_id_map": [1]},
        {"inference": {"noise_scale": float("nan")}}, {"inference": {"length_scale": 0}}, {"inference": [1]},
        {"inference": {"noise_w": 1e300}}, {"phoneme_id_map": {"_": [10**18], "^": [1], "$": [2]}},
        {"phoneme_id_map": {"_": [ENDLESS], "^": [1], "$": [2]}}, {"phoneme_id_map": {"_": [0] * 100, "^": 1, "$": 2}},
        {"phoneme_id_map": [1]}, {"phoneme_id_map": {}},
    ],
)  # fmt: skip
def test_settings_of_a_piper_voice_that_cannot_be_are_refused(
    tmp_path: Path, change: dict[str, object]
) -> None:
    with pytest.raises(VoiceError, match="not the settings of a Piper voice"):
        read_piper(_piper(tmp_path, json.dumps({**GOOD, **change})))


@pytest.mark.parametrize("text", ["", "null", "[" * 100_000, '{"audio": ' + "9" * 5000 + "}"])
def test_what_is_no_settings_of_a_piper_voice_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(VoiceError, match="not the settings of a Piper voice"):
        read_piper(_piper(tmp_path, text))


@pytest.mark.parametrize("target", ["", "/dev/zero", "config.json"], ids=["pipe", "endless", "ring"])
def test_no_pipe_or_device_is_read_for_a_configuration(tmp_path: Path, target: str) -> None:
    path = tmp_path / "config.json"
    path.symlink_to(target) if target else os.mkfifo(path)
    with pytest.raises(VoiceError, match="not the configuration"):
        read_config(tmp_path)


def test_no_pipe_is_taken_for_weights(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "model.pth")
    (tmp_path / "a.safetensors").symlink_to("/dev/zero")
    with pytest.raises(VoiceError, match="no weights"):
        find_weights(tmp_path)

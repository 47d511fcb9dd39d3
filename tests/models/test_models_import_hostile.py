"""`voices import` of checkpoints that somebody else made: one sentence that names what was given, nothing left, nobody asked."""

from __future__ import annotations

import json
import os
import pickle
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.models.register import import_voice
from audio_edition.settings import models_folder
from tests.needs import need_torch

need_torch()
SHAPE = "plain_durations"
Prepare = Callable[[Path], object]


@pytest.fixture
def checkpoint(coqui_folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound one, to be spoilt; whoever asks the network fails the test."""

    def asked(*arguments: object, **named: object) -> object:
        raise AssertionError(f"the network was asked: {arguments}")

    folder = tmp_path / "given"
    shutil.copytree(coqui_folder(SHAPE), folder)
    monkeypatch.setattr(socket.socket, "connect", asked)
    monkeypatch.setattr(socket, "getaddrinfo", asked)
    return folder


def says(**values: object) -> Prepare:
    """Keys of the configuration; `args__x` is one of `model_args`."""

    def change(folder: Path) -> None:
        path = folder / "config.json"
        table = json.loads(path.read_text(encoding="utf-8"))
        for key, value in values.items():
            place, name = (table["model_args"], key[6:]) if key.startswith("args__") else (table, key)
            place[name] = value
        path.write_text(json.dumps(table), encoding="utf-8")

    return change


def holds(name: str, data: bytes) -> Prepare:
    return lambda folder: (folder / name).write_bytes(data)


def leads(name: str, target: str) -> Prepare:
    def link(folder: Path) -> None:
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(target)

    return link


class _Deed:
    """What runs when it is unpickled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[Any, ...]:
        return (os.mkdir, (str(self.path),))


FILES = ["speakers_file", "d_vector_file", "language_ids_file", "speaker_encoder_model_path"]
PLACES = [
    "http://127.0.0.1:9/a",
    "HTTP://A/",
    "file:///etc/hostname",
    "hf://a/b",
    "\\\\host\\x",
    ["http://a/b"],
    {"a": "http://a"},
]
REFUSED: list[tuple[str, Prepare]] = [
    *((f"{key} {place}", says(**{f"args__{key}": place})) for key in FILES for place in PLACES),
    *((f"{key} {place}", says(**{f"args__{key}": place})) for key in FILES[:3] for place in ("/etc/hostname", "../a", "~/a", "b/../../a")),
    *((f"{key} {value}", says(**{f"args__{key}": value})) for key, value in [
        ("num_speakers", 10**9), ("num_chars", 10**8), ("num_chars", "x"), ("hidden_channels", 0), ("hidden_channels", -1),
        ("hidden_channels", 3.5), ("hidden_channels", None), ("hidden_channels", 17), ("num_heads_text_encoder", 0),
        ("upsample_rates_decoder", [0, 0]), ("upsample_rates_decoder", []), ("upsample_rates_decoder", "4,4"),
        ("upsample_kernel_sizes_decoder", [8]), ("resblock_dilation_sizes_decoder", [[10**8, 2], [2, 6]]), ("kernel_size_flow", 10**6),
        ("kernel_size_flow", 4), ("dilation_rate_flow", 10**9), ("num_layers_flow", 10**4), ("dropout_p_text_encoder", float("nan")),
        ("length_scale", float("nan")), ("length_scale", 0), ("length_scale", -1), ("length_scale", "x"), ("inference_noise_scale", 1e300),
        ("use_sdp", "yes"), ("use_language_embedding", True), ("use_d_vector_file", True),
    ]),
    *((f"{key} {str(value)[:40]}", says(**{key: value})) for key, value in [
        ("num_speakers", 10**9), ("model_args", []), ("audio", "x"), ("audio", {"sample_rate": 0}), ("audio", {"fft_size": 3}),
        ("audio", {"sample_rate": float("inf")}), ("characters", {"characters_class": "os.system"}), ("characters", {"characters": None}),
        ("characters", {"characters_class": "TTS.tts.models.vits.Vits"}), ("model", "tacotron2"), ("model", None), ("model", ["vits"]),
    ]),
    *((f"config {data[:12]!r}", holds("config.json", data)) for data in [
        b"", b"null", b"[1]", b"[" * 100_000, b'{"a":' + b"9" * 5000 + b"}", bytes(range(256)), b"NaN", b'{"model":"vits"}',
    ]),
    *((f"weights {data[:9]!r}", holds("best_model.pth", data)) for data in [b"", b"x" * 5000, b"PK\x03\x04" + b"x" * 500]),
    ("tokens", holds("tokens.json", b"[[[[")),
    ("a device for a configuration", leads("config.json", "/dev/zero")),
    ("a ring for a configuration", leads("config.json", "config.json")),
    ("a device for weights", leads("best_model.pth", "/dev/zero")),
    ("weights that lead nowhere", leads("best_model.pth", "nowhere")),
    ("weights cut", lambda folder: os.truncate(folder / "best_model.pth", 20_000)),
]  # fmt: skip


@pytest.mark.parametrize("spoil", [pytest.param(spoil, id=name) for name, spoil in REFUSED])
def test_what_cannot_be_used_is_one_sentence_and_leaves_nothing(checkpoint: Path, spoil: Prepare) -> None:
    spoil(checkpoint)
    with pytest.raises(AudioEditionError) as caught:
        import_voice(checkpoint, "vond")
    told = str(caught.value)
    assert "\n" not in told and str(models_folder()) not in told
    assert not models_folder().exists() or not list(models_folder().iterdir())


GOES: list[tuple[str, Prepare]] = [
    ("as it is", lambda folder: None),
    ("a device beside it", leads("more.json", "/dev/zero")),
    ("an endless list", leads("speakers.pth", "/dev/zero")),
    ("a ring", leads("ring.json", "ring.json")),
    ("nowhere", leads("more.json", "nowhere")),
    ("another's file", leads("more.json", "/etc/hostname")),
    ("a pipe", lambda folder: os.mkfifo(folder / "more.json")),
    ("a folder", lambda folder: (folder / "more.json").mkdir()),
    ("itself", leads("more", ".")),
    ("a description of its own", holds("voice.toml", b'engine = "os"')),
    ("where it was trained", says(output_path="/etc", phoneme_cache_path="/etc/x", restore_path="http://127.0.0.1:9/x")),
    ("cleaners and phonemizers", says(text_cleaner="os.system", phonemizer="espeak", use_phonemes=True)),
]  # fmt: skip


@pytest.mark.parametrize("spoil", [pytest.param(spoil, id=name) for name, spoil in GOES])
def test_what_speaking_does_not_need_is_left_where_it_is(checkpoint: Path, spoil: Prepare) -> None:
    spoil(checkpoint)
    voice = import_voice(checkpoint, "god").voice
    assert {path.name for path in voice.folder.iterdir()} == {"best_model.pth", "config.json", "voice.toml"}
    assert voice.engine == "coqui"


def test_weights_and_lists_of_a_cache_of_downloads_are_followed(checkpoint: Path, tmp_path: Path) -> None:
    """There a folder of links leads to files that are named by their digests."""
    blobs = tmp_path / "blobs"
    blobs.mkdir()
    for number, path in enumerate(sorted(checkpoint.iterdir())):
        shutil.move(path, blobs / str(number))
        path.symlink_to(blobs / str(number))
    assert import_voice(checkpoint, "god").voice.folder.is_dir()


def test_nothing_in_weights_is_executed(checkpoint: Path, tmp_path: Path) -> None:
    import torch

    deed = tmp_path / "deed"
    for number, write in enumerate(
        (lambda path: torch.save({"model": _Deed(deed)}, path), lambda path: path.write_bytes(pickle.dumps(_Deed(deed))))
    ):  # fmt: skip
        write(checkpoint / "best_model.pth")
        with pytest.raises(VoiceError, match="safely"):
            import_voice(checkpoint, f"vond-{number}")
    assert not deed.exists()


@pytest.mark.slow
def test_an_import_that_is_ended_leaves_nothing(checkpoint: Path) -> None:
    """SIGTERM and Ctrl-C at once; what SIGKILL leaves goes with the next import of any voice."""
    command = [sys.executable, "-m", "audio_edition", "voices", "import", str(checkpoint), "--id"]
    for number, sign in enumerate((signal.SIGTERM, signal.SIGINT, signal.SIGKILL)):
        process = subprocess.Popen(
            [*command, f"v{number}"], stderr=subprocess.PIPE, text=True,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
        )  # fmt: skip
        for _ in range(2000):
            if list(models_folder().glob(f".v{number}.*")) or process.poll() is not None:
                break
            time.sleep(0.02)
        process.send_signal(sign)
        told = process.communicate(timeout=60)[1]
        # Ended while torch is imported, CPython itself ends by SIGINT in place of the code: 130 for a shell.
        assert "Traceback" not in told and process.returncode in (130, -signal.SIGINT, -sign)
        assert bool(list(models_folder().glob(".v*"))) == (sign == signal.SIGKILL)
    import_voice(checkpoint, "sist")
    assert [path.name for path in models_folder().iterdir()] == ["sist"]

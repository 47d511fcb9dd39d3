"""Voices of the user's own: a Piper voice or a Coqui checkpoint becomes a folder that `--voice` finds."""

from __future__ import annotations

import contextlib
import hashlib
import re
import shutil
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_edition.disk import MOST_BYTES, real_path, whole_folder
from audio_edition.engines.vits.checked_config import checked
from audio_edition.engines.vits.checkpoint import TOKENS_NAME, find_weights, read_config, require_torch
from audio_edition.engines.vits.equality import Difference
from audio_edition.engines.vits.files import GRAPH_NAME, is_packed
from audio_edition.engines.vits.info import VitsInfo
from audio_edition.errors import AudioEditionError, VoiceError
from audio_edition.models.espeak import language_tag, symbol_map
from audio_edition.models.install import measured
from audio_edition.models.writing import write_description
from audio_edition.settings import models_folder
from audio_edition.types import Voice
from audio_edition.voices.catalogue import find_voice, shipped_folder
from audio_edition.voices.composed import SPOKEN_SYMBOLS as OWN_SYMBOLS
from audio_edition.voices.composed import symbol_map as own_symbol_map

if TYPE_CHECKING:
    from audio_edition.models.compiling import Compiled, Precision

_TORCH_HINT = "pip install 'audio-edition[torch]', or compile the voice where torch is"
MAX_SYMBOLS, SPLIT_ABOVE = 600, 300


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import made."""

    voice: Voice
    difference: Difference | None
    """Between the Piper voice and the checkpoint made of it; None for a checkpoint taken as it is."""


def import_voice(
    source: Path,
    id: str | None = None,
    *,
    language: str | None = None,
    licence: str | None = None,
    attribution: str | None = None,
    force: bool = False,
) -> Imported:
    """Make a voice of a Piper voice (`NAME.onnx`) or of a Coqui VITS checkpoint folder.

    The voice's folder holds a Coqui checkpoint and a voice.toml with a map from our phonemes. A Piper voice
    is run beside its copy and refused when they differ. Raises VoiceError, EngineUnavailable without torch.
    """
    id = id or re.sub(r"[^a-z0-9-]+", "-", source.name.removesuffix(".onnx").lower()).strip("-")
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,63}", id):
        raise VoiceError(
            f"'{id}' cannot be a voice's id: small letters, digits and hyphens; choose one with --id"
        )
    if not source.exists() and (shipped_folder() / source / GRAPH_NAME).is_file():
        source = shipped_folder() / source
    folder = models_folder() / id
    if not force and (folder.exists() or (shipped_folder() / id).exists()):
        raise VoiceError(
            f"there is a voice called '{id}' already; choose another --id, or replace it with --force"
        )
    if not source.is_dir() and source.suffix != ".onnx":
        raise VoiceError(f"{source}: neither a Piper voice (NAME.onnx) nor the folder of a Coqui checkpoint")
    require_torch()
    # Here: the catalogue's own voices are installed where there is no torch.
    from audio_edition.engines.vits.loading import load_vits
    from audio_edition.models import importing, packing

    difference = None
    espeak_voice = ""
    with whole_folder(folder) as part, _named(source, part, id):
        if source.is_dir() and is_packed(source):
            packing.unpack(source, part)
        elif source.is_dir():
            _copy_checkpoint(source, part)
        else:
            espeak_voice = importing.write_checkpoint(source, part).language
            difference = importing.prove_equal(source, part)
        _, info = load_vits(part)
        espeak_voice = espeak_voice or language or ""
        table = _table(
            id,
            info,
            part,
            espeak_voice,
            language=language or language_tag(espeak_voice),
            licence=licence or _card(source, "License") or "unknown: ask who made it before you publish",
            attribution=attribution or f"{source.name}, imported",
        )
        if difference is not None:
            table["model"]["difference"] = dict(difference.as_table())
        write_description(part, table, f"Written by `audio-edition voices import {source.name}`.")
        measured(part, table, f"Written by `audio-edition voices import {source.name}`.")
    return Imported(find_voice(id), difference)


def compile_voice(id: str, precision: Precision = "float32") -> tuple[Voice, Compiled]:
    """Compile a Coqui voice of the user's folder; from then on it is spoken without torch."""
    voice = find_voice(id)
    if voice.engine != "coqui":
        raise VoiceError(
            f"voice '{id}' is spoken by the engine '{voice.engine}' and needs no compiling; only Coqui voices do"
        )
    require_torch()
    from audio_edition.models.compiling import compile_checkpoint

    result = compile_checkpoint(voice.folder, voice.folder / GRAPH_NAME, precision)
    table = tomllib.loads((voice.folder / "voice.toml").read_text(encoding="utf-8"))
    table["model"]["modules"] = ["onnxruntime"]
    table["model"]["install"] = f"audio-edition voices compile {id}"
    table["model"]["files"] = [_file(voice.folder / GRAPH_NAME)]
    table["model"]["compiled"] = {"precision": precision} | dict(
        (result.stored or result.difference).as_table()
    )
    write_description(voice.folder, table, f"Compiled by `audio-edition voices compile {id}`.")
    return find_voice(id), result


@contextlib.contextmanager
def _named(source: Path, part: Path, id: str) -> Iterator[None]:
    """Let errors name what the user has given, and not the folder that vanishes."""
    try:
        yield
    except AudioEditionError as error:
        told = str(error).replace(str(part), str(source)).replace(part.name, id)
        raise type(error)(told) from error


def _copy_checkpoint(source: Path, folder: Path) -> None:
    """Copy what speaking needs. What the configuration asks for is looked at before a byte is copied."""
    weights = find_weights(source)
    checked(source, read_config(source))
    for path in source.iterdir():
        if (
            path in (weights, source / "config.json", source / TOKENS_NAME)
            or path.suffix in (".json", ".pth")
            and _goes_along(path, source)
        ):
            shutil.copyfile(path, folder / path.name)


def _goes_along(path: Path, source: Path) -> bool:
    """Whether a file beside weights and configuration is one of the voice's own: no device, nothing endless, and nothing from elsewhere
    that a link leads to, but for lists of speakers and languages, which a cache of downloads keeps elsewhere.
    """
    if not path.is_file():
        return False
    of_model = path.name.startswith(("speaker", "language"))
    small = path.suffix == ".json" and path.stat().st_size <= MOST_BYTES
    return of_model or (small and real_path(path).is_relative_to(real_path(source)))


def _table(
    id: str, info: VitsInfo, folder: Path, espeak_voice: str, *, language: str, licence: str, attribution: str
) -> dict[str, Any]:
    speakers: dict[str, dict[str, Any]] = {name: {"sid": number} for name, number in info.speakers.items()}
    speakers = speakers or {"default": {}}
    names = list(speakers)
    files = [find_weights(folder), folder / "config.json", folder / TOKENS_NAME]
    table: dict[str, Any] = {
        "schema": 1,
        "name": id,
        "engine": "coqui",
        "language": language,
        "sample_rate_hz": info.sample_rate_hz,
        "input": "phonemes",
        "stress_at": "vowel",
        "max_symbols": MAX_SYMBOLS,
        "split_above": SPLIT_ABOVE,
        "licence": licence,
        "attribution": attribution,
        "model": {
            "modules": ["torch", "TTS"],
            "install": _TORCH_HINT,
            "files": [_file(path) for path in files if path.is_file()],
        },
        "speakers": speakers,
        "cast": {"narrator": names[0], "aside": names[1 % len(names)], "quote": names[2 % len(names)]},
    }
    vocabulary = set(info.tokens.symbols)
    mapped, missing = symbol_map(espeak_voice or "nb", vocabulary)
    if vocabulary.issuperset(OWN_SYMBOLS):
        # Trained by `voices train`: it knows our phonemes themselves.
        table["symbols"] = own_symbol_map()
    elif not missing:
        table["symbols"] = mapped
    elif _takes_letters(info):
        table["input"] = "graphemes"
        del table["stress_at"]
    else:
        raise VoiceError(
            f"voice '{id}': its model has no symbols for our {' '.join(missing)} and does not take letters either; "
            "train with IPA or with the letters of Nynorsk, see docs/coqui.md"
        )
    return table


def _takes_letters(info: VitsInfo) -> bool:
    return all(letter in info.tokens.symbols for letter in "abdefghijklmnoprstuvyøå ,.?")


def _file(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"name": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _card(source: Path, key: str) -> str | None:
    """A line `* License: CC0` of the model card beside a Piper voice."""
    path = source.parent / "MODEL_CARD"
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    match = re.search(rf"^\W*{key}:\s*(\S.*)$", text, re.MULTILINE)
    return match[1].strip() if match else None

"""A Coqui VITS checkpoint folder becomes coqui-tts's own model, ready to speak. For who has asked `require_torch`."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file
from torch.nn.utils import parametrize
from TTS.tts.configs.vits_config import VitsConfig
from TTS.tts.models.vits import Vits
from TTS.tts.utils.text.characters import IPAPhonemes

from audio_edition.engines.vits.checked_config import checked
from audio_edition.engines.vits.checkpoint import TOKENS_NAME, find_weights, read_config, speaks
from audio_edition.engines.vits.info import Tokens, VitsInfo
from audio_edition.errors import VoiceError


def load_vits(folder: Path) -> tuple[Any, VitsInfo]:
    """The model, ready for inference on the CPU, and what is to be known about it.

    Raises VoiceError for a folder that is no Coqui VITS checkpoint (with the reason). Weights are loaded with
    `weights_only=True`: nothing in a checkpoint is executed.
    """
    table = checked(folder, read_config(folder))
    weights = find_weights(folder)
    config = _build_config(folder, table)
    model = _build_model(folder, config)
    _fill(model, read_weights(weights), weights)
    model.eval()
    _fold_weight_norm(model)
    return model, _describe(folder, model)


def read_weights(path: Path) -> dict[str, Any]:
    """Tensors by name. Raises VoiceError for a file that is cut short or holds anything but weights."""
    try:
        if path.suffix == ".safetensors":
            return dict(load_file(path))
        with warnings.catch_warnings(action="ignore"):
            state = torch.load(path, map_location="cpu", weights_only=True)
        return dict(state.get("model", state))
    except Exception as error:  # torch, pickle, zipfile and safetensors each raise their own
        text = str(error).strip() or repr(error)
        raise VoiceError(f"{path}: not weights that can be loaded safely: {text.splitlines()[0]}") from error


def _build_config(folder: Path, table: dict[str, Any]) -> Any:
    """VitsConfig for speaking."""
    table = json.loads(json.dumps(table))
    arguments = table.setdefault("model_args", {})
    arguments["init_discriminator"] = False
    arguments["use_speaker_encoder_as_loss"] = False
    characters = table.get("characters") or {}
    if not str(characters.get("characters_class") or "TTS.").startswith("TTS."):
        raise VoiceError(
            f"{folder / 'config.json'}: characters_class is {characters['characters_class']!r}; "
            "only classes of coqui-tts itself are loaded"
        )
    config = VitsConfig()
    try:
        with warnings.catch_warnings(action="ignore"):  # it tells by pages what it takes its own value for
            config.from_dict(table)
    except Exception as error:  # coqpit raises ValueError, TypeError, AttributeError and its own
        raise VoiceError(f"{folder / 'config.json'}: coqui-tts does not accept it: {error}") from error
    if config.use_phonemes and not (config.characters and config.characters.characters_class):
        _, config = IPAPhonemes().init_from_config(config)
    # Coqui's cleaners and phonemizers never see a text of ours: they would start espeak-ng for nothing.
    config.use_phonemes = False
    config.phonemizer = None
    config.text_cleaner = "no_cleaners"
    return config


def _build_model(folder: Path, config: Any) -> Any:
    try:
        return Vits(config)
    except Exception as error:  # a wrong configuration shows itself in many ways
        raise VoiceError(f"{folder / 'config.json'}: coqui-tts cannot build the model: {error}") from error


def _fill(model: Any, weights: Mapping[str, Any], path: Path) -> None:
    """Put the weights in; every part that speaks must be there, with the right shape."""
    try:
        missing, unexpected = model.load_state_dict(dict(weights), strict=False)
    except RuntimeError as error:
        reason = str(error).strip().splitlines()[-1].strip()
        raise VoiceError(f"{path}: the weights do not fit config.json: {reason}") from error
    missing = [name for name in missing if speaks(name)]
    unexpected = [name for name in unexpected if speaks(name)]
    if missing or unexpected:
        what = f"{missing[0]!r} is missing" if missing else f"{unexpected[0]!r} has no place"
        raise VoiceError(f"{path}: the weights do not fit config.json: {what}")


def _fold_weight_norm(model: Any) -> None:
    for module in model.modules():
        if parametrize.is_parametrized(module, "weight"):
            parametrize.remove_parametrizations(module, "weight")


def _describe(folder: Path, model: Any) -> VitsInfo:
    arguments = model.args
    if arguments.encoder_sample_rate:
        raise VoiceError(f"{folder}: models with an encoder_sample_rate of their own are not supported")
    speakers = {}
    if model.speaker_manager is not None and arguments.use_speaker_embedding:
        speakers = dict(model.speaker_manager.name_to_id)
        if not speakers and model.num_speakers > 1:
            speakers = {str(number): number for number in range(model.num_speakers)}
    if arguments.use_d_vector_file:
        raise VoiceError(
            f"{folder}: models with d-vectors are not supported; train with use_speaker_embedding"
        )
    if arguments.use_language_embedding:
        raise VoiceError(
            f"{folder}: models with a language embedding are not supported; train for one language"
        )
    return VitsInfo(
        sample_rate_hz=int(model.config.audio.sample_rate),
        hop_length=int(model.config.audio.hop_length),
        channels=int(arguments.hidden_channels),
        tokens=_read_tokens(folder, model),
        noise_scale=float(arguments.inference_noise_scale),
        noise_scale_durations=float(arguments.inference_noise_scale_dp),
        length_scale=float(arguments.length_scale),
        speakers=speakers,
        made={"from": "coqui"},
    )


def _read_tokens(folder: Path, model: Any) -> Tokens:
    """The vocabulary of `tokens.json` where there is one, else as Coqui's own tokenizer would do it."""
    path = folder / TOKENS_NAME
    if path.is_file():
        try:
            table = json.loads(path.read_text(encoding="utf-8"))
            symbols = {symbol: tuple(ids) for symbol, ids in table.pop("symbols").items()}
            return Tokens(symbols=symbols, **{key: tuple(ids) for key, ids in table.items()})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise VoiceError(f"{path}: cannot be read: {error!r}") from error
    characters = model.tokenizer.characters
    symbols = {symbol: (characters.char_to_id(symbol),) for symbol in characters.vocab if len(symbol) == 1}
    blank = (
        (characters.blank_id if characters.blank else characters.pad_id,) if model.config.add_blank else ()
    )
    begin: tuple[int, ...] = blank
    end: tuple[int, ...] = ()
    if model.config.enable_eos_bos_chars:
        begin, end = (characters.bos_id, *blank), (characters.eos_id,)
    return Tokens(symbols=symbols, begin=begin, after=blank, end=end)

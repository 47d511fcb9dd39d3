"""Import a Piper voice: its weights become a Coqui checkpoint, which is proven to sound the same."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch
from TTS.tts.configs.shared_configs import CharactersConfig
from TTS.tts.configs.vits_config import VitsArgs, VitsConfig
from TTS.tts.models.vits import Vits

from audio_edition.engines.session import open_session
from audio_edition.engines.vits.checkpoint import TOKENS_NAME, speaks
from audio_edition.engines.vits.compiled import OnnxEngine, read_info
from audio_edition.engines.vits.equality import Difference, bare_voice, compare, require_equal
from audio_edition.engines.vits.graphs.file import load_graph
from audio_edition.engines.vits.live import CoquiEngine
from audio_edition.engines.vits.loading import load_vits
from audio_edition.engines.vits.piper import (
    BEGIN,
    END,
    PAD,
    PiperConfig,
    find_config,
    read_config,
)
from audio_edition.engines.vits.piper_opening import write_opened
from audio_edition.errors import VoiceError
from audio_edition.models.piper_weights import PiperWeights

_PRIVATE_USE = 0xE000


def write_checkpoint(source: Path, folder: Path) -> PiperConfig:
    """Write a Coqui checkpoint with the weights of the Piper voice at `source` into `folder`.

    The parts that only training needs are there too, untrained, so that coqui-tts itself loads the folder.
    Raises VoiceError where a weight is missing, left over or of another shape.
    """
    config = read_config(find_config(source))
    weights = PiperWeights(load_graph(source), str(source))
    model = _coqui_model(config, weights, str(source))
    state = _fitting_state(model, weights.state(), str(source))
    model.load_state_dict(state)
    folder.mkdir(parents=True, exist_ok=True)
    torch.save({"model": model.state_dict()}, folder / "model.pth")
    model.config.save_json(str(folder / "config.json"))
    (folder / TOKENS_NAME).write_text(
        json.dumps(asdict(config.tokens), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    return config


def prove_equal(source: Path, folder: Path) -> Difference:
    """Run the Piper voice and the checkpoint made from it, with all noise at 0 and with the same noise.

    Returns the greater difference; raises VoiceError where it is not the same sound.
    """
    with tempfile.TemporaryDirectory(prefix="audio-edition-") as scratch:
        opened = Path(scratch) / "opened.onnx"
        write_opened(source, find_config(source), opened)
        session = open_session(opened)
        voice = bare_voice("original", Path(scratch))
        original = OnnxEngine(voice, session, read_info(session, opened))
        model, info = load_vits(folder)
        copy = CoquiEngine(voice, model, info, "cpu")
        results = [compare(original, copy, original.info, chance=chance) for chance in (False, True)]
        original.close()
    for result in results:
        require_equal(result, str(source))
    return max(results, key=lambda result: result.largest)


def _coqui_model(config: PiperConfig, weights: PiperWeights, where: str) -> Any:
    arguments = weights.model_args()
    speakers = arguments.pop("num_speakers", 0)
    names = {number: name for name, number in config.speakers.items()}
    hop_length = 1
    for stride in arguments["upsample_rates_decoder"]:
        hop_length *= stride
    table = VitsConfig(model_args=VitsArgs(**arguments))
    table.model_args.num_speakers = speakers
    table.num_speakers = speakers
    table.speakers = [names.get(number, str(number)) for number in range(speakers)] or None
    table.use_speaker_embedding = bool(speakers)
    table.audio.sample_rate = config.sample_rate_hz
    table.audio.hop_length = hop_length
    table.model_args.inference_noise_scale = config.noise_scale
    table.model_args.inference_noise_scale_dp = config.noise_scale_durations
    table.model_args.length_scale = config.length_scale
    table.text_cleaner = "no_cleaners"
    table.use_phonemes = False
    table.add_blank = True
    table.characters = _characters(config, arguments["num_chars"])
    try:
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            return Vits(table)
    except (RuntimeError, ValueError, AssertionError) as error:
        raise VoiceError(f"{where}: coqui-tts cannot build its shape: {error}") from error


def _characters(config: PiperConfig, count: int) -> Any:
    """A vocabulary in which the place of each symbol is its id; a free place gets a private-use character."""
    places = [chr(_PRIVATE_USE + index) for index in range(count)]
    known = dict(config.tokens.symbols) | {
        BEGIN: config.tokens.begin[:1],
        PAD: config.tokens.after[:1],
        END: config.tokens.end[:1],
    }
    for symbol, ids in known.items():
        if len(symbol) == 1 and len(ids) == 1 and ids[0] < count:
            places[ids[0]] = symbol
    # Coqui's own class puts the pad first and its blank last.
    return CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        pad=places[0],
        punctuations="",
        characters="".join(places[1 : count - 1]),
        phonemes="",
        blank="<BLNK>",
        is_unique=False,
        is_sorted=False,
    )


def _fitting_state(model: Any, given: Mapping[str, Any], where: str) -> dict[str, Any]:
    """The model's own state with every tensor that speaks taken from `given`, none left over."""
    state = dict(model.state_dict())
    left = dict(given)
    for name, target in list(state.items()):
        if not speaks(name) or ".flows.1." in name and name.startswith("duration_predictor"):
            continue
        base, _, part = name.partition(".parametrizations.weight.")
        value = left.pop(f"{base}.weight", None) if part == "original1" else None
        if part == "original0":
            continue
        if not part:
            value = left.pop(name, None)
        if value is None:
            raise VoiceError(f"{where}: its weights have no {name}, so it cannot be imported")
        tensor = torch.from_numpy(value.copy())
        if tensor.shape != target.shape:
            if tensor.numel() != target.numel():
                raise VoiceError(f"{where}: {name} is {tuple(tensor.shape)}, not {tuple(target.shape)}")
            tensor = tensor.reshape(target.shape)
        state[name] = tensor
        if part:
            # Weight norm: direction and length; with the weight itself as direction the product is the weight.
            lengths = tensor.flatten(1).norm(dim=1)
            state[f"{base}.parametrizations.weight.original0"] = lengths.reshape(
                state[f"{base}.parametrizations.weight.original0"].shape
            )
    if left:
        raise VoiceError(f"{where}: its weights have {min(left)}, for which Coqui's VITS has no place")
    return state

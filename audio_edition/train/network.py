"""The model that is trained: coqui-tts's `Vits`, begun from a Piper voice, and written back as a checkpoint folder."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn.utils import parametrize
from TTS.tts.configs.shared_configs import CharactersConfig
from TTS.tts.configs.vits_config import VitsArgs, VitsConfig
from TTS.tts.models.vits import Vits

from audio_edition.disk import whole
from audio_edition.engines.vits.checkpoint import TOKENS_NAME, speaks
from audio_edition.engines.vits.graphs.file import load_graph
from audio_edition.engines.vits.info import Tokens
from audio_edition.engines.vits.loading import load_vits
from audio_edition.engines.vits.piper import find_config, read_config
from audio_edition.errors import VoiceError
from audio_edition.models.espeak import symbol_map
from audio_edition.models.piper_weights import PiperWeights
from audio_edition.train.embedding import SharedEmbedding
from audio_edition.voices.composed import BEGIN, END, PAD, SYMBOLS, parts_of

_PRIVATE_USE = 0xE000
_SPEAKER_CHANNELS = 256
_EMBEDDING = "text_encoder.emb"
_SPEAKERS = "emb_g.weight"
_DECIDED_HERE = ("inference_noise_scale", "inference_noise_scale_dp", "speakers_file")
_BEGUN_ANEW = ("duration_predictor.", f"{_EMBEDDING}.", "emb_g.")


@dataclass(frozen=True, slots=True)
class Shape:
    """What distinguishes one of our trained models from another; kept with its state."""

    speakers: tuple[str, ...]
    blanks: bool = False
    """A blank after each symbol, as in Piper's sequences: helps a search for durations, costs time otherwise."""
    variational: bool = False
    """Trained as VITS is, with a posterior; then it is spoken with noise."""

    @property
    def tokens(self) -> Tokens:
        """The vocabulary and the shape of its sequences."""
        numbers = {symbol: (number,) for number, symbol in enumerate(SYMBOLS)}
        pad, begin, end = (numbers.pop(symbol) for symbol in (PAD, BEGIN, END))
        if self.blanks:
            return Tokens(numbers, begin + pad, pad, end)
        return Tokens(numbers, begin, (), end)


def new_network(shape: Shape, base: Path, seed: int = 0) -> Any:
    """A `Vits` with everything of the voice at `base` that fits, ready for training, without weight norm.

    Of a Piper voice (NAME.onnx) begin anew: posterior encoder, duration predictor, and all that listens to who speaks,
    which begins at zero, so that every speaker is the base voice at first. Of a checkpoint that was trained here (a
    folder) everything is kept; a speaker whom it does not know begins as the mean of those it knows. Raises VoiceError
    for any other base.
    """
    torch.manual_seed(seed)
    if base.is_dir():
        return _gone_on_from(shape, base)
    piper = read_config(find_config(base))
    weights = PiperWeights(load_graph(base), str(base))
    given = {name: torch.from_numpy(value.copy()) for name, value in weights.state().items()}
    model = Vits(_config(shape, weights.model_args(), piper.sample_rate_hz))
    fold_weight_norm(model)
    state = model.state_dict()
    for name, value in given.items():
        if name.startswith(_BEGUN_ANEW):
            continue
        if name not in state or state[name].numel() != value.numel():
            raise VoiceError(f"{base}: its {name} has no place in the model that is to be trained")
        state[name] = value.reshape(state[name].shape)
    model.load_state_dict(state)
    _silence_conditions(model)
    rows = _rows(given[f"{_EMBEDDING}.weight"], piper)
    model.text_encoder.emb = SharedEmbedding(SYMBOLS, rows)
    return model


def has_blanks(base: Path) -> bool:
    """Whether the checkpoint in folder `base` has learnt sequences with a blank after each symbol."""
    return bool(json.loads((base / TOKENS_NAME).read_text(encoding="utf-8"))["after"])


def _gone_on_from(shape: Shape, base: Path) -> Any:
    old, info = load_vits(base)
    if dict(info.tokens.symbols) != dict(shape.tokens.symbols):
        raise VoiceError(
            f"{base}: its symbols are not ours; begin from a Piper voice or from one that was trained by this program"
        )
    arguments = {key: value for key, value in old.args.to_dict().items() if key not in _DECIDED_HERE}
    model = Vits(_config(shape, arguments, info.sample_rate_hz, speakers_apart=hasattr(old, "emb_g")))
    fold_weight_norm(model)
    given = old.state_dict()
    if hasattr(model, "emb_g"):
        rows = given.pop(_SPEAKERS, None)
        if rows is None:
            _silence_conditions(model)
        else:
            known = info.speakers
            chosen = [rows[known[name]] if name in known else rows.mean(dim=0) for name in shape.speakers]
            given[_SPEAKERS] = torch.stack(chosen)
    state = model.state_dict()
    for name, value in given.items():
        if name in state and state[name].shape == value.shape:
            state[name] = value
        elif speaks(name):
            raise VoiceError(f"{base}: its {name} has no place in the model that is to be trained")
    model.load_state_dict(state)
    model.text_encoder.emb = SharedEmbedding(SYMBOLS, model.text_encoder.emb.weight.detach().clone())
    return model


def write_checkpoint(model: Any, weights: Mapping[str, Any], shape: Shape, folder: Path) -> None:
    """A Coqui checkpoint folder (`config.json`, `model.pth`, `tokens.json`) of `weights`, a state of `model`."""
    plain = {
        name: value.detach().float().cpu()
        for name, value in weights.items()
        if not name.startswith(_EMBEDDING)
    }
    embedding = model.text_encoder.emb
    own = {
        name.removeprefix(f"{_EMBEDDING}."): value
        for name, value in weights.items()
        if name.startswith(_EMBEDDING)
    }
    folded = SharedEmbedding(SYMBOLS, torch.zeros(len(SYMBOLS), embedding.own.shape[1]))
    folded.load_state_dict(own)
    plain[f"{_EMBEDDING}.weight"] = folded.folded().detach().float().cpu()
    config = model.config
    target = Vits(config)
    state = target.state_dict()
    for name in state:
        module, _, part = name.partition(".parametrizations.weight.")
        if part == "original1":
            state[name] = plain[f"{module}.weight"]
            lengths = state[name].flatten(1).norm(dim=1)
            length = f"{module}.parametrizations.weight.original0"
            state[length] = lengths.reshape(state[length].shape)
        elif not part:
            state[name] = plain[name]
    folder.mkdir(parents=True, exist_ok=True)
    with whole(folder / "model.pth") as part:
        torch.save({"model": state}, part)
    config.save_json(str(folder / "config.json"))
    (folder / TOKENS_NAME).write_text(
        json.dumps(asdict(shape.tokens), ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def fold_weight_norm(model: Any) -> None:
    """Plain weights instead of weight norm's two factors: fewer operations a step, and nothing to convert."""
    for module in model.modules():
        if parametrize.is_parametrized(module, "weight"):
            parametrize.remove_parametrizations(module, "weight")


def _config(
    shape: Shape, arguments: Mapping[str, Any], sample_rate_hz: int, speakers_apart: bool = False
) -> Any:
    """`speakers_apart`: a model that listens to who speaks, though there be only one."""
    table = VitsConfig(model_args=VitsArgs(**dict(arguments)))
    given = table.model_args
    given.num_chars = len(SYMBOLS)
    given.use_sdp = False
    given.init_discriminator = False
    if not shape.variational:
        given.inference_noise_scale = given.inference_noise_scale_dp = 0.0
    many = speakers_apart or len(shape.speakers) > 1
    given.use_speaker_embedding = table.use_speaker_embedding = many
    given.num_speakers = table.num_speakers = len(shape.speakers) if many else 0
    given.speaker_embedding_channels = _SPEAKER_CHANNELS
    table.speakers = list(shape.speakers) if many else None
    hop_length = 1
    for stride in given.upsample_rates_decoder:
        hop_length *= stride
    table.audio.sample_rate = sample_rate_hz
    table.audio.hop_length = hop_length
    table.text_cleaner = "no_cleaners"
    table.use_phonemes = False
    table.add_blank = shape.blanks
    places = [symbol if len(symbol) == 1 else chr(_PRIVATE_USE + n) for n, symbol in enumerate(SYMBOLS)]
    table.characters = CharactersConfig(
        characters_class="TTS.tts.models.vits.VitsCharacters",
        pad=places[0],
        punctuations="",
        characters="".join(places[1:-1]),
        phonemes="",
        blank="<BLNK>",
        is_unique=False,
        is_sorted=False,
    )
    return table


def _silence_conditions(model: Any) -> None:
    """Layers that add what belongs to a speaker begin at zero."""
    layers: list[Any] = [
        getattr(model.waveform_decoder, "cond_layer", None),
        getattr(model.duration_predictor, "cond", None),
    ]
    layers += [getattr(flow.enc, "cond_layer", None) for flow in model.flow.flows]
    for layer in layers:
        if layer is not None:
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)


def _rows(base: Any, piper: Any) -> Any:
    """A row for each of our symbols: the mean of the base voice's symbols for that sound."""
    known = piper.tokens.symbols
    mapped, missing = symbol_map(piper.language, known)
    if missing:
        raise VoiceError(
            f"the base voice has no symbols for our {' '.join(missing)}; begin from another voice"
        )
    special = {PAD: piper.tokens.after, BEGIN: piper.tokens.begin[:1], END: piper.tokens.end[:1]}
    special["ː"] = known.get("ː", piper.tokens.after)
    rows = torch.zeros(len(SYMBOLS), base.shape[1])
    for number, symbol in enumerate(SYMBOLS):
        sound = parts_of(symbol)[1]
        places: Sequence[int] = special.get(sound) or [
            place for part in mapped[sound] for place in known[part]
        ]
        rows[number] = base[list(places)].mean(dim=0)
    return rows

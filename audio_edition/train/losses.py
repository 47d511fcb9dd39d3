"""How far two sounds are apart, and what each objective asks of the model.

*Direct*: the prior's mean, spread by the given durations, goes through the flow and the decoder, and the sound is
compared with the recording's. It suits a teacher that says the same text in one way only, and durations that are
known: everything that speaks is taught by the sound itself, and posterior and search cost nothing.

*Variational*: VITS as published (Kim et al., 2021). It suits people, who say a text in many ways, and finds the
durations by itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import torch
from torch.nn import functional
from TTS.tts.layers.losses import VitsGeneratorLoss
from TTS.tts.utils.helpers import generate_path, rand_segments, segment
from TTS.utils.audio.torch_transforms import wav_to_mel, wav_to_spec

from audio_edition.train.batches import MARGIN_FRAMES, Batch
from audio_edition.train.head import MEL_BANDS, MelHead
from audio_edition.train.pitch import WINDOW, pitch_distance

MEL_WEIGHT = 45.0
PITCH_WEIGHT = 80.0
_SCALES = ((512, 128, 60), (2048, 512, 120))
"""FFT, hop and mel bands beside the model's own: short windows hear clicks, long ones hear pitch."""


@dataclass(slots=True)
class BatchLoss:
    """What an objective gives for one batch."""

    loss: Any
    parts: dict[str, float]
    heard: Any
    """(B, 1, samples): what the decoder made …"""
    wanted: Any
    """… and the recording's sound there."""
    extra: dict[str, Any] = field(default_factory=dict)


def mel(wave: Any, audio: Any, scale: tuple[int, int, int] | None = None) -> Any:
    """Natural logarithm of mel magnitudes, (B, bands, frames), of (B, 1, samples).

    `audio`: the model's `config.audio`; without `scale` in its own frames and MEL_BANDS bands.
    """
    size, hop, bands = scale or (int(audio.fft_size), int(audio.hop_length), MEL_BANDS)
    rate = int(audio.sample_rate)
    return wav_to_mel(wave.float().clamp(-1, 1), size, bands, rate, hop, size, 0.0, rate / 2)


def mel_distance(heard: Any, wanted: Any, audio: Any, *, own_only: bool = False) -> Any:
    """Mean absolute difference of log mels: of the model's own and, unless `own_only`, of the other resolutions."""
    scales = [scale for scale in _SCALES if not own_only and scale[0] <= heard.shape[2]]
    distances = [
        functional.l1_loss(mel(heard, audio, scale), mel(wanted, audio, scale)) for scale in (None, *scales)
    ]
    return sum(distances) / len(distances)


def speaker_condition(model: Any, speakers: Any) -> Any:
    """What the model's parts are told of the speaker: (B, channels, 1), or None for one speaker."""
    return model.emb_g(speakers).unsqueeze(-1) if hasattr(model, "emb_g") else None


def duration_loss(model: Any, hidden: Any, mask: Any, durations: Any, condition: Any) -> Any:
    """Mean squared error of log durations. Speech rounds up, so the aim is half a frame below."""
    g = None if condition is None else condition.detach()
    predicted = model.duration_predictor(hidden.detach(), mask, g=g).float()
    wanted = torch.log((durations - 0.5).clamp_min(0.5)).unsqueeze(1) * mask
    return torch.sum((predicted - wanted) ** 2 * mask) / torch.sum(mask)


def direct(model: Any, head: MelHead, batch: Batch, piece: int) -> BatchLoss:
    """The direct objective on a batch of windows; `piece` frames in the middle of each are decoded, 0 for none."""
    g = speaker_condition(model, batch.speakers)
    hidden, means, _, token_mask = model.text_encoder(batch.tokens, batch.lengths)
    lasting = duration_loss(model, hidden, token_mask, batch.durations, g)
    prior = spread(means, batch.place) * batch.mask
    z = model.flow(prior, batch.mask, g=g, reverse=True) * batch.mask
    window = z.shape[2] - 2 * MARGIN_FRAMES
    read = head(z)[:, :, MARGIN_FRAMES : MARGIN_FRAMES + window].float()
    first = MARGIN_FRAMES + (window - piece) // 2
    hop = model.config.audio.hop_length
    parts = {"dur": lasting.item()}
    with torch.autocast(z.device.type, enabled=False):
        wanted_mel = mel(batch.wave, model.config.audio)
        inside = batch.mask[:, :, MARGIN_FRAMES : MARGIN_FRAMES + window]
        off = ((read - wanted_mel).abs() * inside).sum() / (inside.sum() * MEL_BANDS)
    parts["read"] = off.item()
    loss = MEL_WEIGHT * off + lasting
    if not piece:
        return BatchLoss(loss, parts, None, None)
    heard = model.waveform_decoder(z[:, :, first : first + piece], g=g).float()
    edges = batch.mask[:, :, first : first + piece].repeat_interleave(hop, dim=2)
    begin = (first - MARGIN_FRAMES) * hop
    wanted = batch.wave[:, :, begin : begin + piece * hop]
    with torch.autocast(z.device.type, enabled=False):
        distance = mel_distance(heard * edges, wanted * edges, model.config.audio)
    parts["mel"] = distance.item()
    loss = loss + MEL_WEIGHT * distance
    if piece * hop >= WINDOW:
        with torch.autocast(z.device.type, enabled=False):
            melody = pitch_distance(heard * edges, wanted * edges, int(model.config.audio.sample_rate))
        parts["pitch"] = melody.item()
        loss = loss + PITCH_WEIGHT * melody
    return BatchLoss(loss, parts, heard * edges, wanted * edges)


def spread(means: Any, place: Any) -> Any:
    """(B, C, T) by tokens → (B, C, F) by frames."""
    return means.gather(2, place.unsqueeze(1).expand(-1, means.shape[1], -1))


def variational(model: Any, batch: Batch, kl_weight: float = 1.0) -> BatchLoss:
    """VITS's own objective on a batch of whole sentences; durations are searched where none are given."""
    config = model.config.audio
    g = speaker_condition(model, batch.speakers)
    hidden, means, log_scales, token_mask = model.text_encoder(batch.tokens, batch.lengths)
    spectrum = wav_to_spec(batch.wave, config.fft_size, config.hop_length, config.win_length)
    z, _, posterior_scales, frame_mask = model.posterior_encoder(
        spectrum * batch.mask, batch.frame_lengths, g=g
    )
    z_p = model.flow(z, frame_mask, g=g)
    if batch.durations is None:
        found: dict[str, Any] = {}
        _, path = model.forward_mas(
            found,
            z_p.float(),
            means.float(),
            log_scales.float(),
            hidden.float(),
            token_mask,
            frame_mask,
            g,
            None,
        )
        path = path.squeeze(1)
        durations = path.sum(2)
    else:
        durations = batch.durations
        both = token_mask.transpose(1, 2) * frame_mask
        path = generate_path(durations, both)
    lasting = duration_loss(model, hidden, token_mask, durations, g)
    means, log_scales = (torch.matmul(part.float(), path) for part in (means, log_scales))
    pieces, starts = rand_segments(
        z, batch.frame_lengths, model.spec_segment_size, let_short_samples=True, pad_short=True
    )
    heard = model.waveform_decoder(pieces, g=g).float()
    hop = config.hop_length
    wanted = segment(batch.wave, starts * hop, model.spec_segment_size * hop, pad_short=True)
    with torch.autocast(heard.device.type, enabled=False):
        distance = mel_distance(heard, wanted, config)
        divergence = VitsGeneratorLoss.kl_loss(z_p, posterior_scales, means, log_scales, frame_mask)
    loss = MEL_WEIGHT * distance + kl_weight * divergence + lasting
    parts = {"mel": distance.item(), "kl": divergence.item(), "dur": lasting.item()}
    return BatchLoss(loss, parts, heard, wanted, {"durations": durations})

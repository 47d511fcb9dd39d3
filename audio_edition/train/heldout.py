"""Sentences that are never trained on, and how near the model comes to them."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from TTS.tts.utils.helpers import generate_path

from audio_edition.listener.compare import Comparison
from audio_edition.train.batches import Examples
from audio_edition.train.corpus import chance_of
from audio_edition.train.features import Example
from audio_edition.train.losses import mel_distance, speaker_condition, spread, variational

Judge = Callable[[Any, int, str], Comparison]
"""(sound, sample rate, what was to be said) → what was misheard: `Listener.check`."""

SHARE = 1 / 16
MOST, FEWEST = 24, 2
FILE_NAME = "heldout.json"


@dataclass(frozen=True, slots=True)
class Score:
    """Means over the held-out sentences."""

    mel: float
    """Difference of log mels from the recording, spoken with the recording's own durations: lower is better."""
    pace: float
    """Length as the model would speak it / length of the recording: 1 is right."""
    timing_ms: float
    """Mean absolute error of a symbol's duration."""
    sentences: int
    character_errors: float | None = None
    """Share of letters that a listener writes otherwise, spoken in the model's own time; None without a listener."""

    def as_table(self) -> dict[str, float]:
        """For logs."""
        return {key: round(value, 4) for key, value in asdict(self).items() if value is not None}

    def told(self) -> str:
        """For a terminal."""
        heard = "" if self.character_errors is None else f", {self.character_errors:.1%} of letters misheard"
        return (
            f"held out {self.sentences} sentences: mel {self.mel:.3f}, pace {self.pace:.3f}, "
            f"timing {self.timing_ms:.1f} ms{heard}"
        )


class HeldOut:
    """The sentences of a run that are kept apart: at most MOST, chosen by their text, then the same for good.

    Which they are is written to `folder`/heldout.json as they come in; whoever speaks the same text is left out too.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._chosen: list[list[str]] = []
        if self._path.is_file():
            self._chosen = json.loads(self._path.read_text(encoding="utf-8"))
        self._texts = {text for _, _, text in self._chosen}
        self.examples: list[Example] = []

    def divide(self, new: Sequence[Example]) -> list[Example]:
        """Keep apart what belongs here and return what is to be trained on, in the same order."""
        known = {(speaker, id) for speaker, id, _ in self._chosen}
        chosen = [example for example in new if chance_of(example.text) < SHARE]
        if len(self._chosen) + len(chosen) < FEWEST:
            chosen = sorted(new, key=lambda example: chance_of(example.text))[:FEWEST]
        for example in chosen:
            if (example.speaker, example.id) not in known and len(self._chosen) < MOST:
                self._chosen.append([example.speaker, example.id, example.text])
                self._texts.add(example.text)
                known.add((example.speaker, example.id))
        self.examples += [example for example in new if (example.speaker, example.id) in known]
        self._path.write_text(json.dumps(self._chosen, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
        return [example for example in new if example.text not in self._texts]


@torch.no_grad()  # type: ignore[untyped-decorator]
def score(
    model: Any, examples: Sequence[Example], speakers: Sequence[str], device: str, judge: Judge | None = None
) -> Score:
    """Speak each with its known durations (searched by the model itself where there are none) and compare.

    With a `judge` each is spoken in the model's own time as well, and listened to.
    """
    audio = model.config.audio
    rate, hop = int(audio.sample_rate), int(audio.hop_length)
    maker = Examples(speakers, hop)
    was_training = model.training
    model.eval()
    distances, paces, errors = [], [], []
    letters = misheard = 0
    for example in examples:
        batch = maker.whole([example], exact=True).to(device)
        with torch.autocast(device, dtype=torch.bfloat16):
            g = speaker_condition(model, batch.speakers)
            hidden, means, _, token_mask = model.text_encoder(batch.tokens, batch.lengths)
            logs = model.duration_predictor(hidden, token_mask, g=g).float()
            if batch.durations is None:
                with torch.random.fork_rng(devices=[]):
                    torch.manual_seed(0)
                    durations = variational(model, batch).extra["durations"]
                path = generate_path(durations, token_mask.transpose(1, 2) * batch.mask)
                prior = torch.matmul(means.float(), path)
            else:
                durations, prior = batch.durations, spread(means, batch.place)
            z = model.flow(prior * batch.mask, batch.mask, g=g, reverse=True)
            heard = model.waveform_decoder(z * batch.mask, g=g).float()
        distances.append(float(mel_distance(heard, batch.wave, audio, own_only=True)))
        spoken = torch.ceil(torch.exp(logs)) * token_mask
        paces.append(float(spoken.sum()) / example.total_frames)
        off = (spoken.squeeze(1) - durations).abs() * token_mask.squeeze(1)
        errors.append(float(off.sum() / token_mask.sum()) * hop / rate * 1000)
        if judge is not None:
            result = judge(_in_own_time(model, means, spoken, g), rate, example.spoken)
            letters += result.letters
            misheard += min(result.letters, result.errors)
    model.train(was_training)
    return Score(
        mel=float(np.mean(distances)),
        pace=float(np.mean(paces)),
        timing_ms=float(np.mean(errors)),
        sentences=len(distances),
        character_errors=None if judge is None else misheard / max(1, letters),
    )


def _in_own_time(model: Any, means: Any, durations: Any, g: Any) -> Any:
    """One sentence, each symbol as long as the model itself would have it, without noise: samples."""
    own = means.float().repeat_interleave(durations[0, 0].long(), dim=2)
    mask = torch.ones_like(own[:, :1])
    with torch.autocast(own.device.type, dtype=torch.bfloat16):
        z = model.flow(own, mask, g=g, reverse=True)
        heard = model.waveform_decoder(z, g=g)
    return heard[0, 0].float().cpu().numpy()

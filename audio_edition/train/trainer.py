"""The training run: steps, state, log, held-out score, the best weights kept."""

from __future__ import annotations

import json
import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import torch

from audio_edition.engines.vits.checkpoint import require_torch
from audio_edition.errors import VoiceError
from audio_edition.train.adversary import Adversary
from audio_edition.train.batches import Batch, Examples
from audio_edition.train.corpus import Corpus, CorpusLine
from audio_edition.train.features import Features
from audio_edition.train.head import MelHead
from audio_edition.train.heldout import HeldOut, Judge, Score, score
from audio_edition.train.layout import put_channels_last
from audio_edition.train.losses import BatchLoss, direct, mel, speaker_condition, spread, variational
from audio_edition.train.network import Shape, new_network, write_checkpoint
from audio_edition.train.plan import TrainingPlan
from audio_edition.train.state import load_state, save_state

LOG_NAME, SCORES_NAME, BEST_NAME = "log.jsonl", "scores.jsonl", "best"
_LOG_EVERY, _LOOK_EVERY = 10, 50
_CLIP = 5.0
_WORSE_WITH_ADVERSARY = 1.1
_HEAD_SENTENCES = 24

Say = Callable[[str], None]


class Trainer:
    """One run in `folder`: begun by its plan, or gone on with."""

    def __init__(self, folder: Path, say: Say = print, judge: Judge | None = None) -> None:
        """`judge`: who listens to the held-out sentences besides."""
        require_torch()
        self._folder = folder
        self._say = say
        self._judge = judge
        self.plan = plan = TrainingPlan.read(folder)
        self._shape = Shape(plan.speakers, blanks=plan.blanks, variational=plan.objective == "variational")
        self.model = new_network(self._shape, Path(plan.base), plan.seed).to(plan.device)
        if plan.device == "cpu":
            put_channels_last(self.model)
        audio = self.model.config.audio
        self._rate, self._hop = int(audio.sample_rate), int(audio.hop_length)
        self._corpus = Corpus(Path(plan.corpus))
        self._features = Features(folder / "features", self._shape.tokens, self._rate, self._hop)
        self._examples = Examples(plan.speakers, self._hop)
        self._held = HeldOut(folder)
        self._quieten()
        self._head = MelHead(self.model.args.hidden_channels).to(plan.device)
        self._average: dict[str, Any] = {}
        self._adversary: Adversary | None = None
        self.step = 0
        self.seconds = 0.0
        self.best = math.inf
        self._look()
        if len(self._examples) < 2:
            raise VoiceError(
                f"{plan.corpus}: {len(self._examples)} sentences to train on; at least 2 are needed"
            )
        self._optimiser = self._new_optimiser()
        if not self._load():
            if plan.objective == "direct":
                self._fit_head()
            self._average = {name: value.clone() for name, value in self._learnt()}

    def run(
        self,
        *,
        steps: int | None = None,
        minutes: float | None = None,
        save_every_s: float = 240.0,
        score_every_s: float = 1200.0,
    ) -> Score:
        """Train until step `steps`, or for `minutes`, or until SIGTERM or SIGINT; then save and score."""
        plan = self.plan
        begun, begun_step = time.monotonic(), self.step
        saved = scored = begun
        torch.set_num_threads(int(os.environ.get("OMP_NUM_THREADS", "1")) if plan.device == "cpu" else 4)
        sums: dict[str, list[float]] = {}
        since, since_step = time.monotonic(), self.step
        with _asked_to_stop() as stopping:
            while not stopping and (steps is None or self.step < steps):
                now = time.monotonic()
                if minutes is not None and now - begun > minutes * 60:
                    break
                for name, value in self._one().items():
                    sums.setdefault(name, []).append(value)
                self.seconds += time.monotonic() - now
                if self.step % _LOG_EVERY == 0:
                    took = (time.monotonic() - since) / (self.step - since_step)
                    self._log(sums, took, steps, minutes, begun)
                    sums, since, since_step = {}, time.monotonic(), self.step
                if self.step % _LOOK_EVERY == 0:
                    self._look()
                if time.monotonic() - saved > save_every_s:
                    self.save()
                    saved = time.monotonic()
                if time.monotonic() - scored > score_every_s:
                    self.score()
                    scored = time.monotonic()
        if self.step > begun_step:
            self.save()
        return self.score()

    def save(self) -> None:
        """Write the run's state."""
        state = {
            "step": self.step,
            "seconds": self.seconds,
            "best": self.best,
            "model": self.model.state_dict(),
            "head": self._head.state_dict(),
            "average": self._average,
            "optimiser": self._optimiser.state_dict(),
        }
        if self._adversary is not None:
            state["adversary"] = self._adversary.state()
        save_state(self._folder, state)

    def score(self) -> Score:
        """Score the mean weights on the held-out sentences; the best so far are written as a checkpoint."""
        own = {name: value.clone() for name, value in self._learnt()}
        self._put(self._average)
        found: Score = score(
            self.model, self._held.examples, self.plan.speakers, self.plan.device, self._judge
        )
        row = {"step": self.step, "hours": round(self.seconds / 3600, 3), **found.as_table()}
        _append(self._folder / SCORES_NAME, row)
        self._say(f"step {self.step}: {found.told()}")
        # A discriminator wants detail that costs a little of the spectrum's mean difference: then the newest is kept.
        newest = self._adversary is not None and found.mel < self.best * _WORSE_WITH_ADVERSARY
        if found.mel < self.best or newest:
            self.best = min(self.best, found.mel)
            self.write(self._folder / BEST_NAME)
        self._put(own)
        return found

    def write(self, folder: Path) -> None:
        """The model as it stands, as a Coqui checkpoint folder."""
        write_checkpoint(self.model, self.model.state_dict(), self._shape, folder)

    def write_average(self, folder: Path) -> None:
        """The mean weights as a Coqui checkpoint folder."""
        own = {name: value.clone() for name, value in self._learnt()}
        self._put(self._average)
        self.write(folder)
        self._put(own)

    def _one(self) -> dict[str, float]:
        """One step."""
        plan = self.plan
        self.model.train()
        torch.manual_seed(plan.seed * 1_000_003 + self.step)
        for group in self._optimiser.param_groups:
            group["lr"] = group["peak"] * self._rate_now()
        batch = self._batch().to(plan.device)
        with torch.autocast(plan.device, dtype=torch.bfloat16):
            outcome = self._outcome(batch)
        loss, parts = outcome.loss, outcome.parts
        if plan.adversary_from and self.step >= plan.adversary_from and outcome.heard is not None:
            self._adversary = self._adversary or self._new_adversary()
            with torch.autocast(plan.device, dtype=torch.bfloat16):
                judged, told = self._adversary.listen(
                    outcome.heard, outcome.wanted, self.step // plan.decode_every
                )
            parts |= told
            loss = loss + judged
        self._optimiser.zero_grad()
        loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(self._parameters(), _CLIP)
        if not torch.isfinite(norm):
            raise VoiceError(
                f"step {self.step}: the loss is no number; lower peak_rate in plan.json and go on"
            )
        self._optimiser.step()
        self.step += 1
        self._follow()
        return parts

    def _batch(self) -> Batch:
        plan = self.plan
        if plan.objective == "direct":
            return self._examples.windows(self.step, plan.batch, plan.window_frames, plan.seed)
        return self._examples.whole(self._examples.draw(self.step, plan.batch, plan.seed))

    def _outcome(self, batch: Batch) -> BatchLoss:
        plan = self.plan
        if plan.objective == "direct":
            piece = plan.piece_frames if self.step % plan.decode_every == 0 else 0
            return direct(self.model, self._head, batch, piece)
        return variational(self.model, batch, min(1.0, 0.1 + self.step / plan.kl_steps))

    def _rate_now(self) -> float:
        plan = self.plan
        return float(min(1.0, (self.step + 1) / plan.warm_up_steps) * 0.5 ** (self.step / plan.halving_steps))

    def _look(self) -> None:
        """Take in what came to the corpus since the last look."""
        most = self.plan.longest_s * self._rate / self._hop
        lines: list[CorpusLine] = [
            line for line in self._corpus.new_lines() if line.speaker in self.plan.speakers
        ]
        made = [example for example in self._features.add(lines) if example.total_frames <= most]
        if self.plan.objective == "direct" and any(example.frames is None for example in made):
            raise VoiceError(
                f"{self.plan.corpus}: sentences without times; train with the variational objective"
            )
        if made:
            self._examples.add(self._held.divide(made))
            minutes = self._examples.frames * self._hop / self._rate / 60
            self._say(f"step {self.step}: {len(self._examples)} sentences, {minutes:.0f} minutes to train on")

    def _quieten(self) -> None:
        """No dropout in the text encoder; no gradients for parts that this objective does not use."""
        for module in self.model.text_encoder.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = 0.0
            if hasattr(module, "dropout_p"):
                module.dropout_p = 0.0
        if self.plan.objective == "direct":
            for parameter in self.model.posterior_encoder.parameters():
                parameter.requires_grad_(False)

    def _learnt(self) -> Iterator[tuple[str, Any]]:
        for name, parameter in self.model.named_parameters():
            if parameter.requires_grad:
                yield name, parameter.detach()

    def _parameters(self) -> list[Any]:
        return [parameter for group in self._optimiser.param_groups for parameter in group["params"]]

    @property
    def _peaks(self) -> tuple[float, float]:
        """Highest learning rates: of all but the decoder, of the decoder."""
        return self.plan.peak_rate, self.plan.decoder_rate

    def _new_optimiser(self) -> Any:
        decoder = list(self.model.waveform_decoder.parameters())
        known = {id(parameter) for parameter in decoder}
        rest = [p for p in self.model.parameters() if p.requires_grad and id(p) not in known]
        if self.plan.objective == "direct":
            rest += list(self._head.parameters())
        groups = [
            {"params": parameters, "peak": peak}
            for parameters, peak in zip((rest, decoder), self._peaks, strict=True)
        ]
        return torch.optim.AdamW(groups, self.plan.peak_rate, betas=(0.8, 0.99), eps=1e-9, fused=True)

    def _new_adversary(self) -> Adversary:
        return Adversary(self.plan.decoder_rate, self.plan.device, self.plan.adversary_turns)

    def _follow(self) -> None:
        keep = min(self.plan.average, (1 + self.step) / (10 + self.step))
        for name, value in self._learnt():
            self._average[name].lerp_(value, 1 - keep)

    def _put(self, weights: dict[str, Any]) -> None:
        for name, value in self._learnt():
            value.copy_(weights[name])

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def _fit_head(self) -> None:
        """The head begins as the best linear reading of the base voice's own latent."""
        latents, mels = [], []
        self.model.eval()
        for example in self._examples.draw(0, _HEAD_SENTENCES, self.plan.seed):
            batch = self._examples.whole([example], exact=True).to(self.plan.device)
            g = speaker_condition(self.model, batch.speakers)
            _, means, _, _ = self.model.text_encoder(batch.tokens, batch.lengths)
            z = self.model.flow(spread(means, batch.place), batch.mask, g=g, reverse=True)
            heard = self.model.waveform_decoder(z, g=g)
            latents.append(z[0].cpu())
            mels.append(mel(heard, self.model.config.audio)[0].cpu())
        explained = self._head.fit(latents, mels)
        self._say(f"begun: a linear reading explains {explained:.0%} of the base voice's spectrum")

    def _load(self) -> bool:
        state = load_state(self._folder)
        if state is None:
            return False
        self.step, self.seconds, self.best = state["step"], state["seconds"], state["best"]
        self.model.load_state_dict(state["model"])
        self._head.load_state_dict(state["head"])
        self._optimiser.load_state_dict(state["optimiser"])
        # The plan may have been edited since: its rates count, not those that the state was saved with.
        for group, peak in zip(self._optimiser.param_groups, self._peaks, strict=True):
            group["peak"] = peak
        self._average = {name: value.to(self.plan.device) for name, value in state["average"].items()}
        if "adversary" in state:
            self._adversary = self._new_adversary()
            self._adversary.load(state["adversary"])
        self._say(f"going on at step {self.step}, after {self.seconds / 3600:.2f} hours")
        return True

    def _log(
        self,
        sums: dict[str, list[float]],
        took: float,
        steps: int | None,
        minutes: float | None,
        begun: float,
    ) -> None:
        means = {name: round(sum(values) / len(values), 4) for name, values in sums.items()}
        row = {"step": self.step, "hours": round(self.seconds / 3600, 4), "step_s": round(took, 3), **means}
        _append(self._folder / LOG_NAME, row)
        left = []
        if steps is not None:
            left.append((steps - self.step) * took)
        if minutes is not None:
            left.append(minutes * 60 - (time.monotonic() - begun))
        rest = f", {min(left) / 60:.0f} min left" if left else ""
        told = ", ".join(f"{name} {value:.3f}" for name, value in means.items())
        self._say(f"step {self.step}: {told}, {took:.2f} s a step{rest}")


@contextmanager
def _asked_to_stop() -> Iterator[list[int]]:
    """A list that gets the signal's number when the process is asked to stop; the step goes on to its end."""
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda n, _: asked.append(n))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _append(path: Path, row: dict[str, Any]) -> None:
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")

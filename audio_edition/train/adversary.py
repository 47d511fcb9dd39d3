"""A discriminator that listens to the decoder, for the last part of a training: coqui-tts's own, and its losses."""

from __future__ import annotations

from typing import Any

import torch
from TTS.tts.layers.losses import VitsDiscriminatorLoss, feature_loss, generator_loss
from TTS.tts.layers.vits.discriminator import VitsDiscriminator


class Adversary:
    """Teaches itself to tell recordings from the decoder's sound, and the decoder not to be told apart."""

    def __init__(self, rate: float, device: str) -> None:
        torch.manual_seed(1)
        self.network = VitsDiscriminator().to(device)
        self.optimiser = torch.optim.AdamW(self.network.parameters(), rate, betas=(0.8, 0.99), eps=1e-9)

    def learn(self, heard: Any, wanted: Any) -> float:
        """One step of its own; gives its loss."""
        fake, _, real, _ = self.network(heard.detach(), wanted)
        loss, _, _ = VitsDiscriminatorLoss.discriminator_loss(real, fake)
        self.optimiser.zero_grad()
        loss.backward()
        self.optimiser.step()
        return float(loss.item())

    def judge(self, heard: Any, wanted: Any) -> Any:
        """What the generator pays for being told apart: its part of VITS's loss."""
        fake, fake_features, _, real_features = self.network(heard, wanted)
        features = feature_loss(feats_real=real_features, feats_generated=fake_features)
        return generator_loss(scores_fake=fake)[0] + features

    def state(self) -> dict[str, Any]:
        """For the run's state."""
        return {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])

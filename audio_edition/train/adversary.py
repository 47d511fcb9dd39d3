"""A discriminator that listens to the decoder, for the last part of a training: coqui-tts's own, and its losses."""

from __future__ import annotations

from typing import Any

import torch
from TTS.tts.layers.losses import VitsDiscriminatorLoss, feature_loss, generator_loss
from TTS.tts.layers.vits.discriminator import VitsDiscriminator

from audio_edition.train.layout import put_time_last


class Adversary:
    """Teaches itself to tell recordings from the decoder's sound, and the decoder not to be told apart."""

    def __init__(self, rate: float, device: str, turns: int = 1) -> None:
        """`turns`: its networks listen in so many turns, each in one step of so many; what they say counts as often more."""
        self._turns = turns
        torch.manual_seed(1)
        self.network = VitsDiscriminator().to(device)
        if device == "cpu":
            put_time_last(self.network)
        self.optimiser = torch.optim.AdamW(
            self.network.parameters(), rate, betas=(0.8, 0.99), eps=1e-9, fused=True
        )

    def listen(self, heard: Any, wanted: Any, turn: int = 0) -> tuple[Any, dict[str, float]]:
        """One step of its own, and what the decoder pays for being told apart: its part of VITS's loss.

        Both come of one listening, each with the gradients that it needs and no others: the discriminator's for its
        own step, the sound's for the decoder. `turn`: the how-manieth listening this is. `heard`, `wanted`: (B, 1, samples). Gives a number to add to the loss,
        which is zero and has the gradient, and the two losses to tell.
        """
        networks = [
            net for number, net in enumerate(self.network.nets) if number % self._turns == turn % self._turns
        ]
        of_heard, of_wanted = [net(heard) for net in networks], [net(wanted) for net in networks]
        fake, real = [scores for scores, _ in of_heard], [scores for scores, _ in of_wanted]
        own, _, _ = VitsDiscriminatorLoss.discriminator_loss(real, fake)
        parameters = [parameter for net in networks for parameter in net.parameters()]
        gradients = torch.autograd.grad(own, parameters, retain_graph=True)
        features = feature_loss([each for _, each in of_wanted], [each for _, each in of_heard])
        judged = (generator_loss(scores_fake=fake)[0] + features) * self._turns
        (towards,) = torch.autograd.grad(judged, heard)
        self.optimiser.zero_grad()
        for parameter, gradient in zip(parameters, gradients, strict=True):
            parameter.grad = gradient
        self.optimiser.step()
        told = {"told": float(own.item()) * self._turns, "adv": float(judged.item())}
        return ((heard - heard.detach()) * towards).sum(), told

    def state(self) -> dict[str, Any]:
        """For the run's state."""
        return {"network": self.network.state_dict(), "optimiser": self.optimiser.state_dict()}

    def load(self, state: dict[str, Any]) -> None:
        """Go on from `state`."""
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])

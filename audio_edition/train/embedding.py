"""The text encoder's first layer while it is trained: what symbols share is learnt once.

A symbol's row is the sum of its sound's row, its state's row (stress and tone) and a row of its own, so a seldom vowel
with tone 2 is known from the vowel and from tone 2. `folded` gives the plain table that coqui-tts speaks with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from audio_edition.voices.composed import parts_of


class SharedEmbedding(nn.Module):  # type: ignore[misc]
    """Rows (symbols, channels), begun from `rows`: a table of that shape."""

    def __init__(self, symbols: Sequence[str], rows: Any) -> None:
        super().__init__()
        parts = [parts_of(symbol) for symbol in symbols]
        states = sorted({state for state, _ in parts})
        sounds = list(dict.fromkeys(sound for _, sound in parts))
        self.register_buffer("state_of", torch.tensor([states.index(state) for state, _ in parts]))
        self.register_buffer("sound_of", torch.tensor([sounds.index(sound) for _, sound in parts]))
        first = [next(n for n, part in enumerate(parts) if part[1] == sound) for sound in sounds]
        self.sounds = nn.Parameter(rows[first].clone())
        self.states = nn.Parameter(torch.zeros(len(states), rows.shape[1]))
        self.own = nn.Parameter(rows - rows[first][self.sound_of])

    def folded(self) -> Any:
        """The table (symbols, channels) as it stands."""
        return self.sounds[self.sound_of] + self.states[self.state_of] + self.own

    def forward(self, tokens: Any) -> Any:
        """As nn.Embedding: tokens (batch, length) → (batch, length, channels)."""
        return functional.embedding(tokens, self.folded())

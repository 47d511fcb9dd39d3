"""A linear reading of the model's latent as a log mel spectrum: the cheap teacher of everything before the decoder.

Decoding is the dearest part of a step. With this head, text encoder and flow learn from every frame of a window, and
the decoder from a short piece in its middle. It is used in training alone.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn

MEL_BANDS = 80
_KERNEL = 3
_RIDGE = 1e-3


class MelHead(nn.Module):  # type: ignore[misc]
    """(B, channels, F) → (B, MEL_BANDS, F)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.read = nn.Conv1d(channels, MEL_BANDS, _KERNEL, padding=_KERNEL // 2)

    def forward(self, z: Any) -> Any:
        """Log mel magnitudes as `losses.mel` gives them."""
        return self.read(z)

    @torch.no_grad()  # type: ignore[untyped-decorator]
    def fit(self, latents: list[Any], mels: list[Any]) -> float:
        """Least squares on pairs (channels, F), (MEL_BANDS, F); gives the share of variance that it explains."""
        rows, wanted = [], []
        for z, mel in zip(latents, mels, strict=True):
            padded = torch.nn.functional.pad(z.double(), (_KERNEL // 2, _KERNEL // 2))
            rows.append(padded.unfold(1, _KERNEL, 1).permute(1, 0, 2).reshape(z.shape[1], -1))
            wanted.append(mel.double().T)
        x, y = torch.cat(rows), torch.cat(wanted)
        x_mean, y_mean = x.mean(dim=0), y.mean(dim=0)
        x, y = x - x_mean, y - y_mean
        square = x.T @ x + _RIDGE * len(x) * torch.eye(x.shape[1], dtype=x.dtype)
        weights = torch.linalg.solve(square, x.T @ y)
        channels = self.read.weight.shape[1]
        self.read.weight.copy_(weights.T.reshape(MEL_BANDS, channels, _KERNEL))
        self.read.bias.copy_(y_mean - x_mean @ weights)
        return float(1 - (y - x @ weights).square().sum() / y.square().sum())

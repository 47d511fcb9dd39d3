"""Convolutions on the CPU with channels last in memory: the decoder learns in two thirds of the time.

Torch runs a one-dimensional convolution as a two-dimensional one of height 1, and converts the layout before and after
each where channels come first. Here the height is given and the channels lie last; everything between two
convolutions keeps that order, so nothing is converted. Weights, their names and results are the same.

The discriminator's two-dimensional convolutions are one-dimensional ones along time, for each phase of a period: with
time as the last axis they take a quarter of the time.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn
from torch.nn import functional


class _Convolution(nn.Conv1d):  # type: ignore[misc]
    def forward(self, x: Any) -> Any:
        return functional.conv2d(
            _last(x.unsqueeze(2)),
            _last(self.weight.unsqueeze(2)),
            self.bias,
            stride=(1, *self.stride),
            padding=(0, *self.padding),
            dilation=(1, *self.dilation),
            groups=self.groups,
        ).squeeze(2)


class _Transposed(nn.ConvTranspose1d):  # type: ignore[misc]
    def forward(self, x: Any, output_size: Any = None) -> Any:
        return functional.conv_transpose2d(
            _last(x.unsqueeze(2)),
            _last(self.weight.unsqueeze(2)),
            self.bias,
            stride=(1, *self.stride),
            padding=(0, *self.padding),
            output_padding=(0, *self.output_padding),
            dilation=(1, *self.dilation),
            groups=self.groups,
        ).squeeze(2)


class _AlongTime(nn.Conv2d):  # type: ignore[misc]
    """Of kernel (k, 1), on (B, C, time, phases)."""

    def forward(self, x: Any) -> Any:
        return functional.conv2d(
            _last(x.transpose(2, 3)),
            _last(self.weight.transpose(2, 3)),
            self.bias,
            stride=self.stride[::-1],
            padding=self.padding[::-1],
            dilation=self.dilation[::-1],
            groups=self.groups,
        ).transpose(2, 3)


def put_channels_last(model: Any) -> None:
    """Let every plain convolution of `model` compute so; in place, same parameters."""
    for module in model.modules():
        if type(module) is nn.Conv1d:
            module.__class__ = _Convolution
        elif type(module) is nn.ConvTranspose1d:
            module.__class__ = _Transposed


def put_time_last(model: Any) -> None:
    """Let the two-dimensional convolutions of `model` that are as wide as one phase compute so; in place.

    They may carry weight norm.
    """
    for module in model.modules():
        if isinstance(module, nn.Conv2d) and module.kernel_size[1] == 1:
            module.__class__ = type("AlongTime", (_AlongTime, type(module)), {})


def _last(x: Any) -> Any:
    return x.contiguous(memory_format=torch.channels_last)

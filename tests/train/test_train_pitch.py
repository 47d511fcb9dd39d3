"""The distance of melodies: it tells periods apart whatever the phases, and nothing else moves it."""

from __future__ import annotations

import math
from typing import Any

import pytest

torch = pytest.importorskip("torch", reason="needs the extra train")

from audio_edition.train.pitch import pitch_distance  # noqa: E402

RATE_HZ = 22_050
TIMES_S = torch.arange(8192) / RATE_HZ


def voice(pitch_hz: float, turned: float = 0.0, fall: float = 1.0) -> Any:
    """A buzz (1, 1, samples): twenty harmonics, each `fall` times as steep as the one before, phases by `turned`."""
    parts = [torch.sin(2 * math.pi * pitch_hz * k * TIMES_S + turned * k * k) / k**fall for k in range(1, 21)]
    return 0.1 * sum(parts)[None, None]


def test_same_melody_is_no_distance_whatever_phases_and_timbre() -> None:
    wanted = voice(94.0)
    assert float(pitch_distance(voice(94.0, turned=2.0), wanted, RATE_HZ)) < 0.01
    assert float(pitch_distance(voice(94.0, fall=0.5), wanted, RATE_HZ)) < 0.05
    assert float(pitch_distance(3 * voice(94.0), wanted, RATE_HZ)) < 0.01


def test_distance_grows_with_the_melody_s_distance() -> None:
    wanted = voice(94.0)
    near, further, far = (
        float(pitch_distance(voice(hz, turned=1.0), wanted, RATE_HZ)) for hz in (95.0, 97.0, 100.0)
    )
    assert 0 < near < further < far


@pytest.mark.parametrize("frame_hz", [RATE_HZ / 256, 110.0, 47.0])
def test_another_period_is_far(frame_hz: float) -> None:
    assert float(pitch_distance(voice(frame_hz), voice(94.0), RATE_HZ)) > 0.5


def test_louder_low_part_does_not_help() -> None:
    """Or a decoder makes its bass louder instead of learning the melody."""
    wanted = voice(94.0)
    hoarse = voice(86.1)
    bass = hoarse + torch.sin(2 * math.pi * 86.1 * TIMES_S)
    before, after = (float(pitch_distance(heard, wanted, RATE_HZ)) for heard in (hoarse, bass))
    assert before > 0.9 and after > 0.9


def test_noise_has_no_melody_to_follow() -> None:
    torch.manual_seed(0)
    noise = torch.randn(1, 1, 8192)
    heard = voice(94.0).requires_grad_()
    distance = pitch_distance(heard, noise, RATE_HZ)
    distance.backward()
    assert distance.item() == 0
    assert float(heard.grad.abs().max()) == 0
    assert float(pitch_distance(noise, voice(94.0), RATE_HZ)) > 0.5


def test_learning_by_it_finds_the_period() -> None:
    """Weights of fixed sines, all equal at first: those on the wanted harmonics grow, those between them shrink."""
    wanted = voice(94.0, fall=0.3)
    hz = [94.0, 141.0, 188.0, 235.0, 282.0, 329.0]
    sines = torch.stack([torch.sin(2 * math.pi * each * TIMES_S) for each in hz])
    weights = torch.full((len(hz), 1), 0.05, requires_grad=True)
    optimiser = torch.optim.Adam([weights], 0.005)
    for _ in range(40):
        optimiser.zero_grad()
        pitch_distance((weights * sines).sum(dim=0)[None, None], wanted, RATE_HZ).backward()
        optimiser.step()
    on, between = weights[::2].abs().mean(), weights[1::2].abs().mean()
    assert on > 3 * between

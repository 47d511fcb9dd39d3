"""`say` tells what the quality gate holds against a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.cli.say import sounds_right
from audio_edition.fault import Fault
from audio_edition.types import Clip, Utterance


@pytest.mark.parametrize(
    ("kinds", "right", "told"),
    [
        ((), True, ""),
        (("too_long",), True, "To check: too_long was found: «Det regnar.»\n"),
        (("silent", "too_long"), False, "Wrong: silent was found: «Det regnar.»\nTo check: too_long was found: «Det regnar.»\n"),
        (("mute_word",), True, ""),
    ],
    ids=["none", "soft", "hard and soft", "told before"],
)  # fmt: skip
def test_faults_are_told_and_hard_ones_are_wrong(
    kinds: tuple[str, ...], right: bool, told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    faults = tuple(Fault.of(kind, f"{kind} was found") for kind in kinds)
    clip = Clip("k", Path("k.flac"), 24_000, 24_000, -20.0, (), "none", 3, faults)
    said = Utterance(
        section=0, sentence=0, written="Det regnar.", spoken="det regnar", words=(), cast="narrator"
    )
    assert sounds_right(said, clip) is right
    assert capsys.readouterr().err == told

"""An edition beside those before it: what is measured, and the rule by which one falls out."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from audio_edition.audio.spread import pitch_spread, semitones
from audio_edition.edition import steadiness
from audio_edition.edition.batch import make_all
from audio_edition.edition.manifest import Steadiness
from audio_edition.edition.steadiness import LAST, History, beside, history
from audio_edition.settings import Settings
from tests.made import manifest_of

RATE = 24_000


def voice(hz: np.ndarray) -> np.ndarray:
    """A buzz with the harmonics of a voice at the pitches `hz`, a sample each."""
    phase = 2 * np.pi * np.cumsum(hz) / RATE
    return np.sum([np.sin(n * phase) / n for n in range(1, 12)], axis=0).astype(np.float32) * 0.2


@pytest.mark.parametrize("hz", [75.0, 110.0, 180.0, 260.0])
def test_the_pitch_of_a_steady_voice_is_found(hz: float) -> None:
    found = semitones(voice(np.full(RATE, hz)), RATE)
    assert np.median(found) == pytest.approx(12 * np.log2(hz / 100), abs=0.6)
    assert np.mean(np.abs(found - np.median(found)) < 1) > 0.95


def test_a_voice_that_moves_an_octave_is_spread_an_octave_and_noise_has_no_pitch() -> None:
    glide = voice(100 * 2 ** np.linspace(0, 1, 2 * RATE))
    assert pitch_spread([(glide, RATE)]) == pytest.approx(0.9 * 12, abs=1.0)
    noise = np.random.default_rng(1).normal(0, 0.1, RATE).astype(np.float32)
    assert pitch_spread([(noise, RATE)]) is None and pitch_spread([]) is None


def edition(pace: float = 4.5, **other: float) -> Steadiness:
    return Steadiness(pace_syllables_s=pace, **other)


BEFORE = [edition(4.4 + 0.02 * (number % 10), loudness_drift_lu=0.1, mos=4.2) for number in range(30)]


@pytest.mark.parametrize(
    ("own", "named"),
    [
        (edition(4.5), ""),
        (edition(4.8), ""),
        (edition(5.6), "pace 5.6"),
        (edition(3.2), "pace 3.2"),
        (edition(4.5, loudness_drift_lu=-4.0), "loudness drift -4"),
        (edition(4.5, loudness_drift_lu=1.0), ""),
        (edition(4.5, mos=3.1), "Distill-MOS 3.1"),
        (edition(4.5, mos=4.9), ""),
    ],
    ids=["median", "a little fast", "fast", "slow", "fades", "drifts a little", "ugly", "better"],
)
def test_what_falls_out_is_told_and_nothing_else(own: Steadiness, named: str) -> None:
    found = beside(own, BEFORE)
    assert found.compared == 30 and found.before["pace_syllables_s"] == pytest.approx(4.49, abs=0.02)
    assert (len(found.alarms) == 1 and named in found.alarms[0]) if named else not found.alarms


def test_few_editions_are_no_measure() -> None:
    assert beside(edition(9.0), BEFORE[:9]).alarms == ()
    assert beside(edition(9.0), BEFORE[:10]).alarms


def test_an_edition_tells_its_figures_beside_the_others(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    out, texts = tmp_path / "ut", {}
    for number in range(2):
        texts[f"sak{number}.md"] = (
            f"# Sak {number}\n\nDet regnar i dag. Sola skin i morgon. Så vert det kveld.\n".encode()
        )
    settings = Settings(voice="silence", jobs=1)
    outcomes = [make_all([name], out, settings, given=texts)[0] for name in texts]
    one, two = (manifest_of(outcome.folder) for outcome in outcomes)
    assert one.steadiness and two.steadiness
    assert one.steadiness.compared == 0 and two.steadiness.compared == 1
    pace = one.steadiness.pace_syllables_s
    assert pace is not None and two.steadiness.before["pace_syllables_s"] == pace > 1
    assert outcomes[1].folder
    report = (outcomes[1].folder / "report.html").read_text(encoding="utf-8")
    assert "stavingar i sekundet (dei siste 1:" in report
    assert len(history(out, two.voice["narrator"].member)) == 2 and history(out, "kokoro:kumo") == []


def test_articles_of_one_run_are_compared_with_what_was_there_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who makes them, and in which order, tells nothing then."""
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    texts = {name: f"# Sak {name}\n\nDet regnar i {name}.\n".encode() for name in ("april", "mai", "juni")}
    out, settings = tmp_path / "ut", Settings(voice="silence", jobs=1)
    make_all(["april"], out, settings, given=texts)
    later = make_all(["mai", "juni"], out, settings, given=texts)
    compared = [steady.compared for one in later if (steady := manifest_of(one.folder).steadiness)]
    assert compared == [1, 1]


def test_a_run_looks_the_others_up_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, str]] = []

    def looked_up(out: Path, narrator: str) -> list[Steadiness]:
        asked.append((out, narrator))
        return [Steadiness(pace_syllables_s=5.0)] * LAST

    monkeypatch.setattr(steadiness, "history", looked_up)
    past = History(tmp_path)
    assert len(past.of("kokoro:kumo")) == len(past.of("kokoro:kumo")) == LAST
    assert past.of("kokoro:tebukuro") and asked == [(tmp_path, "kokoro:kumo"), (tmp_path, "kokoro:tebukuro")]
    assert History().of("kokoro:kumo") == []

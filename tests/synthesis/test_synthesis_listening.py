"""make --listen: what is misheard is said again, the best is kept, and each clip is listened to once."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest

from audio_edition.edition.batch import make_all
from audio_edition.edition.studio import Studio
from audio_edition.errors import SynthesisError
from audio_edition.listener.compare import Comparison
from audio_edition.settings import Settings
from audio_edition.synthesis import Synthesiser
from tests.brisk import brisk
from tests.made import manifest_of

TEXT = "# Vêr\n\nDet regnar i dag og i morgon. Sola kjem att på fredag.\n"


class Ear:
    """Mishears every clip of a sentence with `word` in it that is shorter or longer than it wants."""

    name = "trial"

    def __init__(self, word: str, only_slow: bool) -> None:
        self.word, self.only_slow, self.lengths, self.asked = word, only_slow, dict[str, int](), 0

    def check(self, clip, sample_rate_hz: int, meant: str) -> Comparison:
        self.asked += 1
        first = self.lengths.setdefault(meant, len(clip))
        slow = len(clip) > 1.03 * first
        wrong = self.word in meant and not (self.only_slow and slow)
        return Comparison(20, 10 if wrong else 0, 4 if wrong else 0, "regnar i dag og" if wrong else "")


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))

    def made(ear: Ear, force: bool = False):
        settings = brisk(listen=True)
        studio = Studio(settings, fresh=force)
        studio.maker.ear = cast("Any", ear)
        (outcome,) = make_all(
            ["v.md"], tmp_path / "ut", settings, studio=studio, force=force, given={"v.md": TEXT.encode()}
        )
        manifest = manifest_of(outcome.folder)
        return outcome, {sentence.written: sentence for _, sentence in manifest.sentences}

    return made


def test_a_slower_try_that_is_understood_is_kept(make) -> None:
    outcome, found = make(Ear("regnar", only_slow=True))
    rain, sun = found["Det regnar i dag og i morgon."], found["Sola kjem att på fredag."]
    assert (rain.tries, rain.doubt, rain.faults) == (2, 0.0, ())
    assert (sun.tries, sun.doubt) == (1, 0.0) and not outcome.doubts


def test_what_stays_misheard_is_a_soft_fault_with_its_doubt(make) -> None:
    outcome, found = make(Ear("regnar", only_slow=False))
    rain = found["Det regnar i dag og i morgon."]
    assert rain.tries == 3 and rain.doubt == 4.5
    assert [(fault.kind, fault.hard) for fault in rain.faults] == [("misheard", False)]
    assert outcome.exit_code == 0 and any("regnar i dag og" in doubt.problem for doubt in outcome.doubts)


def test_a_further_try_that_fails_costs_nothing(make, monkeypatch: pytest.MonkeyPatch) -> None:
    clips = Synthesiser.clips

    def out_of_breath(self, utterances, *more):
        if any(utterance.delivery.rate != 1.0 for utterance in utterances):
            raise SynthesisError("out of breath")
        return clips(self, utterances, *more)

    monkeypatch.setattr(Synthesiser, "clips", out_of_breath)
    outcome, found = make(Ear("regnar", only_slow=True))
    rain = found["Det regnar i dag og i morgon."]
    assert outcome.status == "made" and rain.tries == 3
    assert [fault.kind for fault in rain.faults] == ["misheard"]


def test_each_clip_is_listened_to_once(make) -> None:
    make(Ear("x", only_slow=True))
    again = Ear("x", only_slow=True)
    make(again, force=True)
    assert again.asked == 0


def test_nobody_listens_unless_asked() -> None:
    assert Studio(Settings(voice="silence")).maker.ear is None

"""`mos = true` with the real judge: Distill-MOS hears an edition, and its report says what it heard."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.edition.batch import make_all
from audio_edition.settings import Settings
from tests.made import manifest_of

pytestmark = pytest.mark.slow

TEXT = b"# Regn\n\nDet har regna i heile natt, og elva stig enno. I dag kjem sola att.\n"


def judged(voice: str, folder: Path) -> tuple[float, str]:
    """(Distill-MOS of the edition, its report)."""
    settings = Settings(voice=voice, jobs=1, mos=True)
    (outcome,) = make_all(["regn.md"], folder, settings, given={"regn.md": TEXT})
    manifest = manifest_of(outcome.folder)
    assert manifest.steadiness is not None and manifest.steadiness.mos is not None
    assert outcome.folder is not None
    return manifest.steadiness.mos, (outcome.folder / "report.html").read_text(encoding="utf-8")


def test_speech_is_told_from_a_tone_and_the_report_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("distillmos")
    pytest.importorskip("torch")
    speech, report = judged("kokoro", tmp_path / "tale")
    tone, _ = judged("silence:tone", tmp_path / "tone")
    assert 2.0 < speech <= 5.0 and 1.0 <= tone < speech
    assert "DistillMOS" not in capsys.readouterr().out  # what is on stdout is the command's own
    assert "Distill-MOS" in report and f"{speech:.1f}".replace(".", ",") in report

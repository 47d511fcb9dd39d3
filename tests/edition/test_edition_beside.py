"""What lies beside an article and in the settings: looked at in time, and part of what an edition is."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from audio_edition.edition.batch import make_all
from audio_edition.edition.index import JOURNAL
from audio_edition.edition.manifest import read_manifest
from audio_edition.settings import Settings
from audio_edition.verify import verify_edition
from tests.brisk import brisk

TEXT = "# Ei sak\n\nDet regnar i dag, og det blæs.\n\n![Ei grein i snøen.](grein.png)\n"


def made(article: Path, out: Path, **settings: object) -> list[tuple[str, str]]:
    options = {"voice": "silence", "jobs": 1} | settings
    return [(one.status, one.problem) for one in make_all([str(article)], out, Settings(**options))]


@pytest.fixture
def article(tmp_path: Path) -> Path:
    path = tmp_path / "inn" / "sak.md"
    path.parent.mkdir()
    path.write_text(TEXT, encoding="utf-8")
    return path


def picture(folder: Path, colour: tuple[int, int, int]) -> None:
    Image.new("RGB", (640, 400), colour).save(folder / "grein.png")


def test_a_picture_that_comes_or_changes_makes_the_edition_anew(article: Path, tmp_path: Path) -> None:
    out = tmp_path / "ut"
    assert made(article, out) == [("made", "")]
    assert made(article, out) == [("unchanged", "")]
    picture(article.parent, (200, 200, 200))
    assert made(article, out) == [("made", "")]
    shown = out / "ei-sak" / "pictures" / "01.png"
    before = shown.read_bytes()
    assert made(article, out) == [("unchanged", "")]
    picture(article.parent, (20, 120, 60))
    assert made(article, out) == [("made", "")]
    assert shown.read_bytes() != before
    (out / JOURNAL).unlink()  # what was made stands in the manifest too
    assert made(article, out) == [("unchanged", "")]
    (article.parent / "grein.png").unlink()
    assert made(article, out) == [("made", "")]
    assert not shown.exists()


@pytest.mark.parametrize(
    ("setting", "name", "said"),
    [
        ("cover", "omslag.png", "is not a picture"),
        ("jingle", "vignett.mp3", "finds no sound"),
        ("chapter_sound", "kapittel.wav", "finds no sound"),
    ],
)
def test_a_file_of_the_settings_that_is_not_what_it_should_be_is_told_before_anything_is_spoken(
    setting: str, name: str, said: str, article: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    (tmp_path / name).write_text("ikkje det som står i namnet", encoding="utf-8")
    [(status, problem)] = made(article, tmp_path / "ut", **{setting: tmp_path / name})
    assert status == "failed" and said in problem and name in problem
    assert not list((tmp_path / "home").rglob("*.wav")) and not list((tmp_path / "home").rglob("*.npy"))
    clips = [path for path in (tmp_path / "home").rglob("*") if path.is_file() and "clips" in path.parts]
    assert clips == []


def test_a_sentence_in_another_script_is_a_named_fault_of_a_published_edition(
    article: Path, tmp_path: Path
) -> None:
    article.write_text(
        "# Ei sak\n\nHo las dette høgt for oss. Այսօր անձրև է. Så gjekk ho heim att.\n", encoding="utf-8"
    )
    out = tmp_path / "ut"
    [outcome] = make_all([str(article)], out, brisk())
    assert (outcome.status, outcome.exit_code) == ("made", 1) and "Այսօր անձրև է" in outcome.problem
    manifest = read_manifest(out / "ei-sak")
    assert manifest is not None
    [section] = [section for section in manifest.sections if section.faults]
    assert [(fault.kind, fault.hard) for fault in section.faults] == [("unspoken", True)]
    assert [sentence.written for sentence in section.sentences] == [
        "Ho las dette høgt for oss.",
        "Så gjekk ho heim att.",
    ]
    assert "Այսօր անձրև է" in (out / "ei-sak" / "index.html").read_text(encoding="utf-8")
    assert "ei setning er ikkje lesen" in (out / "ei-sak" / "report.html").read_text(encoding="utf-8")
    assert [f.level for f in verify_edition(out / "ei-sak") if f.check == "sound"] == ["error"]

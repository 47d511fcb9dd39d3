"""Editions from a program: files, text, bytes; errors of our tree; nothing printed."""

from __future__ import annotations

import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition import (
    ArticleError,
    AudioEditionError,
    Edition,
    PublishError,
    Settings,
    SettingsError,
    UsageError,
    VoiceError,
    make_edition,
    make_editions,
    open_edition,
    read_article,
    say,
)
from tests.brisk import brisk

ROOT = Path(__file__).parents[2]
TEXT = "Ferja går igjen\n\nI dag kl. 14.30 la ferja frå kai att.\n"
SILENCE = brisk()


@pytest.fixture(autouse=True)
def _home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path_factory.mktemp("home")))


def test_text_and_bytes_make_the_edition_that_a_file_makes(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "sak.txt").write_text(TEXT, encoding="utf-8")
    of_file = make_edition(tmp_path / "sak.txt", tmp_path / "a", SILENCE)
    of_text = make_edition("sak.txt", tmp_path / "b", SILENCE, data=TEXT)
    again = make_edition("sak.txt", tmp_path / "b", SILENCE, data=TEXT.encode())
    assert of_file.title == of_text.title == "Ferja går igjen"
    assert of_file.manifest.sections == of_text.manifest.sections
    assert again == of_text, "the same article again is left alone"
    assert of_text.mp3.is_file() and of_text.page.is_file() and all(path.is_file() for path in of_text.files)
    assert of_text.chapters[-1].end_s == of_text.duration_s
    assert of_text.findings == ()
    assert open_edition(of_text.folder) == of_text
    assert capfd.readouterr() == ("", "")


def test_a_changed_text_of_the_same_name_replaces_its_edition(tmp_path: Path) -> None:
    first = make_edition("sak-1.md", tmp_path, SILENCE, data=TEXT)
    second = make_edition("sak-1.md", tmp_path, SILENCE, data=TEXT.replace("igjen", "likevel"))
    assert second.folder == first.folder and second.title == "Ferja går likevel"
    assert make_edition("sak-2.md", tmp_path, SILENCE, data=TEXT).folder != first.folder


def test_a_word_without_sound_is_a_finding(tmp_path: Path) -> None:
    edition = make_edition("a.txt", tmp_path, SILENCE, data="Ei sak\n\nHan sa 中文 til oss.\n")
    (finding,) = edition.findings
    assert finding.is_error and "no sound for «中文»" in finding.problem
    assert (finding.section, finding.sentence) == (2, 0)


def test_one_bad_article_of_many(tmp_path: Path) -> None:
    (tmp_path / "inn").mkdir()
    (tmp_path / "inn/a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "inn/b.txt").write_text("", encoding="utf-8")
    outcomes = make_editions([tmp_path / "inn"], tmp_path / "ut", SILENCE)
    assert sorted(outcome.status for outcome in outcomes) == ["failed", "made"]
    (failed,) = (outcome for outcome in outcomes if outcome.status == "failed")
    assert isinstance(failed.error, ArticleError) and str(failed.error) == failed.problem


def test_errors_are_of_our_tree(tmp_path: Path) -> None:
    for source in (tmp_path / "borte.txt", tmp_path, "-", "@liste.txt"):
        with pytest.raises(ArticleError):
            make_edition(source, tmp_path / "ut", SILENCE)
    with pytest.raises(ArticleError):
        make_edition("a.txt", tmp_path / "ut", SILENCE, data=b"\x00\x01\x02")
    with pytest.raises(ArticleError):
        read_article("-")
    with pytest.raises(VoiceError):
        make_edition("a.txt", tmp_path / "ut", Settings(voice="ukjend"), data=TEXT)
    with pytest.raises(SettingsError, match="rate"):
        Settings(rate=9)
    with pytest.raises(SettingsError, match="voise"):
        Settings(voise="kokoro")  # type: ignore[call-arg]
    with pytest.raises(UsageError):
        open_edition(tmp_path)
    (tmp_path / "fil").write_text("")
    with pytest.raises(PublishError):
        make_edition("a.txt", tmp_path / "fil", SILENCE, data=TEXT)
    assert issubclass(UsageError, AudioEditionError)


def test_say_gives_a_wav() -> None:
    sound = say("God morgon.", SILENCE)
    assert sound[:4] == b"RIFF" and len(sound) > 10_000
    with pytest.raises(UsageError):
        say("* * *", SILENCE)


def test_the_example_runs(tmp_path: Path) -> None:
    example = ROOT / "examples/make_edition.py"
    done = subprocess.run(
        [sys.executable, str(example), str(ROOT / "examples/ferje.txt"), str(tmp_path / "ut"), "silence"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "minutes in" in done.stdout and "Ferja går igjen" in done.stdout and done.stderr == ""
    assert runpy.run_path(str(example))["main"](str(tmp_path / "borte.txt"), str(tmp_path), "silence") == 2


def test_an_edition_is_a_value(tmp_path: Path) -> None:
    edition = make_edition("a.txt", tmp_path, SILENCE, data=TEXT)
    assert isinstance(edition, Edition)
    with pytest.raises(AttributeError):
        edition.folder = tmp_path  # type: ignore[misc]

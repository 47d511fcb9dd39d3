"""A new user goes from nothing to a valid feed in two commands; doctor tells what is missing."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from audio_edition.doctor import examine
from audio_edition.errors import SettingsError, UsageError
from audio_edition.feed.check import check_feed
from audio_edition.settings import Settings, load_settings
from audio_edition.site.config import Site
from audio_edition.site.init import FILES, init
from tests.site.small_site import command

TITLE = 'Lydavisa "Nord": <3 & {{ 7 }}'


def test_two_commands_to_a_valid_feed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    site = tmp_path / "ein stad æ" / "avis"
    code, out, _ = command("init", str(site), "--title", TITLE, "--url", "https://lyd.example.org")
    assert code == 0 and len(out.split("\n")) == len(FILES) + 1
    settings = site / "site.toml"
    settings.write_text(
        settings.read_text(encoding="utf-8").replace('# voice = "kokoro"', 'voice = "silence"\njobs = 1'),
        encoding="utf-8",
    )
    code, _, err = command("nightly", str(site))
    assert code == 0, err
    data = (site / "public" / "feed.xml").read_bytes()
    assert check_feed(data, folder=site / "public") == []
    assert "https://lyd.example.org/_media/" in data.decode()
    assert (site / "public" / "index.html").is_file()


def test_the_title_is_said_once_and_no_text_breaks_a_file(tmp_path: Path) -> None:
    init(tmp_path, TITLE, "https://lyd.example.org/")
    table = tomllib.loads((tmp_path / "site.toml").read_text(encoding="utf-8"))
    assert (table["title"], table["url"]) == (TITLE, "https://lyd.example.org/")
    config = Site(tmp_path).feeds()
    assert config is not None
    (feed,) = config.feeds.values()
    assert (feed.title, feed.author) == (TITLE, TITLE)
    assert Site(tmp_path).settings().publisher == TITLE


def test_every_commented_line_of_the_settings_can_be_used(tmp_path: Path) -> None:
    init(tmp_path, "Avisa", "https://lyd.example.org/")
    path = tmp_path / "site.toml"
    text = re.sub(r"^# (?=[a-z_]+ = |\[)", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    site = Site(tmp_path)
    config = site.feeds()
    assert config is not None
    assert list(config.feeds) == ["alle", "sport"]
    assert config.feeds["sport"].owner_email == "lyd@example.org"
    assert site.settings().formats == ("m4b", "epub")


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="Makefile"):
        init(tmp_path, "Avisa", "https://lyd.example.org/")
    assert [path.name for path in tmp_path.iterdir()] == ["Makefile"]


@pytest.mark.parametrize(
    ("title", "url", "named"),
    [(" ", "https://a.no", "--title"), ("A", "a.no", "--url"), ("A", "ftp://a.no", "--url"), ("A", "https://å.no", "--url")],
)  # fmt: skip
def test_what_cannot_be_used_is_told_by_its_option(tmp_path: Path, title: str, url: str, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        init(tmp_path / "ny", title, url)
    assert not (tmp_path / "ny").exists()


def test_the_makefile_runs(tmp_path: Path) -> None:
    init(tmp_path, "Avisa", "https://lyd.example.org/")
    done = subprocess.run(
        ["make", "-C", str(tmp_path), "nightly", "AUDIO_EDITION=echo"], capture_output=True, text=True
    )
    assert done.returncode == 0 and "nightly ." in done.stdout


def test_a_folder_that_is_no_site_is_refused(tmp_path: Path) -> None:
    (tmp_path / "noko").mkdir()
    code, _, err = command("nightly", str(tmp_path))
    assert code == 2 and "audio-edition init" in err and len(err.strip().splitlines()) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["noko"]


def test_an_empty_inbox_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    init(tmp_path / "avis", "Avisa", "https://lyd.example.org/")
    (tmp_path / "avis" / "inbox" / "velkomen.md").unlink()
    code, _, err = command("nightly", str(tmp_path / "avis"))
    assert code == 0 and "holds no article" in err


def test_doctor_is_content_where_make_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path))
    checks = list(examine(Settings(voice="silence")))
    assert {check.name for check in checks} >= {
        "Python",
        "ffmpeg",
        "voice silence",
        "fonts",
        "models and cache",
    }
    assert not [check for check in checks if check.state == "missing"]


def test_doctor_names_what_is_missing_and_its_mend(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "fil" / "under"))
    (tmp_path / "fil").write_text("no folder", encoding="utf-8")
    broken = tmp_path / "ffmpeg"
    broken.write_text("#!/bin/sh\nexit 3\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setattr("audio_edition.doctor.ffmpeg", lambda: str(broken))
    missing = {
        check.name: check for check in examine(Settings(voice="finst-ikkje")) if check.state == "missing"
    }
    assert set(missing) == {"ffmpeg", "voice finst-ikkje", "models and cache"}
    assert all(check.mend for check in missing.values())


def test_all_that_is_wrong_in_a_file_is_told_at_once_with_the_nearest_key(tmp_path: Path) -> None:
    path = tmp_path / "audio-edition.toml"
    path.write_text(
        "vioce = 'kokoro'\nrate = 9\ncover = 'borte.png'\n[pauses]\nparagraf = 3\n", encoding="utf-8"
    )
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    told = str(caught.value)
    assert (
        "'vioce'; is 'voice' meant?" in told
        and "'rate'" in told
        and "'pauses.paragraf'; is 'paragraph' meant?" in told
    )
    assert "\n" not in told


def test_options_are_named_as_they_are_typed_and_files_are_looked_for_at_once(tmp_path: Path) -> None:
    path = tmp_path / "audio-edition.toml"
    path.write_text("jingle = 'borte.wav'\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"^--bitrate: ") as caught:
        load_settings(path, bitrate_kbps=33)
    with pytest.raises(SettingsError, match=r"key 'jingle': there is no file .*borte.wav"):
        load_settings(path)
    with pytest.raises(SettingsError, match=r"--cover: there is no file"):
        load_settings(path, cover=tmp_path / "borte.png", jingle=path)
    assert "bitrate_kbps" not in str(caught.value).partition(":")[0]

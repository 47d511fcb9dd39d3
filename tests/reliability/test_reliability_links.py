"""Links in a circle, links to nowhere, pipes and devices, in the place of everything that a site has."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from audio_edition.disk import hold, locked
from audio_edition.errors import AudioEditionError, PublishError, SettingsError
from audio_edition.feed.editions import FeedEditions
from audio_edition.settings import load_settings
from audio_edition.site import nightly
from audio_edition.site.config import Site
from audio_edition.site.known import Memory
from tests.reliability.inboxes import made
from tests.site.small_site import write_site

Deed = Callable[[Path], None]


def ring(path: Path) -> None:
    """A link that leads to itself."""
    path.symlink_to(path.name)


def nowhere(path: Path) -> None:
    path.symlink_to(path.parent / "unmounted" / path.name)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


ALL = pytest.mark.parametrize("deed", [ring, nowhere, pipe, endless])


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"


@pytest.fixture
def site(tmp_path: Path) -> Site:
    write_site(tmp_path / "site")
    return Site(tmp_path / "site")


@ALL
@pytest.mark.parametrize("suffix", [".txt", ".html", ".epub", ".docx"])
def test_an_article_that_is_none_stops_no_other(
    inbox: Path, out: Path, quick: None, deed: Deed, suffix: str
) -> None:
    deed(inbox / f"m{suffix}")
    found = made(inbox, out)
    assert {found["a.txt"].status, found["z.txt"].status} == {"made"}
    assert all(
        outcome.status == "failed" and outcome.problem for outcome in [found.get(f"m{suffix}")] if outcome
    )


@ALL
def test_a_picture_that_is_none_is_left_out(inbox: Path, out: Path, quick: None, deed: Deed) -> None:
    deed(inbox / "kai.jpg")
    (inbox / "m.md").write_text("# Kaia\n\n![Kaia i regn](kai.jpg)\n\nHo er ny.\n", encoding="utf-8")
    assert made(inbox, out)["m.md"].status == "made"


@ALL
@pytest.mark.parametrize("name", ["x", "index.html", "_media", ".gamal"])
def test_what_else_lies_among_the_editions_stops_no_run(
    inbox: Path, out: Path, quick: None, deed: Deed, name: str
) -> None:
    out.mkdir()
    deed(out / name)
    assert {outcome.status for outcome in made(inbox, out).values()} == {"made"}


@ALL
@pytest.mark.parametrize(
    "name", ["site.toml", "audio-edition.toml", "feed.toml", "sources.toml", "lexicon.tsv"]
)
def test_settings_that_cannot_be_read_do_not_pass_for_none(site: Site, deed: Deed, name: str) -> None:
    (site.folder / name).unlink(missing_ok=True)
    deed(site.folder / name)
    with pytest.raises(AudioEditionError, match=name):
        nightly.run(Site(site.folder))
    assert not site.editions.exists()


@ALL
def test_settings_of_the_working_folder_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, deed: Deed
) -> None:
    monkeypatch.chdir(tmp_path)
    deed(tmp_path / "audio-edition.toml")
    with pytest.raises(SettingsError, match="audio-edition.toml"):
        load_settings()


@ALL
def test_what_a_run_remembers_is_not_waited_for(tmp_path: Path, deed: Deed) -> None:
    deed(tmp_path / ".site.json")
    assert Memory(tmp_path).told == []


@pytest.mark.parametrize("deed", [pipe, endless])
def test_the_memory_of_feeds_is_asked_for_by_name(tmp_path: Path, deed: Deed) -> None:
    deed(tmp_path / ".feeds.json")
    with pytest.raises(AudioEditionError, match=r"\.feeds\.json: cannot be read"):
        FeedEditions(tmp_path, "https://lyd.example.org")


@ALL
def test_a_journal_that_is_none_is_told(inbox: Path, out: Path, quick: None, deed: Deed) -> None:
    out.mkdir()
    deed(out / ".audio-edition.jsonl")
    try:
        told = [outcome.problem for outcome in made(inbox, out).values() if outcome.status != "made"]
    except PublishError as error:
        told = [str(error)]
    assert all("audio-edition.jsonl" in problem for problem in told)


def test_a_lock_that_has_become_a_pipe_is_told(tmp_path: Path) -> None:
    pipe(tmp_path / "lock")
    with pytest.raises(PublishError, match="lock"), locked(tmp_path / "lock"):
        pass
    with pytest.raises(PublishError, match="lock"):
        hold(tmp_path / "lock")

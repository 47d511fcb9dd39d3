"""A small site with its first night made, and its desk as an application."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.desk.room import Room
from audio_edition.desk.web import Desk
from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from tests.desk.small_desk import Editor, write_site


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    site = Site(write_site(tmp_path / "site"))
    assert not run(site).problems
    return site


@pytest.fixture
def editor(site: Site) -> Editor:
    return Editor(Desk(Room(site.editions, site)))

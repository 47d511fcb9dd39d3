"""A small site with its first night made once, a copy for each test, and its desk as an application."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from audio_edition.desk.room import Room
from audio_edition.desk.web import Desk
from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from tests.desk.small_desk import Editor, write_site


@pytest.fixture(scope="session")
def first_night(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with `site/`, its first night made, and `home/`."""
    root = tmp_path_factory.mktemp("desk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AUDIO_EDITION_HOME", str(root / "home"))
        assert not run(Site(write_site(root / "site"))).problems
    return root


@pytest.fixture
def site(first_night: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A copy of the site for one test; its times are kept, so nothing in it is new."""
    for name in ("site", "home"):
        shutil.copytree(first_night / name, tmp_path / name)
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    return Site(tmp_path / "site")


@pytest.fixture
def editor(site: Site) -> Editor:
    return Editor(Desk(Room(site.editions, site)))

"""A small site made once with the voice that only hums."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from audio_edition.site.config import Site
from audio_edition.site.nightly import run
from tests.site.small_site import write_site
from tests.site.small_web import Web


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site after its first night, and `home` beside it."""
    root = tmp_path_factory.mktemp("made")
    before = os.environ.get("AUDIO_EDITION_HOME")
    os.environ["AUDIO_EDITION_HOME"] = str(root / "home")
    write_site(root / "site")
    night = run(Site(root / "site"))
    assert night.problems == [] and len(night.made) == 2
    del os.environ["AUDIO_EDITION_HOME"]
    if before is not None:
        os.environ["AUDIO_EDITION_HOME"] = before
    return root


@pytest.fixture
def site(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the site for one test; its times are kept, so nothing in it is new."""
    shutil.copytree(made / "site", tmp_path / "site")
    shutil.copytree(made / "home", tmp_path / "home")
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    return tmp_path / "site"


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site with an empty inbox and a home of its own."""
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    write_site(tmp_path / "site", articles={})
    return tmp_path / "site"


@pytest.fixture
def web() -> Iterator[Web]:
    web = Web()
    yield web
    web.server.shutdown()
    web.server.server_close()

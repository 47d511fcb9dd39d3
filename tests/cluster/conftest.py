from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.cluster.hall import Hall
from tests.cluster.object_store import keep_in, s3_server
from tests.cluster.small_inbox import Made

pytest.importorskip("distributed")


@pytest.fixture(scope="module", autouse=True)
def _as_workers_draw_them(whole_covers: None) -> None:
    """What workers make is compared with what this process makes."""


@pytest.fixture(autouse=True)
def _handlers_as_they_were() -> Iterator[None]:
    """Dask silences whatever takes its messages, pytest's own handlers among them: later tests want to hear of warnings."""
    before = {handler: handler.level for handler in logging.root.handlers}
    yield
    for handler, level in before.items():
        handler.setLevel(level)


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """An S3 server that wants credentials, and those, as environment variables; none where moto is missing."""
    if not all(map(find_spec, ("moto", "s3fs"))):
        yield {}
        return
    with s3_server(tmp_path_factory.mktemp("s3")) as environment:
        yield environment


@pytest.fixture(scope="module")
def the_hall(tmp_path_factory: pytest.TempPathFactory, s3: dict[str, str]) -> Iterator[Hall]:
    """One cluster for all tests of a file: to start a worker takes longer than most of them, and idle ones cost as well."""
    with Hall(tmp_path_factory.mktemp("hall"), s3) as hall:
        yield hall


@pytest.fixture
def hall(the_hall: Hall) -> Hall:
    """The cluster with two workers at work, its notes empty; editions are made without sound."""
    the_hall.clear()
    return the_hall


@pytest.fixture
def store(s3: dict[str, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """Address of a bucket that nobody has used."""
    if not s3:
        pytest.skip("needs moto and s3fs")
    for name, value in s3.items():
        monkeypatch.setenv(name, value)
    return f"s3://{keep_in(s3)}"


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def environment(tmp_path: Path, hall: Hall) -> dict[str, str]:
    """A home of its own, and the stand-ins of preload.py for workers that the program starts itself."""
    return os.environ | {"AUDIO_EDITION_HOME": str(tmp_path / "home")} | hall.stand_ins


@pytest.fixture
def make(inbox: Path, tmp_path: Path, environment: dict[str, str]) -> Made:
    """`audio-edition make` of the inbox into out/, with these options."""

    def run(*options: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "audio_edition", "make", str(inbox), "--out", str(tmp_path / "out")]
        return subprocess.run(
            [*command, "--voice", "silence", "--json", *options],
            capture_output=True, text=True, env=environment, timeout=300, cwd=tmp_path,
        )  # fmt: skip

    return run

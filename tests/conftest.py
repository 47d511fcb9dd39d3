"""What holds for every test: the user's own folder of voices, settings and cache is never touched."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import imageio_ffmpeg
import pytest

from tests.costs import Costs
from tests.cover_once import _covers_once, whole_covers  # noqa: F401
from tests.levels import (  # noqa: F401
    pytest_addoption,
    pytest_collection_modifyitems,
    pytest_ignore_collect,
    pytest_report_header,
)

# Nothing is timed: a loaded machine is no reason to fail.
hypothesis.settings.register_profile(
    "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("untimed")

_OWN, _REAL = "AUDIO_EDITION_TEST_HOME", "AUDIO_EDITION_TEST_FFMPEG"


def pytest_configure(config: pytest.Config) -> None:
    """One folder for the whole run: processes that run tests side by side share the prepared model."""
    if _OWN not in os.environ:
        os.environ[_OWN] = tempfile.mkdtemp(prefix="audio-edition-tests-")
        config.stash[_MADE] = os.environ[_OWN]
    os.environ["AUDIO_EDITION_HOME"] = os.environ[_OWN]
    _compile_once()
    _encode_once()
    os.fsync = _no_power_fails  # type: ignore[assignment]
    if config.getoption("--costs") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Costs())


@pytest.hookimpl(wrapper=True, optionalhook=True)
def pytest_xdist_auto_num_workers() -> Generator[None, int, int]:
    """`-n auto`: one process more than there are cores. Tests wait for browsers, servers, deadlines: with a process a core,
    a fifth of two cores did nothing.
    """
    workers = yield
    return workers if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ else workers + 1


def _compile_once() -> None:
    """Tests and program are compiled once, not by each of the hundreds of processes that tests start, whatever the user's
    environment says of `.pyc` files: to find all tests takes 13 s of processor time so, and 19 s otherwise; `--help`
    0.12 s, and 0.17 s.
    """
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.dont_write_bytecode = False


def _encode_once() -> None:
    """The same sound is encoded and measured once a run, by whichever test comes first: see ffmpeg_once/ffmpeg.

    The real one is that which every installation brings: it starts in 10 ms, where Debian's takes 90 for its libraries, and
    is the same on every machine.
    """
    once = Path(__file__).parent / "ffmpeg_once"
    if _REAL not in os.environ and os.name == "posix":
        os.environ[_REAL] = imageio_ffmpeg.get_ffmpeg_exe()
        os.environ["PATH"] = f"{once}{os.pathsep}{os.environ['PATH']}"


def _no_power_fails(file: object) -> None:
    """In place of `os.fsync`: what a test writes need not outlive the machine, and an edition waits thirty times for its disk."""


def pytest_unconfigure(config: pytest.Config) -> None:
    if made := config.stash.get(_MADE, None):
        shutil.rmtree(made, ignore_errors=True)
        os.environ.pop(_OWN, None)


_MADE = pytest.StashKey[str]()

FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--autoplay-policy=no-user-gesture-required", "--mute-audio",
)  # fmt: skip


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, as a reader of our pages has it; tests that need it are skipped where there is none.

    One for each file: Playwright's loop runs in the test's own thread until it is closed, and neither a second Playwright
    nor `asyncio.run` of another file's tests could start beside it.
    """
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        pytest.skip("no browser: install chromium (Debian: apt install chromium)")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()

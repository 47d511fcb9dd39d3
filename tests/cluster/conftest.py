from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cluster.small_inbox import Made

pytest.importorskip("distributed")


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


@pytest.fixture
def environment(tmp_path: Path, log: Path) -> dict[str, str]:
    """A home of its own, and workers that make editions without sound."""
    return os.environ | {
        "AUDIO_EDITION_HOME": str(tmp_path / "home"),
        "CLUSTER_TEST_LOG": str(log),
        "DASK_DISTRIBUTED__WORKER__PRELOAD": json.dumps([str(Path(__file__).with_name("preload.py"))]),
    }


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

"""Models for the tests of this folder, each made once, and a home of each test's own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.models.tiny_vits import write_coqui, write_piper


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))


@pytest.fixture(autouse=True, scope="session")
def _one_thread() -> None:
    """Threads that wait for each other take longer than these models do."""
    try:
        import torch
    except ImportError:
        return
    torch.set_num_threads(1)


@pytest.fixture(scope="session")
def coqui_folder(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Makes (once a shape) and returns a checkpoint folder."""
    made: dict[str, Path] = {}

    def get(shape: str) -> Path:
        if shape not in made:
            made[shape] = write_coqui(tmp_path_factory.mktemp(shape), shape)
        return made[shape]

    return get


@pytest.fixture(scope="session")
def piper_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Makes (once a shape) and returns the .onnx of a Piper voice."""
    made: dict[str, Path] = {}

    def get(shape: str) -> Path:
        if shape not in made:
            made[shape] = write_piper(tmp_path_factory.mktemp(shape), shape)
        return made[shape]

    return get

"""Models for the tests of this folder, each made once, and a home of each test's own."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.models.export_once import once
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


@pytest.fixture(autouse=True, scope="session")
def _exported_once() -> Iterator[None]:
    try:
        from audio_edition.models import compiling  # torch: not while tests are looked for
    except ImportError:
        yield
        return

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(compiling, "_export", once(compiling._export))
        yield


def _once(name: str, make: Callable[[Path], Path]) -> Path:
    """What `make` writes into a folder, made once a run: processes that run tests side by side share it, and no test changes it."""
    kept = Path(os.environ["AUDIO_EDITION_TEST_HOME"]) / "tiny" / name
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=kept.parent))
        make(fresh)
        with contextlib.suppress(OSError):  # another process was faster
            fresh.rename(kept)
    return kept


@pytest.fixture(scope="session")
def coqui_folder() -> Callable[..., Path]:
    """Makes (once a shape) and returns a checkpoint folder."""
    return lambda shape: _once(shape, lambda folder: write_coqui(folder, shape))


@pytest.fixture(scope="session")
def piper_file() -> Callable[[str], Path]:
    """Makes (once a shape) and returns the .onnx of a Piper voice."""
    return lambda shape: (
        _once(f"piper-{shape}", lambda folder: write_piper(folder, shape)) / f"nb-{shape}.onnx"
    )

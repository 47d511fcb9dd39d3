"""The same weights are drawn as a graph by torch once a run, whichever test comes first: that takes two seconds for a voice of a
few thousand numbers, and twenty tests compile the same five. Everything after it is done each time.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from audio_edition.disk import write_whole


def once(export: Callable[[Any, Path], None]) -> Callable[[Any, Path], None]:
    """`export`, of a model and to a file, that remembers for all processes of the run what it has written."""
    kept = Path(os.environ["AUDIO_EDITION_TEST_HOME"]) / "exports"

    def exported(model: Any, path: Path) -> None:
        file = kept / f"{_digest(model)}.onnx"
        if file.is_file():
            shutil.copyfile(file, path)
            return
        export(model, path)
        write_whole(file, path.read_bytes(), flush=False)

    return exported


def _digest(model: Any) -> str:
    """Of a model's shape and of each number in it."""
    digest = hashlib.sha256(repr(model).encode())
    digest.update(repr(sorted(vars(model.args).items())).encode())
    for name, tensor in model.state_dict().items():
        digest.update(f"{name} {tuple(tensor.shape)} {tensor.dtype}".encode())
        digest.update(tensor.contiguous().numpy().tobytes())
    return digest.hexdigest()

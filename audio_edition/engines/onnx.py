"""The door to compiled VITS voices, and to Piper voices whose graph was opened: ONNX Runtime alone, no torch.

The model is one file, made by `voices compile` or, for a Piper voice, when it is first loaded: noise goes in,
sound and durations come out, and what else is to be known lies in the file's metadata.
"""

from __future__ import annotations

from audio_edition.engines import Engine
from audio_edition.engines.vits import COMPILED_VERSION
from audio_edition.engines.vits.files import find_graph, piper_files
from audio_edition.engines.vits.piper_copy import opened_copy
from audio_edition.errors import EngineUnavailable
from audio_edition.types import Voice

VERSION = COMPILED_VERSION
SAME_ON_ALL_DEVICES = True
"""One graph, one noise: a clip that was spoken on a GPU need not be spoken again on a CPU."""


def load(voice: Voice, device: str = "cpu", threads: int | None = None) -> Engine:
    """Load the voice's compiled model, or its Piper model, whose opened copy is made in the cache when missing.

    Raises VoiceError when there is none, EngineUnavailable without ONNX Runtime or when CUDA is asked for and not there.
    """
    try:
        from audio_edition.engines.vits import compiled
    except ImportError as error:
        raise EngineUnavailable(
            f"compiled voices need the Python module {error.name}; run: pip install {error.name}"
        ) from error
    path = find_graph(voice) or opened_copy(*piper_files(voice))
    return compiled.load_graph(voice, path, device=device, threads=threads)

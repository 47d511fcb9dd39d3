"""The one place where an ONNX Runtime session is opened, with what keeps memory flat and time steady."""

from __future__ import annotations

from pathlib import Path

import onnxruntime

from audio_edition.engines.cuda import check_on_cuda, cuda_providers
from audio_edition.errors import VoiceError


def open_session(path: Path, device: str = "cpu", threads: int | None = None) -> onnxruntime.InferenceSession:
    """An inference session on the graph at `path`, on `threads` threads (None: one a core).

    Raises VoiceError for a file that is no model, EngineUnavailable when CUDA is asked for and not there.
    """
    options = onnxruntime.SessionOptions()
    # Its complaint about a missing library or an unreadable file is raised as a sentence here.
    options.log_severity_level = 4
    # Each sentence has its own shapes: a remembered plan for each of them is what makes memory grow.
    options.enable_mem_pattern = False
    # Threads that spin while they wait gain 3 % on a machine with nothing else to do; where another program
    # runs beside, they cost nearly half.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    if threads:
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
    providers = cuda_providers() if device == "cuda" else ["CPUExecutionProvider"]
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=providers)
    except Exception as error:  # onnxruntime's exceptions have no common base but Exception
        raise VoiceError(f"{path}: not a model that ONNX Runtime can load: {error}") from error
    if device == "cuda":
        check_on_cuda(session)
    return session

"""ONNX Runtime on an NVIDIA GPU: asked for, and really there, or a clear refusal.

ONNX Runtime falls back to the CPU without a word when CUDA's libraries cannot be loaded; a run that was to
take minutes would then take hours. What it was asked for is therefore compared with what it got.
"""

from __future__ import annotations

from typing import Any

import onnxruntime

from audio_edition.errors import EngineUnavailable

PROVIDER = "CUDAExecutionProvider"

# Every sentence has a length of its own: an exhaustive search for the best kernel would be made for each of them.
_OPTIONS = {"cudnn_conv_algo_search": "HEURISTIC"}


def cuda_providers() -> list[Any]:
    """Execution providers for `--device cuda`, best first.

    Raises EngineUnavailable when this ONNX Runtime was built without CUDA.
    """
    if PROVIDER not in onnxruntime.get_available_providers():
        raise EngineUnavailable(
            "this ONNX Runtime cannot use CUDA; do: pip uninstall onnxruntime, then "
            "pip install onnxruntime-gpu; or leave --device cuda out"
        )
    onnxruntime.set_default_logger_severity(3)  # CUDA kernels warn of things that no user can change
    if hasattr(onnxruntime, "preload_dlls"):  # finds the CUDA libraries that came as Python packages
        onnxruntime.preload_dlls()
    return [(PROVIDER, _OPTIONS), "CPUExecutionProvider"]


def check_on_cuda(session: Any) -> None:
    """Raise EngineUnavailable unless the session really runs on CUDA."""
    if PROVIDER not in session.get_providers():
        raise EngineUnavailable(
            "ONNX Runtime could not load CUDA and its libraries (cuDNN, cuBLAS) or found no GPU; "
            "see what `python -c 'import onnxruntime; onnxruntime.print_debug_info()'` says, "
            "or leave --device cuda out"
        )

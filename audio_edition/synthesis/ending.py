"""How a process of ours ended."""

from __future__ import annotations

import signal
import subprocess


def end_of(process: subprocess.Popen[bytes], patience_s: float) -> str:
    """Wait for `process`, kill it when that takes longer than `patience_s`, and say how it ended."""
    try:
        code = process.wait(timeout=patience_s)
    except subprocess.TimeoutExpired:
        process.kill()
        code = process.wait()
    if code >= 0:
        return f"exit code {code}"
    name = signal.Signals(-code).name
    return f"{name}; out of memory?" if name == "SIGKILL" else name

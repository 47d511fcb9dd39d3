"""What a file of tests cannot do without: looked for, not imported, so that finding tests costs no second of torch."""

from __future__ import annotations

from importlib.util import find_spec

import pytest


def need_torch() -> None:
    """At a module's top: its tests are skipped, and say why, where torch and coqui-tts are not installed."""
    for package in ("torch", "TTS"):
        if find_spec(package) is None:
            pytest.skip(f"{package} is not installed: make test-whole", allow_module_level=True)

"""Which engines are declared on this installation, by name; none of them is imported to find out."""

from __future__ import annotations

from importlib.metadata import entry_points

GROUP = "audio_edition.engines"
"""Entry points under which engines are declared, ours and plugins'."""

OURS = ("coqui", "kokoro", "onnx", "silence")
"""Engines that come with the program: the packages of the machine, hundreds perhaps, need not be searched for them."""


def engine_names() -> list[str]:
    """Names of the engines that are declared on this installation, ours and plugins'."""
    return sorted({point.name for point in entry_points(group=GROUP)})


def is_declared(name: str) -> bool:
    """Whether there is an engine of this name."""
    return name in OURS or name in engine_names()

"""Every module of the package, parsed once for all tests that look at its text."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import audio_edition

PACKAGE = Path(audio_edition.__file__).parent


@cache
def modules() -> dict[Path, ast.Module]:
    """Path → what stands in it."""
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}

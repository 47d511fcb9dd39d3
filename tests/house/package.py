"""The modules of the package, each read and parsed once for all tests that look at its text."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import audio_edition

PACKAGE = Path(audio_edition.__file__).parent


@cache
def _texts() -> dict[Path, str]:
    return {path: path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py"))}


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(_texts()[path])


def modules(holding: str = "") -> Iterator[tuple[Path, ast.Module]]:
    """Path and what stands in it, of each module in whose text the regular expression is found: to parse all of them takes a
    second and more.
    """
    pattern = re.compile(holding, re.MULTILINE)
    return ((path, _parsed(path)) for path, text in _texts().items() if pattern.search(text))

"""Imports stand at a module's top; those that do not are listed with their reason."""

from __future__ import annotations

import ast
from pathlib import Path

import audio_edition

PACKAGE = Path(audio_edition.__file__).parent
TABLE = Path(__file__).with_name("late_imports.tsv")


def _imports_late(path: Path) -> bool:
    functions = (
        node
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(isinstance(part, ast.Import | ast.ImportFrom) for each in functions for part in ast.walk(each))


def test_every_late_import_has_its_reason() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    told = dict(line.split("\t") for line in lines if not line.startswith("#"))
    assert all(told.values())
    late = {str(path.relative_to(PACKAGE)) for path in PACKAGE.rglob("*.py") if _imports_late(path)}
    assert late == set(told), f"without a reason: {late - set(told)}; no longer late: {set(told) - late}"

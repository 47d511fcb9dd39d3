"""Imports stand at a module's top; those that do not are listed with their reason."""

from __future__ import annotations

import ast
from pathlib import Path

from tests.house.package import PACKAGE, modules

TABLE = Path(__file__).with_name("late_imports.tsv")
INDENTED = r"(?:^[ \t]+|[:;][ \t]*)(?:from|import)\b"
"""What stands in every module that imports in a function, and in others."""


def _imports_late(module: ast.Module) -> bool:
    functions = (
        node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return any(isinstance(part, ast.Import | ast.ImportFrom) for each in functions for part in ast.walk(each))


def test_every_late_import_has_its_reason() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    told = dict(line.split("\t") for line in lines if not line.startswith("#"))
    assert all(told.values())
    late = {str(path.relative_to(PACKAGE)) for path, module in modules(INDENTED) if _imports_late(module)}
    assert late == set(told), f"without a reason: {late - set(told)}; no longer late: {set(told) - late}"

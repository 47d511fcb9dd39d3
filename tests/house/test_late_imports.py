"""Imports stand at a module's top; those that do not are listed, counted, with their reason."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.package import PACKAGE, modules
from tests.house.test_base_install import EXTRAS

TABLE = Path(__file__).with_name("late_imports.tsv")
INDENTED = r"(?:^[ \t]+|[:;][ \t]*)(?:from|import)\b"
"""What stands in every module that imports in a function, and in others."""
OTHERS = {"imageio_ffmpeg": "audio/ffmpeg.py"}
"""Packages of a base install that are imported late all the same, and where."""


def _late(module: ast.Module) -> Iterator[ast.Import | ast.ImportFrom]:
    functions = (
        node for node in ast.walk(module) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    found = {id(part): part for each in functions for part in ast.walk(each)}
    return (part for part in found.values() if isinstance(part, ast.Import | ast.ImportFrom))


def _packages(part: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(part, ast.ImportFrom):
        return {(part.module or "").partition(".")[0]}
    return {alias.name.partition(".")[0] for alias in part.names}


def test_every_late_import_is_counted_and_has_its_reason() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(reason for _, _, reason in rows)
    told = {name: int(count) for name, count, _ in rows}
    late = {str(path.relative_to(PACKAGE)): len(list(_late(module))) for path, module in modules(INDENTED)}
    late = {name: count for name, count in late.items() if count}
    differing = {
        name: (told.get(name), late.get(name))
        for name in told | late
        if told.get(name, 0) != late.get(name, 0)
    }
    assert not differing, f"module: (listed, found): {differing}"


def test_what_computes_is_imported_late_as_a_module_of_ours() -> None:
    """numpy and its like stand at the top of a module of ours; only an extra's packages are asked for where they are used."""
    wrong = []
    for path, module in modules(INDENTED):
        name = str(path.relative_to(PACKAGE))
        packages = set().union(*map(_packages, _late(module)))
        wrong += [
            f"{name}: {package}"
            for package in packages - EXTRAS - {"audio_edition"}
            if OTHERS.get(package) != name
        ]
    assert not wrong, wrong

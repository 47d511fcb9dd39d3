"""A name means one thing: who finds a class by its name has found the only one."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

import pytest

from tests.house.package import PACKAGE, modules

TWICE: dict[str, str] = {}
"""Names that two classes may share, each with the reason why no better one was found."""


def _named(module: ast.Module) -> Iterator[tuple[str, str]]:
    """(public name, what it means) of each class and type alias; two aliases of one type mean the same."""
    for node in module.body:
        match node:
            case ast.ClassDef(name=name):
                yield name, ""
            case (
                ast.Assign(targets=[ast.Name(id=name)], value=value)
                | ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value)
            ):
                if name[0].isupper() and not name.isupper():
                    yield name, ast.unparse(value)


def _twice(sources: dict[str, ast.Module]) -> dict[str, list[str]]:
    where: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for path, source in sources.items():
        for name, meaning in _named(source):
            if not name.startswith("_"):
                where[name].append((path, meaning))
    return {
        name: [path for path, _ in found]
        for name, found in where.items()
        if len(found) > 1 and (not found[0][1] or len({meaning for _, meaning in found}) > 1)
    }


def test_no_two_classes_have_one_name() -> None:
    sources = {str(path.relative_to(PACKAGE)): module for path, module in modules()}
    assert {name: paths for name, paths in _twice(sources).items() if name not in TWICE} == {}
    assert set(TWICE) <= set(_twice(sources)), "no longer twice"


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("class Job: ...", "class Job: ...", True),
        ("class Job: ...", "Job = Callable[[int], None]", True),
        ("Rule = Callable[[int], None]", "Rule = Callable[[str], None]", True),
        ("Say = Callable[[str], None]", "Say = Callable[[str], None]", False),
        ("class _Job: ...", "class _Job: ...", False),
        ("LIMIT = 3", "LIMIT = 4", False),
    ],
)
def test_what_counts_as_one_name(one: str, other: str, found: bool) -> None:
    assert bool(_twice({"one.py": ast.parse(one), "other.py": ast.parse(other)})) is found

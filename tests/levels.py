"""Three levels of one suite: what is tried after each change, before each commit, and before others see it.

    pytest                  every test
    pytest --level test     without what `levels.tsv` calls `whole`
    pytest --level fast     without `whole`, `test` and everything that is marked `slow`

`levels.tsv` says what is left out and why, row by row; a run says in its first lines how much that is.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from audio_edition.tables import read_table

TESTS = Path(__file__).parent
TABLE = TESTS / "levels.tsv"
LEVELS = ("fast", "test", "whole")
"""Each holds those before it."""


@cache
def rows() -> tuple[tuple[str, str, str], ...]:
    """(level at which it runs, a folder, file or `file::test` under tests/, reason)."""
    return tuple((level, where, why) for level, where, why in read_table(TABLE, 3, least=3))


@cache
def left_out(level: str) -> frozenset[str]:
    """Folders, files and tests that run at a higher level only."""
    return frozenset(where for at, where, _ in rows() if LEVELS.index(at) > LEVELS.index(level))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--level", choices=LEVELS, default="whole", help="how much is run: see tests/levels.tsv")


def pytest_report_header(config: pytest.Config) -> list[str]:
    level = config.getoption("--level")
    if level == "whole":
        return []
    slow = " and what is marked slow" if level == "fast" else ""
    return [f"level {level}: {len(left_out(level))} rows of tests/levels.tsv{slow} are left to higher levels"]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files that are left out as a whole are not even imported; a file that is named alone is run."""
    if collection_path.is_relative_to(TESTS):
        out = left_out(config.getoption("--level"))
        return True if collection_path.relative_to(TESTS).as_posix() in out else None
    return None


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    level = config.getoption("--level")
    out = left_out(level)
    taken: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        name = (
            f"{item.path.relative_to(TESTS).as_posix()}::{getattr(item, 'originalname', None) or item.name}"
        )
        slow = level == "fast" and item.get_closest_marker("slow") is not None
        (left if slow or name in out else taken).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
    items[:] = longest_first(taken) if hasattr(config, "workerinput") else taken


def longest_first(items: list[pytest.Item]) -> list[pytest.Item]:
    """The same tests, file by file, those that higher levels alone run before the others: of processes that run side by
    side none is left alone at the end with a file that takes half a minute.
    """
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    named: dict[str, int] = {}
    for level, where, _ in rows():
        path = where.partition("::")[0]
        named[path] = max(named.get(path, 0), LEVELS.index(level))

    def weight(path: Path) -> int:
        inside = path.relative_to(TESTS)
        level = max(named.get(each.as_posix(), 0) for each in (inside, *inside.parents))
        return max(level, 2 if path in slow else 0)

    weights = {path: weight(path) for path in {item.path for item in items}}
    return sorted(items, key=lambda item: -weights[item.path])

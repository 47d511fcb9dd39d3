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
from tests import costs

TESTS = Path(__file__).parent
TABLE = TESTS / "levels.tsv"
LEVELS = ("fast", "test", "whole")
"""Each holds those before it."""
_UNKNOWN_S = 600.0


@cache
def rows() -> tuple[tuple[str, str, str], ...]:
    """(level at which it runs, a folder, file or `file::test` under tests/, reason)."""
    return tuple((level, where, why) for level, where, why in read_table(TABLE, 3, least=3))


@cache
def left_out(level: str) -> frozenset[str]:
    """Folders, files and tests that run at a higher level only."""
    return frozenset(where for at, where, _ in rows() if LEVELS.index(at) > LEVELS.index(level))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--costs", action="store_true", help="write tests/costs.tsv anew: how long each file took"
    )
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
    """The same tests, file by file, the longest file first as `costs.tsv` has it; a file that it does not know comes before
    all others if it belongs to a higher level, and last if not.
    """
    known = costs.seconds()
    slow = {item.path for item in items if item.get_closest_marker("slow") is not None}
    higher = {where.partition("::")[0] for _, where, _ in rows()}

    def weight_s(path: Path) -> float:
        inside = path.relative_to(TESTS)
        if (took_s := known.get(inside.as_posix())) is not None:
            return took_s
        may_be_long = path in slow or any(each.as_posix() in higher for each in (inside, *inside.parents))
        return _UNKNOWN_S if may_be_long else 0

    weights_s = {path: weight_s(path) for path in {item.path for item in items}}
    places = {path: place for place, path in enumerate(dict.fromkeys(item.path for item in items))}
    return sorted(items, key=lambda item: (-weights_s[item.path], places[item.path]))

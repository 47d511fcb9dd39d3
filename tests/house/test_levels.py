"""Nothing is lost between the levels of the suite: what one leaves out is named, is there, and is run by CI."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import Any

import pytest

from tests import costs, levels

ROOT = Path(__file__).parents[2]


def _is_there(where: str) -> bool:
    path, _, test = where.partition("::")
    if not (levels.TESTS / path).exists():
        return False
    return not test or test in {
        node.name
        for node in ast.parse((levels.TESTS / path).read_text(encoding="utf-8")).body
        if isinstance(node, ast.FunctionDef)
    }


def test_every_row_names_something_that_is_there_and_says_why() -> None:
    assert [where for _, where, _ in levels.rows() if not _is_there(where)] == []
    assert all(level in levels.LEVELS[1:] and why for level, _, why in levels.rows())
    assert len({where for _, where, _ in levels.rows()}) == len(levels.rows())


def test_each_level_holds_the_one_before() -> None:
    fast, test, whole = map(levels.left_out, levels.LEVELS)
    assert fast > test > whole == frozenset()


def test_continuous_integration_leaves_out_nothing() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    recipes = dict(re.findall(r"^([\w-]+):.*\n\t@(.*)", makefile, re.MULTILINE))
    assert recipes["test"].endswith("--level test") and recipes["test-fast"].endswith("--level fast")
    assert recipes["test-whole"] == "$(PYTEST)"
    assert "--level" not in re.findall(r"^PYTEST = (.*)", makefile, re.MULTILINE)[0]
    first = next(line for line in (ROOT / ".ci" / "pythons").read_text().splitlines() if line[0] != "#")
    assert "test-whole" in first.split()


def test_what_takes_long_is_run_first_and_files_stay_together(monkeypatch: pytest.MonkeyPatch) -> None:
    class Test:
        def __init__(self, where: str, *, slow: bool = False) -> None:
            self.path, self._slow = levels.TESTS / where, slow

        def get_closest_marker(self, name: str) -> object:
            return self if self._slow else None

    known = {"edition/test_edition_make.py": 30.0, "phonemise/test_phonemise_words.py": 2.0}
    monkeypatch.setattr(costs, "seconds", lambda: known)
    nothing = [Test("api/test_api_names.py")]
    short = [Test("phonemise/test_phonemise_words.py"), Test("phonemise/test_phonemise_words.py")]
    unknown = [Test("sentences/test_sentences_set.py")]
    makes_editions = [Test("edition/test_edition_make.py"), Test("edition/test_edition_make.py")]
    browser = [Test("page/test_page_browser.py"), Test("page/test_page_browser.py", slow=True)]
    installs = [Test("release/test_release_wheel.py")]
    given: list[Any] = [*unknown, *short, *makes_editions, *browser, *nothing, *installs]
    wanted: list[Any] = [*browser, *nothing, *installs, *makes_editions, *short, *unknown]
    assert levels.longest_first(given) == wanted


def test_costs_name_files_that_are_there() -> None:
    assert [file for file in costs.seconds() if not (costs.TESTS / file).is_file()] == []
    assert list(costs.seconds().values()) == sorted(costs.seconds().values(), reverse=True)


def test_a_run_writes_what_its_files_took_and_keeps_other_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Report:
        def __init__(self, nodeid: str, duration: float) -> None:
            self.nodeid, self.duration = nodeid, duration

    table = tmp_path / "costs.tsv"
    known = {"house/test_levels.py": 7.0, "house/test_names.py": 3.0, "house/test_gone.py": 9.0}
    monkeypatch.setattr(costs, "TABLE", table)
    monkeypatch.setattr(costs, "seconds", lambda: known)
    seen = costs.Costs()
    run: list[Any] = [
        Report("tests/house/test_names.py::test_a[x::y]", 4.0),
        Report("tests/house/test_names.py::test_b", 8.4),
        Report("tests/house/test_disk.py::test_c", 0.5),
    ]
    for each in run:
        seen.pytest_runtest_logreport(each)
    seen.pytest_sessionfinish()
    rows = [line for line in table.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert rows == ["12\thouse/test_names.py", "7\thouse/test_levels.py"]

"""How long each file of tests takes, in `costs.tsv`: of processes that work side by side the long files are begun first, so that
none is left alone at the end with one. `make test-costs` writes the table anew; a file that it does not know is taken for long
by its level.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from audio_edition.tables import read_table

TESTS = Path(__file__).parent
TABLE = TESTS / "costs.tsv"
_LEAST_S = 1.0
"""Shorter ones are not worth a row."""
_HEAD = (
    "# How long files of tests take, their fixtures and what they wait for among it; written by `make test-costs`.\n"
    "# seconds\tfile under tests/\n"
)


@cache
def seconds() -> dict[str, float]:
    """File under tests/ → seconds."""
    return {file: float(took_s) for took_s, file in read_table(TABLE, 2, least=2)}


class Costs:
    """Listens to a run, and writes what it has seen; what it has not run keeps its row while the file is there."""

    def __init__(self) -> None:
        self._took_s: defaultdict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self._took_s[report.nodeid.partition("::")[0].removeprefix(f"{TESTS.name}/")] += report.duration

    def pytest_sessionfinish(self) -> None:
        kept = {file: took_s for file, took_s in seconds().items() if (TESTS / file).is_file()}
        took_s = kept | self._took_s
        rows = sorted(
            (file for file in took_s if took_s[file] >= _LEAST_S),
            key=lambda file: (-round(took_s[file]), file),
        )
        TABLE.write_text(_HEAD + "".join(f"{took_s[file]:.0f}\t{file}\n" for file in rows), encoding="utf-8")

"""The example of docs/cluster.md starts a scheduler and two workers, makes the examples and stops them all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_the_example_makes_the_examples(tmp_path: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        [ROOT / "examples/cluster/run.sh", tmp_path / "out", "--voice", "silence"],
        capture_output=True, text=True, timeout=400, env=environment | {"PYTHON": sys.executable},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "cluster: 3 articles on" in done.stderr
    assert len([path for path in (tmp_path / "out").iterdir() if path.name[0] != "."]) == 3

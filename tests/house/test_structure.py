"""docs/structure.md leads to files that are there, and tells the order of imports as `make check` holds it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "structure.md").read_text(encoding="utf-8")


def test_every_file_that_it_names_is_there() -> None:
    named = re.findall(r"`((?:audio_edition|tests|voices)\b[/\w.]*)`", PAGE)
    paths = [name for name in named if name != "audio_edition.engines"]
    assert len(paths) > 30
    assert [path for path in paths if not (ROOT / path).exists()] == []


def test_the_order_of_imports_is_that_of_the_contract() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (contract["layers"] for contract in contracts["contracts"] if contract["type"] == "layers")
    told = re.findall(r"^    (\w.*)$", PAGE, re.MULTILINE)
    assert [re.split(r" \| |, ", row) for row in told] == [
        [name.removeprefix("audio_edition.") for name in re.split(r" [|:] ", layer)] for layer in layers
    ]

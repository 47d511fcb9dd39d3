"""What counts as heard right when the listener writes Bokmål."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.listener.compare import compare

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "compare.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("meant, heard, errors, run, note", CASES)
def test_comparison(meant, heard, errors, run, note):
    result = compare(meant, heard)
    assert result.errors <= int(errors)
    assert result.longest_run == int(run)


def test_the_wrong_words_are_named():
    assert compare("Han gjekk over brua i natt", "Han brua i natt").run_text == "gjekk over"


@given(st.text("abe ik", max_size=30), st.text("abe ik", max_size=30))
def test_errors_are_an_edit_distance(meant, heard):
    result = compare(meant, heard)
    assert compare(meant, meant).errors == 0
    assert compare(heard, meant).errors == result.errors
    assert result.errors <= max(len(meant), len(heard)) * 2

"""The one reader of tables, and every table of the package read by its rule."""

from __future__ import annotations

from pathlib import Path

import pytest

import audio_edition
from audio_edition.errors import LexiconError
from audio_edition.tables import read_groups, read_table

TABLES = sorted(Path(audio_edition.__file__).parent.rglob("data/*.tsv"))


def write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


def test_cells_are_stripped_filled_up_and_comments_left_out(tmp_path: Path) -> None:
    path = write(tmp_path / "t.tsv", "# ein merknad\n#\n\na\t b \n#\temneknagg\nc\t \td\n")
    assert read_table(path, 3) == (("a", "b", ""), ("#", "emneknagg", ""), ("c", " ", "d"))


def test_words_of_one_label_may_stand_on_several_lines(tmp_path: Path) -> None:
    path = write(tmp_path / "t.tsv", "fisk\ttorsk sei\nfisk\tlange\nfugl\tmåse\n")
    assert read_groups(path) == {"fisk": {"torsk", "sei", "lange"}, "fugl": {"måse"}}


@pytest.mark.parametrize(("line", "columns", "least"), [("a\tb\tc", 2, 1), ("a", 3, 2)])
def test_a_line_of_the_wrong_width_is_named(tmp_path: Path, line: str, columns: int, least: int) -> None:
    path = write(tmp_path / "t.tsv", f"# to\n{line}\n")
    with pytest.raises(LexiconError, match=r"t\.tsv:2: has \d cells"):
        read_table(path, columns, least=least)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_every_table_of_the_package_can_be_read(path: Path) -> None:
    assert read_table(path, 42 if path.name == "acoustics.tsv" else 9)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parts[-3]}/{path.name}")
def test_a_change_of_a_table_can_be_read_in_a_diff(path: Path) -> None:
    """Long lists of words stand on several lines with the same label."""
    long = [
        row[0]
        for row in read_table(path, 42 if path.name == "acoustics.tsv" else 9)
        if max(map(len, row)) > 200
    ]
    assert not long

"""`audio-edition phonemise`: a line out for each line in."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from audio_edition.cli.phonemise import phonemise

app = typer.Typer()
app.command()(phonemise)


@pytest.fixture(autouse=True)
def _empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, text: str) -> list[str]:
    result = CliRunner().invoke(app, arguments, input=text.encode(), catch_exceptions=False)
    assert result.exit_code == 0
    return result.stdout.removesuffix("\n").split("\n")


def test_a_line_out_for_each_line_in() -> None:
    lines = run("--no-tone", text="og\n\nHuset er stort.\n15\n")
    assert lines == ["ˈoː", "", "ˈhʉːsə æ ˈʂʈʊʈ", "ˈfɛmtən"]


def test_tone_is_marked_unless_told_otherwise() -> None:
    assert run(text="jente\n") == ["²ˈjɛntə"]


def test_sources_give_a_row_a_word() -> None:
    rows = run("--sources", "--no-tone", text="straumprisane og\n")
    assert rows == ["straumprisane\tˈstræʉmˌpriːsɑnə\tcompound\tstraum·prisane", "og\tˈoː\tfunction", ""]


def test_the_last_lexicon_wins_as_it_does_in_an_edition(tmp_path: Path) -> None:
    first, second = tmp_path / "a.tsv", tmp_path / "b.tsv"
    first.write_text("Voss\tfoss\n", encoding="utf-8")
    second.write_text("Voss\tvass\n", encoding="utf-8")
    assert run("--no-tone", "--lexicon", str(first), "--lexicon", str(second), text="Voss\n") == ["ˈvɑs"]


def test_files_are_read_in_order(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("hus\n", encoding="utf-8")
    (tmp_path / "to.txt").write_text("bil\n", encoding="utf-8")
    assert run("--no-tone", "en.txt", "to.txt", text="") == ["ˈhʉːs", "ˈbiːl"]

"""The user's own tables, what --explain shows, and the tables that we ship."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition.errors import LexiconError
from audio_edition.normalise import Normaliser
from audio_edition.normalise.classes.abbreviations import abbreviations
from audio_edition.normalise.nouns import gender_of
from audio_edition.normalise.tables import DATA, rows


def table(folder: Path, text: str, name: str = "table.tsv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_users_word_goes_before_every_class(tmp_path: Path) -> None:
    path = table(tmp_path, "# our own\nNRK\tRikskringkastinga\nkl.\tklokkeslettet\n3M\ttre emm\n")
    spoken = Normaliser(tables=[path]).normalise("NRK kom kl. 5 til 3M og FN.")
    assert spoken.text == "Rikskringkastinga kom klokkeslettet fem til tre emm og F N."
    assert [change.kind for change in spoken.changes if change.written in ("NRK", "kl.", "3M")] == [
        "user"
    ] * 3


def test_a_users_word_is_matched_whole_and_with_its_case(tmp_path: Path) -> None:
    path = table(tmp_path, "bil\tautomobil\n")
    assert Normaliser(tables=[path]).normalise("Bil, bilen og bil.").text == "Bil, bilen og automobil."


def test_a_users_pattern_may_use_its_groups(tmp_path: Path) -> None:
    path = table(tmp_path, "/linje (\\d+)([a-z])/\tlinje \\1 \\2\n")
    assert Normaliser(tables=[path]).normalise("Ta linje 12b.").text == "Ta linje tolv b."


def test_the_last_table_wins(tmp_path: Path) -> None:
    first = table(tmp_path, "FN\tDei sameinte nasjonane\n", "1.tsv")
    second = table(tmp_path, "FN\tverdssamfunnet\n", "2.tsv")
    assert Normaliser(tables=[first, second]).normalise("FN").text == "verdssamfunnet"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("berre eitt felt", "a tab"),
        ("/(/\tx", "regular expression"),
        ("/a/\t\\2", "regular expression"),
        ("fem\t5", "without figures"),
        ("\tx", "a tab"),
    ],
)
def test_a_line_that_cannot_be_used_names_file_and_line(tmp_path: Path, line: str, says: str) -> None:
    path = table(tmp_path, f"god\tgod\n{line}\n")
    with pytest.raises(LexiconError, match=says) as caught:
        Normaliser(tables=[path])
    assert f"{path}:2" in str(caught.value)


def test_a_table_that_is_not_there_is_one_clear_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="no such table"):
        Normaliser(tables=[tmp_path / "borte.tsv"])
    binary = tmp_path / "bin.tsv"
    binary.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(LexiconError, match="UTF-8"):
        Normaliser(tables=[binary])


def test_every_change_points_into_what_was_written() -> None:
    written = "<p>Kl.&nbsp;14.30 kom 15 000 til NRK, bl.a. Harald V.</p>"
    spoken = Normaliser().normalise(written)
    assert spoken.text == "Klokka fjorten tretti kom femten tusen til N R K, blant anna Harald den femte."
    for change in spoken.changes:
        assert written[change.start : change.end] == change.written
    kinds = {change.kind for change in spoken.changes}
    assert {"clock", "cardinal", "initialism", "abbreviation", "roman"} <= kinds


def run(arguments: list[str], text: str) -> subprocess.CompletedProcess[bytes]:
    program = "import typer; from audio_edition.cli.normalise import normalise; typer.run(normalise)"
    return subprocess.run(
        [sys.executable, "-c", program, *arguments], input=text.encode(), capture_output=True, check=False
    )


def test_the_command_gives_a_line_for_a_line(tmp_path: Path) -> None:
    text = "Kl. 9.\r\n\nEin\u2028to 3\n– Ja. Ho er 17 år.\n"
    result = run([], text)
    assert result.returncode == 0, result.stderr
    assert result.stdout.decode() == "Klokka ni.\n\nEin to tre\nJa. Ho er sytten år.\n"
    path = tmp_path / "a.txt"
    path.write_text("5 km", encoding="utf-8")
    assert run([str(path), "-"], "6 km\n").stdout.decode() == "fem kilometer\nseks kilometer\n"


def test_the_command_explains_spans_and_words() -> None:
    out = run(["--explain", "--clock", "spoken"], "Kl. 14.30 kom NRK.\n").stdout.decode().splitlines()
    assert out[0] == "Klokka halv tre kom N R K."
    assert "0-9\tKl. 14.30\t→ Klokka halv tre\tclock" in out[1]
    assert any("N R K" in line and "/" in line and "letters" in line for line in out[3:])


def test_shipped_tables_have_no_figures_in_what_is_said() -> None:
    for entry in abbreviations():
        assert not any(char.isdigit() for spoken in entry.spoken for char in spoken), entry
    for name in ("codes", "symbols", "units", "currencies", "magnitudes", "initialisms"):
        for row in rows(name, 8):
            assert not any(char.isdigit() for cell in row[1:3] for char in cell), (name, row)


def test_shipped_tables_have_no_row_twice() -> None:
    for path in DATA.glob("*.tsv"):
        if path.stem in ("abbreviations", "codes", "currencies", "initialisms", "months", "symbols", "units"):
            several = path.stem == "abbreviations"  # of one form under several conditions
            names = [(row[0], row[2] if several else "") for row in rows(path.stem, 3)]
            assert len(names) == len(set(names)), (
                path.stem,
                {name for name in names if names.count(name) > 1},
            )


@pytest.mark.parametrize(
    ("noun", "gender"),
    [
        ("bil", "m"), ("hytte", "f"), ("hus", "n"), ("hytta", "f"), ("husa", "n"), ("sommarhus", "n"),
        ("barneskule", "m"), ("år", "n"), ("tysdagskveld", "m"), ("måling", "f"), ("revolusjon", "m"),
        ("dokument", "n"), ("stortingsval", "n"), ("sjukdom", "m"), ("godheit", "f"), ("blåst", None),
    ],
)  # fmt: skip
def test_gender(noun: str, gender: str | None) -> None:
    assert gender_of(noun) == gender

"""`audio-edition lexicon`: what the commands print, write and return."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from audio_edition.article import read_article
from audio_edition.cli.lexicon import app
from audio_edition.errors import LexiconError
from audio_edition.phonemise import Phonemiser
from audio_edition.phonemise.lexicon import Lexicon, LexiconEntry
from tools.language.redundant_names import redundant

runner = CliRunner()
ARTICLE = """Ministeren møtte Zubrovkin

Zubrovkin kom til byen. Det var Zubrovkins første besøk. Ho såg Kvabbelund og sa at Oslo er fin.

Kvabbelund smilte.
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_add_writes_and_shows_the_ipa() -> None:
    result = runner.invoke(app, ["add", "Shoigu=sjojgú", "--language", "ru"])
    assert result.exit_code == 0
    assert result.stdout == "Shoigu\tʃɔʏ¹ˈɡʉː\n"
    assert "--lexicon lexicon.tsv" in result.stderr
    assert Lexicon.load("lexicon.tsv").get("Shoigu") == LexiconEntry(
        "Shoigu", "ʃɔʏ¹ˈɡʉː", "ru", "", "lexicon.tsv:2"
    )


def test_add_goes_to_the_lexicon_of_the_settings() -> None:
    Path("audio-edition.toml").write_text('lexicon = ["house.tsv"]\n')
    result = runner.invoke(app, ["add", "Kim=kimm"])
    assert result.exit_code == 0
    assert "--lexicon" not in result.stderr
    assert Path("house.tsv").is_file() and not Path("lexicon.tsv").exists()


@pytest.mark.parametrize("bad", ["Shoigu", "Shoigu=", "=sjojgú", "Shoigu=/ʒ/", "Shoigu=123"])
def test_add_refuses(bad: str) -> None:
    result = runner.invoke(app, ["add", bad])
    assert isinstance(result.exception, LexiconError)
    assert not Path("lexicon.tsv").exists()


def test_check_names_lines_and_fails() -> None:
    Path("lexicon.tsv").write_bytes(b"Kim\tkimm\nKim\tkumm\n\xff\tx\n")
    result = runner.invoke(app, ["check"])
    assert result.exit_code == 1
    assert [line.split(" ")[0] for line in result.stdout.splitlines()] == ["lexicon.tsv:2:", "lexicon.tsv:3:"]
    Path("good.tsv").write_text("Kim\tkimm\n")
    assert runner.invoke(app, ["check", "good.tsv"]).exit_code == 0
    assert runner.invoke(app, ["check", "-"], input="Kim\tk1mm\n").stdout.startswith("-:1: ")


def test_unknown_lists_the_most_frequent_first_and_counts_genitives_with_the_name() -> None:
    Path("inbox").mkdir()
    Path("inbox/a.txt").write_text(ARTICLE, encoding="utf-8")
    Path("inbox/b.txt").write_text(ARTICLE, encoding="utf-8")
    lines = [
        line.split("\t") for line in runner.invoke(app, ["unknown", "--names", "inbox"]).stdout.splitlines()
    ]
    counts = {line[1]: int(line[0]) for line in lines}
    assert counts["Zubrovkin"] == 6
    assert "Ministeren" not in counts and "Oslo" not in counts and "Zubrovkins" not in counts
    assert list(counts.values()) == sorted(counts.values(), reverse=True)
    assert all(len(line) == 4 and line[2] for line in lines)


def test_a_word_that_is_written_down_is_no_longer_unknown() -> None:
    Path("a.txt").write_text(ARTICLE, encoding="utf-8")
    runner.invoke(app, ["add", "Zubrovkin=subråvkín"])
    output = runner.invoke(app, ["unknown", "a.txt", "--lexicon", "lexicon.tsv"]).stdout
    assert "Zubrovkin" not in output


def test_import_and_export_keep_everything() -> None:
    runner.invoke(
        app, ["add", "Lviv=/lviːv/", "Kim Jong-un=kimm jong-únn", "--language", "uk", "--note", "a & b"]
    )
    exported = runner.invoke(app, ["export", "lexicon.tsv"]).stdout
    Path("x.pls").write_text(exported, encoding="utf-8")
    assert runner.invoke(app, ["import", "x.pls", "--lexicon", "y.tsv"]).exit_code == 0
    first, second = Lexicon.load("lexicon.tsv"), Lexicon.load("y.tsv")
    assert [entry[:4] for entry in first] == [entry[:4] for entry in second]


def test_export_of_our_own_lexicon_can_be_read_again() -> None:
    exported = runner.invoke(app, ["export", "--ours"]).stdout
    Path("ours.pls").write_text(exported, encoding="utf-8")
    assert Lexicon.load("ours.pls").problems == ()


def test_an_inline_respelling_counts_as_covered() -> None:
    Path("a.md").write_text(
        "# Sak\n\nHer er {Zubrovkin|subråvkín} i dag.\n\nHo såg Blorkan.\n", encoding="utf-8"
    )
    assert any(block.spans for block in read_article(Path("a.md")).blocks)
    output = runner.invoke(app, ["unknown", "a.md"]).stdout
    assert "Zubrovkin" not in output and "Blorkan" in output


def test_an_entry_that_the_rules_give_is_found() -> None:
    plain = Phonemiser().words("Tonje")[0]
    given = [LexiconEntry("Tonje", plain.ipa), LexiconEntry("Tonje", "¹ˈɑː")]
    assert list(redundant(iter(given))) == given[:1]


def test_every_command_has_help_with_an_example() -> None:
    for command in ("check", "add", "unknown", "import", "export", "symbols"):
        result = runner.invoke(app, [command, "--help"])
        assert result.exit_code == 0
        assert f"audio-edition lexicon {command}" in result.stdout


def test_unknown_lists_what_an_editor_should_hear_and_no_plain_word() -> None:
    Path("a.txt").write_text(
        "Møtet\n\nBlorkane vart sett av Zubrovkin og ein quorzel. Begge blorkane er blitt stive av tavaruk.\n",
        encoding="utf-8",
    )
    output = runner.invoke(app, ["unknown", "a.txt"]).stdout
    assert {line.split("\t")[1] for line in output.splitlines()} == {"Zubrovkin", "quorzel", "tavaruk"}

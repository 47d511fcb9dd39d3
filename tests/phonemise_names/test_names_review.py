"""lexicon review, and what an entry's note tells of who corrected it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audio_edition.cli.app import app
from audio_edition.phonemise.lexicon import Lexicon
from audio_edition.phonemise.lexicon_review import Note, note_of, own_reading, review, stamped

runner = CliRunner()


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("", Note("")),
        ("frå gamle lister", Note("frå gamle lister")),
        ("høyrd [kari 2026-11-30]", Note("høyrd", "kari", "2026-11-30")),
        ("[2026-11-30]", Note("", "", "2026-11-30")),
        ("høyrd [Kari Nes 2026-11-30, was ˈɑː]", Note("høyrd", "Kari Nes", "2026-11-30", "ˈɑː")),
        ("eit [sitat] til", Note("eit [sitat] til")),
    ],
    ids=["none", "old", "by", "nameless", "was", "brackets"],
)
def test_a_note_tells_why_who_when_and_what_it_was(text: str, note: Note) -> None:
    assert note_of(text) == note
    assert note_of(str(note)) == note


def test_a_stamp_holds_what_the_program_says_today() -> None:
    note = note_of(stamped("for [oss]", "k[a]ri", "Putin", date(2026, 11, 30)))
    assert (note.by, note.on, note.was) == ("k a ri", "2026-11-30", own_reading("Putin")[0])


def test_each_entry_is_told_what_it_has_become() -> None:
    own = own_reading("Putin")[0]
    lines = [
        f"Putin\t{own}",
        "Oslo\tåsló",
        "Kvaksfjellson\tkvaks-fjellsón",
        "Shoigu\tsjåigo\t\tx [per 2026-01-02, was ˈɑː]",
    ]
    kinds = {one.entry.word: one.kind for one in review(Lexicon.parse("\n".join(lines).encode(), "l.tsv"))}
    assert kinds == {
        "Putin": "unnecessary", "Oslo": "contradicts", "Kvaksfjellson": "guess", "Shoigu": "changed",
    }  # fmt: skip


def test_the_command_lists_them_with_file_and_line(tmp_path: Path) -> None:
    file = tmp_path / "l.tsv"
    file.write_text(f"Putin\t{own_reading('Putin')[0]}\nKvaksfjellson\tkvaks-fjellsón\n", encoding="utf-8")
    result = runner.invoke(app, ["lexicon", "review", str(file)])
    assert result.exit_code == 0
    assert result.stdout.startswith("unnecessary\tPutin\t") and result.stdout.strip().endswith("l.tsv:1")
    assert "1 guess, 1 unnecessary" in result.stderr
    assert runner.invoke(app, ["lexicon", "review", "--all", str(file)]).stdout.count("\n") == 2


def test_a_lexicon_travels_to_another_newsroom_with_its_notes(tmp_path: Path) -> None:
    ours, theirs = tmp_path / "ours.tsv", tmp_path / "theirs.tsv"
    note = stamped("høyrd", "kari", "Shoigu", date(2026, 11, 30))
    ours.write_text(f"Shoigu\tsjojgú\tru\t{note}\nLviv\t/lviːv/\n", encoding="utf-8")
    theirs.write_text("Lviv\tlíviv\n", encoding="utf-8")
    (tmp_path / "ours.pls").write_text(
        runner.invoke(app, ["lexicon", "export", str(ours)]).stdout, encoding="utf-8"
    )
    arguments = ["lexicon", "import", str(tmp_path / "ours.pls"), "--lexicon", str(theirs)]
    kept = runner.invoke(app, [*arguments, "--keep"])
    assert "Lviv: yours" in kept.stderr and "kept" in kept.stderr
    found = {entry.word: entry for entry in Lexicon.load(theirs)}
    assert note_of(found["Shoigu"].note) == note_of(note) and "líviv" in theirs.read_text(encoding="utf-8")
    assert "changed" in runner.invoke(app, arguments).stderr
    assert "líviv" not in theirs.read_text(encoding="utf-8")

"""`make`, `say`, `phonemise`, `normalise --explain` and `lexicon unknown` agree: one front end, one configuration."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from typer.testing import CliRunner

from audio_edition.cli.app import app
from audio_edition.synthesis.synthesiser import Synthesiser

SENTENCES = (
    "Voss og Evje fekk 3 HMF-ar i går.",
    "Kl. 14.30 kom Zubrovkin til Bø.",
    "Han sa 中文 til oss.",
    "Då Dr. Blorkestad tala, vart det stilt.",
)
CONFIG = """
lexicon = ["a.tsv", "b.tsv"]
table = ["c.tsv", "d.tsv"]
opening = false
closing = false
voice = "silence"
jobs = 1

[reading]
clock = "spoken"
"""
FILES = {
    "audio-edition.toml": CONFIG,
    "a.tsv": "Voss\tfoss\nEvje\tævje\nBø\tb3\n",
    "b.tsv": "Voss\tvass\n",
    "c.tsv": "HMF\thavmaskinferje\nDr.\tdirektør\n",
    "d.tsv": "HMF\thavmiljøfond\n",
    "artikkel.txt": "Ei sak\n\n" + "\n\n".join(SENTENCES) + "\n",
}
Words = Mapping[str, str]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    for name, text in FILES.items():
        Path(name).write_text(text, encoding="utf-8")


def run(*arguments: str, text: str = "", code: int = 0) -> tuple[str, str]:
    result = CliRunner().invoke(app, arguments, input=text.encode(), catch_exceptions=False)
    assert result.exit_code == code, result.stderr
    return result.stdout, result.stderr


def made() -> tuple[Words, str]:
    """Exit code 1: a word without sound is a fault."""
    _, told = run("make", "artikkel.txt", "--out", "ut", code=1)
    manifest = json.loads(Path("ut/ei-sak/edition.json").read_text(encoding="utf-8"))
    sentences = [sentence for section in manifest["sections"][1:] for sentence in section["sentences"]]
    assert [fault for sentence in sentences for fault in sentence["faults"]] == [
        {"kind": "mute_word", "hard": True, "problem": "no sound for «中文»"}
    ]
    return {word["grapheme"]: word["ipa"] for sentence in sentences for word in sentence["words"]}, told


def said() -> tuple[Words, str]:
    words: dict[str, str] = {}

    def listen(self: Synthesiser, utterances: list[object], on_clip: object = None) -> list[object]:
        words.update((word.grapheme, word.ipa) for u in utterances for word in u.words)  # type: ignore[attr-defined]
        return clips(self, utterances, on_clip)  # type: ignore[arg-type, return-value]

    clips = Synthesiser.clips
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Synthesiser, "clips", listen)
        _, told = run("say", "--out", "ut.wav", text="\n".join(SENTENCES), code=1)
    assert "«中文»" in told
    assert Path("ut.wav").stat().st_size > 1000
    return words, told


def phonemised() -> tuple[Words, str]:
    rows, told = run("phonemise", "--sources", text="\n".join(SENTENCES))
    cells = [row.split("\t") for row in rows.splitlines() if row]
    return {word: ipa for word, ipa, *_ in cells if ipa != "(nothing)"}, told


def explained() -> tuple[Words, str]:
    rows, told = run("normalise", "--explain", text="\n".join(SENTENCES))
    cells = [row.strip().split("\t") for row in rows.splitlines() if row.startswith("        ")]
    return {word: ipa.strip("/") for word, ipa, *_ in cells if ipa != "//"}, told


COMMANDS = {"make": made, "say": said, "phonemise": phonemised, "normalise --explain": explained}


@pytest.mark.parametrize("command", COMMANDS.values(), ids=COMMANDS)
def test_all_commands_say_the_same(command: Callable[[], tuple[Words, str]]) -> None:
    words, told = command()
    assert words["Voss"] == "¹ˈvɑs", "the lexicon that is named last wins"
    assert words["Evje"] == "¹ˈævjə"
    assert "havmiljøfond-ar" in words or "havmiljøfond" in words, "the table that is named last wins"
    assert "halv" in words and "fjorten" not in words
    assert "direktør" in words
    assert set(words) == set(phonemised()[0]) and all(phonemised()[0][w] == ipa for w, ipa in words.items())
    assert "a.tsv:3" in told, "the line of a lexicon that cannot be used is told"


def test_lexicon_unknown_lists_the_guesses_of_the_edition() -> None:
    rows, told = run("lexicon", "unknown", "artikkel.txt")
    listed = {row.split("\t")[1]: row.split("\t")[2] for row in rows.splitlines()}
    words, _ = made()
    manifest = json.loads(Path("ut/ei-sak/edition.json").read_text(encoding="utf-8"))
    assert {found["word"]: found["ipa"] or "(nothing)" for found in manifest["unknown_words"]} == listed
    assert listed["Zubrovkin"] == words["Zubrovkin"]
    assert listed["中文"] == "(nothing)"
    assert not {"Voss", "Evje", "direktør"} & set(listed)
    assert "a.tsv:3" in told


def test_lexicon_unknown_knows_the_article_s_own_lexicon() -> None:
    Path("b.md").write_text(
        "---\nlexicon:\n  Zubrovkin: subråvkín\n---\n# Ei sak\n\nHo møtte Zubrovkin og Blorkan.\n",
        encoding="utf-8",
    )
    rows, _ = run("lexicon", "unknown", "b.md")
    assert "Zubrovkin" not in rows and "Blorkan" in rows

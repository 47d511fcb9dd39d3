"""The command line as a user meets it: exit codes, one clear sentence for bad input, nothing heavy at start."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import typer.main

from audio_edition.cli.app import LATE, app, run

ARTICLE = "Ny ferje til Straumsnes\n\nDen nye ferja kjem 17. mai 2027, seier fylket.\n\nHo tek 60 bilar.\n"
COMMANDS = [
    "make", "segment", "normalise", "phonemise", "say", "verify", "fetch", "fix", "serve", "nightly", "init", "doctor", "bind",
    "voices list", "voices show", "voices install", "voices import", "voices compile", "voices remove", "voices sample",
    "lexicon check", "lexicon add", "lexicon unknown", "feed build", "feed check", "feed snippets",
]  # fmt: skip


@pytest.fixture(autouse=True)
def _folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    monkeypatch.chdir(tmp_path)
    Path("article.txt").write_text(ARTICLE, encoding="utf-8")


@pytest.fixture
def cli(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["audio-edition", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode()), encoding="utf-8"))
        before = signal.getsignal(signal.SIGTERM)
        with pytest.raises(SystemExit) as ended:
            run()
        signal.signal(signal.SIGTERM, before)
        captured = capsys.readouterr()
        return int(ended.value.code or 0), captured.out, captured.err

    return call


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(cli, command: str) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = cli(*command.split(), "--help")
    assert code == 0
    assert f"audio-edition {command}" in " ".join(out.split())
    assert "xample" in out


def test_commands_of_the_contract_are_there() -> None:
    known = typer.main.get_command(app).commands  # type: ignore[attr-defined]
    assert set(known) >= {command.split()[0] for command in COMMANDS}


@pytest.mark.parametrize("name", LATE)
def test_what_the_help_of_all_says_of_a_command_is_the_beginning_of_its_own(name: str) -> None:
    command = typer.main.get_command(app).commands[name]  # type: ignore[attr-defined]
    assert LATE[name].told == " ".join((command.help or "").split("\n\n")[0].split())


def test_help_imports_nothing_heavy() -> None:
    code = "import sys, audio_edition.cli.app; print(*sys.modules)"
    loaded = set(
        subprocess.run(
            [sys.executable, "-c", code], capture_output=True, text=True, check=True
        ).stdout.split()
    )
    assert not loaded & {
        "torch",
        "TTS",
        "onnxruntime",
        "scipy",
        "numpy",
        "librosa",
        "soundfile",
        "PIL",
        "httpx",
        "pydantic",
    }


BAD = {
    "missing file": (["make", "gone.txt"], 2, "gone.txt"),
    "folder without articles": (["make", "empty-folder"], 2, "empty-folder"),
    "empty file": (["make", "empty.txt"], 2, "empty"),
    "binary file": (["make", "binary.txt"], 2, "binary"),
    "too large": (["make", "large.txt"], 2, "split the file"),
    "page without an article": (["make", "page.html"], 2, "no article"),
    "unknown voice": (["make", "article.txt", "--voice", "ola"], 2, "kokoro"),
    "unknown speaker": (["make", "article.txt", "--voice", "silence:ola"], 2, "tone"),
    "voice that is not installed": (["make", "article.txt", "--voice", "talesyntese"], 2, "voices install talesyntese"),
    "missing configuration": (["make", "article.txt", "--config", "gone.toml"], 2, "gone.toml"),
    "unknown key": (["make", "article.txt", "--config", "typo.toml"], 2, "voyce"),
    "wrong value": (["make", "article.txt", "--preset", "loud"], 2, "podcast"),
    "rate out of range": (["make", "article.txt", "--rate", "9"], 2, "rate"),
    "a list that is missing": (["make", "@gone.txt"], 2, "gone.txt"),
    "jingle that is no sound": (["make", "article.txt", "--voice", "silence", "--jingle", "article.txt"], 2, "audio file"),
    "cover that is no picture": (["make", "article.txt", "--voice", "silence", "--cover", "article.txt"], 2, "picture"),
    "unknown field in the opening": (["make", "article.txt", "--voice", "silence", "--opening", "{x}"], 2, "{title}"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_bad_input_gets_one_clear_sentence(cli, case: str) -> None:  # type: ignore[no-untyped-def]
    Path("empty-folder").mkdir()
    Path("empty.txt").write_bytes(b"")
    Path("binary.txt").write_bytes(bytes(range(256)) * 9)
    Path("large.txt").write_text("Ei lang setning om ferja. " * 400_000, encoding="utf-8")
    Path("page.html").write_text("<html><body><script>x</script></body></html>", encoding="utf-8")
    Path("typo.toml").write_text("voyce = 'x'", encoding="utf-8")
    arguments, expected, words = BAD[case]
    code, out, err = cli(*arguments, "--out", "out", "--jobs", "1")
    assert code == expected, err
    assert words in err and "Traceback" not in err and not out
    assert not [path for path in Path("out").glob("*") if not path.name.startswith(".")]


def test_a_bad_article_in_a_batch_gives_1_and_the_rest_is_done(cli) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = cli(
        "make", "gone.txt", "article.txt", "--out", "out", "--voice", "silence", "--jobs", "1", "--json"
    )
    assert code == 1
    assert {row["source"]: row["status"] for row in json.loads(out)} == {
        "gone.txt": "failed",
        "article.txt": "made",
    }
    assert (Path("out/ny-ferje-til-straumsnes/edition.mp3")).is_file()


def test_standard_input_is_an_article(cli) -> None:  # type: ignore[no-untyped-def]
    code, _, err = cli(
        "make", "-", "--out", "out", "--voice", "silence", "--jobs", "1", "--depfile", "deps", stdin=ARTICLE
    )
    assert code == 0, err
    assert Path("out/ny-ferje-til-straumsnes/edition.mp3").is_file()


def test_a_dependency_file_names_article_and_edition(cli) -> None:  # type: ignore[no-untyped-def]
    Path("article.txt").rename("ei sak.txt")
    code, _, err = cli(
        "make", "ei sak.txt", "--out", "out", "--voice", "silence", "--jobs", "1", "--depfile", "deps"
    )
    assert code == 0, err
    assert Path("deps").read_text("utf-8") == "out/ny-ferje-til-straumsnes/edition.mp3: ei\\ sak.txt\n"


def test_normalise_and_phonemise_give_a_line_for_a_line(cli) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = cli("normalise", stdin="Det er 17. mai.\n\nHo fekk 3 bøker.\n")
    assert code == 0 and out.splitlines() == ["Det er syttande mai.", "", "Ho fekk tre bøker."]
    code, out, _ = cli("phonemise", "--no-tone", stdin="huset\n\nbok 2\n")
    assert code == 0
    lines = out.splitlines()
    assert [len(line.split()) for line in lines] == [1, 0, 2]
    assert lines[0] == "ˈhʉːsə"


def test_segment_as_json_covers_every_block(cli) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = cli("segment", "article.txt", "--json")
    blocks = json.loads(out)
    assert code == 0 and [block["role"] for block in blocks] == ["title", "lead", "paragraph"]
    assert all(set(block) == {"index", "role", "text", "speak", "reason"} for block in blocks)


@pytest.mark.skipif(os.name != "posix", reason="signals are those of POSIX")
def test_an_interrupt_gives_130_and_keeps_what_is_finished(tmp_path: Path) -> None:
    text = "\n\n".join(f"Avsnitt nummer {n} handlar om ferja til Straumsnes." for n in range(400))
    Path("long.txt").write_text("Ein lang tittel\n\n" + text, encoding="utf-8")
    command = [
        sys.executable,
        "-m",
        "audio_edition",
        "make",
        "long.txt",
        "--out",
        "out",
        "--voice",
        "silence",
        "--jobs",
        "1",
    ]
    process = subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        # A test run that was started in the background ignores interrupts, and its children would too.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    clips = tmp_path / "home" / "cache"
    for _ in range(600):
        if len(list(clips.rglob("*.flac"))) > 5:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err and "interrupted" in err
    assert list(clips.rglob("*.flac"))
    assert not [path for path in Path("out").iterdir() if path.is_dir()]


def test_kinds_of_block_can_be_left_out(cli) -> None:  # type: ignore[no-untyped-def]
    Path("article.txt").write_text(ARTICLE.replace("\n\n", "\n\nAv Kari Nes\n\n", 1), encoding="utf-8")

    def byline(*options: str) -> dict[str, object]:
        code, out, _ = cli("segment", "--json", *options, "article.txt")
        assert code == 0
        return next(block for block in json.loads(out) if block["role"] == "byline")

    assert byline()["speak"] is True
    assert (byline("--skip", "byline")["speak"], byline("--skip", "alt")["speak"]) == (False, True)
    Path("audio-edition.toml").write_text('skip = "byline"\n', encoding="utf-8")
    left_out = byline()
    assert left_out["speak"] is False and "skip" in str(left_out["reason"])
    code, _, err = cli("segment", "--skip", "title", "article.txt")
    assert code == 2 and "skip" in err and "byline" in err and "Traceback" not in err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", [["segment", "--json", "article.txt"], ["normalise", "article.txt"]])
def test_output_without_room_is_one_sentence(command: list[str]) -> None:
    with open("/dev/full", "w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "audio_edition", *command], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1 and "could not be written" in done.stderr


def test_articles_that_cannot_be_used_at_all_are_wrong_usage(cli) -> None:  # type: ignore[no-untyped-def]
    options = ("--out", "out", "--voice", "silence", "--jobs", "1")
    assert cli("make", "nosuch1.txt", "nosuch2.txt", *options)[0] == 2
    assert cli("make", "nosuch1.txt", "article.txt", *options)[0] == 1
    assert cli("make", "@-", *options, stdin="article.txt\n")[0] == 0
    code, _, err = cli("make", "@nosuch.txt", *options)
    assert code == 2 and "Errno" not in err


def test_a_lexicon_is_imported_from_standard_input(cli) -> None:  # type: ignore[no-untyped-def]
    Path("ord.tsv").write_text("Shoigu\tsjojgú\n", encoding="utf-8")
    _, pls, _ = cli("lexicon", "export", "ord.tsv")
    code, _, _ = cli("lexicon", "import", "-", "--lexicon", "ny.tsv", stdin=pls)
    assert code == 0 and "Shoigu" in Path("ny.tsv").read_text(encoding="utf-8")
    code, _, err = cli("lexicon", "import", "-", "--lexicon", "ny.tsv", stdin="")
    assert code == 2 and "standard input" in err

"""The environment as it is: closed streams, a broken ffmpeg, names that make or a terminal would obey."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition.audio import ffmpeg as tool
from audio_edition.cli.making import for_make
from audio_edition.errors import ToolError
from audio_edition.shown import shown, without_secrets
from audio_edition.synthesis.cache import ClipCache

CLI = f"{sys.executable} -m audio_edition"
ARTICLE = Path(__file__).parents[2] / "examples" / "ferje.txt"


def shell(command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", "-c", command], capture_output=True, text=True, errors="replace", timeout=120,
        env=os.environ | environment,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (f"{CLI} --version >&-", 0),
        (f"{CLI} --version 2>&-", 0),
        (f"{CLI} --version <&- >&- 2>&-", 0),
        (f"{CLI} segment - <&-", 2),
        (f"echo 'Kl. 14.30' | {CLI} normalise 2>/dev/full", 0),
        (f"yes 'Kl. 14.30' | head -3000 | {CLI} normalise | head -1 > /dev/null", 0),
        (f"echo 'Bør' | PYTHONIOENCODING=ascii {CLI} phonemise", 0),
        (f"echo 'Bør' | LC_ALL=C PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 {CLI} phonemise", 0),
        (f"{CLI} segment {'x' * 300}", 2),
        (f"{CLI} make x.txt --out {'x' * 300}", 2),
        (f'd=$(mktemp -d); cd "$d"; rmdir "$d"; {CLI} make {ARTICLE} --voice silence --out ../o', 2),
        (f'd=$(mktemp -d); ln -s /nosuch/x "$d/o"; {CLI} make {ARTICLE} --voice silence --out "$d/o"', 2),
    ],
)
def test_streams_and_names_of_every_kind_give_no_traceback(command: str, code: int) -> None:
    done = shell(command)
    assert done.returncode == code, done.stderr
    assert not any(said in done.stderr for said in ("Traceback", "Exception ignored", "unforeseen")), (
        done.stderr
    )


@pytest.mark.parametrize(
    ("script", "why"),
    [
        ("echo 'error while loading shared libraries: libx.so' >&2; exit 127", "libx.so"),
        ("exit 3", "exit code 3"),
        ("echo ffmpeg version 7", "no ffmpeg"),
        ("kill -9 $$", "exit code"),
    ],
)
def test_an_ffmpeg_that_does_not_run_gives_way_to_the_bundled_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, script: str, why: str
) -> None:
    broken = tmp_path / "ffmpeg"
    broken.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    monkeypatch.delenv(tool.VARIABLE, raising=False)
    tool.ffmpeg.cache_clear()
    try:
        assert tool.ffmpeg() != str(broken)
        (told,) = caplog.messages
        assert why in told and str(broken) in told
        tool.ffmpeg.cache_clear()
        monkeypatch.setenv(tool.VARIABLE, str(broken))
        with pytest.raises(ToolError, match=tool.VARIABLE):
            tool.ffmpeg()
    finally:
        tool.ffmpeg.cache_clear()


NAMES = [
    "kl 14:30 sak.txt", "per's sak.txt", "a=b.txt", "a := b.txt", "50%.txt", "$(HOME).txt", "a#b.txt",
    "*.txt", "[a].txt", "~x.txt", "a|b.txt", "a&b.txt", "a\\b.txt", "ø å.txt",
]  # fmt: skip


@pytest.mark.skipif(not shutil.which("make"), reason="needs GNU make")
@pytest.mark.parametrize("name", NAMES)
def test_make_takes_every_name_for_what_it_is(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")
    rule = f"ut/edition.mp3: {for_make(Path(name))}\n"
    (tmp_path / "d.mk").write_text(rule, encoding="utf-8")
    (tmp_path / "Makefile").write_text("ut/edition.mp3:\n\t@echo made\n-include d.mk\n", encoding="utf-8")
    (tmp_path / "ut").mkdir()

    # Tests may themselves be run by make, which tells those below it.
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    command = ["make", "ut/edition.mp3"]

    def run() -> str:
        done = subprocess.run(command, cwd=tmp_path, env=alone, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    (tmp_path / "ut" / "edition.mp3").write_text("x", encoding="utf-8")
    os.utime(tmp_path / name, (1, 1))
    assert "up to date" in run()
    os.utime(tmp_path / name)
    os.utime(tmp_path / "ut" / "edition.mp3", (2, 2))
    assert run() == "made\n"


def test_a_name_that_would_end_the_rule_is_none() -> None:
    for name in ("x\n\ttouch y", "x\ry", "x;touch y"):
        with pytest.raises(ValueError):
            for_make(Path(name))


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("\x1b]0;X\x07.txt", "\\x1b]0;X\\x07.txt"), ("a\nb", "a\\x0ab"), (os.fsdecode(b"s\xe5k"), "s\\xe5k"),
        ("\u202etxt", "\\u202etxt"), ("\x9b31m", "\\x9b31m"), ("Ærleg å", "Ærleg å"),
    ],
)  # fmt: skip
def test_a_name_is_shown_with_nothing_that_a_terminal_obeys(text: str, seen: str) -> None:
    assert shown(text) == seen


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("https://ola:hemmeleg@x.no/a: no", "https://x.no/a: no"),
        ("https://o:p@q@x.no/", "https://x.no/"),
        ("http://x.no/a?token=abc&b=1", "http://x.no/a?token=…&b=1"),
        ("http://x.no/a?access_token=abc", "http://x.no/a?access_token=…"),
        ("kari@example.no skreiv", "kari@example.no skreiv"),
        ("https://ola:hem/me?l#eg@x.no/a", "https://x.no/a"),
        ("https:/ola:hemmeleg@x.no: borte", "https:/x.no: borte"),
        ("sjå //ola:hemmeleg@x.no/a", "sjå //x.no/a"),
        ("https://x.no:8080/@ola/sak", "https://x.no:8080/@ola/sak"),
        ("https://x.no/@ola og //kommentar: a@b", "https://x.no/@ola og //kommentar: a@b"),
        ("http://x.no/a?key=abc&sig=d&side=2", "http://x.no/a?key=…&sig=…&side=2"),
        ("http://x.no/a;jsessionid=abc?p=1", "http://x.no/a;jsessionid=…"),
        ("http://x.no/?user[password]=abc&t%5Btoken%5D=d", "http://x.no/?user[password]=…&t%5Btoken%5D=…"),
        ("http://x.no/?AWSAccessKeyId=abc", "http://x.no/?AWSAccessKeyId=…"),
    ],
)
def test_passwords_are_never_shown(text: str, seen: str) -> None:
    assert without_secrets(text) == seen


@pytest.mark.parametrize(
    "arguments",
    [
        ["make", "{}", "--out", "ut"], ["make", "-", "--out", "{}"], ["make", "x.txt", "--out", "ut", "--clips", "{}"],
        ["verify", "{}"], ["feed", "check", "{}"], ["serve", "{}"],
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "address", ["https://ola:hem/meleg@127.0.0.1:1/a", "s3://ola:hemmeleg@b-c/a?sig=meleg"]
)
def test_no_command_repeats_the_password_of_an_address(
    tmp_path: Path, arguments: list[str], address: str
) -> None:
    command = [sys.executable, "-m", "audio_edition", *(part.format(address) for part in arguments)]
    done = subprocess.run(command, cwd=tmp_path, input="Ei sak\n", capture_output=True, text=True)
    assert done.returncode in (1, 2)
    assert done.stderr.startswith(("audio-edition: ", "failed: ")), done.stderr
    assert "meleg" not in done.stdout + done.stderr


def _note(sample: Path, **changes: object) -> None:
    note = json.loads(sample.read_text(encoding="utf-8"))
    sample.write_text(json.dumps(note | changes), encoding="utf-8")


@pytest.mark.parametrize(
    "changes",
    [
        {"samples": 9}, {"samples": -1}, {"samples": "9"}, {"sample_rate_hz": 0}, {"sample_rate_hz": 1}, {"tries": "1"},
        {"tries": 0}, {"loudness_lufs": 1e9}, {"loudness_lufs": "x"}, {"loudness_lufs": float("nan")},
        {"word_starts": [1e9]}, {"word_starts": [10**9]}, {"word_starts": ["a"]}, {"word_starts": 3},
        {"word_times": "maybe"}, {"faults": [3]}, {"faults": 7}, {"bytes": "x"}, {"samples": True},
    ],
)  # fmt: skip
def test_a_clip_whose_note_was_changed_is_as_if_it_were_not_there(
    tmp_path: Path, changes: dict[str, object]
) -> None:
    import numpy as np

    cache = ClipCache(tmp_path)
    key = "ab" * 32
    note = {
        "sample_rate_hz": 22050, "samples": 22050, "word_starts": [0, 100], "word_times": "model", "tries": 1,
        "faults": [], "loudness_lufs": -20.0,
    }  # fmt: skip
    cache.store(key, (np.sin(np.arange(22050) / 50) / 4).astype(np.float32), note)
    assert cache.find(key) is not None
    _note(next(tmp_path.glob("*/*.json")), **changes)
    assert cache.find(key) is None


@pytest.mark.slow
def test_a_home_that_cannot_be_written_is_no_reason_to_fail(tmp_path: Path) -> None:
    """Neither a user without a home nor the cache of another user; in Latin letters without ours."""
    (tmp_path / "a.txt").write_text("Ny bru i Ørsta\n\nØrsta får ny bru på Sæbø.\n", encoding="utf-8")
    closed = tmp_path / "closed"
    closed.mkdir()
    closed.chmod(0o555)
    env = {key: value for key, value in os.environ.items() if key not in ("HOME", "AUDIO_EDITION_HOME")}
    env |= {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "TMPDIR": str(tmp_path)}
    # A folder in a file can be made by nobody, root included.
    homes = [
        {"HOME": str(closed)},
        {"HOME": str(tmp_path / "a.txt" / "home")},
        {"AUDIO_EDITION_HOME": "/dev/null/x"},
    ]
    for number, home in enumerate(homes):
        done = subprocess.run(
            [
                sys.executable,
                "-m",
                "audio_edition",
                "make",
                "a.txt",
                "--voice",
                "silence",
                "--out",
                f"o{number}",
            ],
            cwd=tmp_path,
            env=env | home,
            capture_output=True,
            timeout=300,
        )
        told = done.stderr.decode("utf-8", "replace")
        assert done.returncode == 0 and "Traceback" not in told, told
        assert (tmp_path / f"o{number}" / "ny-bru-i-oersta" / "edition.mp3").is_file()

"""Whatever lies where a path should lead, every command says it in a sentence: no traceback, nothing that waits."""

from __future__ import annotations

import contextlib
import io
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

import pytest
import typer

from audio_edition.cli.app import app, run

TABLE = Path(__file__).parent / "cases" / "paths.tsv"
LIMIT_S = 60
GOOD = {
    "article.txt": "Ny ferje til Straumsnes\n\nDen nye ferja kjem i mai, seier fylket.\n",
    "lexicon.tsv": "Ørsta\tørsta\n",
    "table.tsv": "ME\tMøre Energi\n",
    "settings.toml": 'publisher = "Fjordposten"\n',
    "sources.toml": 'allow_private = true\ndelay_s = 0\npage = ["http://127.0.0.1:9/"]\n',
}


@dataclass(frozen=True)
class Row:
    """A place in a call of the program where a path stands."""

    command: str
    name: str
    what: str
    good: str
    call: str

    def arguments(self, path: Path) -> list[str]:
        return [word.replace("{}", str(path)) for word in shlex.split(self.call)]


def _rows() -> list[Row]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if line and not line.startswith("#"):
            place, what, good, call = line.split("\t")
            command, _, name = place.rpartition(" ")
            found.append(Row(command, name, what, good, call))
    return found


ROWS = _rows()
KINDS: dict[str, Callable[[Path], Path]] = {}
"""How to lay down something that no command can use, in a folder; returns its path."""
FOR = {
    "file": "missing folder pipe endless error dangling loop bytes below long garbage",
    "list": "missing folder pipe error dangling loop bytes below long garbage",
    "folder": "missing file pipe endless dangling loop bytes below long",
    "out-file": "folder pipe loop below long proc",
    "out-folder": "file pipe loop below long proc",
}


def _kind(make: Callable[[Path], Path]) -> Callable[[Path], Path]:
    KINDS[make.__name__.strip("_")] = make
    return make


@_kind
def _missing(folder: Path) -> Path:
    return folder / "borte.txt"


@_kind
def _folder(folder: Path) -> Path:
    (folder / "mappe").mkdir()
    return folder / "mappe"


@_kind
def _file(folder: Path) -> Path:
    (folder / "fil").write_text("Hei.\n", encoding="utf-8")
    return folder / "fil"


@_kind
def _garbage(folder: Path) -> Path:
    (folder / "rusk.txt").write_bytes(b"\x00\xff\xfe\x1b]0;x\x07" * 200)
    return folder / "rusk.txt"


@_kind
def _pipe(folder: Path) -> Path:
    """A named pipe that somebody opens and closes without a word, as soon as anybody listens."""
    path = folder / "røyr"
    os.mkfifo(path)
    threading.Thread(target=lambda: os.close(os.open(path, os.O_WRONLY)), daemon=True).start()
    return path


@_kind
def _endless(folder: Path) -> Path:
    return Path("/dev/zero")


@_kind
def _error(folder: Path) -> Path:
    """Opened like a file, and its first byte is an error of the disk."""
    return Path("/proc/self/mem")


@_kind
def _dangling(folder: Path) -> Path:
    (folder / "lenkje").symlink_to("borte")
    return folder / "lenkje"


@_kind
def _loop(folder: Path) -> Path:
    (folder / "ring").symlink_to("ring")
    return folder / "ring"


@_kind
def _bytes(folder: Path) -> Path:
    return folder / os.fsdecode(b"s\xe5k\x1b[31m.txt")


@_kind
def _below(folder: Path) -> Path:
    return folder / "article.txt" / "sak.txt"


@_kind
def _long(folder: Path) -> Path:
    return folder / ("x" * 300)


@_kind
def _proc(folder: Path) -> Path:
    """Where nobody may make anything, not even root."""
    return Path("/proc/audio-edition/sak.txt")


@dataclass(frozen=True)
class Ended:
    """What a call of the program came to."""

    code: int
    told: str


@contextlib.contextmanager
def limited(seconds: int, what: str) -> Iterator[None]:
    def ring(number: int, frame: FrameType | None) -> None:
        pytest.fail(f"{what}: did not end within {seconds} s")

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@pytest.fixture
def program(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], quick: None
) -> Callable[[list[str]], Ended]:
    """The command line, in a folder of good files; an edition of them has no sound."""
    monkeypatch.chdir(tmp_path)
    for name, text in GOOD.items():
        Path(name).write_text(text, encoding="utf-8")

    def call(arguments: list[str]) -> Ended:
        monkeypatch.setattr(sys, "argv", ["audio-edition", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"Hei.\n"), encoding="utf-8"))
        for number, name in ((1, "stdout"), (2, "stderr")):  # as a process has them
            stream = open(number, "w", encoding="utf-8", errors="backslashreplace", closefd=False)  # noqa: SIM115
            monkeypatch.setattr(sys, name, stream)
        before = signal.getsignal(signal.SIGTERM)
        with limited(LIMIT_S, " ".join(arguments)), pytest.raises(SystemExit) as ended:
            run()
        signal.signal(signal.SIGTERM, before)
        sys.stdout.flush(), sys.stderr.flush()
        return Ended(int(ended.value.code or 0), capfd.readouterr().err)

    return call


BRIEFLY = ("missing", "loop", "error", "bytes")
"""Kinds for options that several commands share (`--config`, `--lexicon`, `--table`), after the first command that has them."""


def _cases() -> Iterator[tuple[Row, str]]:
    met: set[str] = set()
    for row in ROWS:
        shared = row.name in ("config", "lexicon", "table") and row.name in met
        met.add(row.name)
        yield from ((row, kind) for kind in FOR[row.what].split() if not shared or kind in BRIEFLY)


CASES = [pytest.param(row, kind, id=f"{row.command} {row.name} {kind}") for row, kind in _cases()]


@pytest.mark.parametrize(("row", "kind"), CASES)
def test_what_cannot_be_used_is_one_sentence(
    tmp_path: Path, program: Callable[[list[str]], Ended], row: Row, kind: str
) -> None:
    ended = program(row.arguments(KINDS[kind](tmp_path)))
    assert ended.code in ((1, 2) if kind not in ("pipe", "folder", "file", "garbage") else (0, 1, 2)), ended
    if ended.code:
        lines = ended.told.strip().splitlines()
        assert lines and all(line.isprintable() for line in lines), ended
        assert "Traceback" not in ended.told and "unforeseen error" not in ended.told, ended
    assert not list((tmp_path / "home" / "crashes").glob("*")), ended
    assert Path("/dev/zero").is_char_device()


@pytest.mark.parametrize(
    "row", [pytest.param(row, id=f"{row.command} {row.name}") for row in ROWS if row.good != "-"]
)
def test_a_good_file_may_have_a_name_that_is_no_utf8(
    tmp_path: Path, program: Callable[[list[str]], Ended], row: Row
) -> None:
    good = program(row.arguments(tmp_path / row.good))
    odd = tmp_path / os.fsdecode(Path(row.good).stem.encode() + b"-\xe5" + Path(row.good).suffix.encode())
    odd.write_text(GOOD[row.good], encoding="utf-8")
    ended = program(row.arguments(odd))
    assert ended.code == good.code, ended
    assert not list((tmp_path / "home" / "crashes").glob("*")), ended


def test_the_table_has_every_path_that_a_command_takes() -> None:
    """Every argument or option whose type is a path; texts that name files are kept by hand."""
    known = {(row.command, row.name) for row in ROWS}
    missing = {place for place in _places(typer.main.get_command(app), "") if place not in known}
    assert not missing


def _places(command: object, name: str) -> Iterator[tuple[str, str]]:
    for part, below in getattr(command, "commands", {}).items():
        yield from _places(below, f"{name} {part}".strip())
    for parameter in getattr(command, "params", ()):
        described = getattr(parameter, "type_descriptor", None)
        if described is not None and "Path" in str(described.annotation):
            yield name, parameter.name

"""Files that appear whole or not at all, and faults of the disk in one sentence."""

from __future__ import annotations

import errno
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition import disk
from audio_edition.errors import LexiconError, PublishError
from tests.house.package import PACKAGE


def test_a_file_appears_with_its_folder_and_nothing_else(tmp_path: Path) -> None:
    disk.write_whole(tmp_path / "ny" / "fil.txt", "Åre\n")
    assert [path.name for path in (tmp_path / "ny").iterdir()] == ["fil.txt"]
    assert (tmp_path / "ny" / "fil.txt").read_bytes() == "Åre\n".encode()


def test_a_block_that_fails_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    path = tmp_path / "fil.txt"
    path.write_text("gammal")
    with pytest.raises(ZeroDivisionError), disk.whole(path) as temporary:
        temporary.write_text("ny")
        raise ZeroDivisionError
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("fil.txt", "gammal")]


def test_permissions_of_the_old_file_are_kept(tmp_path: Path) -> None:
    path = tmp_path / "fil.txt"
    path.write_text("gammal")
    path.chmod(0o640)
    disk.write_whole(path, b"ny")
    assert path.stat().st_mode & 0o777 == 0o640


def test_the_file_of_before_can_keep_another_name(tmp_path: Path) -> None:
    path, before = tmp_path / "fil.txt", tmp_path / "før.txt"
    for text in ("ein", "to", "tre"):
        with disk.whole(path, keep=before) as temporary:
            temporary.write_text(text)
    with pytest.raises(ZeroDivisionError), disk.whole(path, keep=before):
        raise ZeroDivisionError
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == {"fil.txt": "tre", "før.txt": "to"}


@pytest.mark.parametrize("swaps", [True, False])
def test_a_folder_takes_the_place_of_another_or_vanishes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, swaps: bool
) -> None:
    if not swaps:  # a system that has no call for it
        monkeypatch.setattr(disk, "_exchange", lambda one, other: False)
    place = tmp_path / "ola"
    for text in ("gammal", "ny"):
        with disk.whole_folder(place) as folder:
            (folder / f"{text}.txt").write_text(text)
    with pytest.raises(ZeroDivisionError), disk.whole_folder(place) as folder:
        (folder / "halv.txt").write_text("halv")
        raise ZeroDivisionError
    assert [str(path.relative_to(tmp_path)) for path in sorted(tmp_path.rglob("*"))] == ["ola", "ola/ny.txt"]


def test_what_a_killed_maker_of_a_folder_left_is_cleared_and_what_it_moved_aside_put_back(
    tmp_path: Path,
) -> None:
    nobody = 4194303  # more than Linux gives
    (tmp_path / f".ola.{nobody}").mkdir()
    (tmp_path / f".ola.{nobody}.old").mkdir()
    (tmp_path / f".ola.{nobody}.old" / "før.txt").write_text("")
    alive = tmp_path / f".kari.{os.getpid()}"
    alive.mkdir()
    (tmp_path / f".per.{nobody}").mkdir()  # of another folder, which may never be made again
    for kept in (".per", f".per.{nobody}.txt"):
        (tmp_path / kept).write_text("")
    with pytest.raises(ZeroDivisionError), disk.whole_folder(tmp_path / "ola"):
        raise ZeroDivisionError
    left = [alive.name, "ola", ".per", f".per.{nobody}.txt"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(left)
    assert (tmp_path / "ola" / "før.txt").is_file()


RENAMES = r"\bos\.(?:replace|rename|renames)\(|\bshutil\.move\(|\.rename\("
ELSEWHERE = {
    "edition/publish.py": "what a run that was killed had moved aside is put back",
    "edition/shelf.py": "of two workers who made one edition the first wins: a name that is taken is no fault",
}


def test_names_are_given_in_the_one_room() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(RENAMES, path.read_text(encoding="utf-8"))
    }
    assert found == {"disk.py", *ELSEWHERE}


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission"), (errno.EIO, "cannot be written")],
)
def test_a_fault_names_the_file_that_was_wanted(tmp_path: Path, number: int, words: str) -> None:
    path = tmp_path / "fil.txt"
    with pytest.raises(PublishError, match=words) as caught, disk.whole(path) as temporary:
        raise OSError(number, os.strerror(number), str(temporary))
    assert str(caught.value).startswith(f"{path}:")


def test_a_fault_in_a_staging_folder_names_the_edition(tmp_path: Path) -> None:
    fault = OSError(errno.ENOSPC, "", str(tmp_path / ".ferja.v2.staging-41" / "edition.mp3"))
    assert disk.explain(fault, tmp_path).startswith(
        f"{tmp_path / 'ferja.v2' / 'edition.mp3'}: the disk is full"
    )


def test_the_caller_chooses_the_error(tmp_path: Path) -> None:
    (tmp_path / "fil").write_text("")
    with pytest.raises(LexiconError, match="is a file, not a folder"):
        disk.write_whole(tmp_path / "fil" / "under.tsv", "", error=LexiconError)


def test_a_lock_tells_who_waits(tmp_path: Path) -> None:
    waiter = (
        "import sys; from pathlib import Path; from audio_edition import disk\n"
        "def say(): print('waits', flush=True)\n"
        "with disk.locked(Path(sys.argv[1]), say): print('has it')"
    )
    with disk.locked(tmp_path / "lock"):
        other = subprocess.Popen(
            [sys.executable, "-c", waiter, str(tmp_path / "lock")], stdout=subprocess.PIPE, text=True
        )
        assert other.stdout is not None
        assert other.stdout.readline() == "waits\n"
    assert other.communicate(timeout=60)[0] == "has it\n"
    assert other.returncode == 0


def test_a_run_that_is_ended_as_its_folder_is_made_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make = Path.mkdir

    def ended(self: Path, *given: object, **named: object) -> None:
        make(self, *given, **named)  # type: ignore[arg-type]
        if self.name.startswith(".voice."):
            raise KeyboardInterrupt

    monkeypatch.setattr(Path, "mkdir", ended)
    with pytest.raises(KeyboardInterrupt), disk.whole_folder(tmp_path / "voice"):
        pass
    assert not list(tmp_path.iterdir())

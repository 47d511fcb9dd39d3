"""Files that appear whole or not at all, and faults of the disk in one sentence."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition import disk
from audio_edition.errors import LexiconError, PublishError


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


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.ENOSPC, "disk is full"), (errno.EACCES, "no permission"), (errno.EIO, "cannot be written")],
)
def test_a_fault_names_the_file_that_was_wanted(tmp_path: Path, number: int, words: str) -> None:
    path = tmp_path / "fil.txt"
    with pytest.raises(PublishError, match=words) as caught, disk.whole(path) as temporary:
        raise OSError(number, os.strerror(number), str(temporary))
    assert str(caught.value).startswith(f"{path}:")


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

"""A folder that appears or is replaced in one step, or not at all."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from audio_edition.errors import PublishError

_STAGING, _RETIRED = ".staging-", ".retired-"
LOCK_NAME = ".audio-edition.lock"
_ROOM_BYTES = 1 << 20
MARK = "edition.json"
"""File without which a folder is not one of ours, and is never replaced."""


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Hold `out` for this run: a second run on the same folder waits until the first has ended.

    Creates `out`. What an interrupted run left behind is cleared, and a folder that it had moved aside without
    putting the new one in its place is put back. Raises PublishError when the folder cannot be written.
    """
    with told(out):
        out.mkdir(parents=True, exist_ok=True)
        with open(out / LOCK_NAME, "a", encoding="ascii") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                print(f"{out}: another run is at work here; waiting for it to end", file=sys.stderr)
                fcntl.flock(lock, fcntl.LOCK_EX)
            _recover(out)
            yield


def staging_folder(out: Path, name: str) -> Path:
    """An empty folder beside the one that `publish` will put in its place."""
    folder = out / f".{name}{_STAGING}{os.getpid()}"
    with told(out):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    return folder


def publish(staging: Path, target: Path) -> None:
    """Put `staging` in the place of `target` in one step. The files are on disk before the folder shows them."""
    with told(target):
        if target.exists() and not (target / MARK).is_file():
            raise PublishError(f"{target}: is there and is no edition; move it away or choose another --out")
        for file in staging.rglob("*"):
            if file.is_file():
                _flush(file)
        if not target.exists():
            os.rename(staging, target)
        elif _exchange(staging, target):
            shutil.rmtree(staging, ignore_errors=True)
        else:
            retired = target.with_name(f".{target.name}{_RETIRED}{os.getpid()}")
            os.rename(target, retired)
            os.rename(staging, target)
            shutil.rmtree(retired, ignore_errors=True)
        _flush(target.parent)


def write_whole(path: Path, data: bytes | str) -> None:
    """Write a file under a temporary name and rename it. Raises PublishError."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with told(path):
        try:
            temporary.write_bytes(data.encode() if isinstance(data, str) else data)
            _flush(temporary)  # or a power cut could leave the new name with nothing in it
            os.replace(temporary, path)
        finally:
            temporary.unlink(missing_ok=True)


def _recover(out: Path) -> None:
    """Clear what a killed run left: staging folders, and a retired folder whose successor never came."""
    for folder in out.glob(f".*{_RETIRED}*"):
        target = out / folder.name[1:].split(_RETIRED)[0]
        if target.exists():
            shutil.rmtree(folder, ignore_errors=True)
        else:
            os.rename(folder, target)
    for folder in out.glob(f".*{_STAGING}*"):
        shutil.rmtree(folder, ignore_errors=True)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step with Linux's renameat2(RENAME_EXCHANGE); False where there is no such call."""
    renameat2 = (
        getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    )
    if renameat2 is None:
        return False
    at_fdcwd, rename_exchange = -100, 2
    if renameat2(at_fdcwd, os.fsencode(one), at_fdcwd, os.fsencode(other), rename_exchange) == 0:
        return True
    number = ctypes.get_errno()
    if number in (errno.EINVAL, errno.ENOSYS):  # a file system that cannot swap
        return False
    raise OSError(number, os.strerror(number), str(other))


def _flush(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn an error of the file system into one sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise PublishError(explain(error, path)) from error


def explain(error: OSError, path: Path) -> str:
    """One sentence for an error of the file system at `path`."""
    where = error.filename or path
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_is_full(Path(where))
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where}: no permission to write here; choose another folder with --out"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{where}: is a file, not a folder; choose another folder with --out"
    return f"{where}: cannot be written: {error.strerror or error}"


def disk_is_full(path: Path) -> str:
    return f"{path}: the disk is full; free some space and run again (finished sentences are kept)"


def is_full(folder: Path) -> bool:
    """Whether the disk under `folder` has no room for a sound file: tools that write tell it in many ways."""
    try:
        return shutil.disk_usage(folder).free < _ROOM_BYTES
    except OSError:
        return False

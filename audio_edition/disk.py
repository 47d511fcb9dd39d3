"""The one room for the disk: files and folders that appear whole or not at all, locks, and errors in one sentence."""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import itertools
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from audio_edition.errors import AudioEditionError, DiskFull, PublishError

MOST_BYTES = 256 << 20
"""Of any text, list or page that a user names."""
_ROOM_BYTES = 1 << 20
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT)
_TEMPORARY, _OLD = ".audio-edition-", ".old"
_STAGED = re.compile(r"\.(.+)\.staging-\d+")
_UNFINISHED = re.compile(rf"\.(.+)\.(\d+)({re.escape(_OLD)})?")
_numbers = itertools.count(1)


@contextlib.contextmanager
def whole(
    path: Path,
    *,
    keep: Path | None = None,
    flush: bool = True,
    error: Callable[[str], AudioEditionError] = PublishError,
) -> Iterator[Path]:
    """A temporary path beside `path`, with its suffix, that takes its place when the block ends well.

    Makes the folder. Where a file stands already its permissions are kept. When the block fails nothing is left
    behind and `path` is as it was. `keep`: the name that the file of before has then. `flush`: the bytes are on the disk before the name is, so that a power cut
    leaves the old file or the new one; leave it out only for what is checked when it is read and can be made
    again. Raises `error` with one sentence for every fault of the file system; other exceptions pass.
    """
    with contextlib.suppress(OSError):
        if not stat.S_ISREG(path.stat().st_mode) and not path.is_dir():
            raise error(f"{path}: is a device or a pipe, not a file; choose another name")
    temporary = path.with_name(f"{_TEMPORARY}{os.getpid()}-{next(_numbers)}{path.suffix}")
    with told(path, error):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            yield temporary
            with contextlib.suppress(FileNotFoundError):
                os.chmod(temporary, path.stat().st_mode & 0o777)
            if keep is not None and path.exists():
                os.replace(path, keep)
            put(temporary, path, flush=flush)
        finally:
            temporary.unlink(missing_ok=True)


def put(finished: Path, path: Path, *, flush: bool = True) -> None:
    """Give a finished file on the same disk the name `path`, in place of what has it. `flush` as in `whole`. Raises OSError."""
    if flush:
        flushed(finished)
    os.replace(finished, path)


def write_whole(
    path: Path,
    data: bytes | str,
    *,
    flush: bool = True,
    error: Callable[[str], AudioEditionError] = PublishError,
) -> None:
    """Write a file in one step, see `whole`. Text is written as UTF-8, line ends as they are; what is no
    UTF-8, such as a byte of a file name, as an escape that JSON reads back as the same.
    """
    with whole(path, flush=flush, error=error) as temporary:
        temporary.write_bytes(data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data)


@contextlib.contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """A new folder beside `path` that takes its place when the block ends well, and vanishes when not.

    What runs that were killed have left of it, and of others beside it, is cleared before. Raises PublishError with one sentence for every fault of
    the file system; other exceptions pass.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        _clear_dead(path.parent)
        try:
            temporary.mkdir()  # inside: a run that is ended just then leaves nothing either
            yield temporary
            put_folder(temporary, path, temporary.with_name(f"{temporary.name}{_OLD}"))
        finally:
            clear(temporary)


def _clear_dead(folder: Path) -> None:
    """Take away what makers of folders in `folder` left that were killed; put back what one had only moved aside."""
    for left in sorted(folder.glob(".*")):
        made = _UNFINISHED.fullmatch(left.name)
        if made is None or not left.is_dir() or left.is_symlink():
            continue
        try:
            os.kill(int(made[2]), 0)
        except (ProcessLookupError, OverflowError):
            path = left.with_name(made[1])
            if made[3] and not path.exists():
                os.rename(left, path)
            else:
                clear(left)
        except PermissionError:
            continue


def put_folder(finished: Path, path: Path, aside: Path) -> None:
    """Give a finished folder on the same disk the name `path`, in one step: what has it already goes. Where the system
    cannot swap two names that is `aside` for a moment. The files are on the disk before the folder shows them.

    Raises OSError.
    """
    flush_all(finished)
    if not path.exists():
        os.rename(finished, path)
    elif _exchange(finished, path):
        clear(finished)
    else:
        os.rename(path, aside)
        os.rename(finished, path)
        clear(aside)
    flushed(path.parent)


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


def clear(folder: Path) -> None:
    """Remove what lies at `folder`, whatever it is."""
    if folder.is_symlink() or folder.is_file():
        folder.unlink(missing_ok=True)
    else:
        shutil.rmtree(folder, ignore_errors=True)


def read_up_to(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file that somebody named: what has no end, such as a device, is not read for ever.

    Raises OSError, also (EFBIG) for more than `most` bytes.
    """
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        del data  # the traceback would hold it
        raise OSError(errno.EFBIG, f"it has more than {most >> 20} MB, or no end", str(path))
    return data


def read_own(path: Path, most: int = MOST_BYTES) -> bytes:
    """The bytes of a file that this program wrote, or that belongs to a model. Raises OSError, at once for what is a pipe
    or a device, and (EFBIG) for more than `most` bytes.
    """
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    with open(handle, "rb") as file:
        mode = os.fstat(handle).st_mode
        if not stat.S_ISREG(mode):
            kind = errno.EISDIR if stat.S_ISDIR(mode) else errno.ENXIO
            why = os.strerror(kind) if stat.S_ISDIR(mode) else "is a device or a pipe, not a file"
            raise OSError(kind, why, str(path))
        if os.fstat(handle).st_size > most:
            raise OSError(errno.EFBIG, f"it has more than {most >> 20} MB", str(path))
        return file.read()


def is_there(path: Path) -> bool:
    """Whether a file that may be left out is there. Raises OSError for what has its name and is none: a pipe, a folder,
    a link that leads nowhere (its disk is not mounted?), which must not pass for a file that was left out.
    """
    if path.is_file():
        return True
    if not os.path.lexists(path):
        return False
    if path.is_symlink() and not path.exists():
        raise OSError(errno.ENOENT, "is a link that leads nowhere", str(path))
    raise OSError(
        errno.ENXIO, "is a folder" if path.is_dir() else "is a device or a pipe, not a file", str(path)
    )


def real_path(path: Path) -> Path:
    """`path` with its links followed; as it is where they lead in a circle, which `resolve` has a RuntimeError for."""
    try:
        return path.resolve()
    except RuntimeError:
        return path.absolute()


def is_folder(entry: os.DirEntry[str]) -> bool:
    """Whether what `os.scandir` found is a folder; a link in a circle, for which it has an OSError, is none."""
    try:
        return entry.is_dir()
    except OSError:
        return False


@contextlib.contextmanager
def locked(path: Path, on_wait: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the lock file `path`, which is made when missing; `on_wait` is called once when another process has it.

    Makes the folder. Raises PublishError when the lock cannot be made.
    """
    with told(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = _lock_file(path)
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if on_wait is not None:
                on_wait()
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _lock_file(path: Path) -> IO[str]:
    """The open lock file. Raises OSError, at once for what has become a pipe or a device."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NONBLOCK
    return os.fdopen(os.open(path, flags, 0o666), "a", encoding="ascii")


def hold(path: Path, *, shared: bool = False, wait: bool = False) -> IO[str] | None:
    """The open lock file `path`, held until it is closed or this process ends; None when others hold it.

    `shared`: beside others that share it. `wait`: until it is free. Makes the folder and the file; `let_go` removes
    it. Raises PublishError when the lock cannot be made.
    """
    kind = (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
    while True:
        with told(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = _lock_file(path)
        try:
            fcntl.flock(lock, kind)
        except BlockingIOError:
            lock.close()
            return None
        except BaseException:
            lock.close()
            raise
        if _is_at(lock, path):
            return lock
        lock.close()  # whoever held it before has removed it: we would hold what nobody else sees


def let_go(lock: IO[str], path: Path) -> None:
    """End `hold` and remove the file, unless others share it."""
    with contextlib.suppress(OSError), lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if _is_at(lock, path):
            path.unlink(missing_ok=True)


def _is_at(lock: IO[str], path: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(lock.fileno()), path.stat())
    except OSError:
        return False


def flushed(path: Path) -> None:
    """Wait until what `path` (a file or a folder) holds is on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def flush_all(folder: Path) -> None:
    """Wait until every file in `folder` is on the disk. Raises OSError."""
    for file in folder.rglob("*"):
        if file.is_file():
            flushed(file)


@contextlib.contextmanager
def told(path: Path, error: Callable[[str], AudioEditionError] = PublishError) -> Iterator[None]:
    """Turn a fault of the file system into `error` with one sentence that says what to do."""
    try:
        yield
    except OSError as fault:
        full = error is PublishError and fault.errno in _NO_ROOM
        raise (DiskFull if full else error)(explain(fault, path)) from fault


def explain(error: OSError, path: Path) -> str:
    """One sentence for a fault of the file system at `path`."""
    where = Path(os.fsdecode(error.filename or path))
    if where.name.startswith(_TEMPORARY):
        where = path
    where = Path(*(_STAGED.sub(r"\1", part) for part in where.parts))  # the name that the user knows
    if error.errno in _NO_ROOM:
        return disk_is_full(where)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return f"{where}: no permission to write here; choose another folder"
    if error.errno in (errno.ENOTDIR, errno.EEXIST):
        return f"{where}: is a file, not a folder; choose another folder"
    return f"{where}: cannot be written: {error.strerror or error}"


def disk_is_full(path: Path) -> str:
    """The sentence for a disk without room."""
    return f"{path}: the disk is full; free some space and run again (finished sentences are kept)"


def is_full(folder: Path) -> bool:
    """Whether the disk under `folder` has no room for a sound file: tools that write tell it in many ways."""
    try:
        return shutil.disk_usage(folder).free < _ROOM_BYTES
    except OSError:
        return False

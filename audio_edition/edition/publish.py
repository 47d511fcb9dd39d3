"""A folder that appears or is replaced in one step, or not at all."""

from __future__ import annotations

import contextlib
import logging
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from audio_edition import disk
from audio_edition.disk import clear, real_path, told
from audio_edition.errors import PublishError

STAGING, _RETIRED = ".staging-", ".retired-"
LOCK_NAME = ".audio-edition.lock"
LEASES = ".audio-edition.leases"
"""Folder of lock files: an article that a run is at work with, and the runs themselves."""
_RUNS = "runs"
_locked_here: set[Path] = set()
"""Folders that a thread of this process has locked: another one waits for it without a word."""
MARK = "edition.json"
"""File without which a folder is not one of ours, and is never replaced."""


@contextlib.contextmanager
def locked(out: Path) -> Iterator[None]:
    """Be the only one who writes journal, editions and feeds in `out`: for a moment, a run is many of them.

    Creates `out`. Where no run is at work, what an interrupted one left behind is cleared, and a folder that it had
    moved aside without putting the new one in its place is put back. Raises PublishError when the folder cannot be
    written.
    """

    def waiting() -> None:
        if out not in _locked_here:
            logging.getLogger(__name__).warning("%s: another run is writing here; waiting for it to end", out)

    with contextlib.ExitStack() as stack:
        stack.enter_context(disk.locked(out / LOCK_NAME, waiting))
        _locked_here.add(out)
        stack.callback(_locked_here.discard, out)
        runs = out / LEASES / _RUNS
        alone = disk.hold(runs) if runs.exists() else None
        if alone is not None or not runs.exists():
            with told(out):
                recover(out)
        if alone is not None:
            disk.let_go(alone, runs)
        yield


@contextlib.contextmanager
def at_work(out: Path) -> Iterator[None]:
    """Tell others that a run is at work in `out`: its unfinished folders are not theirs to clear.

    The last run to end clears what nobody wanted. Raises PublishError when `out` cannot be written.
    """
    with locked(out):
        presence = disk.hold(out / LEASES / _RUNS, shared=True, wait=True)
    try:
        yield
    finally:
        if presence is not None:
            disk.let_go(presence, out / LEASES / _RUNS)
        with contextlib.suppress(OSError):
            (out / LEASES).rmdir()


def staging_folder(target: Path) -> Path:
    """An empty folder beside the one that `publish` will put in its place: beside where a link leads, if it is one.

    Raises PublishError for a link that leads nowhere: the disk behind it may not be there just now.
    """
    real = _real(target)
    folder = real.with_name(f".{real.name}{STAGING}{os.getpid()}")
    with told(real.parent):
        if real != target:
            recover(real.parent, real.name)
        clear(folder)
        folder.mkdir(parents=True)
    return folder


def publish(staging: Path, target: Path) -> None:
    """Put `staging`, a folder on any disk, in the place of `target` in one step. The files are on disk before the folder shows them."""
    target = _real(target)
    with told(target):
        if target.exists() and not (target / MARK).is_file():
            raise PublishError(f"{target}: is there and is no edition; move it away or choose another --out")
        staging = _on_the_same_disk(staging, target)
        disk.put_folder(staging, target, target.with_name(f".{target.name}{_RETIRED}{os.getpid()}"))


def _on_the_same_disk(folder: Path, target: Path) -> Path:
    """`folder`, copied beside `target` where that lies on another disk, for a name can only be changed on one."""
    if folder.stat().st_dev == target.parent.stat().st_dev:
        return folder
    beside = staging_folder(target)
    shutil.copytree(folder, beside, dirs_exist_ok=True)
    clear(folder)
    return beside


def _real(target: Path) -> Path:
    """Where `target` lies: an edition that was moved to another disk has a link in its place, which stays."""
    if not target.is_symlink():
        return target
    real = real_path(target)
    if not real.is_dir():
        raise PublishError(f"{target}: is a link to {real}, which is not there; is its disk mounted?")
    return real


def recover(out: Path, name: str = "") -> None:
    """Clear what a killed run left in `out`, which the caller holds: staging folders, and a retired folder whose
    successor never came. `name`: only those of one edition, where the folder is not ours alone.
    """
    for path in sorted(out.iterdir()):
        kind = _RETIRED if _RETIRED in path.name else STAGING
        target, found, _ = path.name[1:].partition(kind)
        if path.name[0] != "." or not found or (name and target != name):
            continue
        if kind == _RETIRED and not (out / target).exists():
            os.rename(path, out / target)
        else:
            clear(path)

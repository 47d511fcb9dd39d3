"""The cache of finished sentences stays within its limit."""

from __future__ import annotations

import os
from pathlib import Path

from audio_edition.synthesis.pruning import prune_clips

DAY_S = 86_400.0


def _clip(folder: Path, name: str, size: int, used: float) -> Path:
    path = folder / name[:2] / f"{name}.flac"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    path.with_suffix(".json").write_text("{}", encoding="utf-8")
    os.utime(path, (used, used))
    return path


def test_the_least_recently_used_go_first_and_those_of_today_stay(tmp_path: Path) -> None:
    now = 100 * DAY_S
    old = _clip(tmp_path, "aa1", 400, now - 50 * DAY_S)
    middle = _clip(tmp_path, "ab2", 400, now - 10 * DAY_S)
    new = _clip(tmp_path, "aa3", 400, now - 60)
    done = prune_clips(900, tmp_path, now=now)
    assert (done.removed, done.freed_bytes, done.clips, done.bytes) == (1, 400, 2, 800)
    assert not old.exists() and not old.with_suffix(".json").exists() and middle.exists()
    assert "1 removed" in done.line()
    assert prune_clips(0, tmp_path, now=now).clips == 1 and new.exists()
    assert prune_clips(0, tmp_path, now=now + 2 * DAY_S).clips == 0 and not new.exists()


def test_what_killed_runs_left_goes_and_nothing_that_is_not_ours(tmp_path: Path) -> None:
    _clip(tmp_path, "aa1", 10, 0)
    for name in (".x.flac", "notes.txt"):
        (tmp_path / "aa" / name).write_bytes(b"x")
        os.utime(tmp_path / "aa" / name, (0, 0))
    (tmp_path / "b").write_bytes(b"x")
    (tmp_path / "cc").symlink_to(tmp_path / "aa")
    prune_clips(10**9, tmp_path, now=DAY_S)
    assert sorted(path.name for path in (tmp_path / "aa").iterdir()) == ["aa1.flac", "aa1.json", "notes.txt"]


def test_no_cache_is_an_empty_one(tmp_path: Path) -> None:
    assert prune_clips(0, tmp_path / "nowhere").clips == 0


def test_a_clip_used_in_the_future_is_the_first_to_go(tmp_path: Path) -> None:
    """The clock was ahead for a while, or was set back: such clips would outlive every limit."""
    now = 400 * DAY_S
    old = _clip(tmp_path, "old", 500, now - 20 * DAY_S)
    ahead = _clip(tmp_path, "ahead", 500, now + 3000 * DAY_S)
    assert prune_clips(600, tmp_path, now=now).removed == 1
    assert old.exists() and not ahead.exists()

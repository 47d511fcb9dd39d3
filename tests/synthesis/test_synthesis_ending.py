"""Nobody waits for a process that is gone, or for one that never goes on."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audio_edition.disk import hold, let_go
from audio_edition.errors import AudioEditionError
from audio_edition.settings import Settings
from audio_edition.synthesis import cache, pool
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.job import SpeechJob
from audio_edition.synthesis.pool import Pool
from audio_edition.types import Clip, Word
from audio_edition.voices.cast import build_cast

ALONE = """
import sys, time
from multiprocessing.connection import Connection
from audio_edition.synthesis import ending
ending._TO_FINISH_S = 0.1
line = Connection(int(sys.argv[1]))
ending.end_without(line)
line.send("ready")
time.sleep(600)
"""


def job(key: str, words: int = 3) -> SpeechJob:
    member = build_cast(Settings(voice="silence"))["narrator"]
    said = tuple(Word(grapheme="takk", ipa="ˈtɑk", source="rules") for _ in range(words))
    return SpeechJob(key=key * 64, words=said, member=member, rate=1.0, fallback=None, text=key)


class _Lines:
    """`socket.socketpair`, with a copy of the other side of each held by somebody else, as by a library's helper."""

    def __init__(self) -> None:
        self.copies: list[socket.socket] = []

    def socketpair(self) -> tuple[socket.socket, socket.socket]:
        ours, theirs = socket.socketpair()
        self.copies.append(theirs.dup())
        return ours, theirs


def _results(made: Pool, jobs: list[SpeechJob]) -> dict[int, Clip | AudioEditionError]:
    results: dict[int, Clip | AudioEditionError] = {}
    try:
        made.run(jobs, results.__setitem__)
    finally:
        made.close()
    return results


@pytest.mark.parametrize("answered", [False, True], ids=["before it answers", "when it has answered"])
def test_a_killed_worker_whose_line_another_process_holds_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answered: bool
) -> None:
    lines = _Lines()
    monkeypatch.setattr(pool, "socket", lines)
    made = Pool(1, 1, "cpu", ClipCache(tmp_path))
    real, killed = pool._Worker.send, list[int]()

    def send(self: pool._Worker, what: SpeechJob) -> None:
        if answered or killed:
            real(self, what)
        if not killed:
            if answered:
                assert self.connection.poll(60)
            os.kill(self._process.pid, signal.SIGKILL)
            killed.append(self._process.pid)

    monkeypatch.setattr(pool._Worker, "send", send)
    try:
        results = _results(made, [job("a"), job("b")])
    finally:
        for copy in lines.copies:
            copy.close()
    assert killed and sorted(results) == [0, 1]
    assert all(isinstance(result, Clip) for result in results.values())


def test_what_another_process_never_finishes_is_spoken_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache, "_CLAIM_S", 0.2)
    clips = ClipCache(tmp_path)
    path = tmp_path / "aa" / f".{'a' * 64}.claim"
    lock = hold(path)
    assert lock is not None
    try:
        with clips.claimed("a" * 64):
            assert path.exists()
        assert path.exists()  # it is the other's still
    finally:
        let_go(lock, path)
    assert not path.exists()


def test_a_process_that_waits_for_ever_ends_when_its_parent_has_gone() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(
            [sys.executable, "-c", ALONE, str(theirs.fileno())], pass_fds=(theirs.fileno(),)
        )
    with ours:
        assert ours.recv(1)
        time.sleep(0.3)
        assert process.poll() is None
    assert process.wait(timeout=60) == 1


def test_what_a_worker_starts_does_not_hold_its_line() -> None:
    ours, theirs = socket.socketpair()
    starts = "import subprocess\nprint(subprocess.Popen(['sleep', '600'], close_fds=False).pid, flush=True)"
    command = [sys.executable, "-c", ALONE.replace("time.sleep(600)", starts), str(theirs.fileno())]
    with theirs:
        process = subprocess.Popen(
            command, pass_fds=(theirs.fileno(),), stdout=subprocess.PIPE, start_new_session=True
        )
    try:
        assert process.stdout is not None and process.stdout.readline().strip()
        assert process.wait(timeout=60) == 0
        ours.settimeout(30)
        while ours.recv(1 << 12):
            pass  # the end comes, though what was started goes on
    finally:
        ours.close()
        os.killpg(process.pid, signal.SIGKILL)


WRITES = """
import os, signal, sys, threading, time
from pathlib import Path
import numpy as np
from audio_edition.synthesis import worker
from audio_edition.synthesis.cache import ClipCache
def slowly(self, key, samples, note):
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(0.2)
    print("written", flush=True)
ClipCache.store_here = slowly
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()  # a library's, which blocks no signal
worker._Cache(Path(sys.argv[1])).store_here("key", np.zeros(1, np.float32), {})
print("went on", flush=True)
"""


def test_a_clip_is_written_to_its_end_whichever_thread_is_told_to_end(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", WRITES, str(tmp_path)], capture_output=True, text=True, timeout=60, check=False
    )
    assert (run.stdout, run.returncode) == ("written\n", -signal.SIGTERM), run.stderr

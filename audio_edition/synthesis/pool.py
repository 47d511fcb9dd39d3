"""Workers that speak side by side; one that dies is seen, and the sentence it was at is named."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection, wait

from audio_edition.errors import AudioEditionError, PublishError, SynthesisError, VoiceError
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.ending import LOOK_S, closed_if_gone, end_of
from audio_edition.synthesis.job import SpeechJob
from audio_edition.types import Clip

Done = Callable[[int, "Clip | AudioEditionError"], None]
_MOST_DEATHS = 4
"""In a row, without a sentence spoken between them."""
_TO_END_S = 5.0


class Pool:
    """`workers` processes with `threads` threads each; started when first needed, kept until `close`."""

    def __init__(self, workers: int, threads: int, device: str, cache: ClipCache) -> None:
        self._size, self._threads, self._device, self._cache = workers, threads, device, cache
        self._workers: list[_Worker] = []

    def run(self, jobs: Sequence[SpeechJob], on_done: Done) -> None:
        """Speak all jobs, longest first, so that none is left alone at the end; `on_done(index, result)` each.

        A worker that dies is replaced and its sentence tried once more. A job that fails is given to `on_done` as an error and the others go on. Raises VoiceError when the
        voice itself cannot be used, SynthesisError when workers keep dying; KeyboardInterrupt passes through
        with the workers ended and finished clips kept.
        """
        waiting = deque(sorted(range(len(jobs)), key=lambda index: -jobs[index].size))
        busy: dict[Connection, tuple[_Worker, int]] = {}
        deaths = 0
        tried_again: set[int] = set()
        try:
            while len(self._workers) < min(self._size, len(jobs)):
                self._workers.append(self._start())
            idle = list(self._workers)
            while waiting or busy:
                while idle and waiting:
                    worker, index = idle.pop(), waiting.popleft()
                    worker.send(jobs[index])
                    busy[worker.connection] = worker, index
                for connection in _answered(busy):
                    worker, index = busy.pop(connection)
                    try:
                        answer = worker.connection.recv()
                        idle.append(worker)
                        deaths = 0
                    except (EOFError, OSError):
                        deaths += 1
                        answer = SynthesisError(
                            f"a worker died ({worker.end()}) while it spoke «{jobs[index].text}»"
                        )
                        self._workers.remove(worker)
                        if deaths >= _MOST_DEATHS:
                            raise answer from None
                        idle.append(self._start())
                        self._workers.append(idle[-1])
                        if index not in tried_again:  # it may have been another sentence that took all memory
                            tried_again.add(index)
                            waiting.append(index)
                            continue
                    if isinstance(answer, VoiceError | PublishError):
                        raise answer
                    on_done(index, answer)
        except BaseException:
            self.close()
            for _, index in busy.values():
                self._cache.release(jobs[index].key)
            raise

    def close(self) -> None:
        """End the workers."""
        for worker in self._workers:
            worker.stop()
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _start(self) -> _Worker:
        return _Worker(self._cache, self._device, self._threads)


def _answered(busy: Mapping[Connection, tuple[_Worker, int]]) -> list[Connection]:
    """Where there is an answer to be read, or the end of a process: waits for the first."""
    while not (ready := wait(list(busy), LOOK_S)):
        for worker, _ in busy.values():
            worker.look()
    return [one for one in ready if isinstance(one, Connection)]


class _Worker:
    def __init__(self, cache: ClipCache, device: str, threads: int) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-m", "audio_edition.synthesis.worker"]
        with theirs:
            self._process = subprocess.Popen(
                [*command, str(theirs.fileno()), str(cache.folder), device, str(threads), cache.shared or ""],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,  # a library that prints must not get into our data
            )
        self.connection = Connection(ours.detach())

    def send(self, job: SpeechJob) -> None:
        try:
            self.connection.send(job)
        except ConnectionError:
            pass  # it is dead; the next recv says so

    def look(self) -> None:
        """See to it that a worker which is gone does not look busy."""
        closed_if_gone(self._process, self.connection)

    def stop(self) -> None:
        self._process.terminate()

    def end(self) -> str:
        """Wait for the process and say how it ended."""
        self.connection.close()
        ended = end_of(self._process, _TO_END_S)
        return f"{ended} try --jobs 1" if ended.endswith("memory?") else ended

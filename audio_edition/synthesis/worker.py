"""A process that speaks: `python -m audio_edition.synthesis.worker FD FOLDER DEVICE THREADS`.

It reads jobs from the socket FD, answers each with its clip or its error, and ends when the other side does.
A process of its own rather than a fork: the parent may hold threads, and a script need not guard its main.
"""

from __future__ import annotations

import os
import signal
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from audio_edition.engines import Engine, load_engine
from audio_edition.errors import AudioEditionError
from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.ending import end_without
from audio_edition.synthesis.job import SpeechJob
from audio_edition.synthesis.speak import speak
from audio_edition.types import Clip, Voice


class Engines:
    """Engines of one process: each voice's model is loaded once, when it is first asked for."""

    def __init__(self, device: str, threads: int | None) -> None:
        self._device, self._threads = device, threads
        self._loaded: dict[tuple[str, Path], Engine] = {}

    def of(self, voice: Voice) -> Engine:
        """The engine of `voice`. Raises VoiceError when it cannot be loaded."""
        key = (voice.id, voice.folder)
        if key not in self._loaded:
            self._loaded[key] = load_engine(voice, device=self._device, threads=self._threads)
        return self._loaded[key]

    def close(self) -> None:
        """Free all models."""
        for engine in self._loaded.values():
            engine.close()
        self._loaded.clear()


class _Cache(ClipCache):
    """A clip that is being written is written to its end, though the parent ends this process meanwhile; one that is
    on its way to another machine is not waited for.
    """

    def store_here(self, key: str, samples: npt.NDArray[np.float32], note: dict[str, Any]) -> Clip:
        asked: list[int] = []
        # A handler is the whole process's: were the signal blocked here, a library's thread would take it.
        before = signal.signal(signal.SIGTERM, lambda number, _: asked.append(number))
        try:
            return super().store_here(key, samples, note)
        finally:
            signal.signal(signal.SIGTERM, before)
            if asked:
                os.kill(os.getpid(), signal.SIGTERM)


def main(arguments: list[str]) -> None:
    """Serve until the parent closes its end."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    descriptor, folder, device, threads, shared = arguments
    cache = _Cache(Path(folder), shared=shared or None)
    engines = Engines(device, int(threads))
    parent = Connection(int(descriptor))
    end_without(parent)
    while True:
        try:
            job: SpeechJob = parent.recv()
        except (EOFError, ConnectionError):
            return
        answer: Clip | AudioEditionError
        try:
            answer = speak(job, engines.of, cache)
        except AudioEditionError as error:
            answer = error
        try:
            parent.send(answer)
        except ConnectionError:
            return


if __name__ == "__main__":
    main(sys.argv[1:])

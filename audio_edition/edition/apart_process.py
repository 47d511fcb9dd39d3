"""The other side of `Apart`: `python -m audio_edition.edition.apart_process SOCKET LIFELINE`."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from multiprocessing.connection import Connection

from audio_edition.edition.apart import Equipment
from audio_edition.edition.deadline import within
from audio_edition.edition.index import Index
from audio_edition.edition.order import Finished, Order
from audio_edition.edition.outcome import kept
from audio_edition.edition.publish import locked
from audio_edition.edition.shelf import Bench, FolderBench
from audio_edition.edition.studio import Studio
from audio_edition.edition.writer import only_once
from audio_edition.errors import AudioEditionError
from audio_edition.shown import shown
from audio_edition.types import Article


class _Told:
    """A `Talk` that sends what it is told to the parent."""

    def __init__(self, parent: Connection) -> None:
        self._parent = parent

    def article(self, title: str, source: str) -> None:
        self._parent.send(("article", (title, source)))

    def warning(self, text: str) -> None:
        self._parent.send(("warning", (text,)))

    def speaking(self, sentences: int, missing: int, phonemes: int) -> None:
        self._parent.send(("speaking", (sentences, missing, phonemes)))

    def spoken(self, phonemes: int) -> None:
        self._parent.send(("spoken", (phonemes,)))

    def stage(self, name: str) -> None:
        self._parent.send(("stage", (name,)))


class _Logged(logging.Handler):
    """Sends lines of the log to the parent, which knows where they go."""

    def __init__(self, parent: Connection) -> None:
        super().__init__(logging.WARNING)
        self._parent = parent

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self._parent.send(("log", (record.name, record.levelno, record.getMessage())))
        except Exception:  # a log never costs the work
            self.handleError(record)


def main(arguments: list[str]) -> None:
    """Make articles until the parent closes its end, or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle, which ends us by SIGTERM
    signal.signal(signal.SIGTERM, _interrupted)
    descriptor, lifeline = map(int, arguments)
    for own in (descriptor, lifeline):
        os.set_inheritable(own, False)  # what this process starts must not keep the parent waiting
    threading.Thread(target=_end_with_the_parent, args=(lifeline,), daemon=True).start()
    parent = Connection(descriptor)
    logging.getLogger().addHandler(_Logged(parent))
    try:
        equipment: Equipment = parent.recv()
        studio = Studio(
            equipment.settings,
            _Told(parent),
            fresh=equipment.fresh,
            check=equipment.check,
            past=equipment.past,
        )
        bench = equipment.bench or FolderBench(equipment.out)
        index = Index(equipment.out, base=equipment.base)
        try:
            while True:
                parent.send(("outcome", _made(parent.recv(), equipment, studio, bench, index)))
        finally:
            studio.close()
    except (EOFError, ConnectionError, KeyboardInterrupt):
        return


def _made(
    order: Order, equipment: Equipment, studio: Studio, bench: Bench, index: Index
) -> Finished | Exception:
    """The border that no error of an article passes."""
    source = order.job.source

    def found(article: Article, text: str) -> None:
        with locked(equipment.out):
            index.refresh()
            only_once(index, order.job, text)

    try:
        with within(equipment.settings.deadline_s, f"{shown(source)}: its edition"):
            return studio.make(order, bench, found)
    except (AudioEditionError, OSError) as error:
        return error
    except Exception as error:
        return kept(error, source)


def _interrupted(signum: int, frame: object) -> None:
    raise KeyboardInterrupt


def _end_with_the_parent(lifeline: int) -> None:
    """A parent that was killed has let its lock go: nothing may be published after it."""
    os.read(lifeline, 1)
    os._exit(1)


if __name__ == "__main__":
    main(sys.argv[1:])

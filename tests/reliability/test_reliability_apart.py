"""A process that dies in native code costs one article, tried once more; the rest of the run goes on."""

from __future__ import annotations

import os
import re
import signal
import socket
from pathlib import Path

import pytest

from audio_edition.edition import apart
from audio_edition.edition.apart import Apart, Equipment
from audio_edition.edition.batch import make_all
from audio_edition.edition.index import ArticleJob
from audio_edition.edition.order import Order
from audio_edition.edition.studio import Studio
from audio_edition.edition.talk import Quiet
from audio_edition.errors import TookTooLong
from audio_edition.settings import Settings
from tests.reliability.inboxes import write

SETTINGS = Settings(voice="silence", jobs=1)


class _Killer(Quiet):
    """Kills the process that makes the article called `title`, `times` times."""

    def __init__(self, title: str, times: int) -> None:
        self.title, self.times = title, times
        self.pids: list[int] = []
        self.warnings: list[str] = []

    def article(self, title: str, source: str) -> None:
        if title == self.title and self.times:
            self.times -= 1
            os.kill(self.pids[-1], signal.SIGKILL)

    def warning(self, text: str) -> None:
        self.warnings.append(text)


@pytest.fixture
def pids(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Of the processes that are started."""
    started: list[int] = []

    class Watched(apart._Process):
        def __init__(self, equipment: Equipment) -> None:
            super().__init__(equipment)
            started.append(self._process.pid)

    monkeypatch.setattr(apart, "_Process", Watched)
    return started


@pytest.mark.slow
@pytest.mark.parametrize("times, middle", [(0, "made"), (1, "made"), (9, "failed")])
def test_a_death_costs_one_article(
    inbox: Path, tmp_path: Path, pids: list[int], times: int, middle: str
) -> None:
    write(inbox / "m.txt", "Den vonde", "Denne tek livet av han som les.")
    out = tmp_path / "out"
    talk = _Killer("Den vonde", times)
    talk.pids = pids
    outcomes = make_all([str(inbox)], out, SETTINGS, studio=Studio(SETTINGS, talk), apart_from=1)
    assert [outcome.status for outcome in outcomes] == ["made", middle, "made"]
    assert len(pids) == 1 + min(times, 2)
    assert len([text for text in talk.warnings if "tried once more" in text]) == min(times, 1)
    if middle == "failed":
        assert "m.txt" in outcomes[1].problem and "SIGKILL" in outcomes[1].problem
        assert outcomes[1].exit_code == 1
    folders = sorted(path.name for path in out.iterdir() if not path.name.startswith(".audio-edition"))
    assert folders == (["den-vonde"] if middle == "made" else []) + ["fyrste-saka", "siste-saka"]
    again = make_all([str(inbox)], out, SETTINGS, studio=Studio(SETTINGS, Quiet()), apart_from=1)
    assert {outcome.status for outcome in again} <= {"unchanged", "made"}
    assert [outcome.status for outcome in again].count("made") == (1 if middle == "failed" else 0)


@pytest.mark.slow
def test_a_death_is_seen_though_somebody_holds_the_line(
    inbox: Path, tmp_path: Path, pids: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a helper does that a library started."""
    copies: list[socket.socket] = []

    class Held:
        @staticmethod
        def socketpair() -> tuple[socket.socket, socket.socket]:
            ours, theirs = socket.socketpair()
            copies.append(theirs.dup())
            return ours, theirs

    monkeypatch.setattr(apart, "socket", Held)
    talk = _Killer("Fyrste saka", 1)
    talk.pids = pids
    outcomes = make_all([str(inbox)], tmp_path / "out", SETTINGS, studio=Studio(SETTINGS, talk), apart_from=1)
    for copy in copies:
        copy.close()
    assert [outcome.status for outcome in outcomes] == ["made", "made"] and len(pids) == 2


@pytest.mark.slow
def test_what_never_comes_back_is_killed(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_GRACE_S", 0.1 - SETTINGS.deadline_s)
    made = Apart(Equipment(SETTINGS, tmp_path, False), Quiet())
    job = ArticleJob(str(inbox / "a.txt"), (inbox / "a.txt").read_bytes(), "f")
    ((_, error),) = made.make([Order(job, "a.txt")])
    assert isinstance(error, TookTooLong) and re.search(r"a\.txt: .* was killed", str(error))
    made.close()


@pytest.mark.slow
def test_a_process_ends_with_the_parent(tmp_path: Path) -> None:
    process = apart._Process(Equipment(SETTINGS, tmp_path, False))
    os.close(process._lifeline)  # what the system does when the parent is killed
    process._lifeline = -1
    assert process._process.wait(timeout=60) == 1
    process.end()

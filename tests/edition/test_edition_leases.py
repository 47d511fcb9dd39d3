"""Two runs in one folder of editions: every article is made by one of them, and neither waits for the other's whole run."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from audio_edition.edition.batch import make_all
from audio_edition.edition.index import ArticleJob, Index
from audio_edition.edition.lease import Leases
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.publish import LEASES, at_work, locked
from audio_edition.edition.studio import Studio
from tests.brisk import brisk

SETTINGS = brisk()


def _articles(folder: Path, count: int) -> list[str]:
    folder.mkdir()
    for number in range(count):
        (folder / f"{number}.txt").write_text(
            f"Sak {number}\n\nFerja gjekk {number} turar.\n", encoding="utf-8"
        )
    return [str(folder / f"{number}.txt") for number in range(count)]


def test_two_runs_share_the_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    articles = _articles(tmp_path / "inbox", 3)
    both_in = threading.Barrier(2, timeout=60)
    good, begun = Studio.make, threading.local()

    def make(self: Studio, *arguments: object):  # type: ignore[no-untyped-def]
        if not hasattr(begun, "once"):  # both hold an article before either makes one
            begun.once = True
            both_in.wait()
        return good(self, *arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(Studio, "make", make)
    results: list[Sequence[Outcome]] = []

    def run(order: int) -> None:
        results.append(make_all(articles[::order], tmp_path / "out", SETTINGS))

    threads = [threading.Thread(target=run, args=(order,)) for order in (1, -1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 2
    told = sorted((o.source, o.status) for outcomes in results for o in outcomes)
    assert told == sorted((name, status) for name in articles for status in ("made", "unchanged"))
    assert all(any(o.status == "made" for o in outcomes) for outcomes in results)
    left = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert left == [".audio-edition.jsonl", ".audio-edition.lock", "sak-0", "sak-1", "sak-2"]


def test_a_lease_is_one_runs_and_ends_with_it(tmp_path: Path) -> None:
    ours, theirs = Leases(tmp_path), Leases(tmp_path)
    assert ours.take("a") and theirs.take("b")
    assert not theirs.take("a") and not ours.take("b")
    ours.release("a")
    assert theirs.take("a")
    theirs.release_all()
    assert list((tmp_path / LEASES).iterdir()) == []


def test_the_unfinished_folder_of_a_run_at_work_is_not_cleared(tmp_path: Path) -> None:
    staging = tmp_path / ".ei-sak.staging-1"
    with at_work(tmp_path):
        staging.mkdir()
        with locked(tmp_path):
            assert staging.is_dir()
    with locked(tmp_path):
        assert not staging.exists()


def test_an_index_sees_what_another_run_has_written(tmp_path: Path) -> None:
    for name in ("ei", "to"):
        (tmp_path / name).mkdir()
    one, other = Index(tmp_path), Index(tmp_path)
    one.add(ArticleJob("a.txt", b"a", "f"), "ei")
    other.refresh()
    other.add(ArticleJob("b.txt", b"b", "f"), "to")
    one.add(ArticleJob("a.txt", b"a", "g"), "ei")
    other.refresh()
    assert {(e.folder, e.fingerprint) for e in other.entries} == {("ei", "g"), ("to", "f")}
    other.tidy()
    one.refresh()
    assert {e.folder for e in one.entries} == {"ei", "to"}
    assert len((tmp_path / ".audio-edition.jsonl").read_text(encoding="utf-8").splitlines()) == 2

"""One article never stops the others, whatever it throws, and however long it takes."""

from __future__ import annotations

import json
import os
import re
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from audio_edition.edition.deadline import within
from audio_edition.edition.index import JOURNAL, ArticleJob, Index
from audio_edition.edition.maker import Maker
from audio_edition.edition.manifest import read_manifest
from audio_edition.edition.publish import locked
from audio_edition.errors import PublishError, TookTooLong
from tests.reliability.inboxes import made, write

quick = pytest.mark.usefixtures("quick")


@pytest.mark.parametrize(
    "error",
    [KeyError("x"), RecursionError("deep"), MemoryError(), UnicodeEncodeError("utf-8", "å", 0, 1, "no")],
)
@quick
def test_an_unforeseen_error_is_told_by_a_number_that_leads_to_its_traceback(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    write(inbox / "m.txt", "Den vonde", "Denne går gale.")
    good = Maker.utterances

    def bad(self: Maker, article, script):  # type: ignore[no-untyped-def]
        if article.title == "Den vonde":
            raise error
        return good(self, article, script)

    monkeypatch.setattr(Maker, "utterances", bad)
    outcomes = made(inbox, tmp_path / "out")
    assert {name: o.status for name, o in outcomes.items()} == {
        "a.txt": "made",
        "m.txt": "failed",
        "z.txt": "made",
    }
    told = outcomes["m.txt"].problem
    assert "m.txt" in told and "\n" not in told and outcomes["m.txt"].exit_code == 1
    number = re.search(r"number ([0-9a-f]{8})", told)
    assert number is not None
    kept = (tmp_path / "home" / "crashes" / f"{number[1]}.txt").read_text(encoding="utf-8")
    assert "Traceback" in kept and type(error).__name__ in kept and "m.txt" in kept


@pytest.mark.slow
def test_a_file_name_that_is_no_utf8_works_from_end_to_end(inbox: Path, tmp_path: Path) -> None:
    write(os.fsencode(inbox) + b"/s\xe5k.txt", "Midt i", "Denne har eit gammalt namn.")
    out = tmp_path / "out"
    outcomes = made(inbox, out)
    assert {o.status for o in outcomes.values()} == {"made"} and len(outcomes) == 3
    assert {o.status for o in made(inbox, out).values()} == {"unchanged"}
    (out / JOURNAL).unlink()
    assert {o.status for o in made(inbox, out).values()} == {"unchanged"}
    for line in (out / JOURNAL).read_text(encoding="utf-8").splitlines():
        json.loads(line)


@quick
@pytest.mark.parametrize("name", ["a" * 251 + ".txt", "ø" * 125 + ".txt", "a" * 242 + ".txt"])
def test_a_file_name_as_long_as_names_can_be_is_made(inbox: Path, tmp_path: Path, name: str) -> None:
    write(inbox / name, "Midt i", "Denne har eit langt namn.")
    assert {o.status for o in made(inbox, tmp_path / "out").values()} == {"made"}
    assert [o.status for o in made(inbox, tmp_path / "out").values()] == ["unchanged"] * 3


@quick
@pytest.mark.skipif(not Path("/proc/version").exists(), reason="needs /proc")
def test_a_link_to_the_systems_own_files_is_never_read_aloud(inbox: Path, tmp_path: Path) -> None:
    (inbox / "p.txt").symlink_to("/proc/version")
    outcomes = made(inbox, tmp_path / "out")
    (bad,) = [o for o in outcomes.values() if o.status == "failed"]
    assert "the system's own files" in str(bad.error) and len(outcomes) == 3


@quick
def test_what_is_no_file_is_passed_over_unread(inbox: Path, tmp_path: Path) -> None:
    os.mkfifo(inbox / "m.txt")
    (inbox / "n.txt").symlink_to("/dev/zero")
    (inbox / "o.txt").symlink_to("nowhere")
    with open(inbox / "p.txt", "wb") as file:
        file.truncate(5 << 30)
    outcomes = made(inbox, tmp_path / "out")
    assert {name for name, o in outcomes.items() if o.status == "made"} == {"a.txt", "z.txt"}
    for name, what in (
        ("m.txt", "named pipe"),
        ("n.txt", "device"),
        ("o.txt", "no such file"),
        ("p.txt", "limit"),
    ):
        assert what in outcomes[name].problem, outcomes[name]


@pytest.mark.parametrize("of_processor", [True, False])
def test_a_block_that_takes_too_long_is_ended(of_processor: bool) -> None:
    def work() -> None:
        while True:
            try:
                sum(range(1000))
            except Exception:  # what takes every error for its own does not hold the alarm up
                continue

    with pytest.raises(TookTooLong, match="reading it took more than"):
        with within(0.05, "reading it", of_processor=of_processor):
            work()
    with within(30, "it"):
        pass


@quick
def test_a_pattern_that_never_ends_costs_one_article(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(inbox / "m.txt", "Den seine", "Denne tek lang tid.")
    good = Maker.utterances

    def slow(self: Maker, article, script):  # type: ignore[no-untyped-def]
        if article.title == "Den seine":
            re.match(r"(a+)+$", "a" * 64 + "b")
        return good(self, article, script)

    monkeypatch.setattr(Maker, "utterances", slow)
    monkeypatch.setattr("audio_edition.edition.maker.reading_limit_s", lambda size: 0.5)
    begun = time.monotonic()
    outcomes = made(inbox, tmp_path / "out")
    assert time.monotonic() - begun < 120
    assert {name: o.status for name, o in outcomes.items()} == {
        "a.txt": "made",
        "m.txt": "failed",
        "z.txt": "made",
    }
    assert "was ended" in outcomes["m.txt"].problem


@quick
def test_two_files_with_one_article_make_one_edition(inbox: Path, tmp_path: Path) -> None:
    (inbox / "b.txt").write_bytes((inbox / "a.txt").read_bytes())
    (inbox / "c.md").write_text("# Fyrste saka\n\nKaia i Vågen er  ferdig.\n", encoding="utf-8")
    for _ in range(2):
        outcomes = made(inbox, tmp_path / "out")
        for name in ("b.txt", "c.md"):
            outcome = outcomes[name]
            assert outcome.status == "duplicate" and outcome.exit_code == 0
            assert "a.txt" in outcome.problem and name in outcome.problem
            assert outcome.folder == tmp_path / "out" / "fyrste-saka"
    (inbox / "a.txt").unlink()
    assert made(inbox, tmp_path / "out")["b.txt"].folder == tmp_path / "out" / "fyrste-saka"


@quick
def test_a_date_to_come_is_held_back_until_then(inbox: Path, tmp_path: Path) -> None:
    text = "---\ntitle: Sperra\ndate: 2031-05-01T06:00:00+02:00\n---\n\nDette er hemmeleg.\n"
    (inbox / "m.md").write_text(text, encoding="utf-8")
    out = tmp_path / "out"
    held = made(inbox, out, embargo_at=datetime(2031, 5, 1, 3, 59, tzinfo=UTC))["m.md"]
    assert held.status == "held" and held.exit_code == 0 and "2031-05-01" in held.problem
    assert not (out / "sperra").exists()
    assert made(inbox, out, embargo_at=datetime(2031, 5, 1, 4, 0, tzinfo=UTC))["m.md"].status == "made"


@quick
@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00"])
def test_a_date_that_cannot_be_counts_as_none(inbox: Path, tmp_path: Path, date: str) -> None:
    page = (
        '<!doctype html><html lang="nn"><head><script type="application/ld+json">'
        f'{{"@type": "NewsArticle", "headline": "Tom dato", "datePublished": "{date}"}}</script></head>'
        "<body><article><h1>Tom dato</h1><p>Ferja går att i haust, seier fylket i dag. Ho skal ta hundre bilar, og turen over fjorden tek ti minutt.</p>"
        "<p>Kaia vert ferdig til sommaren. Folk på begge sider gler seg.</p></article></body></html>"
    )
    (inbox / "m.html").write_text(page, encoding="utf-8")
    outcome = made(inbox, tmp_path / "out", embargo_at=datetime.now(UTC))["m.html"]
    assert outcome.status == "made" and outcome.folder, outcome
    manifest = read_manifest(outcome.folder)
    assert manifest is not None and manifest.published is None


@quick
def test_a_journal_that_lost_a_line_costs_no_edition(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    made(inbox, out)
    (out / JOURNAL).write_bytes(b"")
    write(inbox / "b.txt", "Fyrste saka", "Ei anna sak med same tittel.")
    outcomes = made(inbox, out)
    assert outcomes["a.txt"].status == "unchanged"
    assert outcomes["b.txt"].folder == out / "fyrste-saka-2"


@pytest.mark.parametrize(
    "line",
    [
        {"folder": "../ute"}, {"folder": "/ute"}, {"folder": ".."}, {"folder": ""}, {"folder": ".skjult"},
        {"folder": 3}, {"files": {"../x": 1}}, {"files": {"/x": 1}}, {"files": []}, {"files": {"x": "1"}},
        {"source": ""}, {"source": None}, {"content": 3}, {"anna": 1},
    ],
)  # fmt: skip
@quick
def test_a_journal_line_of_another_shape_is_no_entry(
    inbox: Path, tmp_path: Path, line: dict[str, object]
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    whole = {"source": "../inbox/a.txt", "folder": "x", "fingerprint": "x", "content": "y", "files": {}}
    (out / JOURNAL).write_text(json.dumps(whole | line) + "\n[]\n3\n\n", encoding="utf-8")
    with locked(out):
        assert Index(out).entries == ()
    assert made(inbox, out)["a.txt"].folder == out / "fyrste-saka"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "inbox", "out"]


def test_a_line_is_not_joined_to_one_that_was_cut(tmp_path: Path) -> None:
    (tmp_path / JOURNAL).write_bytes(b'{"source": "x')
    folder = tmp_path / "ei"
    folder.mkdir()
    with locked(tmp_path):
        Index(tmp_path).add(ArticleJob("a.txt", b"a", "f"), folder.name)
        assert [entry.folder for entry in Index(tmp_path).entries] == ["ei"]


@quick
def test_an_edition_behind_a_link_stays_there(inbox: Path, tmp_path: Path) -> None:
    out, disk = tmp_path / "out", tmp_path / "disk"
    disk.mkdir()
    made(inbox, out)
    (out / "fyrste-saka").rename(disk / "flytta")
    (out / "fyrste-saka").symlink_to(disk / "flytta")
    write(inbox / "a.txt", "Fyrste saka", "Kaia i Vågen er ferdig no.")
    anew = made(inbox, out)["a.txt"]
    assert anew.status == "made", anew
    assert (out / "fyrste-saka").is_symlink()
    manifest = read_manifest(disk / "flytta")
    assert manifest is not None and "ferdig no" in manifest.to_json()
    assert not [path for path in (*out.iterdir(), *disk.iterdir()) if "staging" in path.name]
    (disk / "flytta").rename(disk / "borte")
    write(inbox / "a.txt", "Fyrste saka", "Kaia i Vågen er open.")
    lost = made(inbox, out)["a.txt"]
    assert lost.status == "failed" and "is a link to" in lost.problem
    assert (out / "fyrste-saka").is_symlink()


def test_what_dead_runs_left_goes(inbox: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (out / ".ei-sak.staging-1").mkdir(parents=True)
    (out / ".ei-lenkje.staging-2").symlink_to("nowhere")
    (out / ".ei.retired-3").mkdir()
    (out / ".ei.retired-3" / "edition.json").write_text("{}", encoding="utf-8")
    with locked(out):
        assert sorted(path.name for path in out.iterdir()) == [".audio-edition.lock", "ei"]


@pytest.mark.slow
def test_an_edition_can_be_made_where_a_name_looks_like_an_address(
    inbox: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("kl:12", "http:x", "-o", "file:x", "concat:a|b", "%03d", os.fsdecode(b"s\xe5k")):
        outcomes = made(inbox, Path(name))
        assert {o.status for o in outcomes.values()} == {"made"}, outcomes


def test_too_long_a_name_is_told(inbox: Path, tmp_path: Path) -> None:
    with pytest.raises(PublishError):
        made(inbox, tmp_path / ("x" * 300))

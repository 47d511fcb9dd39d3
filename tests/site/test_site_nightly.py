"""Nights: with news and without, with bad articles and corrections, alone and two at once."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from audio_edition.errors import AudioEditionError, FeedError, LexiconError, PublishError, SettingsError
from audio_edition.feed.check import check_feed
from audio_edition.site.config import Site
from audio_edition.site.fix import fix
from audio_edition.site.night import Night
from audio_edition.site.nightly import run
from audio_edition.site.watch import changes, look
from tests.site.small_site import FEED, command, snapshot, start, write_site


def night(folder: Path) -> Night:
    return run(Site(folder))


def statuses(result: Night) -> dict[str, str]:
    return {Path(outcome.source).name: outcome.status for outcome in result.outcomes}


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def test_the_first_night_leaves_editions_feeds_and_pages(site: Path) -> None:
    public = site / "public"
    for name in (
        "ferja-gaar-paa-straum/edition.mp3",
        "laget-vann/index.html",
        "feed.xml",
        "feeds.opml",
        "index.html",
    ):
        assert (public / name).stat().st_size > 0
    assert check_feed((public / "feed.xml").read_bytes(), folder=public) == []
    report = (site / "report.html").read_text(encoding="utf-8")
    assert "Ingenting ventar på deg" in report and "public/laget-vann/report.html" in report
    news = json.loads((site / "night.json").read_text(encoding="utf-8"))
    assert [item["title"] for item in news["made"]] == ["Ferja går på straum", "Laget vann"]
    assert news["problems"] == []


def test_a_night_without_news_changes_no_byte_and_loads_nothing_heavy(site: Path) -> None:
    before = snapshot(site)
    code = (
        "import sys\nfrom pathlib import Path\nfrom audio_edition.site.config import Site\n"
        "from audio_edition.site.nightly import run\n"
        f"night = run(Site(Path({str(site)!r})))\nassert not night.problems and not night.made\n"
        "print([m for m in ('numpy', 'torch', 'onnxruntime', 'TTS', 'scipy', 'httpx', 'PIL', 'selectolax') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stdout.strip()) == (0, "[]"), done.stderr
    assert snapshot(site) == before


def test_one_edited_article_makes_one_edition(site: Path) -> None:
    before = snapshot(site / "public" / "laget-vann")
    edit(site / "inbox" / "ferje.md", "Turen tek ti minutt.", "Turen tek tolv minutt.")
    result = night(site)
    assert statuses(result) == {"ferje.md": "made", "kamp.md": "unchanged"}
    assert [built.changed for built in result.feeds] == [True]
    assert snapshot(site / "public" / "laget-vann") == before
    assert night(site).made == []


def test_fix_speaks_only_the_sentences_that_hold_the_word(site: Path) -> None:
    before = snapshot(site / "public" / "laget-vann")
    done = fix(Site(site), "Skjelvika", "SJEL-vi-ka")
    assert list(done.changed) == ["ferja-gaar-paa-straum"] and not done.problems
    ((sentence, was, now),) = done.changed["ferja-gaar-paa-straum"]
    assert sentence == "Ferja til Skjelvika er ny." and was != now and "ʃ" in now
    assert snapshot(site / "public" / "laget-vann") == before
    assert "Skjelvika\tSJEL-vi-ka" in (site / "lexicon.tsv").read_text(encoding="utf-8")
    manifest = json.loads(
        (site / "public" / "ferja-gaar-paa-straum" / "edition.json").read_text(encoding="utf-8")
    )
    said = [
        s for section in manifest["sections"] for s in section["sentences"] if "Skjelvika" in s["written"]
    ]
    assert [word["ipa"] for word in said[0]["words"] if word["grapheme"] == "Skjelvika"] == [now]
    assert check_feed((site / "public" / "feed.xml").read_bytes(), folder=site / "public") == []
    again = fix(Site(site), "Skjelvika", "SJEL-vi-ka")
    assert again.changed == {}
    assert night(site).made == []  # the next night finds nothing else to do
    assert night(site).made == []


def test_a_fix_that_changes_nothing_says_so_and_exits_with_1(site: Path) -> None:
    code, out, _ = command("fix", "Finstikkje", "FINST-ik-kje", "--site", str(site))
    assert code == 1 and "nothing changed" in out


def test_fix_with_sounds_that_cannot_be_read_changes_nothing(site: Path) -> None:
    before = snapshot(site)
    with pytest.raises(LexiconError):
        fix(Site(site), "Skjelvika", "%%%")
    assert snapshot(site) == before


def test_fix_tells_of_editions_whose_article_is_gone(site: Path) -> None:
    (site / "inbox" / "ferje.md").unlink()
    done = fix(Site(site), "Skjelvika", "SJEL-vi-ka")
    assert done.out_of_reach == ["ferja-gaar-paa-straum"] and not done.changed
    assert any("its article is gone" in problem for problem in done.problems)


def test_the_commands(site: Path) -> None:
    code, out, err = command("fix", "Skjelvika", "SJEL-vi-ka", "--site", str(site))
    assert code == 0 and "1 edition made anew, 1 of" in out and "Traceback" not in err
    code, out, err = command("nightly", str(site))
    assert code == 0 and out == "" and "0 made, 0 failed, 2 unchanged" in err
    (site / "inbox" / "tom.txt").write_text("", encoding="utf-8")
    code, out, err = command("nightly", str(site))
    assert code == 1 and "1 failed, 2 unchanged" in err and "Traceback" not in err
    for arguments in (
        ("nightly", str(site / "missing")),
        ("fix", "ord", "", "--site", str(site)),
        ("serve", str(site / "missing")),
    ):
        code, out, err = command(*arguments)
        assert code == 2 and len(err.strip().splitlines()) == 1, err


def test_one_bad_article_never_stops_the_rest(site: Path) -> None:
    (site / "inbox" / "aa-tom.txt").write_text("", encoding="utf-8")
    (site / "inbox" / "bb-rot.html").write_bytes(b"\x00\xff" * 500)
    (site / "inbox" / "ny.txt").write_text("Ny sak\n\nHo er kort.\n", encoding="utf-8")
    result = night(site)
    found = statuses(result)
    assert (found["aa-tom.txt"], found["ny.txt"], found["kamp.md"]) == ("failed", "made", "unchanged")
    report = (site / "report.html").read_text(encoding="utf-8")
    assert report.index("aa-tom.txt") < report.index("Ord som er lesne etter reglar")
    before = snapshot(site)
    assert night(site).problems  # a standing problem is told again by the exit code, and writes nothing
    assert snapshot(site) == before


def test_titles_are_no_paths_and_two_may_be_alike(empty: Path) -> None:
    titles = ["../../ute", "..", "Lik", "Lik", "<script>alert(1)</script> & «meir»"]
    for number, title in enumerate(titles):
        text = f"---\ntitle: '{title}'\ndate: 2026-11-2{number}\n---\n\nSak nummer {number} er her.\n"
        (empty / "inbox" / f"{number}.md").write_text(text, encoding="utf-8")
    outside = {path for path in empty.parent.rglob("*") if not path.is_relative_to(empty / "public")}
    result = night(empty)
    assert len(result.made) == 5 and result.problems == []
    folders = {known.folder for known in result.editions}
    assert len(folders) == 5 and {"lik", "lik-2"} <= folders
    assert all((empty / "public" / folder / "edition.mp3").is_file() for folder in folders)
    new = {path for path in empty.parent.rglob("*") if not path.is_relative_to(empty / "public")} - outside
    new = {path.relative_to(empty.parent) for path in new if not path.is_relative_to(empty.parent / "home")}
    own = {".audio-edition.lock", ".site.json", "night.json", "report.html"}
    assert {str(path) for path in new} == {f"site/{name}" for name in own}
    for page in (empty / "public" / "index.html", empty / "report.html"):
        assert "<script>alert(1)" not in page.read_text(encoding="utf-8")
    assert check_feed((empty / "public" / "feed.xml").read_bytes(), folder=empty / "public") == []


def test_a_removed_article_stays_published_until_its_folder_is_removed(site: Path) -> None:
    (site / "inbox" / "kamp.md").unlink()
    result = night(site)
    assert result.orphans == [("laget-vann", "inbox/kamp.md")] and result.problems == []
    assert "Artikkelen er borte" in (site / "report.html").read_text(encoding="utf-8")
    assert "laget-vann" in (site / "public" / "feed.xml").read_text(encoding="utf-8")
    shutil.rmtree(site / "public" / "laget-vann")
    assert night(site).orphans == []
    for name in ("public/feed.xml", "public/index.html", "report.html"):
        assert "laget-vann" not in (site / name).read_text(encoding="utf-8")


def test_an_edition_that_rots_is_found_and_made_again(site: Path) -> None:
    sound = site / "public" / "laget-vann" / "edition.mp3"
    sound.write_bytes(sound.read_bytes()[:1000])
    assert statuses(night(site))["kamp.md"] == "made"


def test_what_verify_says_is_told_until_it_is_mended(site: Path) -> None:
    sound = site / "public" / "laget-vann" / "edition.mp3"
    data = bytearray(sound.read_bytes())
    data[-4000:] = b"\x00" * 4000  # the size stays, so only listening can tell
    sound.unlink()
    sound.write_bytes(data)
    first = night(site)
    assert first.checked and any("laget-vann" in problem for problem in first.problems)
    assert any("laget-vann" in problem for problem in night(site).standing)
    assert "Feil i utgåva" in (site / "report.html").read_text(encoding="utf-8")


def test_a_night_with_news_is_told_once(site: Path) -> None:
    script = site / "tell.py"
    script.write_text(
        "import sys, json, pathlib\nnews = json.loads(pathlib.Path(sys.argv[1]).read_text())\n"
        "with open('told.txt', 'a') as file: file.write(f\"{len(news['made'])} {len(news['problems'])}\\n\")\n",
        encoding="utf-8",
    )
    with open(site / "site.toml", "a", encoding="utf-8") as file:
        file.write(f'notify = ["{sys.executable}", "tell.py"]\n')
    night(site)
    assert not (site / "told.txt").exists()  # nothing happened
    edit(site / "inbox" / "kamp.md", "Tre mål", "Fire mål")
    night(site)
    night(site)
    (site / "inbox" / "tom.txt").write_text("", encoding="utf-8")
    night(site)
    night(site)
    assert (site / "told.txt").read_text(encoding="utf-8").splitlines() == ["1 0", "0 1"]


@pytest.mark.parametrize(
    ("notify", "says"), [(["/no/such/program"], "cannot be run"), (["false"], "exit code 1")]
)
def test_a_command_to_notify_that_fails_is_a_problem_of_that_night(
    site: Path, notify: list[str], says: str
) -> None:
    with open(site / "site.toml", "a", encoding="utf-8") as file:
        file.write(f"notify = {json.dumps(notify)}\n")
    edit(site / "inbox" / "kamp.md", "Tre mål", "Fem mål")
    result = night(site)
    assert len(result.made) == 1 and any(says in problem for problem in result.problems)


def test_the_memory_can_be_lost(site: Path) -> None:
    before = snapshot(site)
    for damage in (b"", b"{", b'{"editions": {"x": {"title": 1}}, "feeds": {}, "told": []}', b"\xff"):
        (site / ".site.json").write_bytes(damage)
        assert night(site).made == []
        after = snapshot(site)
        assert {name: data for name, (_, data) in after.items()} == {
            name: data for name, (_, data) in before.items()
        }


CONFIGS = [
    ("site.toml", "titel = 'x'", "titel", SettingsError),
    ("site.toml", "verify = 'kanskje'", "verify", SettingsError),
    ("site.toml", "editions = '.'", "editions", SettingsError),
    ("site.toml", "editions = 'inbox/..'", "editions", SettingsError),
    ("site.toml", "editions = 'inbox'", "editions", SettingsError),
    ("site.toml", "editions = 'a'\ninbox = 'a/b'", "editions", SettingsError),
    ("site.toml", "= 3", "TOML", SettingsError),
    ("audio-edition.toml", "voise = 'x'", "voise", SettingsError),
    ("audio-edition.toml", "voice = 'no-such-voice'", "no-such-voice", AudioEditionError),
    ("feed.toml", "site_url = 3", "feed.toml", FeedError),
    ("sources.toml", "page = 3", "page", SettingsError),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "named", "error"), CONFIGS)
def test_a_broken_setting_is_told_before_anything_is_done(
    site: Path, file: str, text: str, named: str, error: type[Exception]
) -> None:
    (site / file).write_text(text, encoding="utf-8")
    before = snapshot(site)
    with pytest.raises(error, match=named) as caught:
        night(site)
    assert caught.value.exit_code == 2  # type: ignore[attr-defined]
    assert snapshot(site) == before


def test_an_empty_inbox_is_no_fault_and_a_missing_one_is(empty: Path) -> None:
    assert night(empty).problems == []
    assert "Her er ingen utgåver enno" in (empty / "public" / "index.html").read_text(encoding="utf-8")
    (empty / "inbox").rmdir()
    assert any("no such inbox" in problem for problem in night(empty).problems)


def test_a_site_needs_nothing_but_an_inbox(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    (tmp_path / "site" / "inbox").mkdir(parents=True)
    result = night(tmp_path / "site")
    assert result.problems == [] and result.feeds == []
    assert (tmp_path / "site" / "public" / "index.html").is_file()


def test_a_full_disk_is_one_sentence_and_nothing_is_lost(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = snapshot(site / "public")
    edit(site / "inbox" / "kamp.md", "Tre mål", "Seks mål")
    real = os.replace

    def full(source: object, target: object) -> None:
        if str(target).startswith(str(site)):
            raise OSError(errno.ENOSPC, "No space left on device", str(target))
        real(source, target)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(PublishError, match="disk is full") as caught:
        night(site)
    assert "\n" not in str(caught.value)
    monkeypatch.undo()
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(site.parent / "home"))
    untouched = {name: data for name, data in before.items() if not name.startswith(("laget-vann", "."))}
    assert untouched.items() <= snapshot(site / "public").items()
    result = night(site)
    assert result.problems == []
    assert check_feed((site / "public" / "feed.xml").read_bytes(), folder=site / "public") == []


def test_two_runs_at_once_do_the_work_once(empty: Path) -> None:
    shutil.rmtree(empty)
    write_site(empty)
    runs = [start("nightly", str(empty)) for _ in range(2)]
    said = [process.communicate(timeout=300)[1].decode() for process in runs]
    assert [process.returncode for process in runs] == [0, 0], said
    assert sum("2 made, 0 failed" in text for text in said) == 1
    assert sum("0 made, 0 failed, 2 unchanged" in text for text in said) == 1


def test_several_feeds_and_a_linter_that_is_asked_once(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (site / "feed.toml").write_text(
        FEED + '[feeds.sport]\ntitle = "Sport"\ndescription = "S."\nfile = "sport.xml"\nsection = "Sport"\n',
        encoding="utf-8",
    )
    result = night(site)
    assert {built.path.name: built.items for built in result.feeds} == {"feed.xml": 2, "sport.xml": 0}
    assert result.feed_findings["sport.xml"] and not result.problems  # an empty feed is a warning
    monkeypatch.setattr(
        "audio_edition.feed.check.check_feed", lambda *arguments, **named: pytest.fail("asked again")
    )
    assert night(site).feed_findings == result.feed_findings


def test_watch_sees_what_has_come_to_rest(site: Path) -> None:
    seen = changes(site, look_s=0.01)
    next(seen)
    before = look(Site(site))
    (site / "inbox" / ".half-written").write_text("x", encoding="utf-8")
    assert look(Site(site)) == before
    (site / "inbox" / "ny.txt").write_text("Ny\n\nSak.\n", encoding="utf-8")
    begun = time.monotonic()
    next(seen)
    assert time.monotonic() - begun < 60
    for name in ("lexicon.tsv", "feed.toml", "audio-edition.toml", "site.toml"):
        before = look(Site(site))
        with open(site / name, "a", encoding="utf-8") as file:
            file.write("# eit nytt ord\n")
        assert look(Site(site)) != before, name

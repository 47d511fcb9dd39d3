"""The linter: one fault put into a good feed must be found and named; nothing that comes in may blow it up."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from inspect import isfunction
from pathlib import Path
from pkgutil import iter_modules

import pytest

from audio_edition.errors import FeedError
from audio_edition.feed import rules
from audio_edition.feed.build import build_feeds
from audio_edition.feed.check import MAX_FEED_BYTES, check_feed
from audio_edition.feed.rules.rule import fault

CASES = [
    line.split("\t")
    for line in (Path(__file__).parent / "cases" / "broken.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.fixture(scope="module")
def feed(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """(text of a good feed, folder of its files)."""
    folder = tmp_path_factory.mktemp("feed") / "out"
    shutil.copytree(made / "out", folder)
    (built,) = build_feeds(folder, made / "feed.toml")
    return built.path.read_text(encoding="utf-8"), folder


@pytest.mark.parametrize(("rule", "pattern", "instead"), CASES)
def test_a_fault_is_found(feed: tuple[str, Path], rule: str, pattern: str, instead: str) -> None:
    text, folder = feed
    value = re.sub(r"\{(.)\*(\d+)\}", lambda found: found[1] * int(found[2]), instead)
    if rule == "unique" and "same.mp3" in value:
        text = re.sub(r'(ein-sak-utan-dato|straum-vann)-[0-9a-f]*\.mp3" length', value, text)
    broken, count = re.subn(pattern, lambda _: value, text)
    assert count or rule == "unique", "the case does not fit the feed"
    findings = check_feed(broken.encode(), folder=folder)
    assert rule in {finding.rule for finding in findings}
    assert all(finding.message and "\n" not in str(finding) for finding in findings)


def test_every_rule_that_is_written_is_asked() -> None:
    written = {
        rule
        for module in iter_modules(rules.__path__)
        for name, rule in vars(import_module(f"{rules.__name__}.{module.name}")).items()
        if isfunction(rule) and not name.startswith("_") and rule is not fault
        if rule.__module__.startswith(rules.__name__)
    }
    assert set(rules.RULES) == written and len(rules.RULES) == len(written)


@pytest.mark.parametrize(
    ("file", "content", "rule"),
    [
        ("*.chapters.json", b'{"version": "1.2.0", "chapters": [{"startTime": 3}]}', "chapters"),
        ("*.chapters.json", b"[]", "chapters"),
        ("*.chapters.json", b"{", "chapters"),
        ("*.vtt", b"1\n00:00", "transcript"),
        ("show-*.jpg", b"no picture", "image"),
        ("straum-vann-*.mp3", b"no sound", "duration"),
    ],
)
def test_files_beside_the_feed_are_looked_at(site: Path, file: str, content: bytes, rule: str) -> None:
    (built,) = build_feeds(site / "out", site / "feed.toml")
    path = next((site / "out" / "_media").glob(file))
    path.unlink()
    path.write_bytes(content)
    assert rule in {finding.rule for finding in check_feed(built.path.read_bytes(), folder=site / "out")}


BOMB = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "lol">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>
<rss version="2.0"><channel><title>&c;</title></channel></rss>"""
OUTSIDE = b"""<!DOCTYPE rss [<!ENTITY a SYSTEM "file:///etc/hostname">]><rss><channel><title>&a;</title></channel></rss>"""


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (BOMB, "entities"),
        (OUTSIDE, "entities"),
        (b"", "not well-formed"),
        (b"<rss><channel>", "not well-formed"),
        (b"\xff\xfe<\x00", "not well-formed"),
        (b"<html><body>Hei</body></html>", "no RSS feed"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"></feed>', "no RSS feed"),
        (b"<rss></rss>", "no RSS feed"),
        (b" " * (MAX_FEED_BYTES + 1), "MB"),
        (b"<a>" * 200_000, "not well-formed"),
    ],
)
def test_what_is_no_feed_is_refused_in_one_sentence(data: bytes, says: str) -> None:
    with pytest.raises(FeedError, match=says) as caught:
        check_feed(data)
    assert "\n" not in str(caught.value)


def test_a_foreign_feed_is_checked_without_its_files() -> None:
    data = b"""\xef\xbb\xbf<?xml version="1.0"?><rss version="2.0"><channel><title>Other</title><link>https://other.example</link>
    <item><title>One</title><guid>https://other.example/1</guid><pubDate>Tue, 24 Nov 2026 06:00:00 GMT</pubDate>
    <enclosure url="https://other.example/1.mp3?from=feed" length="100" type="audio/mpeg"/></item></channel></rss>"""
    rules = {finding.rule for finding in check_feed(data)}
    assert {"channel-required", "self-link", "podcast-guid"} <= rules
    assert not {"enclosure-type", "enclosure-length", "guid", "date"} & rules


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from audio_edition.cli import main; main()", "feed", *arguments]
    return subprocess.run(command, input=data, capture_output=True, timeout=120)


def test_the_commands_tell_the_truth_by_their_exit_codes(site: Path) -> None:
    built = run("build", str(site / "out"), "--config", str(site / "feed.toml"))
    assert (built.returncode, built.stdout.decode().split()) == (0, [str(site / "out" / "feed.xml")])
    data = (site / "out" / "feed.xml").read_bytes()
    assert run("check", "-", data=data).returncode == 0
    wrong = run("check", "-", data=data.replace(b"<language>nn", b"<language>norsk"))
    assert wrong.returncode == 1 and b"[language]" in wrong.stdout
    for arguments in (
        ("check", str(site / "missing.xml")),
        ("check", str(site / "feed.toml")),
        ("build", str(site / "missing")),
    ):
        refused = run(*arguments)
        assert refused.returncode == 2 and len(refused.stderr.decode().strip().splitlines()) == 1
        assert b"Traceback" not in refused.stderr


def test_a_file_that_a_feed_names_is_never_looked_for_outside_its_folder(
    feed: tuple[str, Path], tmp_path: Path
) -> None:
    text, folder = feed
    (folder.parent / "secret.chapters.json").write_text(json.dumps({"chapters": "x"}), encoding="utf-8")
    outside = re.sub(r"_media/[^\"]*chapters\.json", "../secret.chapters.json", text)
    assert "chapters" not in {finding.rule for finding in check_feed(outside.encode(), folder=folder)}

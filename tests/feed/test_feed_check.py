"""The linter: one fault put into a good feed must be found and named; nothing that comes in may blow it up."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from importlib import import_module
from inspect import isfunction, signature
from pathlib import Path
from pkgutil import iter_modules

import pytest

from audio_edition.errors import FeedError
from audio_edition.feed import rules
from audio_edition.feed.build import build_feeds
from audio_edition.feed.check import check_feed, gathered
from audio_edition.feed.checked import MAX_FEED_BYTES

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
    assert rule in {finding.check for finding in findings}
    assert all(finding.problem and "\n" not in str(finding) for finding in findings)


def test_every_rule_that_is_written_is_asked() -> None:
    written = {
        rule
        for module in iter_modules(rules.__path__)
        for name, rule in vars(import_module(f"{rules.__name__}.{module.name}")).items()
        if isfunction(rule) and not name.startswith("_") and rule.__module__.startswith(rules.__name__)
        if list(signature(rule).parameters) == ["feed"]
    }
    assert set(rules.RULES) == written and len(rules.RULES) == len(written)


@pytest.mark.parametrize(
    ("file", "content", "rule"),
    [
        ("*.chapters.json", b'{"version": "1.2.0", "chapters": [{"startTime": 3}]}', "chapters"),
        ("*.chapters.json", b"[]", "chapters"),
        ("*.chapters.json", b"{", "chapters"),
        ("*.chapters.json", b'{"chapters": [{"startTime": 0, "title": "A"}]}', "chapters"),
        ("*.chapters.json", b'{"version": "9", "chapters": [{"startTime": 0, "title": "A"}]}', "chapters"),
        ("*.chapters.json", b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": ""}]}', "chapters"),
        (
            "*.chapters.json",
            b'{"version": "1.2.0", "chapters": [{"startTime": 0, "endTime": 0, "title": "A"}]}',
            "chapters",
        ),
        (
            "*.chapters.json",
            b'{"version": "1.2.0", "chapters": [{"startTime": "0", "title": "A"}]}',
            "chapters",
        ),
        (
            "*.chapters.json",
            b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "A", "img": "a.jpg"}]}',
            "chapters",
        ),
        (
            "*.chapters.json",
            b'{"version": "1.2.0", "chapters": [{"startTime": 0, "title": "A"}, {"startTime": 900, "title": "B"}]}',
            "chapters",
        ),
        ("*.vtt", b"1\n00:00", "transcript"),
        ("*.vtt", b"", "transcript"),
        ("*.vtt", b"WEBVTT\n", "transcript"),
        ("*.vtt", b"WEBVTT\n\n00:00.000 --> 00:00\nHei\n", "transcript"),
        ("*.vtt", b"WEBVTT\n\n00:02.000 --> 00:01.000\nHei\n", "transcript"),
        ("*.vtt", b"WEBVTT\n\n00:01.000 --> 00:01.500\nHei\n\n00:00.500 --> 00:00.900\nHo\n", "transcript"),
        ("*.vtt", b"WEBVTT\n\n09:00:00.000 --> 09:00:01.000\nHei\n", "transcript"),
        ("*.vtt", b"WEBVTT\n\n00:00.000 --> 00:01.000\nHei --> ho\n", "transcript"),
        ("*.vtt", b"\xff\xfe\x00", "transcript"),
        ("*.srt", b"1\n00:00:00.000 --> 00:00:01.000\nHei\n", "transcript"),
        ("*.srt", b"2\n00:00:00,000 --> 00:00:01,000\nHei\n", "transcript"),
        ("*.srt", b"1\n00:00:00,000 --> 00:00:01,000\n", "transcript"),
        ("*.transcript.json", b"{", "transcript"),
        ("*.transcript.json", b'{"version": "1.0.0", "segments": []}', "transcript"),
        ("*.transcript.json", b'{"version": "1.0.0", "segments": [{"body": "Hei"}]}', "transcript"),
        ("*.transcript.json", b'{"segments": [{"startTime": 0, "endTime": 1, "body": "Hei"}]}', "transcript"),
        ("straum-vann-*.mp3", b"no sound", "integrity"),
        ("straum-vann-*.mp3", b"no sound", "alternate"),
        ("show-*.jpg", b"no picture", "image"),
        ("straum-vann-*.mp3", b"no sound", "duration"),
    ],
)
def test_files_beside_the_feed_are_looked_at(site: Path, file: str, content: bytes, rule: str) -> None:
    (built,) = build_feeds(site / "out", site / "feed.toml")
    path = next((site / "out" / "_media").glob(file))
    path.unlink()
    path.write_bytes(content)
    assert rule in {finding.check for finding in check_feed(built.path.read_bytes(), folder=site / "out")}


@pytest.mark.parametrize(
    ("mode", "size", "kind"),
    [
        ("L", 1400, "JPEG"),
        ("CMYK", 1400, "JPEG"),
        ("RGB", 800, "JPEG"),
        ("RGB", 1400, "PNG"),
        ("RGB", 1400, "GIF"),
    ],
)
def test_a_picture_that_apple_refuses_is_told(site: Path, mode: str, size: int, kind: str) -> None:
    from PIL import Image

    (built,) = build_feeds(site / "out", site / "feed.toml")
    path = next((site / "out" / "_media").glob("show-*.jpg"))
    path.unlink()
    Image.new(mode, (size, size)).save(path, kind)
    assert "image" in {finding.check for finding in check_feed(built.path.read_bytes(), folder=site / "out")}


GOOD = [
    ("(?<=<pubDate>)Fri, 20 Nov 2026 06:00:00 .0100", "Fri, 20 Nov 2026 06:00:00 -0000"),
    ("<language>nn", "<language>es-419"),
    ("<language>nn", "<language>zh-Hant-TW"),
    ("<language>nn", "<language>en-us"),
    ('<enclosure url="[^"]*"', '<enclosure url="https://x.example.org/a,b;c@d(e)/f!.mp3?u=1&amp;v=[2]"'),
    ('<enclosure url="[^"]*" length="(\\d+)" type="audio/mpeg"', '<enclosure url="https://x.example.org/a.m4v" length="9" type="video/x-m4v"'),
    ("(?<=<itunes:duration>)\\d+", "00:00:01"),
    ("<ttl>60</ttl>", '<podcast:updateFrequency rrule="FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20271231T000000Z" />'),
    ("<ttl>60</ttl>", '<podcast:image href="https://x.example.org/a.webp" aspect-ratio="16/9" purpose="artwork social" type="image/webp" />'),
    ("<ttl>60</ttl>", '<ttl>60</ttl><eige:felt xmlns:eige="https://avis.example.org/ns">x</eige:felt>'),
    ("<ttl>60</ttl>", "<managingEditor>ola@example.org (Ola Nes)</managingEditor>"),
    ("<ttl>60</ttl>", '<podcast:podroll><podcast:remoteItem feedGuid="29cdca4a-32d8-56ba-b48b-09a011c5daa9" /></podcast:podroll>'),
    ("<ttl>60</ttl>", "<podcast:license>cc-by-4.0</podcast:license>"),
    ("<ttl>60</ttl>", '<podcast:block id="google">no</podcast:block><podcast:block>yes</podcast:block>'),
    ("<itunes:episodeType>full", '<podcast:soundbite startTime="1" duration="2" /><itunes:episodeType>full'),
    ("<itunes:episodeType>full", '<podcast:socialInteract protocol="disabled" /><itunes:episodeType>full'),
    ("<title>Straum vann", "<title>Straum &amp;amp vann &lt; 3 &amp; AT&amp;T"),
    (
        "<ttl>60</ttl>",
        '<podcast:liveItem status="live" start="2026-11-20T06:00:00+01:00"><title>No</title><guid isPermaLink="false">no</guid>'
        '<enclosure url="https://lyd.example.org/straum" length="1" type="audio/mpeg" />'
        '<podcast:contentLink href="https://lyd.example.org/d">Her</podcast:contentLink></podcast:liveItem>',
    ),
    (
        "<itunes:episodeType>full",
        '<podcast:value type="lightning" method="keysend"><podcast:valueRecipient type="lnaddress" address="ola@example.org"'
        ' split="9" /><podcast:valueTimeSplit startTime="1" duration="2"><podcast:remoteItem'
        ' feedGuid="29cdca4a-32d8-56ba-b48b-09a011c5daa9" /></podcast:valueTimeSplit></podcast:value><itunes:episodeType>full',
    ),
]  # fmt: skip
"""What other linters and we ourselves took for faults, and is none."""


@pytest.mark.parametrize(("pattern", "instead"), GOOD)
def test_what_is_right_is_left_alone(feed: tuple[str, Path], pattern: str, instead: str) -> None:
    text, _ = feed
    text = re.sub(r"<podcast:updateFrequency.*?</podcast:updateFrequency>", "", text)
    if "<enclosure" in pattern:
        text = re.sub(
            r"<podcast:alternateEnclosure.*?</podcast:alternateEnclosure>", "", text, flags=re.DOTALL
        )
    good, count = re.subn(pattern, lambda _: instead, text, count=1)
    assert count
    assert check_feed(good.encode()) == []


def test_the_first_name_of_the_podcast_namespace_is_known(feed: tuple[str, Path]) -> None:
    old = "https://github.com/Podcastindex-org/podcast-namespace/blob/main/docs/1.0.md"
    assert check_feed(feed[0].replace("https://podcastindex.org/namespace/1.0", old).encode()) == []


def test_equal_findings_are_one_line_with_a_count(feed: tuple[str, Path]) -> None:
    broken = feed[0].replace("<itunes:explicit>false", "<itunes:explicit>no")
    (one,) = gathered(check_feed(broken.encode()))
    assert one.where == "channel and 3 more"


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
    rules = {finding.check for finding in check_feed(data)}
    assert {"channel-required", "self-link", "podcast-guid"} <= rules
    assert not {"enclosure-type", "enclosure-length", "guid", "date"} & rules


def run(*arguments: str, data: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-c", "from audio_edition.cli import main; main()", "feed", *arguments]
    return subprocess.run(command, input=data, capture_output=True, timeout=120)


def test_a_copy_of_a_feed_that_lies_alone_is_no_feed_with_missing_files(
    feed: tuple[str, Path], tmp_path: Path
) -> None:
    """A feed somebody fetched to look at it: what it names lies on its own server."""
    alone = tmp_path / "copy.xml"
    alone.write_text(feed[0], encoding="utf-8")
    looked = run("check", str(alone))
    assert looked.returncode == 0 and looked.stdout == b"" and b"are not checked" in looked.stderr
    own = feed[1] / "feed.xml"
    name = next((feed[1] / "_media").glob("*.mp3"))
    with_files = run("check", str(own))
    assert with_files.returncode == 0 and b"not checked" not in with_files.stderr
    kept = name.rename(name.with_suffix(".away"))
    try:
        missed = run("check", str(own))
    finally:
        kept.rename(name)
    assert missed.returncode == 1 and b"no such file beside the feed" in missed.stdout


@pytest.mark.parametrize("home", ["https://avis.example.org", "https://avis.example.org/", "avis", ""])
def test_a_self_link_that_names_a_bare_host_makes_no_other_host_a_neighbour(
    feed: tuple[str, Path], home: str
) -> None:
    text = re.sub(
        r'(<atom:link href=")[^"]*(" rel="self")', lambda found: f"{found[1]}{home}{found[2]}", feed[0]
    )
    assert text != feed[0]
    assert "file" not in {finding.check for finding in check_feed(text.encode(), folder=feed[1])}


MILD = [
    ("(?<=<pubDate>)Fri, 20 Nov 2026 06", "Fri, 20 Nov 26 06", "date"),
    ("<ttl>60</ttl>", "<managingEditor>Ola Nes (ola@example.org)</managingEditor>", "managingEditor"),
    ("<ttl>60</ttl>", "<webMaster>Ola Nes ola@example.org</webMaster>", "webMaster"),
    (r'(?<=<itunes:image href=")[^"]*', "https://x.example.org/a.jpg%3Alarge?v=2", "image"),
    (r'(?<=<itunes:image href=")[^"]*', "https://x.example.org/uploads/3113198-front", "image"),
]


@pytest.mark.parametrize(("pattern", "instead", "rule"), MILD)
def test_what_players_take_and_the_rules_advise_against_is_a_warning(
    feed: tuple[str, Path], pattern: str, instead: str, rule: str
) -> None:
    text, count = re.subn(pattern, lambda _: instead, feed[0], count=1)
    assert count
    assert {(one.check, one.level) for one in check_feed(text.encode())} == {(rule, "warning")}


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
    assert "chapters" not in {finding.check for finding in check_feed(outside.encode(), folder=folder)}

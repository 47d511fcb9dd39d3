"""Feeds as podcast players read them, and what must never change in them."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import shutil
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import feedparser
import podcastparser
import pytest

from audio_edition.edition.batch import make_all
from audio_edition.edition.manifest import ChapterRecord, Manifest, SectionRecord
from audio_edition.errors import FeedError
from audio_edition.feed.build import Built, build_feeds
from audio_edition.feed.check import check_feed
from audio_edition.feed.checked import name
from audio_edition.feed.rss import NAMESPACES, clip, describe, podcast_guid
from audio_edition.feed.snippets import snippets
from tests.brisk import brisk


def build(site: Path, extra: str = "", now: datetime | None = None) -> list[Built]:
    if extra:
        with open(site / "feed.toml", "a", encoding="utf-8") as file:
            file.write(extra)
    return build_feeds(site / "out", site / "feed.toml", now=now)


def channel(built: Built) -> ET.Element:
    found = ET.fromstring(built.path.read_bytes()).find("channel")
    assert found is not None
    return found


def titles(built: Built) -> list[str]:
    return [item.findtext("title") or "" for item in channel(built).iter("item")]


def remake(site: Path, article: str, before: str, after: str) -> None:
    path = site / "inbox" / article
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")
    make_all([str(site / "inbox")], site / "out", brisk())


def test_feedparser_reads_it_without_complaint(site: Path) -> None:
    (built,) = build(site)
    parsed = feedparser.parse(built.path.read_bytes())
    assert parsed.bozo is False
    assert (parsed.feed.title, parsed.feed.language) == ("Straumavisa", "nn")
    assert len(parsed.entries) == built.items == 3
    dates = [entry.published_parsed for entry in parsed.entries]
    assert dates == sorted(dates, reverse=True)
    for entry in parsed.entries:
        (enclosure,) = entry.enclosures
        path = site / "out" / enclosure.href.removeprefix("https://lyd.example.org/avis/")
        assert (enclosure.type, int(enclosure.length)) == ("audio/mpeg", path.stat().st_size)
        assert entry.guidislink is False and entry.id.startswith("tag:lyd.example.org,")


def test_podcastparser_reads_items_and_chapters(site: Path) -> None:
    (built,) = build(site)
    parsed = podcastparser.parse(built.url, io.BytesIO(built.path.read_bytes()))
    assert parsed["title"] == "Straumavisa" and parsed["itunes_author"] == "Straumavisa"
    ferry = next(item for item in parsed["episodes"] if item["title"].startswith("Ferja"))
    assert ferry["title"] == "Ferja & «straumen» <no>"
    assert [chapter["title"] for chapter in ferry["chapters"]][1:] == ["Batteri", "Hamn"]
    assert ferry["chapters"][0]["start"] == 0
    assert ferry["enclosures"][0]["mime_type"] == "audio/mpeg" and ferry["total_time"] > 1


def test_the_own_linter_finds_nothing(site: Path) -> None:
    (built,) = build(site)
    assert check_feed(built.path.read_bytes(), folder=site / "out") == []


def test_the_tags_of_podcasting_2_name_files_that_are_there(site: Path) -> None:
    (built,) = build(site)
    item = next(item for item in channel(built).iter("item") if "Ferja" in (item.findtext("title") or ""))

    def at(url: str | None) -> Path:
        return site / "out" / (url or "").removeprefix("https://lyd.example.org/avis/")

    kinds = {found.get("type"): at(found.get("url")) for found in item.findall(name("podcast:transcript"))}
    assert set(kinds) == {"text/vtt", "application/json", "application/x-subrip"}
    assert kinds["text/vtt"].read_text(encoding="utf-8").startswith("WEBVTT")
    chapters = item.find(name("podcast:chapters"))
    assert chapters is not None and chapters.get("type") == "application/json+chapters"
    rows = json.loads(at(chapters.get("url")).read_text(encoding="utf-8"))["chapters"]
    assert [row["title"] for row in rows][1:] == ["Batteri", "Hamn"]
    assert item.findtext(name("podcast:txt")) == "true"
    people = {found.text: found.get("role") for found in item.findall(name("podcast:person"))}
    assert people["Kari Straum"] == "author" and "narrator" in people.values()
    integrity = item.find(f"{name('podcast:alternateEnclosure')}/{name('podcast:integrity')}")
    enclosure = item.find("enclosure")
    assert integrity is not None and enclosure is not None
    digest = hashlib.sha256(at(enclosure.get("url")).read_bytes()).digest()
    assert integrity.get("value") == f"sha256-{base64.b64encode(digest).decode()}"
    alternate = item.find(name("podcast:alternateEnclosure"))
    assert alternate is not None and abs(int(alternate.get("bitrate", 0)) - 96_000) <= 5_000


def test_channel_says_who_and_what(site: Path) -> None:
    (built,) = build(site, "language = 'no'\nmedium = 'newsletter'\n")
    head = channel(built)
    assert head.findtext("language") == "no"
    assert head.findtext(name("podcast:medium")) == "newsletter"
    assert head.findtext(name("podcast:guid")) == podcast_guid(built.url)
    assert head.findtext(name("podcast:person")) == "Ola Nes"
    assert head.findtext(f"{name('itunes:owner')}/{name('itunes:email')}") == "lyd@example.org"
    newest = parsedate_to_datetime(head.findtext("item/pubDate") or "")
    assert parsedate_to_datetime(head.findtext("lastBuildDate") or "") == newest


@pytest.mark.parametrize(
    ("url", "guid"),
    [
        ("https://podnews.net/rss", "9b024349-ccf0-5f69-a609-6b82873eab3c"),
        ("http://mp3s.nashownotes.com/pc20rss.xml/", "917393e3-1b1e-5cef-ace4-edaa54e1f810"),
    ],
)
def test_podcast_guid_is_that_of_the_specification(url: str, guid: str) -> None:
    assert podcast_guid(url) == guid


def test_the_same_editions_give_the_same_bytes(site: Path) -> None:
    (first,) = build(site)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files(site / "out")}
    (second,) = build(site, now=datetime.now(UTC) + timedelta(hours=9))
    assert (first.changed, second.changed) == (True, False)
    assert {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in files(site / "out")} == before


def files(folder: Path) -> list[Path]:
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def test_a_corrected_edition_keeps_guid_and_date_and_gets_a_new_file(site: Path) -> None:
    def of_ferry(built: Built) -> tuple[str | None, str | None, str]:
        item = next(item for item in channel(built).iter("item") if "Ferja" in (item.findtext("title") or ""))
        enclosure = item.find("enclosure")
        assert enclosure is not None
        return item.findtext("guid"), item.findtext("pubDate"), enclosure.get("url") or ""

    before = of_ferry(build(site)[0])
    remake(site, "ferje.md", "Dei er tunge.", "Dei er veldig tunge og veg over 60 tonn.")
    after = of_ferry(build(site)[0])
    assert after[:2] == before[:2] and after[2] != before[2]
    for url in (before[2], after[2]):  # the old file stays for those who have begun to listen
        assert (site / "out" / url.removeprefix("https://lyd.example.org/avis/")).is_file()


def test_a_new_title_does_not_change_the_guid(site: Path) -> None:
    guids = [item.findtext("guid", "") for item in channel(build(site)[0]).iter("item")]
    remake(site, "kamp.md", "Straum vann", "Straum tapte likevel")
    (built,) = build(site)
    assert "Straum tapte likevel" in titles(built)
    assert sorted(guids) == sorted(item.findtext("guid", "") for item in channel(built).iter("item"))


def test_published_files_that_no_feed_names_go_after_their_days(site: Path) -> None:
    start = datetime(2026, 11, 24, tzinfo=UTC)
    build(site, now=start)
    old = set((site / "out" / "_media").iterdir())
    remake(site, "ferje.md", "Dei er tunge.", "Dei er veldig tunge.")
    build(site, now=start)
    build(site, now=start + timedelta(days=13))
    assert old <= set((site / "out" / "_media").iterdir())
    build(site, now=start + timedelta(days=14))
    left = {path.name for path in (site / "out" / "_media").iterdir()}
    text = "".join(path.read_text(encoding="utf-8") for path in (site / "out").glob("*.xml"))
    assert all(path in text for path in left) and not old <= set((site / "out" / "_media").iterdir())


def test_only_the_newest_are_in_the_feed_and_files_stay(site: Path) -> None:
    build(site)
    kept = files(site / "out" / "_media")
    (built,) = build(site, "limit = 1\n")
    assert len(titles(built)) == 1
    assert files(site / "out" / "_media") == kept


def test_several_feeds_from_one_store(site: Path) -> None:
    feeds = build(
        site,
        '[feeds.sport]\ntitle = "Sport"\ndescription = "Sport."\nfile = "sport.xml"\nsection = "sport"\nimage = "show.png"\n'
        '[feeds.kari]\ntitle = "Kari"\ndescription = "Av Kari."\nfile = "kari.xml"\nbyline = "Kari Straum"\nimage = "show.png"\n'
        '[feeds.tale]\ntitle = "Tale"\ndescription = "Berre éi røyst."\nfile = "tale.xml"\nvoice = "kokoro"\nimage = "show.png"\n',
    )
    assert [built.items for built in feeds] == [3, 1, 1, 0]
    assert titles(feeds[1]) == ["Straum vann"] and titles(feeds[2]) == ["Ferja & «straumen» <no>"]
    outlines = ET.parse(site / "out" / "feeds.opml").iter("outline")
    assert [outline.get("xmlUrl") for outline in outlines] == [built.url for built in feeds]


def test_a_removed_edition_leaves_the_feed_and_comes_back_as_itself(site: Path) -> None:
    (built,) = build(site)
    before = {item.findtext("title"): item.findtext("guid", "") for item in channel(built).iter("item")}
    shutil.move(site / "out" / "straum-vann", site / "aside")
    assert "Straum vann" not in titles(build(site)[0])
    shutil.move(site / "aside", site / "out" / "straum-vann")
    after = {
        item.findtext("title"): item.findtext("guid", "") for item in channel(build(site)[0]).iter("item")
    }
    assert after == before


def test_a_moved_feed_keeps_its_guid(site: Path) -> None:
    guid = channel(build(site)[0]).findtext(name("podcast:guid"))
    text = (site / "feed.toml").read_text(encoding="utf-8")
    (site / "feed.toml").write_text(text.replace("lyd.example.org/avis", "ny.example.org"), encoding="utf-8")
    (built,) = build(site)
    assert built.url == "https://ny.example.org/feed.xml"
    assert channel(built).findtext(name("podcast:guid")) == guid
    assert all("tag:lyd.example.org" in (item.findtext("guid") or "") for item in channel(built).iter("item"))


def test_a_damaged_memory_is_told_and_nothing_is_written(site: Path) -> None:
    build(site)
    before = {path: path.read_bytes() for path in files(site / "out")}
    (site / "out" / ".feeds.json").write_text("{", encoding="utf-8")
    with pytest.raises(FeedError, match="put it back"):
        build(site)
    (site / "out" / ".feeds.json").write_bytes(before[site / "out" / ".feeds.json"])
    assert {path: path.read_bytes() for path in files(site / "out")} == before


def test_where_links_cannot_be_made_files_are_copied(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*paths: object) -> None:
        raise OSError("no links here")

    monkeypatch.setattr(os, "link", refuse)
    (built,) = build(site)
    assert check_feed(built.path.read_bytes(), folder=site / "out") == []


def test_descriptions_fit_in_bytes_and_never_split_a_letter() -> None:
    text = clip("æøå " * 2000, 4000)
    assert len(text.encode()) <= 4000 and text.endswith("å…")
    assert clip("kort", 4000) == "kort"
    chapters = [
        ChapterRecord.model_construct(  # type: ignore[call-arg]
            start_s=60.0 * i, title=f"Kapittel {i} med eit langt namn"
        )
        for i in range(255)
    ]
    lead = SectionRecord.model_construct(role="lead", written="ø" * 600)  # type: ignore[call-arg]
    manifest = Manifest.model_construct(chapters=tuple(chapters), sections=(lead,), title="T")  # type: ignore[call-arg]
    assert len(describe(manifest).encode()) <= 4000


CONFIGS = [
    ("site_url = 'lyd.example.org'\n[feeds.a]\ntitle='a'\ndescription='b'\n", "site_url"),
    ("[feeds.a]\ntitle='a'\ndescription='b'\n", "site_url"),
    ("site_url = 'https://x.no'\n", "feeds"),
    ("site_url = 'https://x.no'\n[feeds.a]\ntitle='a'\ndescription='b'\nlanguge='nn'\n", "feeds.a.languge"),
    ("site_url = 'https://x.no'\n[feeds.a]\ntitle='a'\ndescription='b'\ncategory=['news']\n", "category"),
    ("site_url = 'https://x.no'\n[feeds.a]\ntitle='a'\ndescription='b'\ncategory=['News','Daily']\n", "Daily News"),
    ("site_url = 'https://x.no'\n[feeds.a]\ntitle='a'\ndescription='b'\nfile='../a.xml'\n", "file"),
    ("site_url = 'https://x.no'\n[feeds.a]\ntitle='a'\ndescription='b'\nlanguage='norsk'\n", "language"),
    ("site_url = 'https://x.no'\n[feeds.a]\ntitle='a'\ndescription='b'\n[feeds.b]\ntitle='a'\ndescription='b'\n", "file"),
    ("site_url = 'https://x.no'\n[feeds.a]\ntitle='a'\ndescription='b'\nimage='borte.png'\n", "feeds.a.image"),
    ("site_url = \n", "TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "named"), CONFIGS)
def test_a_bad_feed_toml_is_told_by_its_key(site: Path, text: str, named: str) -> None:
    (site / "feed.toml").write_text(text, encoding="utf-8")
    with pytest.raises(FeedError, match=named) as caught:
        build(site)
    assert "\n" not in str(caught.value)
    assert not list((site / "out").glob("*.xml"))


def test_snippets_put_sound_into_a_feed_that_is_not_ours(site: Path) -> None:
    path = site / "inbox" / "ferje.md"
    path.write_text(
        path.read_text(encoding="utf-8").replace(
            "section:", "url: https://avis.example.org/ferje?a=1&b=2\nsection:"
        ),
        encoding="utf-8",
    )
    make_all([str(site / "inbox")], site / "out", brisk())
    with pytest.raises(FeedError, match="feed build"):
        list(snippets(site / "out", site / "feed.toml"))
    build(site)
    found = list(snippets(site / "out", site / "feed.toml"))
    assert [address for address, _ in found if address] == ["https://avis.example.org/ferje?a=1&b=2"]
    assert sum(address is None for address, _ in found) == 2
    elements = next(text for address, text in found if address)
    assert "\n" not in elements and "xmlns" not in elements
    declared = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMESPACES.items())
    theirs = f'<rss version="2.0" {declared}><channel><title>A</title><item><title>B</title>{elements}</item></channel></rss>'
    (entry,) = feedparser.parse(theirs).entries
    sound = site / "out" / entry.enclosures[0].href.removeprefix("https://lyd.example.org/avis/")
    assert int(entry.enclosures[0].length) == sound.stat().st_size


def test_a_manifest_that_lost_a_file_or_leads_outside_costs_no_feed(site: Path) -> None:
    path = site / "out" / "straum-vann" / "edition.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    del manifest["files"]["chapters.json"]
    manifest["files"]["transcript.vtt"]["sha256"] = "/../../../ute"
    path.write_text(json.dumps(manifest), encoding="utf-8")
    (built,) = build(site)
    assert "Straum vann" in titles(built) and len(titles(built)) == 3
    assert {file.parent for file in site.rglob("*ute*")} == set()

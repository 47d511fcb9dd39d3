"""The shelf in an object store, in the memory of this process: what counts, who writes, what waits, what is left behind."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audio_edition.edition.batch import make_all
from audio_edition.edition.index import Index
from audio_edition.edition.outcome import Outcome
from audio_edition.edition.store_shelf import StoreBench, StoreShelf, desk_of
from audio_edition.errors import PublishError, SettingsError
from audio_edition.feed.build import build_feeds
from audio_edition.feed.check import check_feed
from audio_edition.feed.media import StoreMedia
from audio_edition.objects import Objects, is_address, local_path
from audio_edition.settings import Settings
from audio_edition.synthesis.cache import ClipCache
from tests.brisk import brisk

fsspec = pytest.importorskip("fsspec")
ADDRESS = "memory://lyd/ut"
SETTINGS = brisk(store=ADDRESS, opening=False, closing=False)
TEXTS = {"ei": b"# Ei sak\n\nDet regnar.\n", "to": "# To saker\n\nDet snør.\n".encode()}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    fsspec.filesystem("memory").store.clear()
    yield tmp_path / "home"
    fsspec.filesystem("memory").store.clear()


def made(*names: str, settings: Settings = SETTINGS, texts: dict[str, bytes] = TEXTS) -> Sequence[Outcome]:
    return make_all(names, desk_of(ADDRESS), settings, given=texts)


def folders() -> set[str]:
    return {name.split("/")[0] for name in Objects(ADDRESS).find()} - {".audio-edition.desk"}


@pytest.mark.slow
def test_an_edition_is_there_whole_and_the_desk_has_its_manifest_alone() -> None:
    (outcome,) = made("ei")
    assert outcome.status == "made" and outcome.address == f"{ADDRESS}/ei-sak"
    assert folders() == {"ei-sak"}
    assert [path.name for path in (desk_of(ADDRESS) / "ei-sak").iterdir()] == ["edition.json"]
    assert outcome.manifest is not None
    sizes = Objects(ADDRESS).find("ei-sak")
    assert {name: file.size_bytes for name, file in outcome.manifest.files.items()}.items() <= sizes.items()
    assert [one.status for one in made("ei")] == ["unchanged"]
    # A file that went missing in the store, or changed its size, is seen.
    Objects(ADDRESS).write("ei-sak/edition.mp3", b"kort")
    assert [one.status for one in made("ei")] == ["made"]
    Objects(ADDRESS).remove(["ei-sak/edition.mp3"])
    assert [one.status for one in made("ei")] == ["made"]


@pytest.mark.slow
def test_a_feed_is_built_in_the_store_from_manifests(tmp_path: Path, home: Path) -> None:
    config = tmp_path / "feed.toml"
    config.write_text(
        'site_url = "https://lyd.no/ut/"\n[feeds.alle]\ntitle = "Alle"\ndescription = "Alt"\nauthor = "Avisa"\n',
        encoding="utf-8",
    )
    made("ei", "to")
    desk = desk_of(ADDRESS)

    def built() -> list[str]:
        with StoreShelf(ADDRESS, desk).at_work():
            media = StoreMedia(ADDRESS, desk)
            build_feeds(desk, config, media=media)
            return media.send()

    sent = built()
    assert sent[-1] == "feed.xml" and ".feeds.json" in sent and "feeds.opml" in sent
    feed = Objects(ADDRESS).read("feed.xml") or b""
    assert feed.count(b"<item>") == 2 and not [one for one in check_feed(feed) if one.is_error]
    there = Objects(ADDRESS).find()
    for url in [part.split(b'"')[0].decode() for part in feed.split(b'enclosure url="')[1:]]:
        name = url.removeprefix("https://lyd.no/ut/")
        assert there[name] == there[f"{name.removeprefix('_media/').rpartition('-')[0]}/edition.mp3"]
    assert built() == []
    # The desk is lost: what must be remembered comes back, and no subscriber gets anything anew.
    import shutil

    shutil.rmtree(desk)
    assert built() == [] and Objects(ADDRESS).read("feed.xml") == feed


@pytest.mark.slow
def test_what_waits_for_an_editor_waits_in_the_store() -> None:
    (outcome,) = made("ei", settings=SETTINGS.model_copy(update={"publish": "approved"}))
    assert outcome.status == "waiting" and f"{ADDRESS}/.waiting/ei-sak" in outcome.problem
    assert folders() == {".waiting"}
    (outcome,) = made("ei", settings=SETTINGS)
    assert outcome.status == "made" and folders() == {"ei-sak"}


def an_edition(bench: StoreBench, key: str) -> Path:
    staging = bench.staging(key)
    (staging / "edition.mp3").write_bytes(b"lyd")
    (staging / "edition.json").write_text("{}", encoding="utf-8")
    return staging


def test_an_attempt_counts_once_it_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = StoreBench(ADDRESS)
    whole: list[str] = []

    def is_whole(self: StoreBench, under: str) -> str:
        whole.append(under)
        return "manifest"

    monkeypatch.setattr(StoreBench, "whole", is_whole)
    bench.put(an_edition(bench, "a" * 64), "a" * 64)
    first = bench.attempt("a" * 64)
    assert first is not None and Objects(ADDRESS).find(first) == {"edition.mp3": 3, "edition.json": 2}
    bench.put(an_edition(bench, "a" * 64), "a" * 64)  # a second worker was given it too
    assert bench.attempt("a" * 64) == first and whole
    assert [name for name in Objects(ADDRESS).find(".made") if name.startswith("parts-")] == [
        f"{first.removeprefix('.made/')}/edition.json",
        f"{first.removeprefix('.made/')}/edition.mp3",
    ]
    assert bench.attempt("b" * 64) is None


def test_another_machine_that_writes_is_told_and_a_dead_one_is_not_waited_for() -> None:
    def writer(minutes: float) -> None:
        at = (datetime.now(UTC) - timedelta(minutes=minutes)).isoformat()
        note = json.dumps({"desk": "x", "host": "maskin-2", "at": at})
        Objects(ADDRESS).write(".audio-edition.writer", note.encode())

    writer(1)
    with (
        pytest.raises(PublishError, match="maskin-2 is writing there"),
        StoreShelf(ADDRESS, desk_of(ADDRESS)).at_work(),
    ):
        pass
    writer(20)
    with StoreShelf(ADDRESS, desk_of(ADDRESS)).at_work() as index:
        assert isinstance(index, Index)
        said = json.loads(Objects(ADDRESS).read(".audio-edition.writer") or b"")
        assert said["desk"] == (desk_of(ADDRESS) / ".audio-edition.desk").read_text()
    assert Objects(ADDRESS).read(".audio-edition.writer") is None


def test_what_nobody_wanted_is_cleared_at_the_end_of_a_run() -> None:
    bench = StoreBench(ADDRESS)
    bench.objects.write(".made/parts-x-1/edition.mp3", b"halv")
    with StoreShelf(ADDRESS, desk_of(ADDRESS)).at_work():
        assert Objects(ADDRESS).find(".made")
    assert not Objects(ADDRESS).find(".made")


def test_a_clip_of_another_machine_is_fetched_and_a_damaged_one_is_not_there(tmp_path: Path) -> None:
    import numpy as np

    shared = "memory://lyd/klipp"
    note = {"sample_rate_hz": 16_000, "samples": 1600, "word_starts": [0], "word_times": "model", "tries": 1}
    one, two = (ClipCache(tmp_path / name, shared=shared) for name in ("one", "two"))
    key = "ab" * 32
    assert two.find(key) is None
    one.store(key, np.zeros(1600, dtype=np.float32), note | {"faults": [], "loudness_lufs": None})
    clip = two.find(key)
    assert clip is not None and clip.path.is_relative_to(tmp_path / "two") and clip.samples == 1600
    name = f"{key[:2]}/{key}.flac"
    sound = Objects(shared).read(name) or b""
    Objects(shared).write(name, sound[:-9])
    assert ClipCache(tmp_path / "three", shared=shared).find(key) is None
    Objects(shared).remove([f"{key[:2]}/{key}.json"])
    assert ClipCache(tmp_path / "four", shared=shared).find(key) is None
    here = ClipCache(shared=f"file://{tmp_path}/one")
    assert here.folder == tmp_path / "one" and here.shared is None and here.find(key) is not None


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ({"store": "ut"}, "no address"),
        ({"clips": "/srv/klipp"}, "no address"),
        ({"store": "file:///srv/ut"}, "is a folder of this machine"),
        ({"store": "file://maskin/ut"}, "names the machine maskin"),
    ],
)
def test_addresses_that_cannot_be_used_are_told(value: dict[str, str], said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        Settings(**value)


def test_paths_and_addresses_are_told_apart() -> None:
    assert (
        is_address("s3://a/b")
        and not is_address("a/b")
        and not is_address("/a:/b")
        and not is_address("C:/b")
    )
    assert local_path("file:///srv/l%C3%A5t") == Path("/srv/låt") and local_path("s3://a/b") is None


@pytest.mark.parametrize("address", ["s3://", "s3:///", "s3:///mappe", "S3://", "gs://", "gcs:///mappe"])
def test_an_address_without_a_bucket_is_told_in_one_sentence(address: str) -> None:
    with pytest.raises(SettingsError, match=r"names no bucket; write \w+://BUCKET/FOLDER") as told:
        Objects(address).check()
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("bucket", ["lyd utan bokstavar", "æøå", "a|b", "<lyd>"])
def test_a_bucket_that_cannot_be_called_so_is_told_in_one_sentence(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("s3fs")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "prøve")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "prøve")
    with pytest.raises(PublishError, match="no bucket can be called that") as told:
        Objects(f"s3://{bucket}/ut").check()
    assert "\n" not in str(told.value)

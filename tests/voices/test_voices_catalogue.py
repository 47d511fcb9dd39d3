"""Which voices there are, whether they are ready, and who is cast."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from audio_edition.errors import VoiceError
from audio_edition.models.removal import remove_voice
from audio_edition.settings import Settings
from audio_edition.voices import (
    build_cast,
    build_fallback,
    find_voice,
    list_voices,
    load_voice,
    model_digest,
    model_file,
)
from audio_edition.voices.catalogue import shipped_folder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path))
    return tmp_path


def settings(**chosen: str) -> Settings:
    return Settings.model_validate(chosen)


def install(home: Path, id: str, text: str) -> Path:
    folder = home / "voices" / id
    folder.mkdir(parents=True)
    (folder / "voice.toml").write_text(text, encoding="utf-8")
    return folder


def shipped(id: str) -> str:
    return (shipped_folder() / id / "voice.toml").read_text(encoding="utf-8")


def test_every_shipped_voice_can_be_read() -> None:
    found = {status.id: status for status in list_voices()}
    assert {"kokoro", "silence"} <= set(found)
    assert all(status.voice is not None for status in found.values()), [s.reason for s in found.values()]
    assert found["silence"].ready and not found["silence"].reason


def test_listing_imports_nothing_heavy() -> None:
    code = (
        "import sys; from audio_edition.voices import list_voices, build_cast; from audio_edition.settings import Settings;"
        "list_voices(); build_cast(Settings(voice='silence'));"
        "heavy = {'numpy', 'onnxruntime', 'onnx', 'torch', 'TTS', 'soundfile', 'scipy'} & set(sys.modules);"
        "print(sorted(heavy))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_an_unknown_voice_is_told_with_those_there_are() -> None:
    with pytest.raises(VoiceError, match="no voice is called 'ukjend'.*kokoro.*silence"):
        load_voice("ukjend")


def test_an_unknown_speaker_is_told_with_those_there_are() -> None:
    with pytest.raises(VoiceError, match="no speaker called 'ukjend'; speakers: silence, tone, high"):
        load_voice("silence:ukjend")


def test_an_installed_voice_wins_over_a_shipped_one(home: Path) -> None:
    install(home, "silence", shipped("silence").replace('name = "Silence"', 'name = "Mine"'))
    assert find_voice("silence").name == "Mine"


def test_a_broken_description_is_listed_and_stops_nothing(home: Path) -> None:
    install(home, "broken", "schema = ")
    status = next(status for status in list_voices() if status.id == "broken")
    assert not status.ready and "broken" in status.reason
    assert load_voice("silence").id == "silence"


NOT_READY = {
    "a missing file": (
        "[model]\n[[model.files]]\nname = 'x.onnx'\n",
        "its file x.onnx is not here.*voices install mute",
    ),
    "a missing module": (
        "[model]\nmodules = ['no_such_module']\ninstall = 'pip install it'\n",
        "no_such_module.*pip install it",
    ),
    "a file of another size": ("[model]\n[[model.files]]\nname = 'voice.toml'\nbytes = 1\n", "should have 1"),
}


@pytest.mark.parametrize("model, told", NOT_READY.values(), ids=NOT_READY)
def test_a_voice_that_is_not_ready_says_why(home: Path, model: str, told: str) -> None:
    install(home, "mute", shipped("silence").replace("# For dry runs", model + "# For dry runs", 1))
    with pytest.raises(VoiceError, match=told):
        load_voice("mute")


def test_a_voice_with_an_engine_that_is_not_installed_says_so(home: Path) -> None:
    install(home, "mute", shipped("silence").replace('engine = "silence"', 'engine = "kazoo"'))
    status = next(status for status in list_voices() if status.id == "mute")
    assert "kazoo" in status.reason


def test_files_are_found_in_the_data_folder_before_the_package(home: Path) -> None:
    voice = find_voice("kokoro")
    mine = home / "voices" / "kokoro" / "vocab.json"
    assert model_file(voice, "vocab.json").parent.name == "data"
    mine.parent.mkdir(parents=True)
    mine.write_text("{}")
    assert model_file(voice, "vocab.json") == mine
    with pytest.raises(VoiceError, match="no file called"):
        model_file(voice, "other.json")


def test_the_digest_follows_the_bytes_where_none_is_stated(home: Path) -> None:
    model = "[model]\n[[model.files]]\nname = 'weights'\n"
    folder = install(home, "own", shipped("silence").replace("# For dry runs", model + "# For dry runs", 1))
    (folder / "weights").write_bytes(b"one")
    first = model_digest(find_voice("own"))
    (folder / "weights").write_bytes(b"two!")
    assert model_digest(find_voice("own")) != first


CASTS = {
    "the voice's own": ({"voice": "silence"}, ("tone", "high", "tone")),
    "a narrator by name": ({"voice": "silence:silence"}, ("silence", "high", "silence")),
    "a narrator who is the aside": ({"voice": "silence:high"}, ("high", "tone", "high")),
    "an aside by name": ({"voice": "silence", "aside_voice": "silence:silence"}, ("tone", "silence", "tone")),
    "a quote by name": ({"voice": "silence", "quote_voice": "silence:high"}, ("tone", "high", "high")),
}


@pytest.mark.parametrize("chosen, speakers", CASTS.values(), ids=CASTS)
def test_the_cast_is_as_asked_for(chosen: dict[str, str], speakers: tuple[str, str, str]) -> None:
    cast = build_cast(settings(**chosen))
    assert tuple(cast[role].speaker.name for role in ("narrator", "aside", "quote")) == speakers


QUOTE_READERS = {
    "those of the voice": ({}, ("high", "tone")),
    "one voice for all": ({"quote_voice": "reader:silence"}, ("silence", "silence")),
    "turned off": ({"quote_readers": False}, ("tone", "tone")),
    "a narrator by name": ({"voice": "reader:silence"}, ("silence", "silence")),
    "never the aside": ({"aside_voice": "reader:high"}, ("tone", "tone")),
}


@pytest.mark.parametrize("chosen, speakers", QUOTE_READERS.values(), ids=QUOTE_READERS)
def test_quotations_have_readers_where_the_voice_has_them(
    home: Path, chosen: dict[str, str], speakers: tuple[str, str]
) -> None:
    own = shipped("silence").replace('aside = "high"', 'aside = "silence"\nquote_woman = "high"')
    install(home, "reader", own)
    cast = build_cast(settings(**{"voice": "reader"} | chosen))
    assert tuple(cast[role].speaker.name for role in ("quote_woman", "quote_man")) == speakers


def test_no_fallback_unless_asked_for() -> None:
    assert build_fallback(settings(voice="silence")) is None
    fallback = build_fallback(settings(voice="silence", fallback_voice="silence:high"))
    assert fallback is not None and fallback.speaker.name == "high"


def test_removing_takes_an_installed_voice_and_no_other(home: Path) -> None:
    folder = install(home, "own", shipped("silence"))
    assert remove_voice("own") > 0
    assert not folder.exists()
    with pytest.raises(VoiceError, match="comes with the program"):
        remove_voice("silence")
    with pytest.raises(VoiceError, match="no voice 'own' is installed"):
        remove_voice("own")

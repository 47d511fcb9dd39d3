"""Settings as people save them: marks of Windows, folders, nonsense; read, or refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.errors import SettingsError, VoiceError
from audio_edition.settings import Settings, load_settings
from audio_edition.site.sources import Sources
from audio_edition.voices.description import read_voice


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(b'\xef\xbb\xbfvoice = "silence"\r\npublisher = "Fjordposten"\r\n')
    assert load_settings(path).publisher == "Fjordposten"


BAD = {
    "nested": b"a = " + b"[" * 5000,
    "tables": b"a = " + b"{b=" * 3000 + b"1" + b"}" * 3000,
    "digits": b"rate = " + b"9" * 5000,
    "latin-1": 'publisher = "Sæbø"'.encode("latin-1"),
    "utf-16": 'voice = "silence"'.encode("utf-16"),
    "nul": b"\0" * 100,
    "huge": b"# " + b"x" * (5 << 20),
    "type of a list": b"skip = 3",
    "type of a word": b"voice = [1, 2]",
    "type of a number": b'rate = "fort"',
    "not a number": b"rate = nan",
    "endless": b"deadline_s = inf\nrate = inf",
    "date": b"publisher = 2026-01-01",
    "table in the place of a word": b'voice = {a = "b"}',
    "long value": b'preset = "' + b"y" * 100_000 + b'"',
    "twice": b'voice = "silence"\nvoice = "silence"',
    "line end in a key": b'"vo\\nice" = 1',
}


@pytest.mark.parametrize("case", BAD)
def test_bad_settings_are_one_sentence(tmp_path: Path, case: str) -> None:
    path = tmp_path / "a.toml"
    path.write_bytes(BAD[case])
    with pytest.raises(SettingsError) as caught:
        load_settings(path)
    told = str(caught.value)
    assert str(path) in told and "\n" not in told and len(told) < len(str(path)) + 1000
    folder = tmp_path / "x"
    folder.mkdir()
    (folder / "voice.toml").write_bytes(BAD[case])
    with pytest.raises(VoiceError) as voice:
        read_voice(folder / "voice.toml")
    assert "\n" not in str(voice.value)


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is a directory"):
        load_settings(tmp_path)
    with pytest.raises(SettingsError, match=r"gone\.toml"):
        load_settings(tmp_path / "gone.toml")


@pytest.mark.parametrize(
    "table",
    [{"deadline_s": 1e400}, {"deadline_s": float("nan")}, {"site_url": "javascript:alert(1)"}, {"site_url": "lyd.example.no"}],
)  # fmt: skip
def test_settings_that_no_machine_can_follow_are_refused(table: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=next(iter(table))):
        Settings.model_validate(table)


@pytest.mark.parametrize("agent", ["ø", "", "  ", "a\nX-B: c", "a\x7f"])
def test_a_user_agent_that_no_machine_can_send_is_refused(agent: str) -> None:
    with pytest.raises(ValueError, match="user_agent"):
        Sources.model_validate({"user_agent": agent})

"""voice.toml: what is refused, and in which words."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.errors import UnknownPhoneme, VoiceError
from audio_edition.phonemise.inventory import MARKS, PHONEMES, PUNCTUATION
from audio_edition.voices.description import read_voice

MAP = "\n".join(f'"{ours}" = ["{ours}"]' for ours in (*PHONEMES, *MARKS, *PUNCTUATION, " "))
GOOD = f"""schema = 1
name = "Proof"
engine = "silence"
language = "nn"
sample_rate_hz = 16000
input = "phonemes"
max_symbols = 100
licence = "MIT"
attribution = "nobody"
[speakers.one]
level_db = -2.5
sid = 3
[speakers.two]
[cast]
narrator = "one"
quote = "two"
[symbols]
{MAP}
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "proof" / "voice.toml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_a_good_description_is_read_whole(tmp_path: Path) -> None:
    voice = read_voice(write(tmp_path, GOOD))
    assert (voice.id, voice.engine, voice.sample_rate_hz, voice.max_symbols) == (
        "proof",
        "silence",
        16000,
        100,
    )
    assert voice.split_above == 100
    assert dict(voice.cast) == {
        "narrator": "one", "aside": "one", "quote": "two", "quote_woman": "two", "quote_man": "two",
    }  # fmt: skip
    assert voice.speakers["one"].level_db == -2.5
    assert dict(voice.speakers["one"].settings or {}) == {"sid": 3}
    assert voice.symbols["æɪ"] == ("æɪ",)


BAD = {
    "no engine": ('engine = "silence"\n', "", "engine"),
    "a key nobody knows": ("schema = 1", "schema = 1\ncolour = 'red'", "colour"),
    "a newer schema": ("schema = 1", "schema = 2", "schema"),
    "input of another kind": ('"phonemes"', '"smoke"', "input"),
    "a rate that is text": ("16000", "'fast'", "sample_rate_hz"),
    "a role for someone who is not there": ('quote = "two"', 'quote = "three"', "three"),
    "no speakers": ("[speakers.one]\nlevel_db = -2.5\nsid = 3\n[speakers.two]\n", "", "speakers"),
    "not TOML": ("schema = 1", "schema = = 1", "readable"),
}


@pytest.mark.parametrize("old, new, named", BAD.values(), ids=BAD)
def test_a_bad_description_names_file_and_key(tmp_path: Path, old: str, new: str, named: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(VoiceError) as error:
        read_voice(path)
    assert str(path) in str(error.value) and named in str(error.value)


@pytest.mark.parametrize("ours", [*PHONEMES, *MARKS, *PUNCTUATION, " "])
def test_a_gap_in_the_map_is_an_error_at_load(tmp_path: Path, ours: str) -> None:
    path = write(tmp_path, GOOD.replace(f'"{ours}" = ["{ours}"]\n', "", 1).rstrip() + "\n")
    text = path.read_text(encoding="utf-8").replace(f'"{ours}" = ["{ours}"]', "")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnknownPhoneme, match="no entry for") as error:
        read_voice(path)
    assert repr(ours) in str(error.value)


def test_a_phoneme_mapped_to_nothing_is_an_error_but_a_mark_is_not(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD.replace('"²" = ["²"]', '"²" = ""'))
    assert read_voice(path).symbols["²"] == ()
    path.write_text(GOOD.replace('"ʂ" = ["ʂ"]', '"ʂ" = ""'), encoding="utf-8")
    with pytest.raises(UnknownPhoneme, match="ʂ"):
        read_voice(path)


def test_a_key_that_is_no_run_of_our_phonemes_is_an_error(tmp_path: Path) -> None:
    path = write(tmp_path, GOOD + '"θ" = "t"\n')
    with pytest.raises(UnknownPhoneme, match="θ"):
        read_voice(path)

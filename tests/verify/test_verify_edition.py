"""A good edition has no findings; each thing that is spoilt is found, and only that."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile
from typer.testing import CliRunner

from audio_edition.audio.encode import encode_mp3
from audio_edition.audio.ffmpeg import run_ffmpeg, stream_ffmpeg
from audio_edition.audio.tags import Tags, tag_mp3
from audio_edition.errors import UsageError
from audio_edition.types import Chapter
from audio_edition.verify import verify_edition
from audio_edition.verify.texts import read_captions


def manifest_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "edition.json").read_text(encoding="utf-8"))


def rewrite(folder: Path, change) -> None:
    manifest = manifest_of(folder)
    change(manifest)
    (folder / "edition.json").write_text(json.dumps(manifest), encoding="utf-8")


def sign(folder: Path, *names: str) -> None:
    """Put the new sizes and digests of changed files into the manifest, so that other checks must find the change."""

    def change(manifest):
        for name in names:
            data = (folder / name).read_bytes()
            manifest["files"][name] = {"size_bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}

    rewrite(folder, change)


def checks(folder: Path) -> set[str]:
    return {finding.check for finding in verify_edition(folder)}


def pcm(folder: Path) -> np.ndarray:
    run_ffmpeg(["-v", "error", "-i", str(folder / "edition.mp3"), str(folder / "x.wav")], doing="decoding")
    samples, _ = soundfile.read(folder / "x.wav")
    (folder / "x.wav").unlink()
    return samples


def put_sound(folder: Path, samples: np.ndarray) -> None:
    """Another sound under the same tags."""
    manifest = manifest_of(folder)
    soundfile.write(folder / "x.wav", samples, manifest["sample_rate_hz"], subtype="PCM_16")
    encode_mp3(folder / "x.wav", folder / "edition.mp3", 96)
    (folder / "x.wav").unlink()
    chapters = [
        Chapter(c["index"], c["title"], c["start_s"], c["end_s"], c["file"]) for c in manifest["chapters"]
    ]
    tag_mp3(folder / "edition.mp3", Tags(manifest["title"], manifest["publisher"]), chapters)
    sign(folder, "edition.mp3")


def test_a_good_edition_has_no_findings(edition):
    assert verify_edition(edition) == []


def test_the_helper_that_changes_the_sound_changes_nothing_else(edition):
    put_sound(edition, pcm(edition))
    assert verify_edition(edition) == []


@pytest.mark.parametrize(
    "name", ["edition.mp3", "chapters.json", "transcript.vtt", "chapters/02-bussen-kom.mp3"]
)
def test_a_missing_file_is_named(edition, name):
    (edition / name).unlink()
    (finding,) = verify_edition(edition)
    assert (finding.check, finding.where, finding.level) == ("files", name, "error")


def test_a_changed_byte_is_found(edition):
    data = bytearray((edition / "edition.mp3").read_bytes())
    data[-2000] ^= 0xFF
    (edition / "edition.mp3").write_bytes(data)
    (finding,) = verify_edition(edition)
    assert "changed after it was made" in finding.problem


def test_a_truncated_file_is_found(edition):
    path = edition / "edition.mp3"
    path.write_bytes(path.read_bytes()[:-10_000])
    assert checks(edition) == {"files"}
    sign(edition, "edition.mp3")
    assert "length" in checks(edition)


@pytest.mark.parametrize("target", ["", "/dev/zero", "not/there"], ids=["pipe", "endless", "nowhere"])
@pytest.mark.parametrize("name", ["transcript.vtt", "chapters.json", "edition.mp3", "report.html"])
def test_what_is_no_file_is_missing_and_not_waited_for(edition, name, target):
    (edition / name).unlink()
    os.mkfifo(edition / name) if not target else (edition / name).symlink_to(target)
    assert any(finding.is_error and finding.where == name for finding in verify_edition(edition))


def test_a_link_in_a_circle_is_missing(edition):
    (edition / "transcript.srt").unlink()
    (edition / "transcript.srt").symlink_to("transcript.srt")
    assert any(finding.where == "transcript.srt" for finding in verify_edition(edition))


def test_the_mp3_is_decoded_once_and_measured_as_it_was_made(edition, monkeypatch):
    asked = []

    def once(arguments, **named):
        asked.append(arguments)
        return stream_ffmpeg(arguments, **named)

    for module in ("meter", "ffmpeg"):
        monkeypatch.setattr(f"audio_edition.audio.{module}.stream_ffmpeg", once)
    monkeypatch.setattr("audio_edition.verify.sound.stream_ffmpeg", once)
    assert verify_edition(edition) == []
    assert sum(str(edition / "edition.mp3") in str(arguments) for arguments in asked) == 1


def test_a_file_outside_the_folder_is_not_read(edition):
    rewrite(edition, lambda m: m["files"].update({"../secret": {"size_bytes": 1, "sha256": ""}}))
    (finding,) = verify_edition(edition)
    assert "outside" in finding.problem


def test_wrong_loudness_is_found(edition):
    put_sound(edition, pcm(edition) * 0.7)
    assert checks(edition) == {"loudness"}


@pytest.mark.parametrize("claimed_dbtp", [-30.0, -1.5])
def test_peaks_that_the_manifest_does_not_tell_are_found(edition, claimed_dbtp):
    samples = pcm(edition)
    samples[20_000:20_040] = 0.99 * np.sign(np.sin(np.arange(40)))
    put_sound(edition, samples)
    rewrite(edition, lambda manifest: manifest["loudness"].update(true_peak_dbtp=claimed_dbtp))
    assert any("true peak" in finding.problem for finding in verify_edition(edition))


def test_a_silent_sentence_is_found_with_its_time(edition):
    samples = pcm(edition)
    sentence = manifest_of(edition)["sections"][1]["sentences"][0]
    samples[int(sentence["start_s"] * 44_100) : int(sentence["end_s"] * 44_100)] = 0
    put_sound(edition, samples)
    silent = [finding for finding in verify_edition(edition) if "silent" in finding.problem]
    assert [(finding.where, finding.start_s) for finding in silent] == [
        ("section 1, sentence 0", sentence["start_s"])
    ]


def test_sound_at_the_wrong_place_is_found(edition):
    """Everything 1.2 s late: the cues no longer say what is heard."""
    put_sound(edition, np.roll(pcm(edition), int(1.2 * 44_100)))
    assert "sound" in checks(edition)


def test_chapters_that_are_off_are_found_in_the_tag(edition):
    manifest = manifest_of(edition)
    chapters = [
        Chapter(c["index"], c["title"], c["start_s"] + (0.03 if c["index"] else 0), c["end_s"], c["file"])
        for c in manifest["chapters"]
    ]
    tag_mp3(edition / "edition.mp3", Tags(manifest["title"]), chapters)
    sign(edition, "edition.mp3")
    (finding,) = verify_edition(edition)
    assert finding.check == "tags" and "30 ms off" in finding.problem


def test_a_file_without_tags_is_found(edition):
    from mutagen.id3 import ID3

    ID3(str(edition / "edition.mp3")).delete(str(edition / "edition.mp3"))
    sign(edition, "edition.mp3")
    assert checks(edition) == {"tags"}


def test_chapters_json_must_agree(edition):
    path = edition / "chapters.json"
    path.write_text(path.read_text(encoding="utf-8").replace("Bussen", "Båten"), encoding="utf-8")
    sign(edition, "chapters.json")
    (finding,) = verify_edition(edition)
    assert finding.check == "chapters" and "Båten" in finding.problem
    path.write_text("no json", encoding="utf-8")
    sign(edition, "chapters.json")
    assert checks(edition) == {"chapters"}


def test_a_sentence_missing_from_the_transcript_is_found(edition):
    path = edition / "transcript.vtt"
    path.write_text(path.read_text(encoding="utf-8").replace("Ingen visste kvifor.", "…"), encoding="utf-8")
    sign(edition, "transcript.vtt")
    (finding,) = verify_edition(edition)
    assert finding.check == "transcript" and "Ingen visste kvifor" in finding.problem


def test_late_and_overlapping_captions_are_found(edition):
    path = edition / "transcript.srt"
    captions = list(read_captions(path))
    lines = [
        f"{n}\n00:00:{start + 1.5:06.3f} --> 00:00:{end + 2.5:06.3f}\n{text}\n".replace(".", ",", 2)
        for n, (start, end, text) in enumerate(captions, 1)
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    sign(edition, "transcript.srt")
    assert checks(edition) == {"transcript"}
    assert any("starts before the one ahead" in finding.problem for finding in verify_edition(edition))


def test_the_ledger_must_hold(edition):
    def drop(manifest):
        manifest["ledger"][1]["section"] = 99
        manifest["ledger"][4]["reason"] = ""

    rewrite(edition, drop)
    assert [finding.where for finding in verify_edition(edition)] == ["block 1", "block 4"]


TOO_LONG = {"kind": "too_long", "hard": False, "problem": "too long (4.0 s of sound)"}


def test_faults_that_synthesis_kept_are_told(edition):
    rewrite(edition, lambda m: m["sections"][0]["sentences"][0]["faults"].append(TOO_LONG))
    (finding,) = verify_edition(edition)
    assert finding.level == "warning" and "was kept although: too long" in finding.problem


def test_a_word_without_sound_is_an_error(edition):
    mute = {"kind": "mute_word", "hard": True, "problem": "no sound for «中文»"}
    rewrite(edition, lambda m: m["sections"][0]["sentences"][0]["faults"].append(mute))
    (finding,) = verify_edition(edition)
    assert finding.level == "error" and "中文" in finding.problem


def test_worst_comes_first(edition):
    (edition / "chapters.json").unlink()
    rewrite(edition, lambda m: m["sections"][0]["sentences"][0]["faults"].append(TOO_LONG))
    assert [finding.level for finding in verify_edition(edition)] == ["error", "warning"]


@pytest.mark.parametrize("content", [None, "no json", "{}", '{"format": 1}'])
def test_what_is_no_edition_is_told_in_one_sentence(tmp_path, content):
    if content is not None:
        (tmp_path / "edition.json").write_text(content, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        verify_edition(tmp_path)
    assert str(tmp_path) in str(caught.value) and "\n" not in str(caught.value)


def command():
    import typer

    from audio_edition.cli.verify import verify

    app = typer.Typer()
    app.command()(verify)
    return app


def test_the_command_says_good_and_bad_by_its_exit_code(edition):
    assert CliRunner().invoke(command(), [str(edition)]).exit_code == 0
    (edition / "chapters.json").unlink()
    done = CliRunner().invoke(command(), [str(edition), "--json"])
    assert done.exit_code == 1
    assert json.loads(done.stdout)["findings"][0]["where"] == "chapters.json"

"""Mastering and encoding, proved on the finished files."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest
import soundfile

from audio_edition.audio.encode import encode_chapters, encode_m4b, encode_opus
from audio_edition.audio.ffmpeg import stream_ffmpeg
from audio_edition.audio.master import PRESETS, master
from audio_edition.audio.meter import Meter, measure, measure_silence
from audio_edition.audio.render import render
from audio_edition.audio.timeline import OUTPUT_RATE_HZ, plan_timeline
from audio_edition.errors import ToolError
from audio_edition.settings import Settings
from tests.audio.small_edition import script_of, section, speech_like, utterances_of


def wav(tmp_path, samples, name="joined.wav"):
    path = tmp_path / name
    soundfile.write(path, samples.astype(np.float32), OUTPUT_RATE_HZ, subtype="FLOAT")
    return path


def decoded(path):
    arguments = ["-v", "error", "-i", str(path), "-map", "0:a:0", "-f", "f32le", "pipe:1"]
    return np.frombuffer(b"".join(stream_ffmpeg(arguments, doing="decoding")), np.float32)


def spiky(seconds: float) -> np.ndarray:
    """Quiet speech with a few peaks that plain gain would drive over full scale."""
    samples = speech_like(seconds, 0.01, OUTPUT_RATE_HZ)
    samples[OUTPUT_RATE_HZ :: OUTPUT_RATE_HZ * 2] = 0.9
    return samples


@pytest.mark.parametrize("level", [0.003, 0.05, 0.3])
def test_a_tone_of_any_level_comes_out_at_minus_19(tmp_path, level):
    tone = level * np.sin(2 * np.pi * 440 * np.arange(OUTPUT_RATE_HZ * 5) / OUTPUT_RATE_HZ)
    mastered = master(wav(tmp_path, tone), Settings())
    assert mastered.loudness.integrated_lufs == pytest.approx(-19, abs=0.1)
    assert measure(mastered.mp3_path) == mastered.loudness
    assert not mastered.limited


@pytest.mark.parametrize("preset", sorted(PRESETS))
def test_presets_hold_on_the_mp3_with_peaks_limited(tmp_path, preset):
    mastered = master(wav(tmp_path, spiky(8)), Settings(preset=preset))
    wanted, got = PRESETS[preset], mastered.loudness
    assert got.true_peak_dbtp <= wanted.ceiling_dbtp
    assert mastered.limited
    level = got.rms_db if wanted.rms else got.integrated_lufs
    assert level == pytest.approx(wanted.target, abs=0.5)
    assert mastered.bitrate_kbps == max(96, wanted.min_bitrate_kbps)


@pytest.mark.parametrize("samples", [1152 * 77, 1152 * 78, 100_003])
@pytest.mark.parametrize("peaks", [False, True])
def test_decoded_length_is_exact_with_and_without_the_limiter(tmp_path, samples, peaks):
    sound = spiky(3)[:samples] if peaks else speech_like(3, 0.05, OUTPUT_RATE_HZ)[:samples]
    mastered = master(wav(tmp_path, sound), Settings())
    assert mastered.limited == peaks
    assert mastered.loudness.samples == samples
    assert soundfile.info(mastered.wav_path).frames == samples


def test_the_limiter_does_not_move_the_sound(tmp_path):
    sound = spiky(4)
    mastered = master(wav(tmp_path, sound), Settings())
    out, _ = soundfile.read(mastered.wav_path)
    loudest = [int(np.argmax(np.abs(part[: OUTPUT_RATE_HZ * 2]))) for part in (sound, out)]
    assert abs(loudest[0] - loudest[1]) <= 1


def test_same_sound_same_bytes(tmp_path):
    digests = set()
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        mastered = master(wav(tmp_path / name, spiky(3)), Settings())
        digests.add(hashlib.sha256(mastered.mp3_path.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_silence_stays_silence(tmp_path):
    mastered = master(wav(tmp_path, np.zeros(OUTPUT_RATE_HZ * 2)), Settings())
    assert mastered.gain_db == 0
    assert mastered.loudness.true_peak_dbtp == -99.0
    assert mastered.loudness.samples == OUTPUT_RATE_HZ * 2


def test_what_is_no_sound_is_told(tmp_path):
    path = tmp_path / "joined.wav"
    path.write_bytes(b"no sound at all")
    with pytest.raises(ToolError, match="ffmpeg failed while measuring"):
        master(path, Settings())


@pytest.fixture
def small_edition(make_clip, cast, tmp_path):
    script = script_of(
        section(0, "title"),
        section(1, "heading", 1),
        section(2, "paragraph", 1, sentences=2),
        section(3, "heading", 2),
    )
    clips = [make_clip(speech_like(0.8 + 0.0123 * n, seed=n)) for n in range(5)]
    timeline = plan_timeline(script, utterances_of(script), clips, Settings())
    render(timeline, cast, Settings(), tmp_path / "joined.wav")
    return timeline, master(tmp_path / "joined.wav", Settings())


def test_chapter_files_are_cut_at_exact_samples_and_together_are_the_edition(small_edition, tmp_path):
    timeline, mastered = small_edition
    paths = encode_chapters(mastered.wav_path, timeline, tmp_path, 96, jobs=2)
    assert [path.relative_to(tmp_path).as_posix() for path in paths] == [
        chapter.path for chapter in timeline.chapters
    ]
    parts = [decoded(path) for path in paths]
    assert [len(part) for part in parts] == [end - start for start, end in timeline.chapter_samples]
    whole, joined = decoded(mastered.mp3_path), np.concatenate(parts)
    assert len(whole) == len(joined) == timeline.total_samples
    assert np.corrcoef(whole, joined)[0, 1] > 0.99
    assert not list(tmp_path.rglob("*.part"))


def test_a_lone_chapter_is_the_whole_edition_byte_for_byte(make_clip, cast, tmp_path):
    script = script_of(section(0, "title"), section(1, "paragraph"))
    clips = [make_clip(speech_like(0.7, seed=n)) for n in range(2)]
    timeline = plan_timeline(script, utterances_of(script), clips, Settings())
    render(timeline, cast, Settings(), tmp_path / "joined.wav")
    mastered = master(tmp_path / "joined.wav", Settings())
    (cut,) = encode_chapters(mastered.wav_path, timeline, tmp_path / "a", 96)
    (copied,) = encode_chapters(mastered.wav_path, timeline, tmp_path / "b", 96, whole_mp3=mastered.mp3_path)
    assert cut.read_bytes() == copied.read_bytes()


def test_m4b_and_opus_are_level_and_under_the_ceiling(small_edition, tmp_path):
    timeline, mastered = small_edition
    encode_m4b(mastered.wav_path, timeline.chapters, tmp_path / "edition.m4b")
    encode_opus(mastered.wav_path, tmp_path / "edition.opus")
    for name, tolerance in (("edition.m4b", 1.0), ("edition.opus", 0.5)):
        measured = measure(tmp_path / name)
        assert measured.integrated_lufs == pytest.approx(-19, abs=tolerance)
        assert measured.true_peak_dbtp <= -1.0
    assert not list(tmp_path.glob("*.part")) and not list(tmp_path.glob("*.chapters"))


@pytest.mark.parametrize("power", [False, True])
@pytest.mark.parametrize("sound", ["speech", "spikes", "silence", "silence, then speech", "a click"])
def test_a_meter_fed_block_by_block_says_what_the_file_says(tmp_path, sound, power):
    quiet = np.zeros(OUTPUT_RATE_HZ * 2)
    samples = {
        "speech": speech_like(3, 0.05, OUTPUT_RATE_HZ),
        "spikes": spiky(4),
        "silence": quiet,
        "silence, then speech": np.concatenate([quiet, speech_like(3, 0.05, OUTPUT_RATE_HZ)]),
        "a click": np.concatenate([quiet[:7001], [0.5], quiet[:100]]),
    }[sound].astype(np.float32)
    path = wav(tmp_path, samples)
    with Meter(path, OUTPUT_RATE_HZ, power=power) as meter:
        for block in np.array_split(samples, 37):
            meter.add(block)
    assert meter.loudness() == measure(path, power=power)


def test_a_meter_whose_ffmpeg_fails_says_so_and_lets_its_maker_go_on(tmp_path, monkeypatch):
    def fails(*_args, **_named):
        raise ToolError("ffmpeg failed while measuring")

    monkeypatch.setattr("audio_edition.audio.meter.run_ffmpeg", fails)
    with Meter(tmp_path / "a.wav", OUTPUT_RATE_HZ, power=False) as meter:
        for _ in range(100):
            meter.add(np.ones(100, np.float32))
    with pytest.raises(ToolError, match="while measuring"):
        meter.loudness()


def test_what_is_drawn_beside_is_drawn_of_the_sound_that_is_kept(tmp_path):
    drawn = []
    mastered = master(
        wav(tmp_path, spiky(4)), Settings(), beside=lambda path: drawn.append(soundfile.read(path)[0].copy())
    )
    assert len(drawn) == 1 + mastered.corrections
    assert np.array_equal(drawn[-1], soundfile.read(mastered.wav_path)[0])


def test_silence_is_measured_as_silence_and_nothing_else_is(tmp_path):
    quiet = wav(tmp_path, np.zeros(OUTPUT_RATE_HZ * 2), "quiet.wav")
    assert measure_silence(quiet) == measure(quiet)
    clicked = np.zeros(OUTPUT_RATE_HZ * 2)
    clicked[-1] = 0.001
    assert measure_silence(wav(tmp_path, clicked, "click.wav")) is None

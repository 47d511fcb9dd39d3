"""The editor's report: problems first, everything escaped, and a drawing that shows the sound."""

from __future__ import annotations

import copy
import math
import re
import struct
import wave
from typing import Any

import pytest

from audio_edition.errors import ToolError
from audio_edition.page import Envelope, waveform_envelope, write_report
from audio_edition.page.plot import plot
from tests.page import sample_edition
from tests.page.html_reader import Reader
from tests.page.sample_account import account
from tests.reader_page import axe_source, violations, wait_until

SENTENCE = {
    "index": 0, "written": "Sjojgu kom i 2023.", "spoken": "Sjojgu kom i tjuetjuetre.", "added": False,
    "start_s": 1.0, "end_s": 3.0, "loudness_lufs": -19.4, "tries": 1, "faults": [],
    "words": [
        {"grapheme": "Sjojgu", "ipa": "ˈʂɔjɡʉ", "source": "foreign", "note": ""},
        {"grapheme": "kom", "ipa": "¹ˈkɔm", "source": "lexicon", "note": ""},
    ],
}  # fmt: skip
MANIFEST: dict[str, Any] = {
    "title": "Besøk i Kreml", "generator": "audio-edition 0.1.0", "made": "2026-11-18T05:45:00+00:00", "duration_s": 8.0,
    "voice": {"narrator": {"id": "kokoro", "speaker": "kumo"}},
    "loudness": {"integrated_lufs": -19.1, "true_peak_dbtp": -1.3, "range_lu": 3.0, "preset": "podcast"},
    "chapters": [{"title": "Besøk", "start_s": 0.0}, {"title": "Våpen", "start_s": 4.0}],
    "sections": [
        {"index": 0, "role": "paragraph", "voice": "kokoro:kumo", "start_s": 1.0, "end_s": 3.0, "sentences": [SENTENCE]},
        {"index": 1, "role": "caption", "voice": "kokoro:aside", "start_s": 4.0, "end_s": 6.0,
         "sentences": [SENTENCE | {"written": "Dei smiler.", "spoken": "Dei smiler.", "start_s": 4.0, "end_s": 6.0}]},
    ],
    "ledger": [{"index": 0, "role": "credit", "text": "Foto: AFP", "spoken": False, "reason": "fotokreditering"}],
    "unknown_words": [{"word": "Sjojgu", "count": 3, "ipa": "ˈʂɔjɡʉ", "source": "foreign"}],
    "timings": {"total_s": 4.0},
}  # fmt: skip


CUT_OFF = {"kind": "cut_off_end", "hard": True, "problem": "cut-off end"}


def broken(**changes):
    manifest = copy.deepcopy(MANIFEST)
    manifest["sections"][1]["sentences"][0] |= changes
    return manifest


def problems(page: str) -> str:
    (found,) = re.findall(r"<h2>Bør sjekkast</h2>(.*?)</section>", page, re.S)
    return found


@pytest.mark.parametrize(
    ("preset", "target"), [("podcast", "-19"), ("broadcast", "-26"), ("acx", "-22"), ("ukjend", None)]
)
def test_the_drawing_has_the_target_of_each_preset(preset: str, target: str | None) -> None:
    """That of `acx` is a mean power of -20.5 dB: here 1.5 dB from what was measured, so 1.5 LU from the loudness."""
    manifest = MANIFEST | {"loudness": {"preset": preset, "integrated_lufs": -20.5, "rms_db": -19.0}}
    page = write_report(account(manifest), Envelope(8.0, (-0.5, -0.2), (0.5, 0.2), (), ((3.0, -19.0),)))
    found = re.findall(r'class="target-text"[^>]*>([^<]*)<', page)
    assert (re.findall(r"[-−]\d+", found[0])[0].replace("−", "-") if found else None) == target


def test_a_clean_edition_says_so():
    told = problems(write_report(account(MANIFEST)))
    assert "på første forsøk" in told and "bad" not in told
    assert "Eitt ord har ei uttale som er gjetta" in told


def test_faults_come_before_new_tries_and_lead_to_the_sentence():
    manifest = broken(faults=[CUT_OFF], tries=3)
    manifest["sections"][0]["sentences"][0]["tries"] = 2
    told = problems(write_report(account(manifest)))
    assert told.index("cut-off end") < told.index("forsøk 2")
    assert 'href="#s1-0"' in told and 'data-start="4.000" data-end="6.000"' in told
    assert "første forsøk" not in told


def test_a_block_that_was_lost_is_a_problem_and_a_credit_is_not():
    manifest = MANIFEST | {
        "ledger": [
            *MANIFEST["ledger"],
            {"role": "paragraph", "text": "###", "spoken": False, "reason": "no word"},
        ]
    }
    told = problems(write_report(account(manifest)))
    assert "###" in told and "Foto" not in told
    assert "fotokreditering" in write_report(account(manifest))


def test_what_was_said_is_shown_only_where_it_differs():
    page = write_report(account(MANIFEST))
    assert page.count('class="spoken"') == 1 and "tjuetjuetre" in page
    assert "−19,1 LUFS mono = −16,1 LUFS" in page
    assert "ˈʂɔjɡʉ" in page and "gjetta framandspråk" in page


def test_nothing_in_a_manifest_becomes_markup_and_nothing_is_needed():
    evil = "</script><script>alert(1)</script>\" onclick='x"
    manifest = broken(written=evil, spoken=evil + " x", faults=[CUT_OFF | {"problem": evil}])
    manifest |= {
        "title": evil,
        "warnings": [evil],
        "unknown_words": [{"word": evil, "ipa": evil, "source": evil, "count": 1}],
    }
    page = write_report(account(manifest), Envelope(2.0, (-0.5,), (0.5,)))
    assert page.count("<script") == 2 and "<script>alert" not in page
    assert not any("onclick" in attributes for _, attributes in Reader(page).tags)
    assert "<h1></h1>" in write_report(account())


@pytest.mark.parametrize(("language", "said"), [("nb", "slutten er kuttet"), ("en", "the end is cut off")])
def test_a_report_in_another_language(language, said):
    page = write_report(account(broken(faults=[CUT_OFF])), language=language)
    assert said in page and f'<html lang="{language}">' in page
    assert "Bør sjekkast" not in page and "Ikkje" not in page


def test_the_envelope_shows_where_the_sound_is(tmp_path):
    """Two seconds of silence, two of a tone at half of full scale, two of silence."""
    rate = 44100
    samples = [
        round(16384 * math.sin(2 * math.pi * 997 * n / rate)) if 2 <= n / rate < 4 else 0
        for n in range(6 * rate)
    ]
    with wave.open(str(tmp_path / "a.wav"), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(struct.pack(f"<{len(samples)}h", *samples))
    envelope = waveform_envelope(tmp_path / "a.wav", columns=60)
    assert envelope.duration_s == pytest.approx(6.0, abs=0.01)
    assert len(envelope.low) == len(envelope.high) == 60
    assert max(envelope.high[:19] + envelope.high[41:]) < 0.01
    assert min(envelope.high[21:39]) == pytest.approx(0.5, abs=0.02)
    assert max(envelope.low[21:39]) == pytest.approx(-0.5, abs=0.02)
    # A sine at -6.02 dBFS is at -9.03 LUFS (BS.1770: a 997 Hz sine at 0 dBFS in one channel is at -3.01).
    assert envelope.loudness_lufs(2.5, 3.9) == pytest.approx(-9.03, abs=0.1)
    assert envelope.loudness_lufs(0.0, 1.9) is None
    assert all(1.9 <= at_s <= 4.6 for at_s, _ in envelope.momentary_lufs)


def test_what_is_no_sound_is_told(tmp_path):
    (tmp_path / "a.mp3").write_text("no sound")
    with pytest.raises(ToolError):
        waveform_envelope(tmp_path / "a.mp3")


def test_the_drawing_places_chapters_faults_and_target():
    envelope = Envelope(8.0, (-0.5, -0.2), (0.5, 0.2), (), ((3.0, -19.0), (3.1, -20.0)))
    drawing = plot(envelope, account(MANIFEST).chapters, -19.0, [2.0])
    assert drawing.chapters == ((0.0, "Besøk"), (600.0, "Våpen")) and drawing.faults == (300.0,)
    assert plot(Envelope(0.0, (), ()), [], None).target is None
    page = write_report(account(broken(faults=[CUT_OFF], start_s=2.0)), envelope)
    assert 'd="M600.0 14V' in page and "<title>Våpen</title>" in page
    assert 'class="fault" d="M294.0' in page and "mål −19" in page


@pytest.mark.slow
def test_axe_finds_nothing_and_a_button_plays_one_sentence(browser, tmp_path):
    sample_edition.tone(tmp_path / "edition.mp3", 8.0)
    report = write_report(account(broken(faults=[CUT_OFF])), waveform_envelope(tmp_path / "edition.mp3"))
    (tmp_path / "report.html").write_text(report, encoding="utf-8")
    source = axe_source()
    for scheme in ("light", "dark"):
        page = browser.new_page(color_scheme=scheme, bypass_csp=True)
        page.goto((tmp_path / "report.html").as_uri())
        assert violations(page, source) == []
    page = browser.new_page()
    page.goto((tmp_path / "report.html").as_uri())
    wait_until(page, "document.getElementById('audio').readyState >= 1")
    page.locator("#s1-0 .play").click()
    wait_until(page, "!document.getElementById('audio').paused")
    wait_until(page, "document.getElementById('audio').paused")
    assert page.evaluate("document.getElementById('audio').currentTime") == pytest.approx(6.0, abs=0.5)

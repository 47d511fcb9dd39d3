"""A voice says a sentence for the scoreboard, exactly as it would in an edition, or a peer says it in its own way."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt
import soundfile

from audio_edition.audio.trim import trim
from audio_edition.engines import load_engine
from audio_edition.errors import EngineUnavailable
from audio_edition.phonemise.inventory import VOWELS, split_ipa
from audio_edition.settings import Settings
from audio_edition.speech import FrontEnd
from audio_edition.synthesis.carrier import to_carried_pieces
from audio_edition.synthesis.carrier_cut import cut_carrier
from audio_edition.types import CastMember, Sentence, Word
from audio_edition.voices import build_cast
from audio_edition.voices.symbols import spell

PEER = "espeak-ng"
"""The formant synthesiser of that name, Norwegian Bokmål, as a yardstick: a program that must be installed."""
_PEER_SECONDS = 60
VOWEL_WORD = "b–s"
"""The word of the vowels' frame, written so that no text holds it."""


@dataclass(frozen=True, slots=True)
class ScoredTake:
    """What was said."""

    text: str
    samples: npt.NDArray[np.float32]
    """Mono, without the silence at both ends."""
    sample_rate_hz: int
    words: tuple[Word, ...]
    starts_s: tuple[float, ...]
    """When each word begins; empty when the voice does not tell."""
    vowel_s: tuple[float, float] | None = None
    """Where the vowel that was asked for lies."""

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.sample_rate_hz

    @property
    def syllables(self) -> int:
        return sum(token in VOWELS for word in self.words for token in split_ipa(word.ipa))


class Teller(Protocol):
    """Says what the scoreboard asks for."""

    name: str

    def say(self, text: str) -> ScoredTake:
        """A written sentence."""
        ...

    def vowel(self, vowel: str) -> ScoredTake | None:
        """A frame with one long vowel between b and s, or None when the teller does not tell its times."""
        ...

    def close(self) -> None: ...


def teller(spec: str, settings: Settings) -> Teller:
    """The teller for `ID`, `ID:SPEAKER` or PEER. Raises VoiceError or EngineUnavailable when it cannot speak here."""
    if spec == PEER:
        return _Espeak(settings)
    return _OfVoice(spec, settings)


class _OfVoice:
    def __init__(self, spec: str, settings: Settings) -> None:
        self._member: CastMember = build_cast(settings.model_copy(update={"voice": spec}))["narrator"]
        self.name = f"{self._member.voice.id}:{self._member.speaker.name}"
        self._front = FrontEnd(settings)
        self._rate = settings.rate
        self._engine = load_engine(self._member.voice, device=settings.device)

    def say(self, text: str) -> ScoredTake:
        return self._take(text, self._front.say(Sentence(text)).sounding)

    def vowel(self, vowel: str) -> ScoredTake | None:
        words = (  # more than fit into a carrier
            Word("dei", "dæɪ", "rules"),
            Word("sa", "¹ˈsɑː", "rules"),
            Word(VOWEL_WORD, f"¹ˈb{vowel}s", "rules"),
            Word("no", "noː", "rules"),
            Word("òg", "oːɡ", "rules", after="."),
        )
        take = self._take(vowel, words)
        return take if take.vowel_s else None

    def close(self) -> None:
        self._engine.close()

    def _take(self, text: str, words: Sequence[Word]) -> ScoredTake:
        parts, starts, vowel_s, at = [], list[int](), None, 0
        rate_hz = self._member.voice.sample_rate_hz
        timed = True
        pieces, carried = to_carried_pieces(words, self._member, self._rate)
        for piece in pieces:
            waveform = self._engine.synthesise(piece)
            begin, end = trim(waveform.samples, rate_hz)
            ends = waveform.symbol_ends
            if ends is None:
                timed = False
            else:
                place = at - begin
                starts += [max(0, (ends[i - 1] if i else begin) + place) for i in piece.word_starts]
                if len(words) > 2 and words[2].grapheme == VOWEL_WORD:
                    vowel_s = self._vowel_s(words[2], piece.word_starts[2], ends, place, rate_hz)
            parts.append(waveform.samples[begin:end])
            at += end - begin
        samples = np.concatenate(parts)
        if carried and timed:
            samples, starts = cut_carrier(samples, starts, carried, rate_hz)
        starts_s = tuple(start / rate_hz for start in starts) if timed else ()
        return ScoredTake(text, samples, rate_hz, tuple(words), starts_s, vowel_s)

    def _vowel_s(
        self, word: Word, first: int, ends: Sequence[int], place: int, rate_hz: int
    ) -> tuple[float, float] | None:
        voice = self._member.voice
        before = len(spell(replace(word, ipa="¹ˈbɑ"), voice)) - len(spell(replace(word, ipa="ɑ"), voice))
        after = len(spell(word, voice)) - len(voice.symbols["s"])
        marks = sum(len(voice.symbols[mark]) for mark in "¹ˈ") if voice.stress_at == "vowel" else 0
        start, end = ends[first + before - marks - 1], ends[first + after - 1]
        return ((start + place) / rate_hz, (end + place) / rate_hz) if end > start else None


class _Espeak:
    """espeak-ng tells no times, so tones and vowels stay unmeasured."""

    name = PEER

    def __init__(self, settings: Settings) -> None:
        self._program = shutil.which(PEER)
        if self._program is None:
            raise EngineUnavailable(f"{PEER} is not installed here; do: apt-get install {PEER}")
        self._front = FrontEnd(settings)

    def say(self, text: str) -> ScoredTake:
        read = self._front.say(Sentence(text))
        done = subprocess.run(
            [str(self._program), "-v", "nb", "--stdin", "--stdout"],
            input=read.spoken.text.encode(),
            capture_output=True,
            timeout=_PEER_SECONDS,
            check=True,
        )
        samples, rate_hz = soundfile.read(io.BytesIO(done.stdout), dtype="float32")
        begin, end = trim(samples, rate_hz)
        return ScoredTake(text, samples[begin:end], rate_hz, read.sounding, ())

    def vowel(self, vowel: str) -> ScoredTake | None:
        return None

    def close(self) -> None:
        """Nothing to free."""

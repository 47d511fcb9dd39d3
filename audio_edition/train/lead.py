"""How far the sound runs ahead of the times that its maker states, measured with the gate's acoustic model.

A model that speaks knows how long it gives each symbol, but its sound need not lie under its symbols: Kokoro's comes
about 60 ms early. A student that is shown such times learns a blur at every boundary, so they are moved first.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import soundfile

from audio_edition.phonemise.inventory import PHONEMES
from audio_edition.synthesis.acoustics import HOP_S, align, analyse, load_model, speech_features
from audio_edition.train.corpus import CorpusLine
from audio_edition.voices.composed import parts_of

_FEWEST_BOUNDARIES = 200
_LEAST_S = 0.025
"""Below it lies the aligner's own bias."""


def measure_lead_s(lines: Iterable[CorpusLine]) -> float:
    """Median of stated minus aligned onset of every phoneme, in seconds; 0 where it is small or too
    little can be aligned.

    Positive where the sound comes before its stated time. Some tens of sentences are enough.
    """
    model = load_model()
    leads: list[float] = []
    for line in lines:
        if line.ends is None:
            continue
        samples, rate = soundfile.read(line.sound, dtype="float32")
        begins = (0, *line.ends[:-1])
        stated = [
            (parts_of(symbol)[1], begin / rate)
            for symbol, begin in zip(line.symbols, begins, strict=True)
            if parts_of(symbol)[1] in PHONEMES
        ]
        frames = analyse(samples, rate)
        features = speech_features(frames, model.cepstral_mean)
        found = align(features, [phoneme for phoneme, _ in stated], model)
        if found is None:
            continue
        times = np.flatnonzero(frames.sounding) * HOP_S
        for place in range(1, len(stated)):
            onset = times[np.argmax(found.phoneme == place)] - HOP_S / 2
            leads.append(stated[place][1] - float(onset))
    lead = float(np.median(leads)) if len(leads) >= _FEWEST_BOUNDARIES else 0.0
    return lead if abs(lead) >= _LEAST_S else 0.0

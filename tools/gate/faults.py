"""How well the quality gate hears faults, and how often it is wrong: measured on real clips.

    python -m tools.gate.faults                        figures for the default voice on sentences.txt
    python -m tools.gate.faults --text FILE --voice ID:SPEAKER
    python -m tools.gate.faults --fit --text FILE      fit the gate's acoustic model anew

One sentence a line. Clips are kept in --store, so only the first run speaks. Each fault is injected into each
clip where it can be (a one-word clip has no second half to lose); a fault counts as found when the gate objects
to the clip at all. Fit and figures must not use the same sentences.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np

from audio_edition.phonemise.inventory import CONSONANTS, MARKS, PHONEMES, split_ipa
from audio_edition.synthesis import acoustics
from audio_edition.synthesis.gate import inspect

HERE = Path(__file__).parent
SONORANTS = frozenset(("l", "r", "m", "n", "ŋ", "ɳ", "ɭ", "j", "v"))


@dataclass(frozen=True)
class Example:
    """A clean clip and what it says."""

    samples: np.ndarray
    sample_rate_hz: int
    words: tuple[tuple[str, ...], ...]
    """Phonemes of each word."""
    word_starts: tuple[int, ...]
    text: str

    @property
    def phonemes(self) -> tuple[str, ...]:
        return tuple(phoneme for word in self.words for phoneme in word)


def speak(lines: Sequence[str], voice_id: str, speakers: Sequence[str], store: Path) -> list[Example]:
    """The first try of each line with each speaker, as synthesis makes it before the gate."""
    from audio_edition.engines import load_engine
    from audio_edition.normalise import Normaliser
    from audio_edition.phonemise import Phonemiser
    from audio_edition.synthesis.speak import _join
    from audio_edition.types import CastMember
    from audio_edition.voices import load_voice
    from audio_edition.voices.pieces import to_pieces

    store.mkdir(parents=True, exist_ok=True)
    voice = load_voice(voice_id)
    engine = None
    normaliser, phonemiser = Normaliser(), Phonemiser()
    examples = []
    for line in lines:
        words = phonemiser.words(normaliser.normalise(line).text)
        sounds = tuple(tuple(token for token in split_ipa(word.ipa) if token not in MARKS) for word in words)
        for name in speakers or [voice.cast["narrator"]]:
            pieces = to_pieces(words, CastMember(voice, voice.speakers[name]))
            said = [(piece.symbols, piece.rate, voice.speakers[name].settings) for piece in pieces]
            key = blake2b(repr((voice_id, name, said)).encode(), digest_size=12).hexdigest()
            path = store / f"{key}.npz"
            if not path.is_file():
                engine = engine or load_engine(voice)
                samples, starts, _ = _join([engine.synthesise(piece) for piece in pieces], pieces)
                np.savez(path, samples=samples.astype(np.float16), starts=np.array(starts))
            saved = np.load(path)
            samples = saved["samples"].astype(np.float32)
            word_starts = tuple(int(start) for start in saved["starts"])
            examples.append(Example(samples, voice.sample_rate_hz, sounds, word_starts, line))
    return examples


# ---- faults ----------------------------------------------------------------------------------------------
def faults(examples: Sequence[Example], seed: int = 1) -> Iterator[tuple[str, Example]]:
    """(name, spoilt example) for every fault that fits into each clip."""
    rng = np.random.default_rng(seed)
    for number, example in enumerate(examples):
        clip, rate_hz = example.samples, example.sample_rate_hz
        length_s = len(clip) / rate_hz
        if length_s > 0.8:
            at = int(len(clip) * rng.uniform(0.3, 0.85))
            yield "cut: the end is missing, mid-sound", replace(example, samples=clip[:at])
            at = int(len(clip) * rng.uniform(0.15, 0.6))
            yield "cut: the beginning is missing, mid-sound", replace(example, samples=clip[at:])
        if len(example.word_starts) >= 3 and length_s > 1.2:
            at = example.word_starts[int(rng.integers(1, len(example.word_starts)))]
            if 0.25 * rate_hz < at < 0.85 * len(clip):
                faded = clip[:at] * np.minimum(1, np.arange(at, 0, -1) / (0.03 * rate_hz)).astype(np.float32)
                quiet = np.zeros(rate_hz // 50, np.float32)
                yield (
                    "cut: last words missing, faded out",
                    replace(example, samples=np.concatenate([faded, quiet])),
                )
        if length_s > 1.2:
            size = int(rate_hz * rng.uniform(0.4, min(1.5, length_s / 2)))
            at = int(rng.integers(0, len(clip) - size))
            again = _vary(clip[at : at + size], rng)
            spoilt = np.concatenate([clip[: at + size], again, clip[at + size :]])
            yield "repeated: 0.4 to 1.5 s said twice", replace(example, samples=spoilt)
        yield (
            "repeated: the whole clip twice",
            replace(
                example, samples=np.concatenate([clip, np.zeros(rate_hz // 10, np.float32), _vary(clip, rng)])
            ),
        )
        yield (
            "silent: the whole clip",
            replace(example, samples=1e-5 * rng.standard_normal(len(clip)).astype(np.float32)),
        )
        if length_s > 1.2:
            size = int(rate_hz * rng.uniform(0.4, min(1.2, length_s / 2)))
            at = int(rng.integers(rate_hz // 10, len(clip) - size - rate_hz // 10))
            spoilt = clip.copy()
            spoilt[at : at + size] *= 1e-4
            yield "silent: 0.4 to 1.2 s inside", replace(example, samples=spoilt)
        other = examples[int((number + rng.integers(7, len(examples) - 7)) % len(examples))]
        if other.text != example.text:
            yield "swapped: another sentence", replace(example, samples=other.samples)
        close = _closest_in_length(example, examples)
        yield "swapped: another sentence of about the same length", replace(example, samples=close.samples)
        power = np.sqrt(np.mean(clip**2))
        noise = rng.standard_normal(len(clip)).astype(np.float32)
        yield (
            "noise: over all, 10 dB below the speech",
            replace(example, samples=clip + noise * power * 10**-0.5),
        )
        yield "noise: instead of speech", replace(example, samples=noise * power)
        if length_s > 1.2:
            size = int(rate_hz * rng.uniform(0.4, min(1.0, length_s / 2)))
            at = int(rng.integers(0, len(clip) - size))
            spoilt = clip.copy()
            spoilt[at : at + size] = noise[:size] * power
            yield "noise: a burst of 0.4 to 1 s instead of speech", replace(example, samples=spoilt)
        loud = clip / np.abs(clip).max() * 4
        yield "clipped: 12 dB over full scale", replace(example, samples=np.clip(loud, -1, 1))
        spoilt = clip.copy()
        spoilt[len(clip) // 2] = np.nan
        yield "not a number", replace(example, samples=spoilt)
    yield "empty", replace(examples[0], samples=np.zeros(0, np.float32))


def _vary(samples: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """As a model says a thing again: a little faster or slower, a little louder or softer, never bit for bit."""
    rate = rng.uniform(0.96, 1.04)
    places = np.arange(0, len(samples) - 1, rate)
    again: np.ndarray = np.interp(places, np.arange(len(samples)), samples) * rng.uniform(0.9, 1.1)
    return again.astype(np.float32)


def _closest_in_length(example: Example, examples: Sequence[Example]) -> Example:
    others = [other for other in examples if other.text != example.text]
    return min(others, key=lambda other: abs(len(other.samples) - len(example.samples)))


# ---- figures ---------------------------------------------------------------------------------------------
def report(examples: Sequence[Example], voice_id: str) -> None:
    def objects(example: Example) -> tuple[str, ...]:
        faults = inspect(example.samples, example.sample_rate_hz, example.phonemes, voice=voice_id)
        return tuple(fault.problem for fault in faults)

    began = time.process_time()
    clean = [(objects(example), example) for example in examples]
    spent_s = time.process_time() - began
    seconds = sum(len(example.samples) / example.sample_rate_hz for example in examples)
    alarms = [(found, example) for found, example in clean if found]
    print(
        f"{len(examples)} clean clips, {seconds:.0f} s; the gate took {100 * spent_s / seconds:.2f} % of their duration"
    )
    print(f"false alarms: {len(alarms)} of {len(examples)} = {100 * len(alarms) / len(examples):.1f} %")
    for found, example in alarms:
        print(f"    {'; '.join(found)}: {example.text[:70]}")
    counts: dict[str, list[int]] = {}
    for name, spoilt in faults(examples):
        tally = counts.setdefault(name, [0, 0])
        tally[0] += bool(objects(spoilt))
        tally[1] += 1
    for name, (hits, of) in counts.items():
        print(f"{name:<55}{hits:>5} of {of:<5}{100 * hits / of:6.1f} %")
    groups: dict[str, list[int]] = {}
    for name, (hits, of) in counts.items():
        tally = groups.setdefault(name.partition(":")[0], [0, 0])
        tally[0], tally[1] = tally[0] + hits, tally[1] + of
    print("  ".join(f"{name} {100 * hits / of:.1f} %" for name, (hits, of) in groups.items()))
    hits, of = (sum(column) for column in zip(*counts.values(), strict=True))
    print(f"all injected faults: {hits} of {of} = {100 * hits / of:.1f} %")


# ---- fit -------------------------------------------------------------------------------------------------
def fit(examples: Sequence[Example], rounds: int = 10) -> str:
    """The table of the acoustic model by Viterbi training from an even start."""
    usable, paths = [], []
    frames = [acoustics.analyse(example.samples, example.sample_rate_hz) for example in examples]
    mean = np.concatenate([f.features[f.sounding][:, : acoustics._CEPSTRA] for f in frames]).mean(axis=0)
    for example, one in zip(examples, frames, strict=True):
        features = acoustics.speech_features(one, mean)
        if len(features) > len(example.phonemes):
            usable.append((features, example.phonemes))
            paths.append(_even_start(example, np.flatnonzero(one.sounding) * acoustics.HOP_S))
    model = None
    for _ in range(rounds):
        model = _estimate(usable, paths, mean)
        paths = [_aligned(features, phonemes, model) for features, phonemes in usable]
    assert model is not None
    deviations = 1 / np.sqrt(model.inverse_variances)
    rows = [
        "# The gate's acoustic model: fitted by tools/gate/faults.py --fit on clean clips of the default voice.",
        "# phoneme	mean sounding time in s	20 means	20 standard deviations; `mean`: cepstral mean of all speech",
        "\t".join(["mean", *(f"{value:.4f}" for value in mean)]),
    ]
    for phoneme, place in model.index.items():
        values = [model.seconds[place], *model.means[place], *deviations[place]]
        rows.append("\t".join([phoneme, *(f"{value:.4f}" for value in values)]))
    return "\n".join(rows) + "\n"


def _aligned(features: Any, phonemes: Sequence[str], model: acoustics.Model) -> Any:
    found = acoustics.align(features, phonemes, model)
    assert found is not None, "clips with fewer frames than phonemes are left out"
    return found.phoneme


def _even_start(example: Example, times_s: np.ndarray) -> np.ndarray:
    """Each word's phonemes spread evenly over the frames of that word."""
    path = np.zeros(len(times_s), dtype=int)
    first = 0
    starts_s = [start / example.sample_rate_hz for start in example.word_starts] + [np.inf]
    for word, start_s, end_s in zip(example.words, starts_s[:-1], starts_s[1:], strict=True):
        inside = np.flatnonzero((times_s >= (start_s if first else 0)) & (times_s < end_s))
        if word and len(inside):
            path[inside] = first + np.arange(len(inside)) * len(word) // len(inside)
        first += len(word)
    return path


def _estimate(
    usable: Sequence[tuple[Any, Sequence[str]]], paths: Sequence[Any], mean: Any
) -> acoustics.Model:
    width = usable[0][0].shape[1]
    members: dict[str, list[np.ndarray]] = {phoneme: [] for phoneme in PHONEMES}
    times: dict[str, list[int]] = {phoneme: [] for phoneme in PHONEMES}
    for (features, phonemes), path in zip(usable, paths, strict=True):
        for place, phoneme in enumerate(phonemes):
            own = features[path == place]
            members[phoneme].append(own)
            times[phoneme].append(len(own))
    stacked = {p: np.concatenate([np.zeros((0, width), np.float32), *parts]) for p, parts in members.items()}
    means, deviations, seconds = [], [], []
    for phoneme in PHONEMES:
        alike = np.concatenate([stacked[other] for other in PHONEMES if _kind(other) == _kind(phoneme)])
        own, weight = stacked[phoneme], len(stacked[phoneme]) / (len(stacked[phoneme]) + 20)
        centre = (weight * own.mean(axis=0) if len(own) else 0) + (1 - weight) * alike.mean(axis=0)
        spread = (weight * own.var(axis=0) if len(own) else 0) + (1 - weight) * alike.var(axis=0)
        means.append(centre)
        deviations.append(np.sqrt(spread + 0.0025))
        counts = (
            times[phoneme]
            + [t for other in PHONEMES if _kind(other) == _kind(phoneme) for t in times[other]][:20]
        )
        seconds.append(float(np.mean(counts)) * acoustics.HOP_S)
    table = np.array(deviations, dtype=np.float32)
    return acoustics.Model(
        index={phoneme: place for place, phoneme in enumerate(PHONEMES)},
        means=np.array(means, dtype=np.float32),
        inverse_variances=(1 / table**2).astype(np.float32),
        log_norms=(-np.log(table).sum(axis=1) - 0.5 * width * np.log(2 * np.pi)).astype(np.float32),
        seconds=np.array(seconds, dtype=np.float32),
        cepstral_mean=mean.astype(np.float32),
    )


def _kind(phoneme: str) -> str:
    if phoneme in SONORANTS:
        return "sonorant"
    if phoneme in CONSONANTS:
        return "obstruent"
    return "long vowel" if "ː" in phoneme or len(phoneme) > 1 else "short vowel"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--text", type=Path, action="append")
    parser.add_argument("--voice", default="kokoro", help="ID or ID:SPEAKER,SPEAKER")
    parser.add_argument("--store", type=Path, default=HERE.parents[1] / "build" / "gate")
    parser.add_argument("--fit", action="store_true")
    options = parser.parse_args()
    lines = [
        line.strip()
        for path in options.text or [HERE / "sentences.txt"]
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    voice_id, _, speakers = options.voice.partition(":")
    examples = speak(lines, voice_id, speakers.split(",") if speakers else [], options.store)
    if options.fit:
        acoustics.TABLE.parent.mkdir(exist_ok=True)
        acoustics.TABLE.write_text(fit(examples), encoding="utf-8")
    else:
        report(examples, voice_id)


if __name__ == "__main__":
    main()

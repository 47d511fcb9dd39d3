"""What does a way of speaking cost? The same sentences with it and without, judged pair by pair.

    python -m tools.voices.paired tones kokoro           # with the drawn tune, and with the model's own melody
    python -m tools.voices.paired carrier kokoro         # headings after "Overskrifta er:", which is cut off, and bare
    python -m tools.voices.paired words kokoro           # two hundred words in a frame: which tone, by pitch alone?
    python -m tools.voices.paired tones kokoro-styles:sara --text tools/voices/data/unseen.txt --first 20

Nothing is chosen on the texts in data/paired_*.txt. Every judgement is kept in a file (`--kept`), so a run that was
stopped goes on; half-way figures are those of the pairs that are there.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from audio_edition.listener.compare import Comparison
from audio_edition.listener.whisper import load_listener
from audio_edition.score import judges, pitch
from audio_edition.score.cases import WORD_FRAME
from audio_edition.score.takes import ScoredTake, Teller, teller
from audio_edition.settings import Settings, cache_folder

DATA = Path(__file__).parent / "data"
TEXTS = {"tones": "paired_sentences.txt", "carrier": "paired_headings.txt", "words": "paired_words.txt"}
DRAWS, SEED = 10_000, 0


class Judged(NamedTuple):
    """One sentence said in one way."""

    text: str
    with_it: bool
    errors: int
    letters: int
    distill_mos: float


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("question", choices=sorted(TEXTS))
    parser.add_argument("voice", help="ID or ID:SPEAKER")
    parser.add_argument("--text", type=Path, help="other sentences, one a line")
    parser.add_argument("--first", type=int, help="only so many")
    parser.add_argument("--kept", type=Path, help="where judgements are kept")
    given = parser.parse_args()
    path = given.text or DATA / TEXTS[given.question]
    texts = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    texts = texts[: given.first]
    if given.question == "words":
        print(_words(given.voice, texts))
        return
    name = f"{given.question}-{given.voice.replace(':', '-')}-{path.stem}.jsonl"
    kept = given.kept or cache_folder() / "paired" / name
    kept.parent.mkdir(parents=True, exist_ok=True)
    print(summary(_judge(given.question, given.voice, texts, kept)))


def _judge(question: str, voice: str, texts: Sequence[str], kept: Path) -> list[Judged]:
    lines = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    known = {(one.text, one.with_it): one for one in (Judged(**json.loads(line)) for line in lines)}
    listener = load_listener()
    tellers = _tellers(question, voice)
    for number, text in enumerate(texts, 1):
        for with_it, speaker in tellers.items():
            if (text, with_it) in known:
                continue
            with _carrier(on=with_it or question != "carrier"):
                take = speaker.say(text)
            heard: Comparison = listener.check(take.samples, take.sample_rate_hz, _meant(take))
            judged = Judged(
                text,
                with_it,
                min(heard.errors, heard.letters),
                heard.letters,
                judges.distill_mos([take]),
            )
            known[text, with_it] = judged
            with kept.open("a", encoding="utf-8") as file:
                file.write(json.dumps(judged._asdict(), ensure_ascii=False) + "\n")
        print(f"{number} of {len(texts)}", end="\r", flush=True)
    return [known[text, with_it] for text in texts for with_it in tellers]


def _tellers(question: str, voice: str) -> dict[bool, Teller]:
    if question == "tones":
        return {with_it: teller(voice, Settings(tones=with_it)) for with_it in (False, True)}
    one = teller(voice, Settings())
    return {False: one, True: one}


@contextmanager
def _carrier(*, on: bool) -> Any:
    from audio_edition.synthesis import carrier

    before = carrier.MOST_WORDS
    carrier.MOST_WORDS = before if on else 0
    try:
        yield
    finally:
        carrier.MOST_WORDS = before


def _meant(take: ScoredTake) -> str:
    return " ".join(word.grapheme for word in take.words)


def summary(judged: Sequence[Judged]) -> str:
    """The two ways side by side, and what the difference is worth."""
    ways = [[one for one in judged if one.with_it is with_it] for with_it in (False, True)]
    wrong, letters, opinion = (
        np.array([[float(getattr(one, field)) for one in way] for way in ways])
        for field in ("errors", "letters", "distill_mos")
    )
    change = opinion[1] - opinion[0]
    z = change.mean() / (change.std(ddof=1) / np.sqrt(len(change)))
    chosen = np.random.default_rng(SEED).integers(0, len(change), (DRAWS, len(change)))
    rates = wrong[:, chosen].sum(2) / letters[:, chosen].sum(2)
    low, high = np.percentile(rates[1] - rates[0], [2.5, 97.5])
    without, with_it = (float(each) for each in wrong.sum(1) / letters.sum(1))
    return (
        f"{len(change)} texts\n"
        f"character errors: without {without:.3f}, with {with_it:.3f}, ratio {with_it / without:.2f}; "
        f"difference {with_it - without:+.3f} (95 % interval {low:+.3f} to {high:+.3f})\n"
        f"Distill-MOS: without {opinion[0].mean():.2f}, with {opinion[1].mean():.2f}, "
        f"difference {change.mean():+.3f} (z {z:+.1f})"
    )


def _words(voice: str, words: Sequence[str]) -> str:
    lines = []
    for with_it in (False, True):
        speaker = teller(voice, Settings(tones=with_it))
        takes = [speaker.say(WORD_FRAME.format(word)) for word in words]
        speaker.close()
        told = pitch.tone_accuracy(takes, 2)
        lines.append(
            f"{'with' if with_it else 'without'} the tune: {told:.1%} of {len(takes)} words told apart"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()

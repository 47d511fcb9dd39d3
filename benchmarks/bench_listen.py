"""What `make --listen` costs and what it finds: processor seconds a second of speech, sentences tried again, and how
many of them are understood better afterwards.

python benchmarks/bench_listen.py 120
python benchmarks/bench_listen.py 120 --text benchmarks/data/sentences.txt --voice trast
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from audio_edition.desk.booth import Booth
from audio_edition.listener.whisper import Listener, load_listener
from audio_edition.settings import Settings
from audio_edition.speech import FrontEnd
from audio_edition.synthesis.listening import MISHEARD, listen, understood
from audio_edition.types import Clip, Utterance

TEXT = Path(__file__).parent / "data" / "sentences.txt"


class Mouth:
    """Speaks, and counts what that costs."""

    def __init__(self, booth: Booth) -> None:
        self.booth, self.spent_s = booth, 0.0

    def __call__(self, utterances: Sequence[Utterance]) -> list[Clip]:
        begun = time.process_time()
        clips = self.booth.speak(utterances)
        self.spent_s += time.process_time() - begun
        return clips


def sentences(path: Path, most: int, front: FrontEnd) -> list[Utterance]:
    """The first `most` lines of a file as the narrator says them; `#` begins a remark."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    said = [utterance for line in lines for utterance in front.text(line)]
    return [one for one in said if len(one.words) >= MISHEARD][:most]


def main(most: int, text: Path, voice: str | None) -> None:
    """Speak `most` sentences, then listen to them; a table on stdout."""
    settings = Settings(voice=voice) if voice else Settings()
    booth = Booth(settings)
    mouth = Mouth(booth)
    utterances = sentences(text, most, FrontEnd(settings))
    clips = mouth(utterances)
    speech_s, spoken_s = sum(clip.duration_s for clip in clips), mouth.spent_s
    ear = load_listener()
    ear.name = f"bench-{Path(tempfile.mkdtemp()).name}"  # nothing is remembered from another run
    begun, mouth.spent_s = time.process_time(), 0.0
    kept = understood(utterances, clips, mouth, ear)
    listened_s = time.process_time() - begun - mouth.spent_s
    report(utterances, clips, kept, ear)
    print(f"processor seconds a second of speech ({speech_s:.0f} s):")
    print(f"  speaking        {spoken_s / speech_s:.2f} (0 where the cache had it)")
    print(f"  listening       {listened_s / speech_s:.2f}")
    print(f"  speaking again  {mouth.spent_s / speech_s:.2f}")
    booth.close()


def report(
    utterances: Sequence[Utterance], clips: Sequence[Clip], kept: Sequence[Clip], ear: Listener
) -> None:
    """How many were tried again, how many of them are understood better, and how many still are not."""
    first = [listen(one, clip, ear) for one, clip in zip(utterances, clips, strict=True)]
    last = [listen(one, clip, ear) for one, clip in zip(utterances, kept, strict=True)]
    again = [n for n, (one, two) in enumerate(zip(clips, kept, strict=True)) if two.tries > one.tries]
    better = [n for n in again if last[n].doubt < first[n].doubt]
    mended = [n for n in again if last[n].longest_run < MISHEARD]
    print(f"{len(clips)} sentences; tried again {len(again)}, understood better then {len(better)}, ", end="")
    print(
        f"mended (no {MISHEARD} words wrong in a row) {len(mended)}, still misheard {len(again) - len(mended)}"
    )
    for name, chosen in (("all", range(len(clips))), ("those tried again", again)):
        if chosen:
            before = sum(first[n].error_rate for n in chosen) / len(chosen)
            after = sum(last[n].error_rate for n in chosen) / len(chosen)
            print(f"letters wrong, {name}: {before:.3f} before, {after:.3f} after")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("sentences", type=int, nargs="?", default=12)
    parser.add_argument("--text", type=Path, default=TEXT, help="one sentence a line")
    parser.add_argument("--voice")
    asked = parser.parse_args()
    main(asked.sentences, asked.text, asked.voice)

"""What `make --listen` costs: processor seconds of listening a second of speech, on the example article's clips.

python benchmarks/bench_listen.py [SENTENCES]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from audio_edition.article import read_article
from audio_edition.desk.booth import Booth
from audio_edition.listener.whisper import load_listener
from audio_edition.script import write_script
from audio_edition.settings import Settings
from audio_edition.speech import FrontEnd
from audio_edition.synthesis.listening import MISHEARD, understood

ARTICLE = Path(__file__).parents[1] / "examples" / "ferje.txt"


def main(most: int) -> None:
    """Speak `most` sentences, then listen to them; a table on stdout."""
    settings = Settings()
    script = write_script(read_article(str(ARTICLE), ARTICLE.read_bytes()), settings)
    booth = Booth(settings)
    utterances = [one for one in FrontEnd(settings).script(script) if len(one.words) >= MISHEARD][:most]
    begun = time.process_time()
    clips = booth.speak(utterances)
    spoken_s = time.process_time() - begun
    speech_s = sum(clip.duration_s for clip in clips)
    ear = load_listener()
    ear.name = f"bench-{Path(tempfile.mkdtemp()).name}"  # nothing is remembered from another run
    begun = time.process_time()
    heard = understood(utterances, clips, booth.speak, ear)
    listened_s = time.process_time() - begun
    print(f"{len(clips)} sentences, {speech_s:.0f} s of speech; processor seconds a second of speech")
    print(f"speaking   {spoken_s / speech_s:.2f} (0 where the cache had it)")
    print(f"listening  {listened_s / speech_s:.2f}, new tries of what was misheard counted")
    print(
        f"tried again {sum(one.tries > two.tries for one, two in zip(heard, clips, strict=True))}, ", end=""
    )
    print(f"still misheard {sum(any(f.kind == 'misheard' for f in one.faults) for one in heard)}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 12)

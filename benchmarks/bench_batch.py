"""Time and memory of a batch by its size: many short articles, with the voice that only hums.

    python benchmarks/bench_batch.py            # 10, 100 and 1000 articles: about an hour on two cores
    python benchmarks/bench_batch.py 10 100

Each size runs in a new process and a new folder: once to make everything, then again with nothing changed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

_PLACES = ("Straum", "Lia", "Nesvika", "Storelva", "Tveit", "Holmen", "Myra", "Vågen", "Åsen", "Fossen")


def main() -> None:
    sizes = [int(size) for size in sys.argv[1:]] or [10, 100, 1000]
    print(
        f"{'articles':>8} {'made in':>10} {'each':>8} {'peak':>9} {'no change':>10} {'peak':>9}", flush=True
    )
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            inbox = Path(folder) / "inbox"
            write_articles(inbox, size)
            first_s, first_mb = run(Path(folder))
            again_s, again_mb = run(Path(folder))
        print(
            f"{size:>8} {first_s:>8.1f} s {first_s / size:>6.2f} s {first_mb:>6.0f} MB {again_s:>8.2f} s {again_mb:>6.0f} MB",
            flush=True,
        )


def write_articles(inbox: Path, count: int) -> None:
    """`count` articles of three sentences; no two are the same."""
    inbox.mkdir(exist_ok=True)
    for number in range(count):
        place = _PLACES[number % len(_PLACES)]
        text = f"Sak {number} frå {place}\n\nDette er melding nummer {number} frå {place}.\n\nFolk gler seg, seier ordføraren.\n"
        (inbox / f"sak-{number:05d}.txt").write_text(text, encoding="utf-8")


def run(folder: Path) -> tuple[float, float]:
    """(seconds, peak memory of the process in MB) of one run over the inbox."""
    command = [
        sys.executable, "-c", "from audio_edition.cli import main; main()",
        "make", str(folder / "inbox"), "--out", str(folder / "out"), "--voice", "silence",
    ]  # fmt: skip
    begun = time.monotonic()
    process = subprocess.Popen(
        command, stderr=subprocess.DEVNULL, env=os.environ | {"AUDIO_EDITION_HOME": str(folder / "home")}
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    if code := os.waitstatus_to_exitcode(status):
        sys.exit(f"the run ended with exit code {code}")
    return seconds, usage.ru_maxrss / 1024


if __name__ == "__main__":
    main()

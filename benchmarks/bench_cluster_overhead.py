"""Throughput of two cluster workers of one thread beside that of the local pool of two processes, by turns in one run.

    python benchmarks/bench_cluster_overhead.py --articles 12 --rounds 2 --voice kokoro
    python benchmarks/bench_cluster_overhead.py --articles 20 --rounds 3 --voice silence

Counted from the second finished article to the last (where two are at work, the second is as good as made when the first
is), so that neither the start of a cluster nor the loading of models is in it. On a machine that does other things too,
the seconds of the processor say what the cluster itself costs; those by the clock say it where nothing else runs. Each run has a cache of its own; both use the voices of this user's AUDIO_EDITION_HOME.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from machine import describe_machine

_RUN = """
import sys, time, psutil
from pathlib import Path
from audio_edition.edition.talk import Quiet
from audio_edition.settings import Settings
mode, inbox, out, voice = sys.argv[1:]
ends = []
def spent_s():
    tree = [psutil.Process(), *psutil.Process().children(recursive=True)]
    return sum(sum(process.cpu_times()[:4]) for process in tree)  # with children that have ended
def told(outcome):
    assert outcome.status == "made", outcome.problem
    ends.append((time.monotonic(), outcome.duration_s, spent_s()))
if mode == "cluster":
    from audio_edition.cluster.run import make_all_on_cluster
    make_all_on_cluster([inbox], Path(out), Settings(voice=voice, cluster="local:2"), Quiet(), on_outcome=told)
else:
    from audio_edition.edition.batch import make_all
    from audio_edition.edition.studio import Studio
    settings = Settings(voice=voice, jobs=2)
    studio = Studio(settings)
    make_all([inbox], Path(out), settings, studio=studio, on_outcome=told, apart_from=2)
    studio.close()
print(sum(end[1] for end in ends[2:]), ends[-1][0] - ends[1][0], ends[-1][2] - ends[1][2])
"""
_PLACES = ("Straum", "Lia", "Nesvika", "Storelva", "Tveit", "Holmen", "Myra", "Vågen", "Åsen", "Fossen")


def main() -> None:
    """A line a round, then the ratio of all."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--articles", type=int, default=12)
    options.add_argument("--rounds", type=int, default=2)
    options.add_argument("--voice", default="kokoro")
    chosen = options.parse_args()
    print(describe_machine("Two workers of a cluster beside the local pool of two"))
    total = {"local": [0.0, 0.0, 0.0], "cluster": [0.0, 0.0, 0.0]}
    for number in range(chosen.rounds):
        for mode in ("local", "cluster") if number % 2 == 0 else ("cluster", "local"):
            with tempfile.TemporaryDirectory(prefix="bench-cluster-") as folder:
                found = run(Path(folder), mode, chosen.articles, chosen.voice, number)
            total[mode] = [before + now for before, now in zip(total[mode], found, strict=True)]
            print(f"round {number + 1}, {mode:<8} {told(*found)}", flush=True)
    for mode, found in total.items():
        print(f"all rounds, {mode:<8} {told(*found)}")
    by_clock, by_processor = (
        total["cluster"][0] / total["cluster"][at] / (total["local"][0] / total["local"][at]) for at in (1, 2)
    )
    print(f"cluster / local pool: {by_clock:.2f} by the clock, {by_processor:.2f} by the processor's seconds")


def told(speech_s: float, clock_s: float, processor_s: float) -> str:
    """Speech and what it took."""
    return (
        f"{speech_s:6.1f} s of speech in {clock_s:6.1f} s, {processor_s:6.1f} s of processor: "
        f"{speech_s / clock_s:6.3f} and {speech_s / processor_s:6.3f} s of speech a second"
    )


def run(folder: Path, mode: str, count: int, voice: str, seed: int) -> list[float]:
    """Seconds of speech, by the clock, and of the processor (all processes of the run) between the ends of the second article and of the last."""
    (folder / "inbox").mkdir()
    for number in range(count):
        place = _PLACES[number % len(_PLACES)]
        text = (
            f"Sak {seed}-{number} frå {place}\n\nI {place} møttest {number + 20} bønder for å snakke om vegen.\n\n"
            f"Dei vil ha han ferdig innan {2030 + number}, og kommunen seier at pengane er der.\n"
        )
        (folder / "inbox" / f"sak-{number:03d}.txt").write_text(text, encoding="utf-8")
    home = folder / "home"
    home.mkdir()
    own = Path(os.environ.get("AUDIO_EDITION_HOME") or Path.home() / ".local/share/audio-edition")
    if (own / "voices").is_dir():
        (home / "voices").symlink_to(own / "voices")
    done = subprocess.run(
        [sys.executable, "-c", _RUN, mode, str(folder / "inbox"), str(folder / "out"), voice],
        env=os.environ | {"AUDIO_EDITION_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return [float(figure) for figure in done.stdout.split()[-3:]]


if __name__ == "__main__":
    main()

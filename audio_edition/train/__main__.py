"""Go on with a training run: `python -m audio_edition.train RUN [--minutes N] [--steps N] [--score-minutes N]`."""

from __future__ import annotations

import argparse
from pathlib import Path

from audio_edition.train.session import find_judge
from audio_edition.train.trainer import Trainer


def main() -> None:
    """Train until told to stop; progress goes to stderr and to the run's log."""
    parser = argparse.ArgumentParser(prog="python -m audio_edition.train", description=__doc__)
    parser.add_argument("run", type=Path, help="folder with plan.json")
    parser.add_argument("--minutes", type=float)
    parser.add_argument("--steps", type=int)
    parser.add_argument("--score-minutes", type=float, default=20.0, help="minutes between two scores")
    options = parser.parse_args()

    def say(line: str) -> None:
        print(line, flush=True)

    Trainer(options.run, say, find_judge(say)).run(
        steps=options.steps, minutes=options.minutes, score_every_s=options.score_minutes * 60
    )


if __name__ == "__main__":
    main()

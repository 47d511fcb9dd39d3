"""How fast is the Kokoro path? One bare ONNX Runtime session against ours, on the same symbols, in one run.

    python benchmarks/bench_synthesis.py [--sentences 30] [--rounds 3] [--json FILE]

Rows: the model as published in one session with default threads (the peer); our engine (three parts, lengths, pauses and
tune of our own) the same way; the whole Synthesiser with the plan of this machine (workers started and models loaded before the clock starts, quality
gate, trimming, FLAC and cache included) and the same from a cold start. Rounds are interleaved and the best of each
row counts. On a busy machine many processes get more of it than one: then compare the processor seconds (CPU s). Whether
both still say the same is asked by `python -m tools.voices.graph_equality`.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

from audio_edition.engines.kokoro.engine import KokoroEngine, load
from audio_edition.engines.kokoro.preparing import join_parts
from audio_edition.engines.session import open_session
from audio_edition.phonemise import Phonemiser
from audio_edition.settings import Settings
from audio_edition.synthesis import Synthesiser
from audio_edition.synthesis.plan import available_cores, choose
from audio_edition.types import Piece, Utterance, Voice
from audio_edition.voices import build_cast, to_pieces

_SENTENCES = Path(__file__).parent / "data" / "sentences.txt"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    settings = Settings.model_validate({"voice": "kokoro"})
    cast = build_cast(settings)
    member = cast["narrator"]
    utterances = _utterances(options.sentences)
    pieces = [piece for utterance in utterances for piece in to_pieces(utterance.words, member)]
    plan = choose(settings, member, 500, 20000)  # measured now if it never was
    with tempfile.TemporaryDirectory() as scratch:
        published = Path(scratch) / "published.onnx"
        join_parts(member.voice, str(member.voice.model["digest"]), published)
        engine = load(member.voice)
        bare = Bare(open_session(published, threads=None), engine)
        settings = settings.model_copy(update={"jobs": plan.workers})
        warm = Synthesiser(settings, cast, fresh=True, folder=Path(scratch) / "warm")
        warm.clips(utterances[: plan.workers * 2])
        count = 0

        def whole_warm() -> None:
            warm._known.clear()
            warm.clips(utterances)

        def whole_cold() -> None:
            nonlocal count
            count += 1
            with Synthesiser(settings, cast, folder=Path(scratch) / f"cold{count}") as synthesiser:
                synthesiser.clips(utterances)

        rows: dict[str, Callable[[], None]] = {
            "published graph, one session, default threads": lambda: bare.speak(pieces),
            "our engine, one process, default threads": lambda: engine_alone(engine, pieces),
            f"Synthesiser, {plan.workers} x {plan.threads}, warm": whole_warm,
            f"Synthesiser, {plan.workers} x {plan.threads}, from a cold start": whole_cold,
        }
        best = dict.fromkeys(rows, float("inf"))
        cpu = dict.fromkeys(rows, float("inf"))
        for _ in range(options.rounds):
            for name, run in rows.items():
                begun, used = time.perf_counter(), _cpu_s()
                run()
                best[name] = min(best[name], time.perf_counter() - begun)
                if run is not whole_warm:  # workers that go on living have not told what they used
                    cpu[name] = min(cpu[name], _cpu_s() - used)
        warm.close()
    _report(member.voice, bare.spoken_s, best, cpu, options)


class Bare:
    """Nothing but a session: tokens in, samples out."""

    def __init__(self, session: Any, engine: KokoroEngine) -> None:
        self._session, self._engine = session, engine
        self.spoken_s = 0.0

    def speak(self, pieces: list[Piece]) -> None:
        self.spoken_s = sum(len(self.say(piece)) for piece in pieces) / 24000

    def say(self, piece: Piece) -> Any:
        return self._session.run(["audio"], self._engine.whole_graph_inputs(piece))[0]


def engine_alone(engine: KokoroEngine, pieces: list[Piece]) -> None:
    for piece in pieces:
        engine.synthesise(piece)


def _cpu_s() -> float:
    """Processor seconds of this process and of its children that have ended."""
    return sum(os.times()[:4])


def _or_dash(seconds: float) -> str:
    return f"{seconds:.1f}" if seconds < float("inf") else "-"


def _utterances(count: int) -> list[Utterance]:
    phonemiser = Phonemiser()
    lines = [line for line in _SENTENCES.read_text(encoding="utf-8").splitlines() if line and line[0] != "#"]
    return [
        Utterance(
            section=0, sentence=n, written=line, spoken=line, words=phonemiser.words(line), cast="narrator"
        )
        for n, line in enumerate(lines[:count])
    ]


def _report(
    voice: Voice,
    spoken_s: float,
    best: dict[str, float],
    cpu: dict[str, float],
    options: Any,
) -> None:
    peer = next(iter(best.values()))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{platform.machine()}, {available_cores()} of {os.cpu_count()} cores, Python {platform.python_version()}, ",
        end="",
    )
    print(
        f"onnxruntime {version('onnxruntime')}; {options.sentences} sentences, {spoken_s:.0f} s of sound, peak {peak_mb:.0f} MB\n"
    )
    print(f"{'':52} {'seconds':>8} {'RTF':>6} {'x peer':>7} {'CPU s':>7}")
    for name, seconds in best.items():
        print(
            f"{name:52} {seconds:8.1f} {seconds / spoken_s:6.3f} {peer / seconds:7.2f} {_or_dash(cpu[name]):>7}"
        )
    if options.json:
        rows = {name: {"seconds": seconds, "x_peer": peer / seconds} for name, seconds in best.items()}
        options.json.write_text(json.dumps({"voice": voice.id, "spoken_s": spoken_s, "rows": rows}, indent=1))


if __name__ == "__main__":
    main()

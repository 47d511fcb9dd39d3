"""Does memory stay flat? Sentences of ever new lengths through one engine, resident memory as it goes.

    python benchmarks/bench_memory.py joe --sentences 2000
    python benchmarks/bench_memory.py my-coqui-voice --torch
    python benchmarks/bench_memory.py my-coqui-voice --torch --keep    # what happens when glibc keeps its pages

Prints a table (sentences, minutes of speech, resident MiB) and, last, the growth from the highest point of the second
quarter to that of the last. Resident memory is this process's alone; the first quarter fills caches and is not growth.
"""

from __future__ import annotations

import argparse
import random


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("voice")
    parser.add_argument("--sentences", type=int, default=2000)
    parser.add_argument(
        "--torch", action="store_true", help="the checkpoint in torch, also where it is compiled"
    )
    parser.add_argument("--keep", action="store_true", help="never give freed pages back")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--shortest", type=int, default=8, help="symbols of the shortest sentence")
    parser.add_argument("--longest", type=int, default=160)
    options = parser.parse_args()

    from machine import describe_machine, resident_mib

    from audio_edition.engines import Engine, load_engine
    from audio_edition.types import Piece
    from audio_edition.voices import find_voice

    voice = find_voice(options.voice)
    if options.torch:
        from audio_edition.engines.vits import freed_memory, live

        if options.keep:
            freed_memory.FreedMemory.give_back = lambda self: None  # type: ignore[method-assign]
        engine: Engine = live.load_torch(voice, voice.folder, threads=options.threads)
    else:
        engine = load_engine(voice, threads=options.threads)
    print(describe_machine(f"voice {voice.id}, engine {engine.version}, {options.threads} thread(s)"))
    chance = random.Random(5)
    letters = [symbols for symbols in voice.symbols.values() if symbols]
    speaker = voice.cast["narrator"]
    seconds = 0.0
    curve: list[float] = []
    print(f"{'sentences':>10}{'minutes':>10}{'MiB':>8}")
    for number in range(1, options.sentences + 1):
        size = chance.randint(options.shortest, options.longest)
        symbols = [symbol for _ in range(size) for symbol in chance.choice(letters)][:size]
        seconds += engine.synthesise(Piece(tuple(symbols), "x", speaker=speaker, seed=number)).duration_s
        curve.append(resident_mib())
        if number % max(1, options.sentences // 20) == 0:
            print(f"{number:>10}{seconds / 60:>10.1f}{curve[-1]:>8.0f}", flush=True)
    quarter = max(1, len(curve) // 4)
    before, after = max(curve[quarter : 2 * quarter] or curve), max(curve[-quarter:])
    print(
        f"highest in the second quarter {before:.0f} MiB, in the last {after:.0f} MiB: {100 * (after / before - 1):+.1f} %"
    )


if __name__ == "__main__":
    main()

"""How fast is each way to run the same VITS weights? Ours and its peers, on the same sentences, in one run.

    python benchmarks/bench_engines.py                       # joe, everything that is installed
    python benchmarks/bench_engines.py --minutes 5 --rounds 3
    python benchmarks/bench_engines.py --coqui my-voice      # with an imported or trained checkpoint of yours
    python benchmarks/bench_engines.py --coqui my-voice --torch-only    # coqui-tts and our engine in torch alone

Rows (those whose package is missing are left out):

    piper-tts              the package's own Python API, its default session
    onnx, one process      our engine on the opened graph, as many threads as cores
    onnx, N processes      our engine, one thread in each of N processes: how an edition is made
    coqui-tts              its own `Vits` from its own `load_checkpoint`, weight norm and all, torch's threads
    coqui engine           ours on the same checkpoint in torch
    compiled, …            the checkpoint compiled

All rows speak the same sequences of tokens, so that nobody's text handling is measured. Rounds are
interleaved and the best of each row counts: a busy machine then disturbs all rows alike. RTF = seconds of work
a second of speech. Ratios are between rows of this run, never between runs.

`--torch-only` takes one thread and counts its CPU seconds, which a busy machine disturbs least.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machine import describe_machine

from audio_edition.engines import load_engine
from audio_edition.types import Piece, Voice
from audio_edition.voices import find_voice, model_file

SYMBOLS_A_SECOND = 15
"""Rough, to turn minutes asked for into sentences; what is spoken is measured."""


@dataclass
class Row:
    """One way to speak all sentences; `run` returns seconds of speech."""

    name: str
    run: Callable[[], float]
    best_s: float = float("inf")
    speech_s: float = 0.0

    @property
    def rtf(self) -> float:
        return self.best_s / self.speech_s


def sentences(voice: Voice, minutes: float) -> list[Piece]:
    """Sentences of the voice's symbols, of the lengths that news has, the same in every run."""
    chance = random.Random(7)
    letters = [symbols for symbols in voice.symbols.values() if symbols and symbols != (" ",)]
    pieces: list[Piece] = []
    total = 0
    while total < minutes * 60 * SYMBOLS_A_SECOND:
        symbols: list[str] = []
        for _ in range(chance.randint(4, 22)):
            symbols += [symbol for _ in range(chance.randint(2, 7)) for symbol in chance.choice(letters)] + [
                " "
            ]
        pieces.append(Piece((*symbols[:-1], "."), "x", speaker=voice.cast["narrator"], seed=len(pieces)))
        total += len(symbols)
    return pieces


def run_engine(engine: Any, pieces: Sequence[Piece]) -> float:
    return float(sum(engine.synthesise(piece).duration_s for piece in pieces))


_worker: Any = None


def _start_worker(voice: Voice) -> None:
    global _worker
    _worker = load_engine(voice, threads=1)


def _work(piece: Piece) -> float:
    return float(_worker.synthesise(piece).duration_s)


def pool_row(name: str, voice: Voice, pieces: Sequence[Piece], jobs: int) -> tuple[Row, Any]:
    pool = multiprocessing.get_context("spawn").Pool(jobs, _start_worker, (voice,))
    longest_first = sorted(pieces, key=lambda piece: -len(piece.symbols))
    pool.map(_work, longest_first[: 2 * jobs], chunksize=1)
    return Row(name, lambda: float(sum(pool.imap_unordered(_work, longest_first)))), pool


def piper_row(voice: Voice, pieces: Sequence[Piece]) -> Row | None:
    try:
        from piper import PiperVoice
    except ImportError:
        return None
    names = [entry["name"] for entry in voice.model["files"]]
    peer = PiperVoice.load(model_file(voice, names[0]), model_file(voice, names[1]))

    def run() -> float:
        samples = 0
        for piece in pieces:
            samples += len(peer.phoneme_ids_to_audio(peer.phonemes_to_ids(list(piece.symbols))))
        return samples / voice.sample_rate_hz

    return Row("piper-tts", run)


def coqui_row(voice: Voice, pieces: Sequence[Piece]) -> Row:
    """coqui-tts as it is: its loader and its `inference`, on the token sequences of the others."""
    import torch
    from TTS.config import load_config
    from TTS.tts.models.vits import Vits

    from audio_edition.engines.vits.checkpoint import find_weights
    from audio_edition.engines.vits.loading import load_vits

    config = load_config(voice.folder / "config.json")
    model = Vits(config)
    model.load_checkpoint(config, str(find_weights(voice.folder)), eval=True, strict=True)
    _, info = load_vits(voice.folder)

    def run() -> float:
        samples = 0
        for piece in pieces:
            tokens, _ = info.tokens.encode(piece.symbols)
            with torch.inference_mode():
                output = model.inference(
                    torch.tensor([tokens]), {"x_lengths": torch.tensor([len(tokens)])} | _NOBODY
                )
            samples += output["model_outputs"].shape[-1]
        return samples / voice.sample_rate_hz

    return Row("coqui-tts", run)


_NOBODY = {"d_vectors": None, "speaker_ids": None, "language_ids": None, "durations": None}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--voice", default="joe", help="a Piper voice")
    parser.add_argument(
        "--coqui", help="id of a voice with a Coqui checkpoint of the same weights (voices import)"
    )
    parser.add_argument(
        "--torch-only", action="store_true", help="only the two rows in torch, in CPU seconds"
    )
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--jobs", type=int, nargs="*", default=[os.cpu_count() or 1])
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()

    voice = find_voice(options.voice)
    pieces = sentences(voice, options.minutes)
    rows: list[Row] = []
    pools: list[Any] = []
    cores = 1 if options.torch_only else os.cpu_count() or 1
    clock = time.process_time if options.torch_only else time.perf_counter
    if options.torch_only and not options.coqui:
        parser.error("--torch-only needs --coqui ID")
    if not options.torch_only:
        if row := piper_row(voice, pieces):
            rows.append(row)
        engine = load_engine(voice, threads=cores)
        rows.append(Row(f"onnx, one process of {cores} threads", lambda: run_engine(engine, pieces)))
        for jobs in options.jobs:
            row, pool = pool_row(f"onnx, {jobs} processes of 1 thread", voice, pieces, jobs)
            rows.append(row)
            pools.append(pool)
    if options.coqui:
        from audio_edition.engines.vits.files import find_graph
        from audio_edition.engines.vits.live import load_torch

        checkpoint = find_voice(options.coqui)
        rows.append(coqui_row(checkpoint, pieces))
        ours = load_torch(checkpoint, checkpoint.folder, threads=cores)
        rows.append(Row("coqui engine (torch)", lambda: run_engine(ours, pieces)))
        if find_graph(checkpoint) and not options.torch_only:
            compiled = load_engine(checkpoint, threads=cores)
            rows.append(
                Row(f"compiled, one process of {cores} threads", lambda: run_engine(compiled, pieces))
            )
            row, pool = pool_row(f"compiled, {cores} processes of 1 thread", checkpoint, pieces, cores)
            rows.append(row)
            pools.append(pool)
    for number in range(options.rounds):
        for row in rows:
            begun = clock()
            row.speech_s = row.run()
            row.best_s = min(row.best_s, clock() - begun)
            print(f"round {number + 1}: {row.name}", file=sys.stderr)
    for pool in pools:
        pool.close()
        pool.join()
    print(
        describe_machine(
            f"{len(pieces)} sentences, {rows[0].speech_s / 60:.1f} minutes of speech, {options.rounds} rounds"
        )
    )
    by_name = {row.name: row for row in rows}
    peers = [by_name[name] for name in ("piper-tts", "coqui-tts") if name in by_name]
    print("".join([f"{'':40}{'RTF':>8}", *(f"{'× ' + peer.name:>14}" for peer in peers)]))
    for row in rows:
        ratios = "".join(f"{peer.rtf / row.rtf:>14.2f}" for peer in peers)
        print(f"{row.name:40}{row.rtf:>8.4f}{ratios}")
    if options.json:
        table = [
            {"name": row.name, "rtf": row.rtf, "seconds": row.best_s, "speech_s": row.speech_s}
            for row in rows
        ]
        options.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Do Kokoro's graphs say the same? Each speaks the same sentences, and a listener writes down what it hears.

    python -m tools.voices.graph_equality --sentences 40

Rows: the graph as published (int8, whole), the float one (whole; a GPU runs its parts), and what `make` says on a CPU: our
rewritten parts, with lengths, pauses and tune of our own between them. CER = errors of the listener a character; nats = how little it expects the true sentence (`listener.py`); and,
against the published graph, the sentences of the same length and their log-spectral distance.
"""

from __future__ import annotations

import argparse
import math
import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from audio_edition.audio.trim import trim
from audio_edition.engines.kokoro import floats
from audio_edition.engines.kokoro.engine import KokoroEngine, load
from audio_edition.engines.kokoro.preparing import join_parts, spectral_distance_db
from audio_edition.engines.session import open_session
from audio_edition.phonemise import Phonemiser
from audio_edition.types import Piece, Voice
from audio_edition.voices import load_member, to_pieces
from tools.voices.booth import sentences
from tools.voices.ear import Ear, errors

_RATE_HZ = 24000


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sentences", type=int, default=40)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    said = sentences()[:: max(1, len(sentences()) // options.sentences)][: options.sentences]
    member = load_member("kokoro")
    phonemiser, listener = Phonemiser(), Ear(options.threads)
    engine = load(member.voice, threads=options.threads)
    pieces = [to_pieces(phonemiser.words(sentence), member)[0] for sentence in said]
    print(f"{len(said)} sentences")
    print(f"{'graph':12}{'CER':>8}{'nats':>8}{'better':>8}{'worse':>7}{'same length':>13}{'dB':>7}")
    first: list[tuple[Any, int]] = []
    with tempfile.TemporaryDirectory() as scratch:
        for name, speak in _speakers(engine, member.voice, Path(scratch), options.threads):
            rows, nats = [], []
            for sentence, piece in zip(said, pieces, strict=True):
                samples = speak(piece)
                trimmed = samples[slice(*trim(samples, _RATE_HZ))]
                wrong, _ = errors(sentence, listener.hear(trimmed, _RATE_HZ))
                nats.append(listener.surprise(trimmed, _RATE_HZ, sentence))
                rows.append((samples, wrong))
            first = first or rows
            _print_row(name, rows, nats, first, sum(errors(sentence, "")[1] for sentence in said))


def _speakers(
    engine: KokoroEngine, voice: Voice, scratch: Path, threads: int
) -> Iterator[tuple[str, Callable[[Piece], Any]]]:
    published, plain = scratch / "published.onnx", scratch / "float.onnx"
    join_parts(voice, str(voice.model["digest"]), published)
    floats.unquantise(published, plain)
    for name, path in (("published", published), ("float", plain)):
        session = open_session(path, threads=threads)

        def whole(piece: Piece, session: Any = session) -> Any:
            return session.run(["audio"], engine.whole_graph_inputs(piece))[0].reshape(-1)

        yield name, whole
    yield "as spoken", lambda piece: engine.synthesise(piece).samples


def _print_row(name: str, rows: list[Any], nats: list[float], first: list[Any], characters: int) -> None:
    pairs = list(zip(first, rows, strict=True))
    better = sum(b[1] < a[1] for a, b in pairs)
    worse = sum(b[1] > a[1] for a, b in pairs)
    same = [spectral_distance_db(a[0], b[0]) for a, b in pairs if len(a[0]) == len(b[0])]
    distance = statistics.median(same) if same else math.nan
    cer = sum(wrong for _, wrong in rows) / characters
    print(
        f"{name:12}{cer:8.3f}{statistics.mean(nats):8.3f}{better:8}{worse:7}{len(same):13}{distance:7.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()

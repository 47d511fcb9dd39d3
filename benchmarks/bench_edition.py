"""What does a whole edition cost beside the model's own work? Text in, MP3 out, against bare inference.

    python benchmarks/bench_edition.py [ARTICLE] [--rounds 2]

Rows, all in one run and in turns:

    bare session        the model as published in one ONNX Runtime session with default threads, loaded first:
                        the same symbols, nothing else
    synthesis           our synthesiser, model load included: the same sentences into the cache of clips
    whole command       `audio-edition make` in a process of its own, nothing in the cache but the prepared model
    nothing changed     the same command again

The ratio that counts is whole command / bare session.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from machine import describe_machine

DEFAULT = Path(__file__).parent.parent / "examples" / "skule.html"


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("article", nargs="?", type=Path, default=DEFAULT)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    print(describe_machine("Whole edition against bare inference"))
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        os.environ["AUDIO_EDITION_HOME"] = str(home)
        prepare(Path(folder))
        times: dict[str, list[float]] = {}
        seconds = 0.0
        for _ in range(options.rounds):
            times.setdefault("bare session", []).append(bare(options.article))
            shutil.rmtree(home / "cache" / "clips", ignore_errors=True)
            times.setdefault("synthesis", []).append(synthesis(options.article))
            shutil.rmtree(home / "cache" / "clips", ignore_errors=True)
            out = Path(tempfile.mkdtemp(dir=folder))
            times.setdefault("whole command", []).append(command(options.article, out))
            times.setdefault("nothing changed", []).append(command(options.article, out))
            seconds = duration_s(out)
    best = {name: min(values) for name, values in times.items()}
    print(f"\n{options.article.name}: {seconds:.1f} s of edition, best of {options.rounds}\n")
    print(f"{'':<18}{'seconds':>9}{'RTF':>8}{'/ bare':>8}{'/ synthesis':>13}")
    for name, value in best.items():
        print(
            f"{name:<18}{value:>9.2f}{value / seconds:>8.3f}{value / best['bare session']:>8.2f}"
            f"{value / best['synthesis']:>13.2f}"
        )


def prepare(folder: Path) -> None:
    """Join and rewrite the model and measure the machine once, as the first command on a machine does."""
    subprocess.run(
        [sys.executable, "-m", "audio_edition", "say", "--out", str(folder / "hei.wav")],
        input="Hei på deg, du som lyttar no.\nDette er ei prøve.\n",
        text=True,
        check=True,
        stderr=subprocess.DEVNULL,
    )


def utterances(article: Path):  # type: ignore[no-untyped-def]
    from audio_edition.article import read_article
    from audio_edition.edition.studio import Studio
    from audio_edition.script import write_script
    from audio_edition.settings import Settings

    studio = Studio(Settings())
    found = read_article(article)
    return studio, studio.maker.utterances(found, write_script(found, studio.settings))


def bare(article: Path) -> float:
    """Seconds of the model's own inference of the article's symbols: the published graph, default threads."""
    import onnxruntime

    from audio_edition.engines import load_engine
    from audio_edition.voices import find_voice, model_file, to_pieces

    studio, said = utterances(article)
    feeder = load_engine(find_voice("kokoro"))  # only for its way from symbols to tokens
    feeds = [
        feeder.feed(piece)  # type: ignore[attr-defined]
        for utterance in said
        for piece in to_pieces(utterance.words, studio.maker.cast[utterance.cast], studio.settings.rate)
    ]
    feeder.close()
    parts = [model_file(find_voice("kokoro"), f"part{n}.bin").read_bytes() for n in range(1, 5)]
    session = onnxruntime.InferenceSession(b"".join(parts), providers=["CPUExecutionProvider"])
    session.run(None, feeds[0])
    begun = time.monotonic()
    for feed in feeds:
        session.run(None, feed)
    return time.monotonic() - begun


def synthesis(article: Path) -> float:
    """Seconds from utterances to clips, workers and model load included."""
    studio, said = utterances(article)
    begun = time.monotonic()
    studio.maker.synthesiser.clips(said)
    studio.close()
    return time.monotonic() - begun


def command(article: Path, out: Path) -> float:
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "audio_edition", "make", str(article), "--out", str(out)],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    return time.monotonic() - begun


def duration_s(out: Path) -> float:
    from audio_edition.edition.manifest import read_manifest

    (manifest,) = [found for path in out.iterdir() if path.is_dir() and (found := read_manifest(path))]
    return manifest.duration_s


if __name__ == "__main__":
    main()

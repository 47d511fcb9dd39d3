"""Folders of hostile or difficult articles, each through `make`: what is made, what is told, how long it takes.

    python -m tools.cases FOLDER... [--limit-s 90] [--voice silence] [--nightly] [--spoken]

A case is a file that `make` reads. It holds when the program ends within the limit with 0 or 1, without a traceback,
with an edition that `verify` passes or one sentence on why there is none, and without a figure left in what is spoken.
`--nightly`: the case lies between two sound articles in the inbox of a throwaway site, and holds when both of them,
the page and the report are made as well. `--spoken` prints what a voice is given, to be compared with what is right:
no script can know that. One row a case (tabs), and the sum last; exit 1 when a case does not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

READ = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".epub")
COMMAND = (sys.executable, "-m", "audio_edition")
SOUND = "Sak {} om ferja\n\nRegjeringa vil byggje ferjer i haust.\n"
SITE = 'site_url = "https://lyd.example.no/"\n[feeds.a]\ntitle = "Lyd"\ndescription = "Artiklar som lyd"\n'


def run(arguments: list[str], limit_s: float, home: Path) -> tuple[int | None, str, float, int]:
    """Exit code (none when stopped at the limit), what was told, CPU seconds with children, and peak MB of all so far."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            stdout=log,
            stderr=log,
            env={**os.environ, "AUDIO_EDITION_HOME": str(home)},
            start_new_session=True,
        )
        try:
            code: int | None = process.wait(limit_s)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            code = None
        log.seek(0)
        told = log.read().decode("utf-8", "replace")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return code, told, cpu_s, after.ru_maxrss // 1024


def spoken(out: Path) -> list[str]:
    """What a voice was given, a sentence each, of all editions in a folder."""
    return [
        sentence["spoken"]
        for manifest in sorted(out.glob("*/edition.json"))
        for section in json.loads(manifest.read_text(encoding="utf-8"))["sections"]
        for sentence in section["sentences"]
    ]


def faults(case: Path, work: Path, options: argparse.Namespace) -> tuple[list[str], list[str], str]:
    """What is wrong with a case, what is spoken, and its figures in words."""
    begin_s = time.monotonic()
    if options.nightly:
        inbox = work / "inbox"
        inbox.mkdir()
        (work / "audio-edition.toml").write_text(f'voice = "{options.voice}"\n', encoding="utf-8")
        (work / "feed.toml").write_text(SITE, encoding="utf-8")
        for name in ("aa", "zz"):
            (inbox / f"{name}.txt").write_text(SOUND.format(name), encoding="utf-8")
        shutil.copy(case, inbox / f"m-{case.name}")
        out, arguments = work / "public", ["nightly", str(work)]
    else:
        out = work / "public"
        arguments = ["make", "--voice", options.voice, "--out", str(out), str(case)]
    code, told, cpu_s, peak_mb = run(arguments, options.limit_s, work / "home")
    figures = f"{time.monotonic() - begin_s:.1f} s\t{cpu_s:.1f} CPU s\t{peak_mb} MB so far\texit {code}"
    wrong = [] if code in (0, 1) else ["stopped at the limit" if code is None else f"exit {code}"]
    if "Traceback" in told:
        wrong.append("a traceback")
    made = sorted(out.glob("*/edition.json"))
    if not options.nightly and not made and not told.strip():
        wrong.append("nothing made and nothing told")
    if options.nightly and code is not None:
        folders = {path.parent.name for path in made}
        wrong += [
            f"sound article {name} not made" for name in ("aa", "zz") if f"sak-{name}-om-ferja" not in folders
        ]
        wrong += [
            f"no {name}" for name in ("public/index.html", "report.html") if not (work / name).is_file()
        ]
    words = spoken(out)
    if any(character.isdigit() for sentence in words for character in sentence):
        wrong.append("a figure left")
    for manifest in made:
        if run(["verify", str(manifest.parent)], options.limit_s, work / "home")[0] != 0:
            wrong.append(f"verify of {manifest.parent.name}")
    return wrong, words, figures


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--limit-s", type=float, default=90.0)
    parser.add_argument("--voice", default="silence")
    parser.add_argument("--nightly", action="store_true")
    parser.add_argument("--spoken", action="store_true")
    options = parser.parse_args()
    cases = [
        path
        for folder in options.folders
        for path in (sorted(folder.iterdir()) if folder.is_dir() else [folder])
        if path.suffix in READ and path.name != "README.md"
    ]
    held = 0
    for case in cases:
        with tempfile.TemporaryDirectory(prefix="cases-") as work:
            wrong, words, figures = faults(case, Path(work), options)
        held += not wrong
        print(f"{case.name}\t{'; '.join(wrong) or 'holds'}\t{figures}", flush=True)
        if options.spoken:
            print("\n".join(f"  | {sentence}" for sentence in words))
    print(f"{held} of {len(cases)} hold")
    return int(held < len(cases))


if __name__ == "__main__":
    sys.exit(main())

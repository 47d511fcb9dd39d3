"""Many articles made without a cluster and on one whose workers are killed at random moments: the same bytes?

    python benchmarks/bench_cluster_equal.py --articles 2000 --kills 30
    python benchmarks/bench_cluster_equal.py --articles 40 --kills 6 --voice kokoro --whole --notices
    python benchmarks/bench_cluster_equal.py --articles 60 --kills 5 --workers 2

Silent editions are light by default (see cluster_work.py); `--whole` makes them with all their files. Every file is
compared; of edition.json what tells times is left out (`made`, `timings`), and report.html, which shows them. Finished
sentences are counted: one that was spoken although its clip was there, or spoken to the end twice, is a failure. Exit
code 1 when anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

from bench_batch import _PLACES, write_articles

_TIMED_FILE = "report.html"
_TIMED_FIELDS = ("made", "timings")
_HERE = Path(__file__).resolve().parent
_WORK = _HERE / "cluster_work.py"
_CONFIG = "opening = false\nclosing = false\n[pauses]\nhead = 50\ntail = 50\n"


def main() -> None:
    """Make both, compare, tell."""
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--articles", type=int, default=2000)
    options.add_argument("--kills", type=int, default=30, help="moments at which a worker gets SIGKILL")
    options.add_argument("--workers", type=int, default=2, help="0: only the run without a cluster")
    options.add_argument("--voice", default="silence")
    options.add_argument("--whole", action="store_true", help="with MP3, cover, pages and report")
    options.add_argument("--notices", action="store_true", help="a heading and one sentence each")
    options.add_argument("--seed", type=int, default=18, help="of the moments")
    options.add_argument("--jobs", type=int, default=1, help="processes of the run without a cluster")
    options.add_argument(
        "--folder",
        type=Path,
        help="where to work, kept; the run without a cluster is taken from there if it is done",
    )
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-cluster-") as temporary:
        folder = chosen.folder or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        sys.exit(0 if compare(folder, chosen) else 1)


def compare(folder: Path, chosen: argparse.Namespace) -> bool:
    """Whether both runs made the same, and no finished sentence twice."""
    ok = True
    if not (folder / "alone.done").exists():
        (write_notices if chosen.notices else write_articles)(folder / "inbox", chosen.articles)
        (folder / "settings.toml").write_text(_CONFIG, encoding="utf-8")
        alone_s, ok = run(folder, "alone", chosen, ["--jobs", str(chosen.jobs)])
        print(f"without a cluster: {chosen.articles} articles in {alone_s:.0f} s", flush=True)
        (folder / "alone.done").touch()
    if chosen.workers == 0:
        return ok
    cluster = ["--jobs", "1", "--cluster", f"local:{chosen.workers}"]
    cluster_s, well = run(folder, "cluster", chosen, cluster, kills=chosen.kills)
    notes = (folder / "cluster.notes").read_text(encoding="utf-8").split()
    kinds = list(zip(notes[::2], notes[1::2], strict=True))
    spoken = Counter(key for kind, key in kinds if kind == "spoken")
    again = [key for kind, key in kinds if kind == "again"]
    killed = sum(kind == "killed" for kind, _ in kinds)
    print(f"on {chosen.workers} workers: in {cluster_s:.0f} s; {killed} workers killed", flush=True)
    one, other = contents(folder / "alone"), contents(folder / "cluster")
    differing = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    editions = sum(name.endswith("/edition.json") for name in one)
    twice = sum(count > 1 for count in spoken.values())
    outcomes = json.loads((folder / "cluster.json").read_bytes())
    tries = Counter(outcome["tries"] for outcome in outcomes if outcome.get("tries"))
    print(f"editions: {editions}, files {len(one)}, differing {len(differing)} {differing[:5]}")
    print(f"sentences: {len(spoken)} finished, {twice} twice, {len(again)} spoken though they were there")
    print(f"tries: {dict(sorted(tries.items()))}")
    left = [path.name for path in (folder / "cluster").iterdir() if path.name[0] == "."]
    print(f"left over: {sorted(set(left) - {'.audio-edition.jsonl', '.audio-edition.lock'})}", flush=True)
    return ok and well and editions == chosen.articles and not differing and not twice and not again


def write_notices(inbox: Path, count: int) -> None:
    """`count` notices: a heading and a sentence of their own each."""
    inbox.mkdir(exist_ok=True)
    for number in range(count):
        place, length = _PLACES[number % len(_PLACES)], number * 7 % 60 + 3
        text = f"Nytt frå {place}\n\nVegen ved {place} er stengd i {length} dagar.\n"
        (inbox / f"notis-{number:05d}.txt").write_text(text, encoding="utf-8")


def run(
    folder: Path, name: str, chosen: argparse.Namespace, further: list[str], kills: int = 0
) -> tuple[float, bool]:
    """Seconds of one run in a home of its own, and whether it ended well."""
    notes = folder / f"{name}.notes"
    environment = os.environ | {
        "PYTHONPATH": os.pathsep.join([str(_HERE), *filter(None, [os.environ.get("PYTHONPATH")])]),
        "AUDIO_EDITION_HOME": str(folder / f"home-{name}"),
        "BENCH_CLUSTER_NOTES": str(notes),
        "DASK_DISTRIBUTED__WORKER__PRELOAD": json.dumps([str(_WORK)]),
    }
    if not chosen.whole:
        environment["BENCH_CLUSTER_LIGHT"] = "1"
    command = [
        sys.executable, "-c", "import cluster_work; from audio_edition.cli import main; main()",
        "make", str(folder / "inbox"), "--out", str(folder / name), "--voice", chosen.voice, "--json",
        "--config", str(folder / "settings.toml"), *further,
    ]  # fmt: skip
    if name == "alone":  # the stand-ins are in this process alone
        command[2] = (
            "import cluster_work; from audio_edition.edition import batch; make = batch.make_all;"
            "batch.make_all = lambda *a, **k: make(*a, **k | {'apart_from': None});"
            "from audio_edition.cli import main; main()"
        )
    begun = time.monotonic()
    with open(folder / f"{name}.json", "wb") as out, open(folder / f"{name}.log", "wb") as log:
        process = subprocess.Popen(command, stdout=out, stderr=log, env=environment)
        if kills:
            killer = threading.Thread(
                target=kill_some, args=(process, folder / name, notes, chosen, kills), daemon=True
            )
            killer.start()
        code = process.wait()
    if code:
        print(f"the run {name} ended with exit code {code}; see {folder / name}.log", flush=True)
    return time.monotonic() - begun, code == 0


def kill_some(
    process: subprocess.Popen[bytes], out: Path, notes: Path, chosen: argparse.Namespace, kills: int
) -> None:
    """SIGKILL for a worker at random moments of the run: so many articles published, and up to a second more."""
    chance = random.Random(chosen.seed)
    for at in sorted(chance.uniform(0, chosen.articles * 0.98) for _ in range(kills)):
        while process.poll() is None and published(out) < at:
            time.sleep(0.05)
        time.sleep(chance.uniform(0, 1))
        killed = None
        while killed is None and process.poll() is None:
            alive = workers(notes)
            chance.shuffle(alive)
            for pid in alive:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    continue
                killed = pid
                break
            else:
                time.sleep(0.1)
        with open(notes, "a", encoding="utf-8") as file:
            file.write(f"killed {killed}\n")


def workers(notes: Path) -> list[int]:
    """Processes that have noted that they work, and were not killed."""
    if not notes.exists():
        return []
    lines = [line.split() for line in notes.read_text(encoding="utf-8").splitlines()]
    ended = {line[1] for line in lines if line[0] == "killed"}
    ours = next((line[1] for line in lines if line[0] == "worker"), "")  # who started the run
    return list({int(line[1]) for line in lines if line[0] == "worker" and line[1] not in {*ended, ours}})


def published(out: Path) -> int:
    """Lines of the journal: an edition each."""
    try:
        return (out / ".audio-edition.jsonl").read_bytes().count(b"\n")
    except OSError:
        return 0


def contents(out: Path) -> dict[str, bytes]:
    """File → a digest of what must be the same in it."""
    from hashlib import sha256

    found = {}
    for path in sorted(out.rglob("*")):
        name = path.relative_to(out).as_posix()
        if not path.is_file() or name.startswith(".") or path.name == _TIMED_FILE:
            continue
        data = path.read_bytes()
        if path.name == "edition.json":
            document = json.loads(data)
            for field in _TIMED_FIELDS:
                document.pop(field, None)
            document.get("files", {}).pop(_TIMED_FILE, None)
            data = json.dumps(document, sort_keys=True).encode()
        found[name] = sha256(data).digest()
    return found


if __name__ == "__main__":
    main()

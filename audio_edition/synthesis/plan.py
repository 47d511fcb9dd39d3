"""How many workers with how many threads each: chosen from a quick measurement of this machine, kept on disk."""

from __future__ import annotations

import contextlib
import json
import os
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio_edition.disk import write_whole
from audio_edition.engines import Engine, engine_version, load_engine
from audio_edition.errors import PublishError
from audio_edition.settings import Settings, cache_folder
from audio_edition.types import CastMember, Voice, Word
from audio_edition.voices.files import model_digest
from audio_edition.voices.pieces import to_pieces

_WORTH_MEASURING = 2000
"""Symbols from which on the seconds of a measurement are regained: about three minutes of speech."""
_BYTES_A_WORKER = 700 << 20
_TRIAL = "ˈsɔlɑ ˈʃiːn ɔ ˈfʊɭkə ˈɡoːr pɔ ˈtʉːr"


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    """Worker processes and threads of each; one worker is this process itself."""

    workers: int
    threads: int


def choose(settings: Settings, member: CastMember, sentences: int, symbols: int) -> WorkerPlan:
    """The plan for so much work. `--jobs` decides the number of workers when it is given."""
    cores = available_cores()
    if settings.jobs:
        workers = min(settings.jobs, max(1, sentences))
        return WorkerPlan(workers, max(1, cores // workers))
    if settings.device == "cuda":
        return WorkerPlan(1, cores)
    most = max(1, min(cores, sentences, _free_memory() // _BYTES_A_WORKER))
    if most == 1:
        return WorkerPlan(1, cores)
    known = _read(member.voice)
    if known is None and symbols >= _WORTH_MEASURING:
        known = measure(member, most)
    workers, threads = known or (cores, 1)
    return WorkerPlan(min(workers, most), threads)


def available_cores() -> int:
    """Cores that this process may use: affinity, and the quota of its control group where there is one."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text().split()
        cores = min(cores, max(1, round(int(quota) / int(period))))
    except (OSError, ValueError):
        pass
    return max(1, cores)


def measure(member: CastMember, most_workers: int) -> tuple[int, int]:
    """Workers and threads with the most throughput on a short trial phrase; the answer is kept on disk."""
    cores = available_cores()
    candidates = {(cores, 1), (max(1, cores // 2), 2), (1, cores)}
    candidates = {(workers, threads) for workers, threads in candidates if workers <= most_workers}
    words = tuple(Word(grapheme=ipa, ipa=ipa, source="rules") for ipa in _TRIAL.split())
    piece = to_pieces(words, member)[0]
    throughput = {}
    for workers, threads in sorted(candidates):
        engines = [load_engine(member.voice, threads=threads) for _ in range(workers)]
        throughput[workers, threads] = workers / min(_time(engines, piece) for _ in range(2))
        for engine in engines:
            engine.close()
    best = max(throughput, key=lambda plan: throughput[plan])
    _write(member.voice, best)
    return best


def _time(engines: Sequence[Engine], piece: object) -> float:
    """Seconds until every engine has spoken the piece, all at once."""
    speakers = [threading.Thread(target=engine.synthesise, args=(piece,)) for engine in engines]
    begun = time.perf_counter()
    for speaker in speakers:
        speaker.start()
    for speaker in speakers:
        speaker.join()
    return time.perf_counter() - begun


def _key(voice: Voice) -> str:
    return (
        f"{voice.engine} {engine_version(voice.engine)} {model_digest(voice)[:32]} {available_cores()} cores"
    )


def _path() -> Path:
    return cache_folder() / "plans.json"


def _read(voice: Voice) -> tuple[int, int] | None:
    cores = available_cores()
    try:
        workers, threads = json.loads(_path().read_text(encoding="utf-8"))[_key(voice)]
        workers, threads = int(workers), int(threads)
    except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None
    return (workers, threads) if 1 <= workers <= cores and 1 <= threads <= cores else None


def _write(voice: Voice, plan: tuple[int, int]) -> None:
    """Keep the answer; a machine that cannot keep it measures again."""
    path = _path()
    try:
        plans = dict(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError, RecursionError):
        plans = {}
    with contextlib.suppress(PublishError):
        write_whole(path, json.dumps({**plans, _key(voice): plan}, indent=1))


def _free_memory() -> int:
    """Bytes that may be taken without swapping; without the figure, plenty."""
    try:
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                return int(line.split()[1]) << 10
    except (OSError, ValueError):
        pass
    return 64 << 30

"""Loudness of a whole sound as ffmpeg measures it: from a file, or from samples while they are being made."""

from __future__ import annotations

import math
import os
import queue
import re
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from audio_edition.audio.ffmpeg import a_file, run_ffmpeg, stream_ffmpeg
from audio_edition.errors import AudioEditionError, ToolError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

SILENT_DB = -99.0
"""Stands for minus infinity in numbers that go into JSON."""
SILENT_LUFS = -70.0
"""What the standard's meter gives for silence: below it nothing counts."""
POWER = "astats=measure_perchannel=none:measure_overall=RMS_level"
METER = "ebur128=peak=true:framelog=verbose"
WITHOUT_PEAKS = "ebur128=framelog=verbose"
"""Half the work, where nothing comes near full scale."""
_WAITING_BLOCKS = 16
"""Blocks that wait for the meter at most: memory stays flat, and neither side waits for the other's every sentence."""


@dataclass(frozen=True, slots=True)
class Loudness:
    """Measurements of a whole file."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float
    rms_db: float
    samples: int
    """Decoded length."""


def measure(path: Path, *, power: bool = True) -> Loudness:
    """Loudness (EBU R 128), true peak, mean power and decoded length of the first sound in a file.

    Without `power`, which takes a tenth of the time, the mean power is SILENT_DB. Raises ToolError when ffmpeg cannot decode it.
    """
    log: list[str] = []
    arguments = ["-i", a_file(path), "-map", "0:a:0", "-af", _meters(power)]
    arguments += ["-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"]
    size = sum(len(block) for block in stream_ffmpeg(arguments, doing=f"measuring {path}", log_lines=log))
    return parse_loudness("\n".join(log), path, size // 2, power=power)


def measure_silence(path: Path) -> Loudness | None:
    """As `measure`, of a file that holds nothing but digital silence, in a fifth of the time; None for any other.

    Raises ToolError when ffmpeg cannot decode it.
    """
    arguments = ["-v", "error", "-i", a_file(path), "-map", "0:a:0", "-c:a", "pcm_s16le", "-f", "s16le"]
    size = 0
    blocks = stream_ffmpeg([*arguments, "pipe:1"], doing=f"measuring {path}")
    try:
        for block in blocks:
            if block.count(0) != len(block):
                return None
            size += len(block)
    finally:
        blocks.close()
    return silence(size // 2)


def silence(samples: int) -> Loudness:
    """What is measured of digital silence."""
    return Loudness(SILENT_LUFS, SILENT_DB, 0.0, SILENT_DB, samples)


def parse_loudness(
    log: str, path: Path, samples: int, *, power: bool, true_peak_dbtp: float | None = None
) -> Loudness:
    """The figures of ffmpeg's `log`, written by the filters METER and, with `power`, POWER. Raises ToolError without.

    `true_peak_dbtp` stands where the meter was asked for no peaks.
    """
    summary = log.rpartition("Summary:")[2]
    return Loudness(
        integrated_lufs=_number(r"\bI:\s+(\S+) LUFS", summary, path),
        true_peak_dbtp=(
            _number(r"\bPeak:\s+(\S+) dBFS", summary, path) if true_peak_dbtp is None else true_peak_dbtp
        ),
        range_lu=_number(r"\bLRA:\s+(\S+) LU", summary, path),
        rms_db=_number(r"RMS level dB: (\S+)", log, path) if power else SILENT_DB,
        samples=samples,
    )


def _meters(power: bool) -> str:
    return f"{METER},{POWER}" if power else METER


def _number(pattern: str, text: str, path: Path) -> float:
    match = re.search(pattern, text)
    if match is None:
        raise ToolError(f"ffmpeg gave no loudness for {path}; a newer ffmpeg (5.1 or later) is needed")
    value = float(match.group(1))
    return value if math.isfinite(value) else SILENT_DB


class Meter:
    """Measures a mono sound block by block, in a process of its own, while its maker goes on to the next.

    Used as a context; `loudness` after its end. What is wholly silent is not given to ffmpeg's filters at all.
    """

    def __init__(self, name: Path, rate_hz: int, *, power: bool) -> None:
        """`name` stands in messages. `power`: the mean power too."""
        self._name, self._rate_hz, self._power = name, rate_hz, power
        self._blocks: queue.Queue[bytes | None] = queue.Queue(_WAITING_BLOCKS)
        self._silent = self._samples = 0
        """Samples at the beginning that are all zero, and samples of all."""
        self._thread: threading.Thread | None = None
        self._log = ""
        self._failed: AudioEditionError | None = None
        self._over = threading.Event()

    def __enter__(self) -> Meter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._thread is not None:
            self._put(None)
            self._thread.join()

    def add(self, samples: npt.NDArray[np.float32]) -> None:
        """The next samples, shape (n,)."""
        if self._thread is None:
            if not samples.any():
                self._silent += len(samples)
                self._samples += len(samples)
                return
            self._thread = threading.Thread(target=self._run, name="meter", daemon=True)
            self._thread.start()
        self._samples += len(samples)
        self._put(samples.astype("<f4", copy=False).tobytes())

    def loudness(self) -> Loudness:
        """Of all that was added. Raises ToolError when ffmpeg failed."""
        if self._failed is not None:
            raise self._failed
        if self._thread is None:
            return silence(self._samples)
        return parse_loudness(self._log, self._name, self._samples, power=self._power)

    def _put(self, block: bytes | None) -> None:
        while not self._over.is_set():
            try:
                self._blocks.put(block, timeout=0.2)
                return
            except queue.Full:
                continue

    def _run(self) -> None:
        source = ["-f", "f32le", "-ar", str(self._rate_hz), "-ac", "1", "-i", "pipe:0"]
        arguments = [*source, "-map", "0:a:0", "-af", _meters(self._power), "-f", "null", os.devnull]
        try:
            self._log = run_ffmpeg(arguments, stdin=self._fed(), doing=f"measuring {self._name}")
        except AudioEditionError as error:
            self._failed = error
        except OSError as error:
            self._failed = ToolError(f"{self._name} could not be measured: {error.strerror or error}")
        finally:
            self._over.set()

    def _fed(self) -> Iterator[bytes]:
        for size in _sizes(self._silent):
            yield bytes(4 * size)
        while (block := self._blocks.get()) is not None:
            yield block


def _sizes(samples: int, most: int = 1 << 16) -> Sequence[int]:
    return [most] * (samples // most) + [samples % most]

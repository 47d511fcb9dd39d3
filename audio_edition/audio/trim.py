"""Where the speech in a clip begins and ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

THRESHOLD_DBFS = -50.0
KEEP_MS = 20
_NORMAL_PEAK = 0.25


def trim(
    samples: npt.NDArray[np.float32],
    sample_rate_hz: int,
    threshold_dbfs: float = THRESHOLD_DBFS,
    keep_ms: int = KEEP_MS,
) -> tuple[int, int]:
    """Half-open range of samples without the silence at both ends, `keep_ms` of it kept.

    Silence is below `threshold_dbfs`. For a clip whose peak is below -12 dBFS the threshold falls with the peak:
    the soft consonants of a quiet voice are speech too.
    A clip that is silent throughout is kept whole: (0, len(samples)).
    """
    level = np.abs(samples)
    peak = float(level.max(initial=0.0))
    if peak == 0.0:
        return 0, len(samples)
    threshold = 10 ** (threshold_dbfs / 20) * min(1.0, peak / _NORMAL_PEAK)
    loud = np.flatnonzero(level > threshold)
    keep = keep_ms * sample_rate_hz // 1000
    return max(0, int(loud[0]) - keep), min(len(samples), int(loud[-1]) + 1 + keep)

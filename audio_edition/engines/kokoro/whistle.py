"""The model's whistle: a tone at 9,600 Hz under everything it says, taken down to its surroundings.

The last layer turns 20-point spectra into sound five samples at a time, so faults repeat every 1,200 Hz; at eight times
that, a line a few hertz wide stands 6 dB (kumo) to 16 dB (nicola) above what lies around it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

LINE_HZ = 9600.0
_HALF_WIDTH_HZ, _AROUND_HZ = 12.0, 80.0
_SHORTEST_S = 0.2
"""Below it, the line is wider than what is looked at."""


def without_whistle(samples: npt.NDArray[np.float32], sample_rate_hz: int) -> npt.NDArray[np.float32]:
    """`samples` (n,) with the line at LINE_HZ no louder than its neighbours; everything else as it was."""
    size = len(samples)
    if size < _SHORTEST_S * sample_rate_hz or sample_rate_hz < 2 * (LINE_HZ + _AROUND_HZ):
        return samples
    spectrum: Any = np.fft.rfft(samples)
    off_hz = np.abs(np.arange(len(spectrum)) * (sample_rate_hz / size) - LINE_HZ)
    line, around = off_hz <= _HALF_WIDTH_HZ, (off_hz > _HALF_WIDTH_HZ) & (off_hz <= _AROUND_HZ)
    level = float(np.sqrt(np.mean(np.abs(spectrum[around]) ** 2)))
    spectrum[line] *= np.minimum(1.0, level / np.maximum(np.abs(spectrum[line]), 1e-12))
    return np.fft.irfft(spectrum, size).astype(np.float32)

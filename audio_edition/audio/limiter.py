"""The limiter, as ffmpeg filters: used for the master, and again where a format overshoots more."""


def limiter(limit_dbtp: float, samples: int, sample_rate_hz: int) -> str:
    """ffmpeg filters that keep the true peak under a limit without moving or losing a sample.

    At four times the sample rate, so that peaks between samples are seen; `latency` undoes the look-ahead.
    """
    return (
        f"aresample={sample_rate_hz * 4},"
        f"alimiter=latency=true:level=false:limit={10 ** (limit_dbtp / 20):.6f}:attack=5:release=50,"
        f"aresample={sample_rate_hz},apad=whole_len={samples},atrim=end_sample={samples}"
    )

"""Where the cluster is: whether an address is one, known without Dask."""

from __future__ import annotations

import importlib.util
import re

from audio_edition.errors import EngineUnavailable, SettingsError

LOCAL = re.compile(r"local:(\d{1,3})")
_REMOTE = re.compile(r"(tcp|tls|ws|wss|ucx)://\S+:\d+")


def check(address: str) -> None:
    """Raise SettingsError for what is no address, EngineUnavailable where Dask is not installed."""
    local = LOCAL.fullmatch(address)
    if not local and not _REMOTE.fullmatch(address):
        raise SettingsError(
            f"--cluster {address}: is no cluster; give local:N for N workers here, or tcp://HOST:8786 for a scheduler"
        )
    if local and int(local[1]) < 1:
        raise SettingsError(f"--cluster {address}: has no worker; give local:1 or more")
    if importlib.util.find_spec("distributed") is None:
        raise EngineUnavailable(
            "a cluster needs the Python module distributed; do: pip install 'audio-edition[cluster]'"
        )

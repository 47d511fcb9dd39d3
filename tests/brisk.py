"""Settings for tests that make editions and do not look at how long they are: quick speech, short pauses. An edition's cost is
that of its seconds, and these are a third of them.
"""

from __future__ import annotations

from typing import Any

from audio_edition.settings import Pauses, Settings

_PAUSE_MS = 60
PAUSES = dict.fromkeys((name for name in Pauses.model_fields if name != "variation"), _PAUSE_MS)
TOML = (
    'voice = "silence"\njobs = 1\nrate = 2.0\n'
    f"pauses = {{ {', '.join(f'{name} = {ms}' for name, ms in PAUSES.items())} }}\n"
)
"""As the text of a file of settings, before its first table."""


def brisk(**more: Any) -> Settings:
    """The voice that only hums, in this process, briskly."""
    return Settings(**{"voice": "silence", "jobs": 1, "rate": 2.0, "pauses": Pauses(**PAUSES), **more})

"""Who sits at the keyboard, for what is written with a name."""

from __future__ import annotations

import getpass

EDITOR = "AUDIO_EDITION_EDITOR"
"""Environment variable that names the editor."""


def editor(by: str | None) -> str:
    """The name that was given, else the login name; empty for a user without one, as in many containers."""
    if by is not None:
        return by

    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return ""

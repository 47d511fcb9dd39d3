"""The command line: one module a command or family of commands, put together in app.py."""

from __future__ import annotations

from typing import NoReturn


def main() -> NoReturn:
    """Run the command line and end the process with its exit code."""
    from audio_edition.cli.app import run

    run()

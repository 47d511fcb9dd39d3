"""Which lexicon wins is one rule, and every command that takes several says it."""

from __future__ import annotations

import typer.main

from audio_edition.cli.app import app

TAKES = {"lexicon", "table"}


def options() -> list[tuple[str, str, str]]:
    """(command, option, help) of each option that takes several lexicons or tables."""
    found = []

    def look(command, name: str) -> None:  # type: ignore[no-untyped-def]
        for parameter in command.params:
            if parameter.name in TAKES and parameter.multiple:
                found.append((name, parameter.name, parameter.help or ""))
        for below, inner in getattr(command, "commands", {}).items():
            look(inner, f"{name} {below}".strip())

    look(typer.main.get_command(app), "")
    return found


def test_the_commands_of_the_one_front_end_take_them() -> None:
    assert {"make", "say", "phonemise", "normalise", "lexicon unknown"} <= {name for name, _, _ in options()}


def test_the_last_wins_is_said() -> None:
    silent = [f"{command} --{option}" for command, option, said in options() if "the last wins" not in said]
    assert not silent

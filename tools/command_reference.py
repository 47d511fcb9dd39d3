"""docs/commands.md from the command line itself: `make docs` (or `python -m tools.command_reference`) writes it.

A test holds the page to the program.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer.main

from audio_edition.cli.app import app

PAGE = Path(__file__).parents[1] / "docs" / "commands.md"

_HEAD = """# Commands

Written from the program (`make docs`); `audio-edition COMMAND --help` says the same. Data goes to stdout, talk to stderr.
Exit codes: 0 everything done; 1 some article or section failed and the rest is done; 2 wrong usage or unusable input;
130 interrupted. `audio-edition --install-completion` teaches bash, zsh, fish or PowerShell the names.
"""

_EXAMPLES = re.compile(r"^(?:Examples?|For example):\s*", re.MULTILINE)
_KINDS = {"str": "TEXT", "list[str]": "TEXT", "path": "PATH", "list[Path]": "PATH", "int": "N", "float": "N"}


def reference() -> str:
    """The page: a heading a command, in the order of `--help`."""
    sections = [_HEAD]
    for words, command in _commands(typer.main.get_command(app), "audio-edition"):
        sections.append("\n".join(_section(words, command)))
    return "\n".join(sections)


def _commands(command: Any, words: str) -> Iterator[tuple[str, Any]]:
    for name, child in command.commands.items():
        below = f"{words} {name}"
        if hasattr(child, "commands"):
            yield from _commands(child, below)
        else:
            yield below, child


def _section(words: str, command: Any) -> Iterator[str]:
    told, _, examples = _text(command.help).partition("\0")
    yield f"## `{words}`\n"
    yield f"{told.strip()}\n"
    context = command.context_class(command)
    rows = [row for each in command.params if (row := each.get_help_record(context))]
    arguments = [name.split()[0] for name, _ in rows if not name.startswith("-")]
    options = ["[OPTIONS]"] if len(arguments) < len(rows) else []
    yield "```text"
    yield " ".join([words, *options, *arguments])
    yield "```\n"
    if examples.strip():
        yield "```sh"
        yield from (line.strip() for line in examples.splitlines() if line.strip())
        yield "```\n"
    if rows:
        yield "| name | meaning |"
        yield "|---|---|"
        for name, meaning in rows:
            yield f"| `{_name(name)}` | {_cell(meaning)} |"
        yield ""


def _text(text: str | None) -> str:
    """Its paragraphs each on one line, its examples behind a zero byte."""
    prose, found, examples = _split(inspect.cleandoc(text or "").replace("\b\n", ""))
    return re.sub(r"(?<=\S)\n(?=\S)", " ", prose) + ("\0" + examples if found else "")


def _split(text: str) -> tuple[str, bool, str]:
    found = _EXAMPLES.search(text)
    return (text[: found.start()], True, text[found.end() :]) if found else (text, False, "")


def _name(name: str) -> str:
    name = name if name.startswith("-") else name.split(maxsplit=1)[0]
    return re.sub(r"<([^>]+)>", lambda kind: _KINDS.get(kind[1], kind[1]), name).replace("|", "\\|")


def _cell(meaning: str) -> str:
    return " ".join(meaning.split()).replace("|", "\\|").replace("<", "&lt;")


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")

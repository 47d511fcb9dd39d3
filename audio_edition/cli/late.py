"""Commands that are imported when they are asked for: `--help` needs their names and what they do in a sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


@dataclass(frozen=True, slots=True)
class Late:
    """Where a command or a family of commands is, and the first sentences of its help; a test holds the two together."""

    place: str
    """`module:name` below `audio_edition.cli`; the name is a function or a `typer.Typer`."""
    told: str


class LateGroup(TyperGroup):
    """A group of `Late` commands by name, in the order of its help."""

    late: Mapping[str, Late] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands: Any = Commands(self.late)

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        """The names and what they do, without importing one of them."""
        room = formatter.width - 6 - max(map(len, self.late))
        rows = [
            (name, TyperCommand(name, help=late.told).get_short_help_str(room))
            for name, late in self.late.items()
        ]
        with formatter.section("Commands"):
            formatter.write_dl(rows)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """As of any group, without importing one of them."""
        real, self.commands = (
            self.commands,
            {name: TyperCommand(name, help=late.told) for name, late in self.late.items()},
        )
        try:
            return super().shell_complete(ctx, incomplete)
        finally:
            self.commands = real


class Commands(Mapping[str, Any]):
    """Name → command; one that is looked up is imported."""

    def __init__(self, late: Mapping[str, Late]) -> None:
        self._late = late

    def __getitem__(self, name: str) -> Any:
        return _command(name, self._late[name].place)

    def __iter__(self) -> Iterator[str]:
        return iter(self._late)

    def __len__(self) -> int:
        return len(self._late)


@cache
def _command(name: str, place: str) -> Any:
    module, _, attribute = place.partition(":")
    found = getattr(import_module(f"audio_edition.cli.{module}"), attribute)
    alone = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    if isinstance(found, typer.Typer):
        alone.add_typer(found, name=name)
    else:
        alone.command(name)(found)
    alone.callback()(
        lambda: None
    )  # two or more would need none; with one, typer would give it without its name
    group: Any = typer.main.get_command(alone)
    return _unread(group.commands[name])


def _unread(command: Any) -> Any:
    """The same command, in which an option that was not given is not read: typer would build a reader of pydantic's for each
    of forty options of which two are given, a twentieth of a run without news.
    """
    for each in getattr(command, "commands", {}).values():
        _unread(each)
    for option in command.params:
        if not option.required and not option.multiple and option.nargs == 1 and option.callback is None:
            option.process_value = partial(_value, option.process_value)
    return command


def _value(read: Callable[[Any, Any], Any], context: Any, value: Any) -> Any:
    return None if value is None else read(context, value)

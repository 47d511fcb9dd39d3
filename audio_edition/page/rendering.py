"""Jinja2 as this program uses it: everything is escaped, a name without a value is a bug, nothing unprintable passes."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from audio_edition.page.assets import FOLDERS, PACKAGE
from audio_edition.page.markup import json_block, printable
from audio_edition.page.wording import clock, length


@cache
def environment() -> Environment:
    """One environment for pages, reports, the site and books: their templates share macros."""
    made = Environment(
        loader=FileSystemLoader([PACKAGE / folder for folder in FOLDERS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_printable,
        keep_trailing_newline=True,
    )
    made.filters["json_block"] = lambda value: Markup(json_block(value))  # noqa: S704
    made.filters["clock"] = clock
    made.filters["lasting"] = length
    made.filters["ours"] = Markup  # a style or a program of this package, never anything else
    return made


def _printable(value: object) -> object:
    if isinstance(value, Markup):
        return value
    return printable(value) if isinstance(value, str) else value


def render(name: str, **values: object) -> str:
    """The template `name`, filled in. Text is escaped; `Markup` alone is not."""
    return environment().get_template(name).render(**values)

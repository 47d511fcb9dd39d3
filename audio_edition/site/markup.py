"""The site's own templates; everything else about HTML is `page.markup`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

_TEMPLATES = Path(__file__).parent / "templates"


@cache
def template(name: str) -> str:
    """A file of site/templates."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def fill(name: str, values: Mapping[str, Any]) -> str:
    """The template with every `$name` replaced; a name without a value is a bug and raises KeyError."""
    return Template(template(name)).substitute(values)

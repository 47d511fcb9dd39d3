"""A TOML file that a person wrote → a checked table, or one sentence that names the file and the key."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from audio_edition.errors import AudioEditionError, SettingsError

Table = TypeVar("Table", bound=BaseModel)


def read_config(
    path: Path, *, missing: str, error_class: type[AudioEditionError] = SettingsError
) -> dict[str, Any]:
    """The file's table. Raises `error_class`: when there is no file, with the sentence `missing`."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise error_class(f"{path}: {missing}") from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise error_class(f"{path}: not a readable TOML file: {error}") from error


def check_config(
    model: type[Table],
    table: dict[str, Any],
    path: Path,
    error_class: type[AudioEditionError] = SettingsError,
) -> Table:
    """`table` as a `model`. Raises `error_class` that names the first key that is wrong."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise error_class(f"{path}: {first_problem(error, model)}") from error


def first_problem(error: ValidationError, model: type[BaseModel]) -> str:
    """What is wrong first, with its key; the known keys where one is unknown."""
    problem = error.errors()[0]
    key = ".".join(str(part) for part in problem["loc"])
    if problem["type"] == "extra_forbidden":
        known = f"; known keys: {', '.join(sorted(model.model_fields))}" if len(problem["loc"]) == 1 else ""
        return f"unknown key '{key}'{known}"
    message = problem["msg"].removeprefix("Value error, ")
    if problem["type"] not in ("value_error", "missing"):
        message = f"{message} (got {problem['input']!r})"
    return f"key '{key}': {message}" if key else message

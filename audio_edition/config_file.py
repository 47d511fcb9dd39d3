"""A TOML file that a person wrote → a checked table, or one sentence that names the file and the key."""

from __future__ import annotations

import tomllib
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError

from audio_edition.errors import AudioEditionError, SettingsError
from audio_edition.shown import shown

_Table = TypeVar("_Table", bound=BaseModel)
_MOST_BYTES = 4 << 20
_SHOWN_CHARS = 80


def read_config(
    path: Path, *, missing: str, error_class: type[AudioEditionError] = SettingsError
) -> dict[str, Any]:
    """The file's table. Raises `error_class`: when there is no file, with the sentence `missing`."""
    try:
        with path.open("rb") as file:
            data = file.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise error_class(f"{path}: is no settings file: it has more than {_MOST_BYTES >> 20} MB")
        # Some editors of Windows put a byte order mark first.
        return tomllib.loads(data.decode("utf-8-sig"))
    except FileNotFoundError:
        raise error_class(f"{path}: {missing}") from None
    except OSError as error:
        raise error_class(f"{path}: cannot be read: {(error.strerror or str(error)).lower()}") from error
    except UnicodeDecodeError as error:
        raise error_class(f"{path}: is not UTF-8 text, as a TOML file must be; save it so") from error
    except (
        ValueError,
        RecursionError,
    ) as error:  # also a number of 5,000 digits, a table in a table in a table
        raise error_class(f"{path}: not a readable TOML file: {error}") from error


def check_config(
    model: type[_Table],
    table: dict[str, Any],
    path: Path,
    error_class: type[AudioEditionError] = SettingsError,
) -> _Table:
    """`table` as a `model`. Raises `error_class` that names every key that is wrong."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise error_class(f"{path}: {'; '.join(problems(error, model))}") from error


def problems(error: ValidationError, model: type[BaseModel]) -> list[str]:
    """Everything that is wrong, each with its key; for an unknown key the nearest known one."""
    return [_problem(found, model) for found in error.errors()]


def _problem(found: Any, model: type[BaseModel]) -> str:
    key = shown(".".join(str(part) for part in found["loc"]))
    if found["type"] == "extra_forbidden":
        known = sorted(_fields_at(model, found["loc"][:-1]))
        near = get_close_matches(str(found["loc"][-1]).lower(), known, 1, 0.6)
        if near:
            return f"unknown key '{key}'; is '{near[0]}' meant?"
        return f"unknown key '{key}'" + (f"; known keys: {', '.join(known)}" if known else "")
    message = found["msg"].removeprefix("Value error, ")
    if found["type"] not in ("value_error", "missing"):
        got = repr(found["input"])
        message = f"{message} (got {got if len(got) <= _SHOWN_CHARS else got[:_SHOWN_CHARS] + '…'})"
    return f"key '{key}': {message}" if key else message


def _fields_at(model: Any, place: tuple[int | str, ...]) -> list[str]:
    """Names of the keys that the table at `place` may have; empty where any may stand."""
    for part in place:
        annotation = (
            model.model_fields[part].annotation if part in getattr(model, "model_fields", {}) else model
        )
        inner = [annotation, *get_args(annotation)]
        model = next((one for one in inner if isinstance(one, type) and issubclass(one, BaseModel)), None)
        if model is None:
            return []
    return list(getattr(model, "model_fields", {}))

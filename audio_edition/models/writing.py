"""Write voice.toml: what tomllib reads is written back, key for key."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from audio_edition.disk import write_whole

_FILE_NAME = "voice.toml"


def to_toml(table: Mapping[str, Any], path: tuple[str, ...] = ()) -> str:
    """TOML of a table of tables, lists, texts, numbers and truth values; plain keys come first."""
    plain = {key: value for key, value in table.items() if not _is_table(value) and not _is_tables(value)}
    lines = [f"{_key(key)} = {_value(value)}" for key, value in plain.items()]
    for key, value in table.items():
        where = ".".join(_key(part) for part in (*path, key))
        if _is_table(value):
            lines += ["", f"[{where}]", to_toml(value, (*path, key)).rstrip("\n")]
        elif _is_tables(value):
            for item in value:
                lines += ["", f"[[{where}]]", to_toml(item, (*path, key)).rstrip("\n")]
    return "\n".join(line for line in lines) + "\n"


def write_description(folder: Path, table: Mapping[str, Any], comment: str) -> Path:
    """Write `folder`/voice.toml in one step, with a first line of comment. Raises PublishError."""
    path = folder / _FILE_NAME
    write_whole(path, f"# {comment}\n{to_toml(table)}")
    return path


def _is_table(value: Any) -> bool:
    return isinstance(value, Mapping)


def _is_tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, Mapping) for item in value)


def _key(key: str) -> str:
    return key if key.isascii() and key.replace("-", "").replace("_", "").isalnum() else _value(key)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # TOML's basic strings escape as JSON's do, which is stricter than it need be.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(item) for item in value)}]"
    raise TypeError(f"{value!r} cannot stand in voice.toml")

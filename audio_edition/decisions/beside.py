"""Where the decisions about an article lie: beside it, in a folder of their own.

sak.md
sak.md.decisions/decisions.toml     what was decided, by whom, when and why
sak.md.decisions/takes/*.flac       the takes to listen to; they can be made again and need not be kept
"""

from __future__ import annotations

import errno
from pathlib import Path

from audio_edition.disk import read_up_to
from audio_edition.errors import SettingsError
from audio_edition.source_name import split_part

SUFFIX = ".decisions"
NAME = "decisions.toml"


def decisions_folder(source: str) -> Path | None:
    """The folder beside an article (of a book's chapter, beside the book); None for standard input."""
    if source == "-":
        return None
    path, number = split_part(source)
    return Path(f"{path}#{number}{SUFFIX}" if number is not None else f"{source}{SUFFIX}")


def decisions_file(source: str) -> Path | None:
    """Where the decisions about the article `source` stand, whether there are any or not."""
    folder = decisions_folder(source)
    return None if folder is None else folder / NAME


def takes_folder(source: str) -> Path | None:
    """Where the sound of an article's takes lies, for listening."""
    folder = decisions_folder(source)
    return None if folder is None else folder / "takes"


def read_bytes(source: str) -> bytes:
    """The file of decisions as it is; empty where there is none."""
    path = decisions_file(source)
    if path is None:
        return b""
    try:
        return read_up_to(path)
    except (FileNotFoundError, NotADirectoryError):
        return b""
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            return b""  # an article whose name is as long as names can be has nothing beside it
        why = error.strerror if isinstance(error, OSError) else None
        raise SettingsError(f"{path}: the decisions cannot be read: {why or error}") from error

"""The one reader of the package's tables: what a linguist edits, one fact a line.

UTF-8, cells separated by tabs and stripped of spaces (a cell of one space is a space), empty lines passed over. A line that is `#` or begins with
`# ` is a comment (so `#` itself can be a cell). Cells at the end of a line may be left out; one too many is an error.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from audio_edition.errors import LexiconError


def read_table(path: Path, columns: int, *, least: int = 1) -> tuple[tuple[str, ...], ...]:
    """Rows of the table at `path`, each with exactly `columns` cells; those left out are empty.

    `least`: how many cells a line must have. Raises LexiconError that names file and line.
    """
    return tuple(cells for _, cells in numbered_rows(path, columns, least=least))


def numbered_rows(path: Path, columns: int, *, least: int = 1) -> Iterator[tuple[int, tuple[str, ...]]]:
    """As `read_table`, with the number of each line, for errors that a reader of the cells may find."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise LexiconError(f"{path}: cannot be read: {error}") from error
    empty = ("",) * columns
    for number, line in enumerate(text.split("\n"), 1):
        if not line or line.isspace() or line[0] == "#" and (line.rstrip() == "#" or line[1] == " "):
            continue
        cells = tuple([cell if cell == " " else cell.strip() for cell in line.split("\t")])
        if not least <= len(cells) <= columns:
            wanted = f"{least} to {columns}" if least < columns else str(columns)
            raise LexiconError(
                f"{path}:{number}: has {len(cells)} cells and should have {wanted}: {line[:60]!r}"
            )
        yield number, cells + empty[len(cells) :]


def read_groups(path: Path) -> dict[str, frozenset[str]]:
    """A table of `label<TAB>words`: each label with its words; a label may have several lines."""
    groups: dict[str, set[str]] = {}
    for label, words in read_table(path, 2, least=2):
        groups.setdefault(label, set()).update(words.split())
    return {label: frozenset(words) for label, words in groups.items()}

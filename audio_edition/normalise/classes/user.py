"""The user's own tables, applied before everything else.

    written<TAB>spoken          a word or phrase, matched whole and with its case
    /pattern/<TAB>spoken        a Python regular expression; \\1 in `spoken` is its first group

A line that begins with `# ` is a comment. Raises LexiconError with file and line for a line that cannot be used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio_edition.disk import read_up_to
from audio_edition.errors import LexiconError
from audio_edition.normalise.sheet import Sheet


@dataclass(frozen=True, slots=True)
class UserRule:
    """One line of a user's table."""

    pattern: re.Pattern[str]
    spoken: str
    is_template: bool


def load(paths: Sequence[Path]) -> tuple[UserRule, ...]:
    """Rules of all tables; of two that match the same place, the later file wins."""
    rules: list[UserRule] = []
    for path in reversed(list(paths)):
        try:
            lines = read_up_to(path).decode("utf-8-sig").splitlines()
        except FileNotFoundError:
            raise LexiconError(
                f"{path}: there is no such table; give the path of a file with written<TAB>spoken lines"
            ) from None
        except (OSError, UnicodeDecodeError) as error:
            raise LexiconError(
                f"{path}: not a readable UTF-8 table: {getattr(error, 'strerror', None) or error}"
            ) from None
        found = [
            _rule(line, f"{path}:{number}")
            for number, line in enumerate(lines, 1)
            if line.strip() and not line.startswith("# ") and line.strip() != "#"
        ]
        rules += sorted(found, key=lambda rule: -len(rule.pattern.pattern))
    return tuple(rules)


def _rule(line: str, where: str) -> UserRule:
    cells = line.split("\t")
    if len(cells) < 2 or not cells[0].strip():
        raise LexiconError(f"{where}: a line needs what is written, a tab, and what is said; got {line!r}")
    written, spoken = cells[0].strip(), cells[1].strip()
    if len(written) > 2 and written.startswith("/") and written.endswith("/"):
        try:
            pattern = re.compile(written[1:-1])
            pattern.sub(spoken, "")
        except (re.error, IndexError) as error:
            raise LexiconError(f"{where}: not a regular expression that can be used: {error}") from None
        return UserRule(pattern, spoken, True)
    if any(char.isdigit() for char in spoken):
        raise LexiconError(f"{where}: what is said must be words, without figures; got {spoken!r}")
    return UserRule(re.compile(rf"(?<![\w]){re.escape(written)}(?![\w])"), spoken, False)


def read(sheet: Sheet, rules: Sequence[UserRule]) -> None:
    """Claims what the tables name."""
    for rule in rules:
        for found in rule.pattern.finditer(sheet.free):
            spoken = found.expand(rule.spoken) if rule.is_template else rule.spoken
            sheet.change(found.start(), found.end(), spoken, "user")

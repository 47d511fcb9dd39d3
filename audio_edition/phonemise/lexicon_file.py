"""Change a lexicon file of an editor's: one word at a time, everything else in it left as it stands."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from audio_edition.disk import read_up_to, write_whole
from audio_edition.errors import LexiconError

from .lexicon import parse_line
from .lexicon_entry import LexiconEntry, make_entry

_HEADING = "# word\tIPA or respelling\tlanguage\tnote\n"


def put(path: Path, words: Iterable[tuple[str, str, str, str]]) -> list[LexiconEntry]:
    """Write (word, sounds, language, note) rows into the TSV lexicon `path`, which need not exist yet.

    A word that is there already has its line replaced (an empty language or note keeps the old one), a new one
    comes at the end. Sounds stand in the file as they were given. The file changes in one step.
    Raises LexiconError for sounds that cannot be read, before anything is written.
    """
    if path.suffix.lower() in (".pls", ".xml"):
        raise LexiconError(f"{path}: entries are written to TSV lexicons; import the PLS file into one first")
    rows = list(words)
    entries = [make_entry(word, sounds, language, note, str(path)) for word, sounds, language, note in rows]
    lines = _lines(path)
    places: dict[str, int] = {}
    old: dict[str, LexiconEntry] = {}
    for number, line in enumerate(lines):
        try:
            found = parse_line(line.encode("utf-8", "surrogateescape"))
        except LexiconError:
            continue
        if found is not None and found.word not in places:
            places[found.word] = number
            old[found.word] = found
    for entry, (_, sounds, _, _) in zip(entries, rows, strict=True):
        before = old.get(entry.word)
        language = entry.language or (before.language if before else "")
        note = entry.note or (before.note if before else "")
        line = "\t".join((entry.word, " ".join(sounds.split()), language, note)).rstrip("\t") + "\n"
        if before is None:
            places[entry.word] = len(lines)
            lines.append(line)
        else:
            lines[places[entry.word]] = line
        old[entry.word] = entry._replace(language=language, note=note)
    _write(path, lines)
    return [old[entry.word] for entry in entries]


def _lines(path: Path) -> list[str]:
    if not path.exists():
        return [_HEADING]
    try:
        data = read_up_to(path)
    except OSError as error:
        raise LexiconError(f"{path}: cannot read the lexicon: {error.strerror or error}") from None
    # Bytes that are not UTF-8 are somebody's text too: they go back as they came.
    lines = data.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape").splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return lines


def _write(path: Path, lines: list[str]) -> None:
    write_whole(path, "".join(lines).encode("utf-8", "surrogateescape"), error=LexiconError)

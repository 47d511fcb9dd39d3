"""Lexicons: words whose sounds somebody has written down. Ours, an article's, and the editors'.

A lexicon file is UTF-8 text, one word a line, the cells separated by tabs (docs/lexicon.md):

    word    IPA or respelling    language (optional)    note (optional)
    word = respelling

A line that cannot be used is kept in `Lexicon.problems` as "file:line: what is wrong"; the others load.
Several words in the first cell are a phrase ("Kim Jong-un") and have as many words of sound in the second.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from audio_edition.disk import read_up_to
from audio_edition.errors import LexiconError
from audio_edition.tables import numbered_rows

from .lexicon_entry import LexiconEntry, make_entry
from .lexicon_pls import parse_pls
from .lexicon_respelling import respell

__all__ = ["LexiconEntry", "Lexicon", "builtin", "genitive", "genitive_stem", "respell"]

BUILTIN_FOLDER = Path(__file__).parent / "data"
BUILTIN_TABLES = ("names_*.tsv", "words_*.tsv")
"""Files of `BUILTIN_FOLDER` that together are our own lexicon; all their readings are IPA (tested)."""

_APOSTROPHES = "'’ʼ"
_SIBILANTS = "sʂʃ"
_RETROFLEX = "rʈɖɳɭ"


class Lexicon:
    """Words and phrases with their sounds; every look-up is one or two looks into a dictionary."""

    def __init__(self, entries: Iterable[LexiconEntry] = (), problems: Iterable[str] = ()) -> None:
        """A later entry for the same word replaces an earlier one. `problems`: lines that were left out."""
        self._entries = {entry.word: entry for entry in entries}
        self._folded: dict[str, LexiconEntry] | None = None
        self._phrases: dict[str, list[tuple[tuple[str, ...], LexiconEntry]]] | None = None
        self.problems = tuple(problems)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[LexiconEntry]:
        return iter(self._entries.values())

    def __contains__(self, word: str) -> bool:
        return word in self._entries

    @classmethod
    def load(cls, path: str | Path) -> Lexicon:
        """Lexicon of a TSV file, or of a W3C PLS 1.0 file (`.pls`, `.xml`).

        Lines that cannot be used are in `problems`. Raises LexiconError if the file cannot be read at all.
        """
        try:
            data = read_up_to(Path(path))
        except OSError as error:
            raise LexiconError(f"{path}: cannot read the lexicon: {error.strerror or error}") from None
        if Path(path).suffix.lower() in (".pls", ".xml"):
            return cls(*parse_pls(data, str(path)))
        return cls.parse(data, str(path))

    @classmethod
    def parse(cls, data: bytes, name: str) -> Lexicon:
        """Lexicon of the bytes of a TSV file; `name` stands in the problems."""
        entries: dict[str, LexiconEntry] = {}
        problems: list[str] = []
        for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").splitlines(), 1):
            where = f"{name}:{number}"
            try:
                entry = parse_line(raw, where)
            except LexiconError as error:
                problems.append(f"{where}: {error}")
                continue
            if entry is None:
                continue
            if entry.word in entries:
                first = entries[entry.word].where.rpartition(":")[2]
                problems.append(
                    f"{where}: '{entry.word}' stands already on line {first}, which is the one used"
                )
                continue
            entries[entry.word] = entry
        return cls(entries.values(), problems)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], where: str) -> Lexicon:
        """Lexicon of (word, IPA or respelling) pairs, such as an article's own; never raises, see `problems`."""
        entries, problems = [], []
        for word, sounds in pairs:
            try:
                entries.append(make_entry(word, sounds, where=where))
            except LexiconError as error:
                problems.append(f"{where}: '{word}': {error}")
        return cls(entries, problems)

    @classmethod
    def merged(cls, lexicons: Iterable[Lexicon]) -> Lexicon:
        """All the entries of several lexicons as one; a later lexicon wins."""
        chain = list(lexicons)
        return cls(
            (e for lexicon in chain for e in lexicon), (p for lexicon in chain for p in lexicon.problems)
        )

    def get(self, word: str) -> LexiconEntry | None:
        """The entry of `word`; else of the word that it is the genitive of (Putins, Nord-Koreas, NRKs).

        A word with a capital also finds the entry in small letters, and one all in capitals any entry;
        a word in small letters never finds a name.
        """
        entry = self._find(word)
        if entry is not None:
            return entry
        if word[-1:] not in "sS'’ʼ":
            return None
        stem = genitive_stem(word)
        if stem is None or stem.islower():
            return None
        entry = self._find(stem)
        if entry is None:
            return None
        return entry._replace(word=word, ipa=genitive(entry.ipa), note=entry.note or f"genitive of {stem}")

    def match(self, words: Sequence[str], at: int) -> tuple[int, LexiconEntry] | None:
        """The longest entry that begins at `words[at]`, and how many words it takes.

        Finds phrases in any mixture of capitals ("Kim jong-un"), with a genitive on the last word, and
        initialisms that have been spelt out ("N", "R", "K-s" finds NRK).
        """
        word = words[at]
        if self._phrases is None:
            self._index_phrases()
        assert self._phrases is not None
        for rest, entry in self._phrases.get(word.casefold(), ()):
            taken = 1 + len(rest)
            if at + taken > len(words):
                continue
            heard = [w.casefold() for w in words[at + 1 : at + taken]]
            if tuple(heard) == rest:
                return taken, entry
            stem = genitive_stem(heard[-1])
            if stem is not None and (*heard[:-1], stem) == rest:
                written = " ".join(words[at : at + taken])
                return taken, entry._replace(word=written, ipa=genitive(entry.ipa))
        if word[:1].isupper() and len(word) == 1 and at + 1 < len(words):
            found = self._match_letters(words, at)
            if found is not None:
                return found
        single = self.get(word)
        return None if single is None else (1, single)

    def _match_letters(self, words: Sequence[str], at: int) -> tuple[int, LexiconEntry] | None:
        letters = ""
        end = at
        for word in words[at:]:
            head, _, ending = word.partition("-")
            if len(head) != 1 or not head.isupper() or ending not in ("", "s"):
                break
            letters += head + ending
            end += 1
            if ending:
                break
        if end - at < 2:
            return None
        entry = self.get(letters)
        return None if entry is None else (end - at, entry)

    def _find(self, word: str) -> LexiconEntry | None:
        entry = self._entries.get(word)
        if entry is not None or word.islower():
            return entry
        entry = self._entries.get(word.lower())
        if entry is not None or word[1:].islower():
            return entry
        if self._folded is None:
            self._folded = {w.casefold(): entry for w, entry in self._entries.items()}
        return self._folded.get(word.casefold())

    def _index_phrases(self) -> None:
        self._phrases = {}
        for word, entry in self._entries.items():
            if " " in word:
                first, *rest = word.casefold().split()
                self._phrases.setdefault(first, []).append((tuple(rest), entry))
        for phrases in self._phrases.values():
            phrases.sort(key=lambda phrase: -len(phrase[0]))


@cache
def builtin() -> Lexicon:
    """Our own lexicon: all tables of ours together. Read once; the sounds unchecked, for the tests check them."""
    entries: list[LexiconEntry] = []
    for pattern in BUILTIN_TABLES:
        for path in sorted(BUILTIN_FOLDER.glob(pattern)):
            name = path.name
            entries += [
                LexiconEntry(word, ipa, language, note, f"{name}:{number}")
                for number, (word, ipa, language, note) in numbered_rows(path, 4, least=2)
            ]
    return Lexicon(entries)


def parse_line(raw: bytes, where: str = "") -> LexiconEntry | None:
    """Entry of one line of a lexicon file, None for an empty line or a comment. Raises LexiconError."""
    try:
        line = raw.decode("utf-8").strip("\r\n")
    except UnicodeDecodeError as error:
        raise LexiconError(f"not UTF-8 (byte {error.start + 1}); save the file as UTF-8") from None
    if not line.strip() or line.lstrip().startswith("#"):
        return None
    if "\t" in line:
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > 4:
            raise LexiconError(f"{len(cells)} cells; there are four at most: word, sounds, language, note")
    else:
        word, equals, sounds = line.partition("=")
        if not equals:
            raise LexiconError("neither a tab nor '=' between the word and its sounds")
        cells = [word.strip(), sounds.strip()]
    word, sounds, language, note = cells + [""] * (4 - len(cells))
    return make_entry(word, sounds, language, note, where)


def genitive_stem(word: str) -> str | None:
    """What `word` would be the genitive of: "Putins" Putin, "Hans'" Hans, "K-s" K; None if of nothing."""
    if len(word) < 3:
        return None
    if word[-1] in _APOSTROPHES:
        return word[:-1]
    if word[-1] not in "sS":
        return None
    stem = word[:-1]
    if stem[-1] in _APOSTROPHES or stem[-1] == "-":
        return stem[:-1] if len(stem) > 1 else None
    return None if stem[-1] in "sSxXzZ" else stem


def genitive(ipa: str) -> str:
    """Sounds of the genitive: an s, retroflex after r or a retroflex, none after a sibilant."""
    last = ipa[-1:]
    if last in _SIBILANTS:
        return ipa
    if last == "r":
        return ipa[:-1] + "ʂ"
    return ipa + ("ʂ" if last in _RETROFLEX else "s")

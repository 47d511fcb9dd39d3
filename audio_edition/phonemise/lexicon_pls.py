"""W3C Pronunciation Lexicon Specification 1.0 (PLS): the file that other speech systems exchange.

Our `language` and `note` have no place in PLS's own elements; they travel in `<metadata>`, where the
specification allows any markup. A document type declaration is refused, so entities cannot be declared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from audio_edition.errors import LexiconError

from .lexicon_entry import LexiconEntry, make_entry

PLS_NAMESPACE = "http://www.w3.org/2005/01/pronunciation-lexicon"
OUR_NAMESPACE = "urn:audio-edition:lexicon:1"


@dataclass(slots=True)
class _Lexeme:
    line: int
    graphemes: list[str] = field(default_factory=list)
    phonemes: list[str] = field(default_factory=list)
    preferred: str | None = None
    alphabet: str = ""
    alias: bool = False


class _Reader:
    """Collects lexemes while expat runs through the document."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lexemes: list[_Lexeme] = []
        self.about: dict[str, tuple[str, str]] = {}
        self.alphabet = "ipa"
        self._text: list[str] | None = None
        self._preferred = False
        self._root: str | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._data

    def _refuse(self, *_: object) -> None:
        raise LexiconError(
            f"{self.name}: the file declares a document type, which a PLS lexicon does not need"
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        namespace, _, name = tag.rpartition(" ")
        if self._root is None:
            self._root = name
            if name != "lexicon" or namespace not in (PLS_NAMESPACE, ""):
                raise LexiconError(f"{self.name}: not a PLS lexicon: it begins with <{name}>")
            self.alphabet = attributes.get("alphabet", "ipa")
        elif namespace == OUR_NAMESPACE and name == "about":
            about = attributes.get("language", ""), attributes.get("note", "")
            self.about[attributes.get("grapheme", "")] = about
        elif name == "lexeme":
            self.lexemes.append(_Lexeme(self.parser.CurrentLineNumber, alphabet=self.alphabet))
        elif name in ("grapheme", "phoneme", "alias") and self.lexemes:
            self._text = []
            if name == "phoneme":
                self._preferred = attributes.get("prefer") == "true"
                self.lexemes[-1].alphabet = attributes.get("alphabet", self.alphabet)

    def _data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _end(self, tag: str) -> None:
        name = tag.rpartition(" ")[2]
        if self._text is None or name not in ("grapheme", "phoneme", "alias"):
            return
        text, self._text = " ".join("".join(self._text).split()), None
        lexeme = self.lexemes[-1]
        if name == "grapheme":
            lexeme.graphemes.append(text)
        elif name == "alias":
            lexeme.alias = True
        else:
            lexeme.phonemes.append(text)
            if self._preferred and lexeme.preferred is None:
                lexeme.preferred = text


def parse_pls(data: bytes, name: str) -> tuple[list[LexiconEntry], list[str]]:
    """Entries and problems ("file:line: …") of a PLS document.

    Of several pronunciations the one marked `prefer`, else the first, is taken. Raises LexiconError if the
    document is not well-formed XML, not PLS, or declares a document type.
    """
    reader = _Reader(name)
    try:
        reader.parser.Parse(data, True)
    except expat.ExpatError as error:
        raise LexiconError(
            f"{name}:{error.lineno}: not well-formed XML: {expat.ErrorString(error.code)}"
        ) from None
    entries: dict[str, LexiconEntry] = {}
    problems: list[str] = []
    for lexeme in reader.lexemes:
        where = f"{name}:{lexeme.line}"
        if lexeme.alphabet.lower() not in ("ipa", "x-ipa", ""):
            problems.append(f"{where}: the alphabet is '{lexeme.alphabet}'; only 'ipa' can be read")
            continue
        if not lexeme.phonemes:
            why = "an <alias>, which is no pronunciation" if lexeme.alias else "no <phoneme>"
            problems.append(f"{where}: the lexeme has {why}")
            continue
        if not lexeme.graphemes:
            problems.append(f"{where}: the lexeme has no <grapheme>")
        sounds = lexeme.preferred or lexeme.phonemes[0]
        for grapheme in lexeme.graphemes:
            language, note = reader.about.get(grapheme, ("", ""))
            try:
                entry = make_entry(grapheme, f"/{sounds}/" if sounds else "", language, note, where)
            except LexiconError as error:
                problems.append(f"{where}: {error}")
                continue
            if entry.word in entries:
                problems.append(
                    f"{where}: '{entry.word}' stands already in the file; the first is the one used"
                )
                continue
            entries[entry.word] = entry
    return list(entries.values()), problems


def write_pls(entries: Iterable[LexiconEntry], language: str = "nn") -> str:
    """A PLS 1.0 document of the entries; `language` is the xml:lang of the lexicon."""
    chosen = list(entries)
    about = [
        f"    <ae:about grapheme={quoteattr(e.word)} language={quoteattr(e.language)} note={quoteattr(e.note)}/>"
        for e in chosen
        if e.language or e.note
    ]
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<lexicon version="1.0" xmlns="{PLS_NAMESPACE}" alphabet="ipa" xml:lang={quoteattr(language)}>',
    ]
    if about:
        lines += [f'  <metadata xmlns:ae="{OUR_NAMESPACE}">', *about, "  </metadata>"]
    for entry in chosen:
        lines += [
            "  <lexeme>",
            f"    <grapheme>{escape(entry.word)}</grapheme>",
            f"    <phoneme>{escape(entry.ipa)}</phoneme>",
            "  </lexeme>",
        ]
    return "\n".join([*lines, "</lexicon>", ""])

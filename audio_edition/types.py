"""One frozen type a stage, in the order in which an edition is made.

    bytes ─article→ Article(Block) ─script→ Script(Section(Sentence)) ─normalise→ Spoken ─phonemise→ Word
          ─synthesis→ Utterance → Piece ─engine→ Waveform → Clip ─edition→ Cue, Chapter, files

Written forms are what stands in the article; spoken forms are words only. A field is complete when the
object is made: nothing is filled in later. NumPy is needed for typing alone and is not imported here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from audio_edition.fault import Fault

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

Role = Literal[
    "title", "lead", "byline", "heading", "paragraph", "quote", "list_item",
    "fact_box", "caption", "alt", "credit", "boilerplate",
]  # fmt: skip
"""Role of a block of the source. `quote` is a paragraph of speech that begins with a dash."""

SectionRole = Role | Literal["opening", "closing"]
"""Role of a section of the script: a block's role, or one of the two parts that we add."""

CastRole = Literal["narrator", "aside", "quote", "quote_woman", "quote_man"]
"""Which member of the cast speaks."""


# ---- reading -------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a text that carries something of its own: `text[start:end]`."""

    start: int
    end: int
    kind: Literal["language", "respelling", "abbreviation"]
    value: str
    """`language`: BCP 47 tag; `respelling`: letters or IPA between slashes; `abbreviation`: what it stands for."""


@dataclass(frozen=True, slots=True)
class Block:
    """One block of the source: every text node of the source is in exactly one block."""

    index: int
    role: Role
    text: str
    """White space folded to single spaces; otherwise as in the source."""
    speak: bool
    reason: str
    """Why it is skipped, or why it got its role; never empty for a block that is not spoken."""
    language: str = "nn"
    """BCP 47: `nn`, `nb`, `en`, …"""
    spans: tuple[Span, ...] = ()
    image: str | None = None
    """Id of the `Image` that an alt, caption or credit belongs to."""
    level: int = 0
    """Depth of a heading (2 for `<h2>`), else 0."""
    rule: str = ""
    """Which rule decided role and reason, for `segment --explain`."""
    points: float | None = None
    """What the block counts for in finding the body of a copied page; None where nothing is counted."""


OTHER_SCRIPT = "is written in another script, which no voice here can say"
"""Reason of a block that would be read if it could be: the edition is published, and the run tells of it."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture of the article; `src` is None where the source has only its text (plain text)."""

    id: str
    src: str | None
    alt: str | None


@dataclass(frozen=True, slots=True)
class Article:
    """An article as read: all of it, also what will not be spoken."""

    slug: str
    """ASCII letters, digits and hyphens, at most 80 characters; the name of the edition's folder."""
    title: str
    blocks: tuple[Block, ...]
    language: str = "nn"
    byline: tuple[str, ...] = ()
    published: datetime | None = None
    modified: datetime | None = None
    publisher: str | None = None
    section: str | None = None
    url: str | None = None
    images: tuple[Image, ...] = ()
    lexicon: tuple[tuple[str, str], ...] = ()
    """The article's own pronunciations: (word, IPA or respelling), from its front matter."""
    source: str = "-"
    """Path as the user gave it, `-` for standard input."""
    format: Literal["text", "html", "markdown", "docx", "epub", "pdf", "mail", "feed"] = "text"
    warnings: tuple[str, ...] = ()
    """What the reader should be told: a language that is not Norwegian, letters that could not be decoded."""


# ---- the script of the edition --------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence as written."""

    text: str
    language: str = "nn"
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of speech by one member of the cast: a block, or something that we add."""

    index: int
    role: SectionRole
    cast: CastRole
    chapter: int
    """Index of the chapter that it belongs to."""
    sentences: tuple[Sentence, ...]
    block: int | None = None
    """Index of the block it reads; None for the opening and the closing."""
    lead_in: str | None = None
    """What is said before the first sentence and does not stand in the source ("Bilettekst")."""


@dataclass(frozen=True, slots=True)
class Script:
    """What will be said, in order."""

    sections: tuple[Section, ...]
    chapter_titles: tuple[str, ...]


# ---- from letters to sounds ------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Change:
    """A written span that was rewritten: `written[start:end]` became `spoken`."""

    start: int
    end: int
    written: str
    spoken: str
    kind: str
    """Semiotic class that did it: `cardinal`, `date`, `abbreviation`, `user`, …"""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence in words, with every change that led there."""

    written: str
    text: str
    changes: tuple[Change, ...] = ()


WordSource = Literal[
    "inline", "user", "article", "lexicon", "function", "letters", "stem", "inflection", "compound",
    "foreign", "rules",
]  # fmt: skip
"""Where a pronunciation came from, from the surest to the least sure. A `stem` is a word that we know and whose
letters tell how it is said; `rules` is a word that nobody knows, read by its letters."""


@dataclass(frozen=True, slots=True)
class Word:
    """A spoken word with its sounds."""

    grapheme: str
    ipa: str
    """Broad IPA: ˈ ˌ before the syllable's onset, ː, tone ¹ ² before the stress mark."""
    source: WordSource
    after: str = ""
    """Punctuation that a voice should hear after the word: one of , . ? ! : ; – … or nothing."""
    language: str = "nn"
    note: str = ""
    """For an editor: the seam of a compound, the language of origin, the entry that answered."""
    confidence: float = 1.0
    """How likely the sounds are right, 0 to 1, by where they are known from (`phonemise/data/confidence.tsv`)."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """How an editor wants one sentence said, where it differs from the others of its role."""

    rate: float = 1.0
    """Times the run's own rate."""
    seed: int = 0
    member: CastMember | None = field(default=None, hash=False)
    """Who says it; None: who fills the role."""
    take: int = 0
    """Number of the take that an editor chose; 0 for the edition's own reading."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """A sentence ready to be said. `section` and `sentence` are its place in the script."""

    section: int
    sentence: int
    written: str
    spoken: str
    words: tuple[Word, ...]
    cast: CastRole
    language: str = "nn"
    added: bool = False
    """True for words that do not stand in the source (opening, lead-in, closing)."""
    mute: tuple[str, ...] = ()
    """Words of letters for which no sound was found: they are not in `words`, and a fault of the sentence."""
    delivery: Delivery = Delivery()

    def member(self, cast: Cast) -> CastMember:
        """Who says it."""
        return self.delivery.member or cast[self.cast]


# ---- sound -----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Piece:
    """One call to an engine: at most one sentence, never more symbols than the voice takes."""

    symbols: tuple[str, ...]
    """The voice's own symbols, in order, without padding or begin and end marks."""
    text: str
    """The spoken words, for voices that take letters and for messages."""
    speaker: str = ""
    """Name of the voice's speaker, empty for a voice with one."""
    rate: float = 1.0
    """Speaking rate; 1.1 is ten per cent faster than the voice's own."""
    seed: int = 0
    word_starts: tuple[int, ...] = ()
    """Index into `symbols` of each word's first symbol."""


@dataclass(frozen=True, slots=True)
class Waveform:
    """Sound as an engine gives it."""

    samples: npt.NDArray[np.float32]
    """float32, shape (n,), mono, nominally in [-1, 1]; never normalised by the engine."""
    sample_rate_hz: int
    symbol_ends: tuple[int, ...] | None = None
    """Sample index at which each symbol of the piece ends, where the model tells; else None."""

    @property
    def duration_s(self) -> float:
        return len(self.samples) / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice's speaker as voice.toml lists it. `settings` belong to the engine (style, sid, …)."""

    name: str
    level_db: float = 0.0
    """Gain that brings this speaker to the level of the others, in dB."""
    rate: float = 1.0
    settings: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice as `voices/<id>/voice.toml` describes it."""

    id: str
    name: str
    engine: str
    language: str
    sample_rate_hz: int
    input: Literal["phonemes", "graphemes"]
    licence: str
    attribution: str
    folder: Path
    """Folder of voice.toml."""
    symbols: Mapping[str, tuple[str, ...]]
    """From a phoneme of ours (or a mark of punctuation) to the voice's symbols; empty for graphemes."""
    max_symbols: int
    """The most symbols one call may hold."""
    speakers: Mapping[str, Speaker]
    cast: Mapping[CastRole, str]
    """Speaker that fills each role of the cast when nothing else is asked for."""
    model: Mapping[str, Any]
    """The [model] table: engine's own settings, files with sizes and digests."""
    stress_at: Literal["onset", "vowel"] = "onset"
    """Where the voice expects ˈ and ˌ: before the syllable, or just before its vowel."""
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """From the whole IPA of a word to the voice's symbols, for words that the map says less well."""
    split_above: int = 0
    """Longer sentences are said in parts, because the voice reads them worse whole; 0: `max_symbols`."""


@dataclass(frozen=True, slots=True)
class CastMember:
    """Who speaks a role: a voice and one of its speakers."""

    voice: Voice
    speaker: Speaker


Cast = Mapping[CastRole, CastMember]


@dataclass(frozen=True, slots=True)
class Clip:
    """A finished sentence in the cache folder: trimmed, checked, at the voice's own sample rate."""

    key: str
    path: Path
    """FLAC, mono."""
    sample_rate_hz: int
    samples: int
    loudness_lufs: float | None
    """Integrated loudness; None when the clip is too short to have one (< 0.4 s)."""
    word_starts: tuple[int, ...]
    """Sample index of each word's start; empty when not known."""
    word_times: Literal["model", "estimated", "none"]
    tries: int
    """How many times it was synthesised before it passed; 1 is the normal case."""
    faults: tuple[Fault, ...]
    """What the quality gate still holds against it; empty for a clip that passed."""
    doubt: float | None = None
    """Words in a row that a listener misheard, and the share of wrong letters; None where nobody listened."""

    @property
    def duration_s(self) -> float:
        return self.samples / self.sample_rate_hz


@dataclass(frozen=True, slots=True)
class Cue:
    """Text with times: half-open, ordered, without overlap, in seconds from the start of edition.mp3."""

    start_s: float
    end_s: float
    text: str
    """Written form."""
    section: int
    sentence: int
    cast: CastRole
    language: str = "nn"
    words: tuple[tuple[float, float, str], ...] = ()
    """(start_s, end_s, written word) where words are timed."""
    word_times: Literal["model", "estimated", "none"] = "none"
    added: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """A chapter of the finished edition."""

    index: int
    title: str
    start_s: float
    end_s: float
    path: str
    """File name relative to the edition's folder."""

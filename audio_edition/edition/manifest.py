"""edition.json: what was read, what was said, where it sounds and how it came about.

    manifest = read_manifest(folder)            # a Manifest, of an older format too; None where there is none
    for section, sentence in manifest.sentences: ...
    text = manifest.to_json()

Every object is frozen: one that is to differ is copied with `model_copy(update={…})`. The JSON Schema of the file is
docs/edition.schema.json; keys that a later version added are kept as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError

from audio_edition.disk import read_own
from audio_edition.edition.older import upgraded
from audio_edition.fault import Fault
from audio_edition.types import CastRole, Role, SectionRole, WordSource

NAME = "edition.json"
FORMAT: Literal[2] = 2
"""2: `faults` have a kind; in 1 they were words alone (`edition/older.py`)."""

Moment = Annotated[datetime, PlainSerializer(datetime.isoformat, return_type=str)]
"""ISO 8601; without a zone where the article has none."""


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="allow", ser_json_inf_nan="constants", defer_build=True)


class ImageRecord(_Record):
    """A picture of the article."""

    id: str
    src: str | None
    alt: str | None


class ArticleRecord(_Record):
    """What the edition is an edition of."""

    slug: str
    title: str
    language: str
    """BCP 47."""
    publisher: str | None
    byline: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    section: str | None
    url: str | None
    source: str
    """File name of the article, without its folder."""
    source_format: str
    """`text`, `html`, `markdown`, …"""
    images: tuple[ImageRecord, ...]


class Origin(_Record):
    """Where the article came from, so that a lost journal can be made again."""

    source: str
    """Path relative to the folder of editions; `-` and the content for standard input."""
    content: str
    """Digest of the article's bytes."""
    text: str = ""
    """Digest of what the article says, see edition/index.py."""
    beside: dict[str, str] = {}
    """Digest of each picture that lies beside the article, by its name there."""


class VoiceRecord(_Record):
    """Who filled a role of the cast."""

    id: str
    speaker: str
    name: str
    engine: str
    licence: str
    attribution: str

    @property
    def member(self) -> str:
        """`ID:SPEAKER`, as options name it."""
        return f"{self.id}:{self.speaker}"


class ChapterRecord(_Record):
    """A chapter: half-open, in seconds from the start of edition.mp3."""

    index: int
    title: str
    start_s: float
    end_s: float
    file: str
    """Name relative to the edition's folder."""


class WordRecord(_Record):
    """A word as it was said."""

    grapheme: str
    after: str = ""
    """Punctuation that the voice heard after it."""
    ipa: str
    source: WordSource | str
    note: str
    start_s: float | None = None
    """From the start of edition.mp3, where the model tells it."""


class SentenceRecord(_Record):
    """A sentence: written, spoken, and where it sounds."""

    index: int
    """-1 for the section's lead-in."""
    written: str
    spoken: str
    added: bool
    """Does not stand in the article."""
    start_s: float
    end_s: float
    words: tuple[WordRecord, ...]
    clip_key: str
    loudness_lufs: float | None
    """Of the clip; None where it is too short to have one."""
    tries: int
    faults: tuple[Fault, ...]
    take: int | None = None
    """Number of the take that an editor chose, where it is not the edition's own reading."""
    doubt: float | None = None
    """Words in a row that the listener misheard, and the share of wrong letters; None where nobody listened."""


class SectionRecord(_Record):
    """A block as it is read, or something that we add."""

    index: int
    role: SectionRole | str
    cast: CastRole
    chapter: int
    block: int | None
    """Index of the ledger's block that it reads."""
    lead_in: str | None
    voice: str
    """`ID:SPEAKER`."""
    written: str
    spoken: str
    start_s: float | None
    """None for a section without a word to say."""
    end_s: float | None
    tries: int
    faults: tuple[Fault, ...]
    sentences: tuple[SentenceRecord, ...]


class BlockRecord(_Record):
    """A block of the source in the ledger: spoken by a section, or skipped for a reason."""

    index: int
    role: Role | str
    text: str
    spoken: bool
    reason: str
    section: int | None


class UnknownWord(_Record):
    """A name or word that nobody has written down and an editor may want to hear."""

    word: str
    count: int
    ipa: str
    """Empty where no sound was found."""
    source: str


class LoudnessRecord(_Record):
    """Measured on edition.mp3."""

    integrated_lufs: float
    true_peak_dbtp: float
    range_lu: float
    rms_db: float
    samples: int
    preset: str
    gain_db: float
    limited: bool


class Timings(_Record):
    """How long the work took, in seconds."""

    synthesised_s: float
    """Speech that was made, and was not in the cache."""
    synthesis_s: float
    total_s: float


class Steadiness(_Record):
    """How the edition is read, beside those before it, see edition/steadiness.py."""

    pace_syllables_s: float
    """Syllables a second of the narrator, pauses inside sentences counted."""
    pitch_spread_st: float | None = None
    """Semitones between the 5th and the 95th percentile; None where no voice was found."""
    loudness_drift_lu: float | None = None
    """The last third less the first."""
    mos: float | None = None
    """Distill-MOS, 1 to 5, where the settings ask for it."""
    before: Mapping[str, float] = Field(default_factory=dict)
    """Medians of the last thirty editions of the same narrator."""
    compared: int = 0
    """How many those are."""
    alarms: tuple[str, ...] = ()
    """A sentence for each figure that falls out."""


class FileRecord(_Record):
    """A file of the edition."""

    size_bytes: int
    sha256: str


class Account(_Record):
    """All that is known of an edition before its files are counted: what pages and reports tell."""

    format: Literal[2] = FORMAT
    generator: str
    versions: Mapping[str, str] = Field(default_factory=dict)
    """What the sound depends on besides voices and settings."""
    fingerprint: str
    """Of all that decided what the edition is; `score`: of what was made of it, sentence by sentence."""
    score: str = ""
    origin: Origin
    made: Moment
    slug: str
    title: str
    language: str
    publisher: str | None
    """The article's, else the settings'."""
    byline: tuple[str, ...]
    published: Moment | None
    modified: Moment | None
    section: str | None
    url: str | None
    source: str
    source_format: str
    images: tuple[ImageRecord, ...]
    article: ArticleRecord
    """What is known of the article, in one table; the same keys stand beside it."""
    voice: Mapping[CastRole, VoiceRecord]
    chapters: tuple[ChapterRecord, ...]
    sections: tuple[SectionRecord, ...]
    ledger: tuple[BlockRecord, ...]
    unknown_words: tuple[UnknownWord, ...]
    word_sources: Mapping[str, int]
    duration_s: float
    samples: int
    sample_rate_hz: int
    settings: Mapping[str, Any]
    """As `Settings` had them; a later version may know others."""
    warnings: tuple[str, ...]
    loudness: LoudnessRecord
    timings: Timings
    steadiness: Steadiness | None = None
    """None in editions of before it was measured."""

    @property
    def sentences(self) -> Iterator[tuple[SectionRecord, SentenceRecord]]:
        """Every sentence in the order of speaking, with its section."""
        for section in self.sections:
            for sentence in section.sentences:
                yield section, sentence

    def to_json(self) -> str:
        """As it is written: readable, in order, ending in a line end."""
        return json.dumps(self.model_dump(), ensure_ascii=False, indent=1) + "\n"


class Manifest(Account):
    """edition.json: the account, and every file of the edition."""

    files: Mapping[str, FileRecord]
    """By name relative to the edition's folder; edition.json itself is not among them."""


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest of the edition in `folder`; None when there is none or it cannot be read."""
    try:
        return parse_manifest(read_own(folder / NAME))
    except (OSError, ValueError):
        return None


def parse_manifest(data: bytes) -> Manifest:
    """The manifest that `data` is, of an older format too. Raises ValueError that says what is wrong first."""
    try:
        document = json.loads(data)
        if isinstance(document, dict) and document.get("format") != FORMAT:
            document = upgraded(document)
        return Manifest.model_validate(document)
    except ValidationError as error:
        problem = error.errors()[0]
        raise ValueError(f"{'.'.join(map(str, problem['loc'])) or NAME}: {problem['msg']}") from error
    except RecursionError as error:
        raise ValueError(f"{NAME}: is no manifest: it is nested without end") from error

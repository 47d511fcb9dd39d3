"""An edition as a book: chapters of passages in the order in which they are heard, each sentence with its clip."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from audio_edition import __version__
from audio_edition.page.runs import Group, groups
from audio_edition.page.wording import PageLanguage
from audio_edition.transcript.timing import timed_words
from audio_edition.types import Article, Block, Chapter, Cue, Script, Span

GENERATOR = f"audio-edition {__version__}"

ClipTimes = tuple[float, float]
"""Begin and end of a clip in seconds from the start of the edition's sound."""

_PICTURE = ("caption", "alt", "credit")


@dataclass(frozen=True, slots=True)
class Fragment:
    """A sentence: its text in groups, and what of the sound says it."""

    id: str
    text: tuple[Group, ...]
    language: str
    clip: ClipTimes
    """Runs on until the next sentence begins, so that pauses are heard as they were made."""
    words: tuple[tuple[str, float, float], ...] = ()
    """(id, begin, end) of its timed words, end to end over the whole clip; empty where words are not timed."""
    lead_in: bool = False


@dataclass(frozen=True, slots=True)
class BookLine:
    """A block of the article: sentences that are heard, or text that is only read."""

    role: str
    language: str
    fragments: tuple[Fragment, ...]
    text: tuple[Group, ...] = ()
    """Of a block that is not spoken."""

    @property
    def plain(self) -> str:
        if self.fragments:
            return " ".join(
                "".join(run.text for group in f.text for run in group.runs) for f in self.fragments
            )
        return "".join(run.text for group in self.text for run in group.runs)


@dataclass(frozen=True, slots=True)
class BookPassage:
    """Lines that belong together: a paragraph alone, a list, a fact box, a picture with what is said of it."""

    id: str
    kind: str
    """`heading`, `list`, `facts`, `figure`, `frame` (opening and closing), or the role of its one line."""
    level: int
    lines: tuple[BookLine, ...]
    picture: Path | None = None
    alt: str = ""

    @property
    def heard(self) -> tuple[Fragment, ...]:
        """Its sentences that are spoken, in order."""
        return tuple(one for line in self.lines for one in line.fragments)


@dataclass(frozen=True, slots=True)
class BookChapter:
    number: int
    title: str
    passages: tuple[BookPassage, ...]
    start_s: float
    end_s: float

    @property
    def fragments(self) -> tuple[Fragment, ...]:
        """All that is heard in this chapter, in order."""
        return tuple(one for passage in self.passages for one in passage.heard)

    @property
    def heard_s(self) -> float:
        """Length of what a reader plays, in seconds."""
        return sum(f.clip[1] - f.clip[0] for f in self.fragments)


@dataclass(frozen=True, slots=True)
class Book:
    """What a reader is given of one edition."""

    title: str
    slug: str
    language: str
    authors: tuple[str, ...]
    publisher: str
    narrators: tuple[str, ...]
    published: str
    """ISO 8601; empty when not known."""
    modified: str
    """ISO 8601 in UTC, whole seconds."""
    source: str
    description: str
    chapters: tuple[BookChapter, ...]
    sound: Path
    """edition.mp3."""
    cover: Path | None
    attributions: tuple[str, ...] = ()
    pictures: Mapping[str, Path] = field(default_factory=dict)
    """Image id → file, for pictures that came with the article."""
    page_language: PageLanguage = "nn"
    """Of the book's own words: table of contents, labels, what it says of itself."""

    @property
    def heard_s(self) -> float:
        return sum(chapter.heard_s for chapter in self.chapters)


def chapters_of(
    article: Article,
    script: Script,
    cues: Sequence[Cue],
    chapters: Sequence[Chapter],
    pictures: Mapping[str, Path],
) -> tuple[BookChapter, ...]:
    """The article in the order in which it is heard; what is not spoken stands where it stands in the article.

    Text of the site around the article is left out. An aside that the script moved stands where it is heard:
    a reader that follows the sound must never jump back.
    """
    clips = _clips(cues, chapters)
    fragments: dict[int, list[Fragment]] = {}
    for cue, clip in zip(cues, clips, strict=True):
        if cue.text.strip():
            fragments.setdefault(cue.section, []).append(_fragment(cue, clip, script))
    blocks = {block.index: block for block in article.blocks}
    silent = _unspoken(article, script)
    found = []
    for chapter in chapters:
        entries: list[tuple[BookLine, Block | None]] = []
        for section in script.sections:
            if section.chapter != chapter.index:
                continue
            block = blocks.get(section.block) if section.block is not None else None
            language = block.language if block is not None else article.language
            line = BookLine(section.role, language, tuple(fragments.get(section.index, ())))
            if line.fragments:
                entries.append((line, block))
            entries += [(_silent_line(one), one) for one in silent.pop(section.index, [])]
        passages = tuple(_passages(entries, article, pictures, chapter.index))
        found.append(BookChapter(chapter.index + 1, chapter.title, passages, chapter.start_s, chapter.end_s))
    return tuple(found)


def _clips(cues: Sequence[Cue], chapters: Sequence[Chapter]) -> list[ClipTimes]:
    """Each cue from its begin to the next one's, or to the end of its chapter."""
    ends = [chapter.end_s for chapter in chapters]
    clips = []
    for cue, follower in zip(cues, [*cues[1:], None], strict=True):
        limit = next((end for end in ends if cue.start_s < end), cue.end_s)
        end = min(follower.start_s, limit) if follower is not None else limit
        clips.append((cue.start_s, max(end, cue.end_s)))
    return clips


def _fragment(cue: Cue, clip: ClipTimes, script: Script) -> Fragment:
    name = f"s{cue.section}-{cue.sentence if cue.sentence >= 0 else 'l'}"
    spans: tuple[Span, ...] = ()
    if 0 <= cue.section < len(script.sections):
        sentences = script.sections[cue.section].sentences
        if 0 <= cue.sentence < len(sentences) and sentences[cue.sentence].text == cue.text:
            spans = sentences[cue.sentence].spans
    timed = timed_words(cue)
    starts = [clip[0], *(word.start_s for word in timed[1:]), clip[1]]
    words = tuple((f"{name}w{i}", starts[i], starts[i + 1]) for i in range(len(timed)))
    if any(end - start < 0.001 for _, start, end in words):
        words = ()  # a word without a length of its own: the sentence is marked whole
    return Fragment(
        name, groups(cue.text, spans, timed, cue.language), cue.language, clip, words, cue.sentence < 0
    )


def _unspoken(article: Article, script: Script) -> dict[int, list[Block]]:
    """Section → the blocks that stand after it in the article and are read by the eye alone."""
    section_of = {section.block: section.index for section in script.sections if section.block is not None}
    images: dict[str, int] = {}
    for block in article.blocks:
        if block.image and block.index in section_of:
            images[block.image] = section_of[block.index]
    after: dict[int, list[Block]] = {}
    last = script.sections[0].index if script.sections else 0
    for block in article.blocks:
        if block.index in section_of:
            last = section_of[block.index]
        elif block.role != "boilerplate" and block.text.strip():
            after.setdefault(images.get(block.image or "", last), []).append(block)
    return after


def _silent_line(block: Block) -> BookLine:
    return BookLine(block.role, block.language, (), groups(block.text, block.spans, (), block.language))


def _passages(
    entries: Sequence[tuple[BookLine, Block | None]],
    article: Article,
    pictures: Mapping[str, Path],
    chapter: int,
) -> Iterator[BookPassage]:
    """Neighbours of one kind become one passage: items a list, facts a box, what is said of a picture a figure."""
    alts = {image.id: image.alt or "" for image in article.images}
    waiting: list[tuple[BookLine, Block | None]] = []
    number = 0

    def done() -> BookPassage:
        nonlocal number
        number += 1
        line, block = waiting[0]
        kind = _kind(line)
        image = block.image if block is not None and block.image else ""
        level = min(max(block.level, 2), 6) if block is not None and line.role == "heading" else 1
        return BookPassage(
            f"p{chapter + 1}-{number}",
            kind,
            level,
            tuple(each for each, _ in waiting),
            pictures.get(image) if kind == "figure" else None,
            alts.get(image, ""),
        )

    for line, block in entries:
        if waiting and not _same(waiting[-1], (line, block)):
            yield done()
            waiting = []
        waiting.append((line, block))
    if waiting:
        yield done()


def _kind(line: BookLine) -> str:
    kinds = {"list_item": "list", "fact_box": "facts", "opening": "frame", "closing": "frame"}
    if line.role in _PICTURE:
        return "figure"
    return kinds.get(line.role, line.role)


def _same(one: tuple[BookLine, Block | None], other: tuple[BookLine, Block | None]) -> bool:
    kind = _kind(one[0])
    if kind != _kind(other[0]) or kind not in ("list", "facts", "figure"):
        return False
    if kind != "figure":
        return True
    return one[1] is not None and other[1] is not None and one[1].image == other[1].image


def renumbered(chapters: Sequence[BookChapter]) -> tuple[BookChapter, ...]:
    """The chapters that hold something, numbered from 1."""
    kept = [chapter for chapter in chapters if chapter.passages]
    return tuple(replace(chapter, number=number) for number, chapter in enumerate(kept, 1))

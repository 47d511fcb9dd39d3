"""Correct a word once: the lexicon, the sentences that hold it, the editions, the feeds."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from audio_edition.counted import counted
from audio_edition.edition.batch import make_all
from audio_edition.edition.entries import JournalEntry
from audio_edition.edition.index import Index
from audio_edition.edition.manifest import NAME, Manifest, read_manifest
from audio_edition.edition.publish import locked
from audio_edition.edition.studio import Studio
from audio_edition.edition.talk import Quiet, Talk
from audio_edition.edition.waiting import waiting_folder
from audio_edition.phonemise.lexicon_file import put
from audio_edition.site.config import Site
from audio_edition.site.fitness import findings_of
from audio_edition.site.night import Night
from audio_edition.site.nightly import publish


@dataclass(slots=True)
class Fixed:
    """What a correction changed."""

    word: str
    lexicon: Path
    changed: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Folder of each edition made anew → (sentence, IPA of the words before, after) of each sentence spoken anew."""
    sentences: int = 0
    """Sentences in the editions made anew."""
    out_of_reach: list[str] = field(default_factory=list)
    """Folders of editions that hold the word and whose article is gone."""
    night: Night = field(default_factory=lambda: Night(Path()))
    seconds: float = 0.0

    @property
    def problems(self) -> list[str]:
        return [
            *self.night.problems,
            *(
                f"{folder}: holds «{self.word}», but its article is gone, so it stays as it was"
                for folder in self.out_of_reach
            ),
        ]

    def lines(self) -> Iterator[str]:
        """For the editor: what is said otherwise, edition by edition."""
        yield f"{self.lexicon}: {self.word}"
        for folder, sentences in self.changed.items():
            yield f"{folder}: {counted(len(sentences), 'sentence')} spoken again"
            for written, before, after in sentences:
                yield f"  «{written}»"
                if before or after:
                    yield f"    {before or '–'}  →  {after or '–'}"
        yield from (f"problem: {problem}" for problem in self.problems)
        if not self.changed:
            yield f"nothing changed: no edition holds «{self.word}», or it was said like this before"
        spoken = sum(map(len, self.changed.values()))
        feeds = [built.path.name for built in self.night.feeds if built.changed]
        yield (
            f"{counted(len(self.changed), 'edition')} made anew, {spoken} of {counted(self.sentences, 'sentence')} spoken again; "
            f"feeds changed: {', '.join(feeds) or 'none'}; {self.seconds:.1f} s"
        )


def fix(
    site: Site,
    word: str,
    respelling: str,
    *,
    language: str = "",
    note: str = "",
    talk: Talk | None = None,
    look: Callable[[], None] = lambda: None,
) -> Fixed:
    """Put `word` into the site's lexicon and make anew what holds it. Raises LexiconError for sounds that cannot be read.

    Editions in which the word would sound as before are left alone. Others are not looked at; the next night
    finds what this did not, such as a name inside a longer word. `look` is called before anything is written, while
    nobody else can write; it may raise.
    """

    begun = time.monotonic()
    done = Fixed(word, site.lexicon, night=Night(site.folder))
    with locked(site.folder):
        look()
        put(site.lexicon, [(word, respelling, language, note)])
        holding = _holding(site.editions, word)
        sources: dict[str, JournalEntry] = {}
        before: dict[str, Manifest] = {}
        for entry, source, manifest in holding:
            if source is None or not source.is_file():
                done.out_of_reach.append(entry.folder)
            else:
                sources[str(source)] = entry
                before[entry.folder] = manifest
        settings = site.settings()
        studio = Studio(settings, talk or Quiet(), check=findings_of)
        try:
            outcomes = list(make_all(list(sources), site.editions, settings, studio=studio))
        finally:
            studio.close()
        done.night.outcomes = outcomes
        for outcome in outcomes:
            if outcome.folder is not None and (new := outcome.manifest) is not None:
                old = before.get(outcome.folder.name)
                done.changed[outcome.folder.name] = _spoken_anew(old, new)
                done.sentences += sum(1 for _ in new.sentences)
        publish(site, done.night)
    done.seconds = time.monotonic() - begun
    return done


def _holding(editions: Path, word: str) -> list[tuple[JournalEntry, Path | None, Manifest]]:
    """Editions whose text holds `word`, also in another form: (entry, article, manifest)."""
    if not editions.is_dir():
        return []
    wanted = word.casefold()
    found = []
    with locked(editions):
        index = Index(editions)
        for entry in index.entries:
            for folder in (editions / entry.folder, waiting_folder(editions) / entry.folder):
                try:
                    text = (folder / NAME).read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError):
                    continue
                # The whole manifest is searched as text: a hit too many costs a look, reading it all as JSON costs more.
                if wanted in text.casefold() and (manifest := read_manifest(folder)):
                    found.append((entry, index.source_path(entry), manifest))
                    break
    return found


def _spoken_anew(old: Manifest | None, new: Manifest) -> list[tuple[str, str, str]]:
    """(sentence, IPA before, IPA after) of each sentence of `new` whose clip is not one of `old`; the IPA is that
    of the words that differ.
    """
    before = [sentence for _, sentence in old.sentences] if old is not None else []
    clips = {sentence.clip_key for sentence in before}
    readings = {sentence.written: sentence.words for sentence in before}
    changed = []
    for _, sentence in new.sentences:
        if sentence.clip_key in clips:
            continue
        now, then = sentence.words, readings.get(sentence.written, ())
        pairs = list(zip(then, now, strict=False)) if len(then) == len(now) else []
        differing = [(a.ipa, b.ipa) for a, b in pairs if a.ipa != b.ipa]
        changed.append(
            (sentence.written, " ".join(a for a, _ in differing), " ".join(b for _, b in differing))
        )
    return changed

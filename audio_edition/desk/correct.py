"""A word corrected at the desk: into the site's lexicon with who, when and why, and on air in every edition."""

from __future__ import annotations

import re

from audio_edition.decisions.apply import with_take
from audio_edition.decisions.model import Take
from audio_edition.decisions.store import version
from audio_edition.desk.booth import Booth
from audio_edition.desk.room import OnDesk, Room, place_of
from audio_edition.desk.verdicts import Overtaken
from audio_edition.errors import UsageError
from audio_edition.phonemise.lexicon import Lexicon
from audio_edition.phonemise.lexicon_review import stamped
from audio_edition.site.fix import Fixed, fix
from audio_edition.types import Clip, Utterance

MOST_AHEAD = 8


def preview(booth: Booth, edition: OnDesk, place: str, word: str, sounds: str) -> Clip:
    """The sentence at `place` with `word` said as `sounds`; the edition is not touched.

    Raises LexiconError for sounds that cannot be read, UsageError for a word that the sentence lacks.
    """
    reading = booth.reading(edition.article())
    own = reading.at(*edition.written_at(place))
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)
    if not pattern.search(own.written):
        raise UsageError(f"«{word}» is not in the sentence «{own.written}»")
    text = pattern.sub(lambda match: f"{{{match.group()}|{sounds}}}", own.written)
    said: Utterance = with_take(own, Take(number=1, text=text), reading.front)
    return booth.speak([said])[0]


def speak_ahead(booth: Booth, room: Room, word: str, sounds: str) -> None:
    """Speak the sentences that hold `word` with the model that is loaded here, as the correction will want them; where
    they are many, several workers are sooner done with them.
    """
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    holding = [
        (edition, place_of(section, sentence))
        for edition in room.all()
        if edition.source is not None and edition.source.is_file()
        for section, sentence in edition.manifest.sentences
        if pattern.search(sentence.written) and not sentence.added
    ]
    for edition, place in holding if len(holding) <= MOST_AHEAD else ():
        try:
            preview(booth, edition, place, word, sounds)
        except UsageError:  # the article has changed since
            continue


def entry_state(room: Room, word: str) -> str:
    """A short name of what the site's lexicon says of a word now."""
    return version(_entry(room, word))


def correct(
    room: Room, word: str, sounds: str, *, by: str = "", why: str = "", expected: str | None = None
) -> Fixed:
    """Write the word down and make every edition that holds it anew.

    `expected`: the `entry_state` that the editor saw. Raises Overtaken where it is another, LexiconError for sounds
    that cannot be read, UsageError outside a site.
    """
    if room.site is None:
        raise UsageError("a word is corrected in a site; elsewhere: audio-edition lexicon add WORD=SOUNDS")

    def look() -> None:
        now = _entry(room, word)
        if expected is not None and version(now) != expected:
            raise Overtaken(f"«{word}»", now[1] + (f" ({now[3]})" if now[3] else ""))

    return fix(room.site, word, sounds, note=stamped(why, by, word), look=look)


def _entry(room: Room, word: str) -> tuple[str, str, str, str]:
    """(word, IPA, language, note) in the site's lexicon; empty where it has none."""
    if room.site is None or not room.site.lexicon.is_file():
        return word, "", "", ""
    found = {entry.word: entry for entry in Lexicon.load(room.site.lexicon)}.get(word)
    return (word, found.ipa, found.language, found.note) if found else (word, "", "", "")

"""An edition from a program: `python examples/make_edition.py [ARTICLE] [FOLDER] [VOICE]`."""

from __future__ import annotations

import sys
from pathlib import Path

from audio_edition import AudioEditionError, Edition, Settings, make_edition

HERE = Path(__file__).parent


def report(edition: Edition) -> None:
    """What an editor wants to know of a new edition."""
    print(f"{edition.title}: {edition.duration_s / 60:.1f} minutes in {edition.mp3}")
    for chapter in edition.chapters:
        print(f"  {chapter.start_s:7.1f} s  {chapter.title}")
    for finding in edition.findings:
        print(f"  {finding}")
    for word in edition.manifest.unknown_words:
        print(f"  listen to: {word.word}, read as {word.ipa}")


def main(article: str = str(HERE / "ferje.txt"), folder: str = "editions", voice: str = "kokoro") -> int:
    settings = Settings(voice=voice, publisher="Fjordavisa")
    try:
        report(make_edition(article, folder, settings))
        # Text that no file holds, as a publishing system hands it over; the name says what it is.
        text = "# Ferja går igjen\n\nI dag kl. 14.30 la ferja frå kai att.\n"
        report(make_edition("ferja-gaar.md", folder, settings, data=text))
    except AudioEditionError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

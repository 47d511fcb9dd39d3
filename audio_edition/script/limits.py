"""Where an article asks for more than players can show, or for less than can be heard: told, never silent."""

from __future__ import annotations

from audio_edition.types import Article, Block, Script

MAX_CHAPTERS = 255
"""In edition.mp3: a CTOC frame counts its entries in eight bits (ID3v2 Chapter Frame Addendum 1.0, section 3.2)."""


def begins_chapter(block: Block) -> bool:
    """Whether it is a heading that a player can show and a voice can say: one with a letter or a figure."""
    return block.role == "heading" and any(map(str.isalnum, block.text))


def limits_met(article: Article, script: Script) -> tuple[str, ...]:
    """What an editor should know of the chapters, a sentence each."""
    told = []
    if (count := len(script.chapter_titles)) > MAX_CHAPTERS:
        told.append(
            f"{count} chapters are more than a table of contents in an MP3 holds: edition.mp3 shows the first "
            f"{MAX_CHAPTERS}, and the last of them goes on to the end; chapters.json and the page have all"
        )
    mute = [block.text for block in article.blocks if block.role == "heading" and block.speak]
    mute = [text for text in mute if not any(map(str.isalnum, text))]
    if mute:
        first = " ".join(mute[0].split())[:40]
        more = f" and {len(mute) - 1} more" if len(mute) > 1 else ""
        told.append(f"the heading «{first}»{more} has no word to say and begins no chapter")
    return tuple(told)

"""Credit lines of pictures: "Foto: Kari Nordmann / NTB", alone, in brackets or at the end of a caption."""

from __future__ import annotations

import re
from functools import cache

from audio_edition.article.tables import column

MAX_LENGTH = 140
_WORD = re.compile(r"[^\W_]+(?:[.'’\-][^\W_]+)*")


@cache
def _opener() -> re.Pattern[str]:
    words = sorted(column("credits", "opener"), key=len, reverse=True)
    return re.compile(rf"(?i)(?<![\w-])(?:{'|'.join(map(re.escape, words))})\s*:\s*(?=\S)")


def is_credit(text: str) -> bool:
    """True for a text that is a credit and nothing else."""
    if len(text) > MAX_LENGTH + 10:
        return False
    bare = text.strip().removeprefix("(").removesuffix(")").strip()
    match = _opener().match(bare)
    return match is not None and len(bare) <= MAX_LENGTH and _names(bare[match.end() :])


def is_bare_credit(text: str) -> bool:
    """True for a credit without "Foto:", as it may stand in a place for captions: "Privat", "Kari Vik / NTB", "NTB"."""
    if len(text) > 80:
        return False
    bare = text.strip(" .()").lower()
    parts = [part.strip() for part in re.split(r"[/,|]| og | - | – ", bare) if part.strip()]
    if not parts:
        return False
    owners = column("credits", "owner")
    if all(part in owners for part in parts):
        return True
    names = re.split(r"[/,|]| og | - | – ", text.strip(" .()"))
    return any(part in owners for part in parts) and all(
        part.strip().lower() in owners or _looks_like_name(part.strip()) for part in names if part.strip()
    )


def _looks_like_name(text: str) -> bool:
    words = text.split()
    return 1 <= len(words) <= 4 and all(word[0].isupper() for word in words)


def credit_start(text: str) -> int | None:
    """Where the credit at the end of a caption begins (its bracket included); None without one, or alone."""
    for match in _opener().finditer(text, max(0, len(text) - MAX_LENGTH - 40)):
        start = match.start()
        head = text[:start].rstrip()
        if head.endswith("("):
            start = len(head) - 1
            head = head[:-1].rstrip()
        if head and is_credit(text[start:]) and (head[-1] in '.!?…»”"),–-/|:' or text[start] == "("):
            return start
    return None


def _names(text: str) -> bool:
    """True when the words are names, agencies and the few small words that stand among them."""
    words = _WORD.findall(text)
    if not words:
        return False
    small = column("credits", "small")
    odd = [word for word in words if not word[0].isupper() and not word[0].isdigit() and word not in small]
    # "Video: Her ser du raset" is a sentence, "Foto: guvernør Kari Nordmann via Telegram" names somebody.
    sentence = text.rstrip(" )").endswith((".", "!", "?")) and len(words) > 4
    return len(odd) <= (0 if sentence else max(1, len(words) // 3))

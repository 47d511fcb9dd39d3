"""The name of an edition's folder."""

from __future__ import annotations

import hashlib
import re
import unicodedata

MAX_LENGTH = 80
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "đ": "d",
                          "ð": "d", "þ": "th", "ł": "l", "œ": "oe", "ı": "i", "ŋ": "ng", "ŧ": "t"})  # fmt: skip


def slugify(*candidates: str) -> str:
    """ASCII slug of the first candidate that has letters to give; at most 80 characters, never empty.

    A title with no Latin letter or digit at all is named by a digest, so that two such do not collide.
    """
    for text in candidates:
        if slug := ascii_slug(text):
            return slug
    digest = hashlib.blake2b("\n".join(candidates).encode("utf-8", "surrogatepass"), digest_size=4)
    return f"artikkel-{digest.hexdigest()}"


def ascii_slug(text: str, max_length: int = MAX_LENGTH) -> str:
    """Small ASCII letters, digits and hyphens of `text`, cut between words; empty where it has none to give."""
    # Compose first: a decomposed å must meet the table, not lose its ring.
    text = unicodedata.normalize("NFC", text).lower().translate(_LETTERS)
    text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    slug = re.sub(r"[^a-z0-9]+", "-", text).strip("-")
    if len(slug) <= max_length:
        return slug
    head = slug[: max_length + 1]
    whole_words = head.rpartition("-")[0]
    return whole_words if len(whole_words) > max_length // 2 else slug[:max_length].strip("-")

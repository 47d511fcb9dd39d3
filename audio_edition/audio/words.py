"""When each written word is heard, from the times of the spoken words.

"17. mai" is two words on paper and two in the mouth, "2014" is one and two, "5 %" is two and two. Words that
are alike on both sides are anchors; what stands between two anchors shares their time by length.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise

_TOKEN = re.compile(r"\S+")
_READ_MARKS = "%‰&@§#"  # punctuation to Unicode, words to a reader


def written_words(text: str) -> list[str]:
    """The words of a written text as they stand, punctuation on them; marks that stand alone are left out."""
    return [token for token in _TOKEN.findall(text) if _is_read(token)]


def _is_read(token: str) -> bool:
    return any(unicodedata.category(char)[0] in "LNS" or char in _READ_MARKS for char in token)


def word_times(
    written: str, spoken: Sequence[str], starts_s: Sequence[float], end_s: float
) -> tuple[tuple[float, float, str], ...]:
    """(start_s, end_s, word) of each written word; `starts_s[i]` is the start of `spoken[i]`.

    Times are ordered and do not overlap; a word ends where the next one starts.
    """
    words = written_words(written)
    if not words or not spoken or len(spoken) != len(starts_s):
        return ()
    bounds = [*starts_s, end_s]
    times: list[tuple[float, float, str]] = []
    for block, first, last in _blocks([_fold(word) for word in words], [_fold(word) for word in spoken]):
        block_words = words[block.start : block.stop]
        if len(block_words) == last - first:
            edges = bounds[first : last + 1]
        else:
            edges = _share(block_words, bounds[first], bounds[last])
        times += [(start, end, word) for (start, end), word in zip(pairwise(edges), block_words, strict=True)]
    return tuple(times)


def _blocks(written: Sequence[str], spoken: Sequence[str]) -> list[tuple[range, int, int]]:
    """Stretches that belong together: written[range] is heard as spoken[first:last], none of them empty."""
    blocks: list[tuple[range, int, int]] = []
    waiting: tuple[int, int] | None = None
    for tag, i, i_end, j, j_end in SequenceMatcher(None, written, spoken, autojunk=False).get_opcodes():
        if waiting is not None:
            i, j = waiting
            tag, waiting = "replace", None
        if i == i_end or j == j_end:
            if blocks:
                before, first, _ = blocks.pop()
                blocks.append((range(before.start, i_end), first, j_end))
            else:
                waiting = (i, j)
        elif tag == "equal":
            blocks += [(range(i + k, i + k + 1), j + k, j + k + 1) for k in range(i_end - i)]
        else:
            blocks.append((range(i, i_end), j, j_end))
    return blocks


def _share(words: Sequence[str], start_s: float, end_s: float) -> list[float]:
    total = sum(map(len, words))
    edges, so_far = [start_s], 0
    for word in words[:-1]:
        so_far += len(word)
        edges.append(start_s + (end_s - start_s) * so_far / total)
    return [*edges, end_s]


def _fold(word: str) -> str:
    return "".join(char for char in word.casefold() if char.isalnum())

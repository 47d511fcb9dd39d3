"""Where captions and image descriptions are read: after the paragraph they stand by, never inside a thought."""

from __future__ import annotations

import itertools
from collections.abc import Iterable

from audio_edition.types import Block

ASIDES = ("caption", "alt")


def order_blocks(blocks: Iterable[Block]) -> list[Block]:
    """The spoken blocks in the order in which they are said.

    Everything keeps its place but the asides. An aside waits when it would come

    - before anything else has been said, or right after a title or a heading;
    - after a block that ends in a colon, which introduces what follows (a quote, a list);
    - inside a list or a fact box.

    What waits is said at the next place where a thought has ended, at the latest before the next heading or at
    the end; asides never overtake each other.
    """
    spoken = [block for block in blocks if block.speak]
    ordered: list[Block] = []
    waiting: list[Block] = []
    running = [block for block in spoken if block.role not in ASIDES]
    following = {block.index: after for block, after in itertools.pairwise(running)}
    last: Block | None = None
    for block in spoken:
        if block.role in ASIDES:
            if not waiting and last is not None and _ends_thought(last, following.get(last.index)):
                ordered.append(block)
            else:
                waiting.append(block)
            continue
        if waiting and block.role == "heading" and last is not None and last.role not in ("title", "heading"):
            ordered += waiting
            waiting = []
        ordered.append(block)
        last = block
        if waiting and _ends_thought(block, following.get(block.index)):
            ordered += waiting
            waiting = []
    return ordered + waiting


def _ends_thought(block: Block, following: Block | None) -> bool:
    """Whether something else may be said between `block` and the running text that follows."""
    if block.role in ("title", "heading"):
        return False
    if block.text.rstrip(" »”\"'").endswith(":"):
        return False
    inside = (
        following is not None and block.role == following.role and block.role in ("list_item", "fact_box")
    )
    return not inside

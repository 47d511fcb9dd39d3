"""Proof that every word of the source is in exactly one block, and every block spoken or skipped for a reason.

The source is read here a second time, by its text nodes alone and without any of the labelling, and laid against
the blocks. What counts as text:

- plain text: every character that prints;
- HTML: every text node outside script, style, template and comments, and the alt text of every picture;
- a document (Word, EPUB, PDF, e-mail, feed): every text that its library finds;
- Markdown: the same of the HTML that it makes, with titles of pictures and without the braces of respellings.

Exponents are compared as the figures that they are. White space, soft hyphens, joiners and direction marks do not print. Bullets, hyphens at a line's end and the commas that
join the cells of a table are put in or taken out when a block is made, and so are the signs of
fractions and roots; they are signs, not words, and are not
compared.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from audio_edition.article.decode import decode
from audio_edition.article.draft import LEVEL, RESPELLING, visible
from audio_edition.article.markdown import FROM_FRONT_MATTER, split_front_matter, to_html
from audio_edition.article.opening import open_document
from audio_edition.article.tree import attribute, walk
from audio_edition.article.webpage import FROM_DOCUMENT, FROM_METADATA, parse
from audio_edition.types import Article

_SIGNS = frozenset("-‐,•·▪▫◦‣●○■*+/÷√")
_WINDOW = 8
"""A text node belongs to one of so many unfinished blocks: a paragraph and the skipped parts inside it."""
_MAX_STEPS = 20_000


@dataclass(frozen=True, slots=True)
class Ledger:
    """The account of an article."""

    words: int
    """Runs of printing characters in the source."""
    spoken: int
    """Blocks to be spoken."""
    skipped: dict[str, int]
    """Blocks that are skipped, by reason."""
    missing: tuple[str, ...]
    """Text of the source that is in no block."""
    surplus: tuple[str, ...]
    """Text of blocks that is not in the source, or is in two blocks."""
    unexplained: tuple[int, ...]
    """Indices of skipped blocks without a reason."""

    @property
    def complete(self) -> bool:
        """True when the account balances."""
        return not (self.missing or self.surplus or self.unexplained)


def ledger(article: Article, data: bytes) -> Ledger:
    """Lay `article` against the bytes it was read from."""
    nodes = list(_source_texts(article, data))
    missing, surplus = _match([_signless(node) for node in nodes], _block_texts(article))
    return Ledger(
        words=sum(len(node.split()) for node in nodes),
        spoken=sum(block.speak for block in article.blocks),
        skipped=dict(Counter(block.reason for block in article.blocks if not block.speak)),
        missing=missing,
        surplus=surplus,
        unexplained=tuple(block.index for block in article.blocks if not block.speak and not block.reason),
    )


def _source_texts(article: Article, data: bytes) -> Iterator[str]:
    if article.format in ("text", "html", "markdown"):
        return _text_nodes(decode(data, article.source)[0], article)
    document = open_document(data, article.source)
    return iter(document.texts if document is not None else ())


def _block_texts(article: Article) -> list[str]:
    # A title that only the metadata has is no text node.
    return [
        _signless(block.text)
        for block in article.blocks
        if block.reason not in (FROM_METADATA, FROM_DOCUMENT, FROM_FRONT_MATTER)
    ]


def _text_nodes(text: str, article: Article) -> Iterator[str]:
    if article.format == "text":
        yield from text.split("\n")
        return
    markdown = article.format == "markdown"
    if markdown:
        text = to_html(split_front_matter(text, article.source)[0])
    verbatim = 0
    for event, node in walk(parse(text)):
        if event == "text":
            raw = node.text_content or ""
            yield RESPELLING.sub(r"\1", raw) if markdown and not verbatim else raw
        elif node.tag in ("code", "pre", "kbd", "samp"):
            verbatim += 1 if event == "open" else -1
        elif event == "open" and node.tag in ("img", "area", "input"):
            if node.tag != "input" or attribute(node, "type") == "image":
                for name in ("alt", "title") if markdown else ("alt",):
                    value = attribute(node, name)
                    yield RESPELLING.sub(r"\1", value) if markdown else value


def _signless(text: str) -> str:
    """The printing characters of `text` in their decomposed form, without signs."""
    folded = unicodedata.normalize("NFD", "".join(visible(text).split())).translate(LEVEL)
    return "".join(
        c for c in folded if c not in _SIGNS and unicodedata.category(c) not in ("Cc", "Zs") and c != "\u200d"
    )


def _match(nodes: list[str], blocks: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Use up the blocks' characters with the nodes', in order; what is left on either side is the finding.

    A paragraph and the skipped parts inside it are unfinished at the same time, and a node may fit more than one of
    them, so a choice that leads nowhere is taken back.
    """
    used = [0] * len(blocks)
    taken: list[tuple[int, str, list[tuple[int, int]]]] = []
    """Steps so far: node, what was left of it, and the choices not yet tried (the first is the one taken)."""
    at, rest = 0, nodes[0] if nodes else ""
    first = 0
    findings: tuple[tuple[str, ...], tuple[str, ...]] | None = None
    for _ in range(_MAX_STEPS + 4 * (len(nodes) + len(blocks))):
        while not rest and at + 1 < len(nodes):
            at, rest = at + 1, nodes[at + 1]
        while first < len(blocks) and used[first] == len(blocks[first]):
            first += 1
        if rest and (choices := _choices(rest, blocks, used, first)):
            taken.append((at, rest, choices))
        else:
            left = tuple(block[n:] for block, n in zip(blocks, used, strict=True) if len(block) > n)
            if not rest and not left:
                return (), ()
            findings = findings or _without(rest, nodes[at + 1 :], blocks, used)
            while taken:
                block, length = taken[-1][2].pop(0)
                used[block] -= length
                first = min(first, block)
                if taken[-1][2]:
                    break
                taken.pop()
            if not taken:
                break
        at, rest, choices = taken[-1]
        block, length = choices[0]
        used[block] += length
        rest = rest[length:]
    return findings or (tuple(nodes[at:]), ())


def _without(
    rest: str, nodes: list[str], blocks: list[str], used: list[int]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Findings when the text `rest` fits nowhere: go on without it and without every other that fits nowhere."""
    used, first = list(used), 0
    missing = [rest] if rest else []
    for node in nodes:
        while node:
            while first < len(blocks) and used[first] == len(blocks[first]):
                first += 1
            choices = _choices(node, blocks, used, first)
            if not choices:
                missing.append(node)
                break
            block, length = choices[0]
            used[block] += length
            node = node[length:]
    return tuple(missing), tuple(block[n:] for block, n in zip(blocks, used, strict=True) if len(block) > n)


def _choices(rest: str, blocks: list[str], used: list[int], first: int) -> list[tuple[int, int]]:
    """Blocks that `rest` may go on in, each with how many characters: all of `rest`, or all of the block."""
    unfinished = [
        at for at in range(first, min(len(blocks), first + 10 * _WINDOW)) if used[at] < len(blocks[at])
    ]
    whole, part = [], []
    for at in unfinished[:_WINDOW]:
        if blocks[at].startswith(rest, used[at]):
            whole.append((at, len(rest)))
        elif rest.startswith(blocks[at][used[at] :]):
            part.append((at, len(blocks[at]) - used[at]))  # a caption and its credit share a text node
    return whole + part

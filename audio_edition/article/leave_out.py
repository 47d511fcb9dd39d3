"""Kinds of block that a newsroom does not want to hear."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from audio_edition.types import Article, Role


def leave_out(article: Article, roles: Collection[Role]) -> Article:
    """`article` with the blocks of these roles left unspoken, each with the setting as its reason."""
    if not roles:
        return article
    blocks = tuple(
        replace(block, speak=False, reason=f"the settings leave out every {block.role} (skip)")
        if block.speak and block.role in roles
        else block
        for block in article.blocks
    )
    return replace(article, blocks=blocks)

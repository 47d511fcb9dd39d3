"""Each kind of page in `kinds.txt` gives the blocks that a careful reader would speak, in order."""

from __future__ import annotations

from pathlib import Path

import pytest

from audio_edition.article import read_article
from audio_edition.article.ledger import ledger

KINDS = Path(__file__).parent / "kinds.txt"


def _cases() -> dict[str, tuple[str, list[tuple[str, str]]]]:
    words: dict[str, str] = {}
    cases: dict[str, tuple[str, list[tuple[str, str]]]] = {}
    head, *parts = KINDS.read_text(encoding="utf-8").split("\n=== ")
    for line in head.splitlines():
        if line.startswith("@"):
            name, _, text = line[1:].partition(" = ")
            words[name] = text

    def filled(text: str) -> str:
        for name, value in words.items():
            text = text.replace(f"{{{name}}}", value)
        return text

    for part in parts:
        name, _, rest = part.partition("\n")
        source, _, expected = rest.partition("\n---\n")
        rows = [line.partition(" | ") for line in filled(expected).strip().split("\n")]
        cases[name] = (filled(source), [(role, text) for role, _, text in rows])
    return cases


CASES = _cases()


@pytest.mark.parametrize("name", CASES)
def test_kind(name: str) -> None:
    source, expected = CASES[name]
    data = source.encode()
    article = read_article(name, data)
    assert [(block.role, block.text) for block in article.blocks if block.speak] == expected
    assert ledger(article, data).complete

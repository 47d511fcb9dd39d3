"""An initial that a typesetter gave a line of its own goes with its word."""

from __future__ import annotations

import pytest

from audio_edition.article.plain import read_plain


@pytest.mark.parametrize(
    ("text", "paragraph"),
    [
        ("D\nen gamle skulen på øya skal rivast i haust.", "Den gamle skulen på øya skal rivast i haust."),
        ("I\nhaust skal den gamle skulen rivast.", "I haust skal den gamle skulen rivast."),
        ("I\nkkje alle er samde i at skulen skal rivast.", "Ikkje alle er samde i at skulen skal rivast."),
        ("«N\noko må gjerast», seier rektor.", "«Noko må gjerast», seier rektor."),
    ],
)
def test_an_initial_joins_its_word(text: str, paragraph: str) -> None:
    assert [draft.text for draft in read_plain(text).drafts] == [paragraph]


def test_a_letter_above_a_line_of_its_own_stays() -> None:
    assert next(draft.text for draft in read_plain("A\nAnders Vik\nB\nBerit Nes").drafts) == "A"

"""Sets of sentences with the share that must be read right, written before anyone looked at what comes out."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from audio_edition.normalise import Normaliser
from audio_edition.script.sentences import sentence_spans

SETS = Path(__file__).parent / "sets"
LEAST_RIGHT = {
    "news_and_recipes": 0.96,
    "notices_and_sport": 0.95,
    "parliament_and_economy": 0.98,
    "parish_and_school": 0.98,
    "running_text": 0.97,
    "press_and_blog": 0.98,
    "everyday": 0.98,
    "newsroom_round": 0.99,
    "tricky": 0.98,
    "desk_round": 0.98,
    "kinds_again": 0.98,
    "fresh_text": 0.98,
    "ends_and_starts": 0.97,
    "tricky_again": 0.97,
    "running_again": 0.99,
    "hostile": 0.98,
    "tricky_third": 0.97,
    "tricky_fourth": 0.97,
    "tricky_fifth": 0.97,
    "tricky_sixth": 0.97,
    "tricky_seventh": 0.97,
    "tricky_eighth": 0.97,
    "tricky_ninth": 0.92,
    "tricky_tenth": 0.94,
    "newsroom_again": 0.98,
    "daily_second": 0.98,
    "daily_third": 0.98,
    "tricky_eleventh": 0.93,
    "tricky_twelfth": 0.95,
    "tricky_thirteenth": 0.94,
    "tricky_fourteenth": 0.94,
}
_NAMES = dict(
    zip(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ",
        "a be se de e eff ge hå i jodd kå ell emm enn o pe ku err ess te u ve dobbeltve eks y sett æ ø å".split(),
        strict=True,
    )
)


def sounding(text: str) -> str:
    """The words alone, letters by their names: what a listener can tell apart."""
    letters = re.sub(
        r"(?<!\w)(?:[A-ZÆØÅ] )+[A-ZÆØÅ](?!\w)",
        lambda run: " ".join(_NAMES[letter] for letter in run.group() if letter != " "),
        text,
    )
    letters = re.sub(
        r"(?<!\w)[B-DF-HJ-NP-TV-XZ](?!\w)", lambda letter: _NAMES[letter.group()], letters
    )  # "F seksten" sounds as "eff seksten"
    return re.sub(r"[\W_]+", "", letters.lower())


def read(normaliser: Normaliser, written: str) -> str:
    """Sentence by sentence, as an edition is read."""
    return " ".join(normaliser.normalise(written[start:end]).text for start, end in sentence_spans(written))


@pytest.mark.parametrize("path", sorted(SETS.glob("*.tsv")), ids=lambda path: path.stem)
def test_set(path: Path) -> None:
    normaliser = Normaliser()
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line[:2] != "# "]
    missed = [
        (written, said)
        for written, spoken, _ in rows
        if sounding(said := read(normaliser, written)) not in map(sounding, spoken.split("|"))
    ]
    assert len(rows) > 40
    assert 1 - len(missed) / len(rows) >= LEAST_RIGHT[path.stem], missed

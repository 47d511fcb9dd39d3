"""What the letters of a name say of its country, where no table knows it: a linear model over two to four letters.

`data/letter_groups.tsv` holds the weights; `tools/language/name_letters.py` found them. Against the signs of `guess.py`, which a
linguist wrote and which are sure, these are many and weak: they tell Figueroa from Fournier and both from Fjelldal.
"""

from __future__ import annotations

from functools import cache, lru_cache

from ...tables import read_table
from .table import FOLDER

_SIZES = (1, 2, 3, 4)
_LONGEST = 40
_HOME = "no"
_MARGIN = 0.8
_TOLERANCE = 1e-9


@cache
def _weights() -> tuple[dict[str, float], dict[str, float], dict[str, tuple[tuple[str, float], ...]]]:
    """The constants ("*") and what is enough ("@alone") by language, and the weights of each group of letters."""
    groups: dict[str, tuple[tuple[str, float], ...]] = {}
    for letters, weights in read_table(FOLDER / "letter_groups.tsv", 2):
        cells = weights.split()
        groups[letters] = groups.get(letters, ()) + tuple(
            zip(cells[::2], map(float, cells[1::2]), strict=True)
        )
    return dict(groups.pop("*")), dict(groups.pop("@alone")), groups


@lru_cache(maxsize=20_000)
def log_odds(name: str) -> dict[str, float]:
    """By language, how much likelier it is than a Norwegian name, in natural logarithms; Norwegian itself is 0."""
    constants, _, groups = _weights()
    word = f"^{name.lower()}$"
    if len(word) > _LONGEST:
        return {}
    scores = {language: constant / 2 for language, constant in constants.items()}
    # In the order of the word: sums of floats must not depend on the order of a set.
    for group in dict.fromkeys(word[at : at + size] for size in _SIZES for at in range(len(word) - size + 1)):
        for language, weight in groups.get(group, ()):
            scores[language] += weight
    home = scores[_HOME]
    return {language: score - home for language, score in scores.items()}


@lru_cache(maxsize=20_000)
def likely_language(name: str) -> str | None:
    """ISO 639-1 code of the country's language that a name alone points to; None for a name that may be Norwegian."""
    odds = log_odds(name)
    if not odds:
        return None
    best = max(sorted(odds), key=lambda language: odds[language])
    next_best = max(weight for language, weight in odds.items() if language != best)
    enough = _weights()[1].get(best)
    if enough is None or odds[best] < enough - _TOLERANCE or odds[best] - next_best < _MARGIN:
        return None
    return best

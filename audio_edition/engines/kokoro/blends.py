"""Sounds between two of Kokoro's: rows for its embedding tables, as weighted means of rows that it has.

The model never learnt them, yet speaks what lies between (docs/kokoro.md): 0.7 y + 0.3 u is heard as ʉ. How much
of which is needed is a matter of the style.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

Blends = Mapping[str, Mapping[str, float]]
"""New symbol → {symbol of the model: weight}; the weights are divided by their sum."""


def extend(
    tables: tuple[Any, Any], vocabulary: Mapping[str, int], blends: Blends
) -> tuple[tuple[Any, Any], dict[str, int]]:
    """(both tables with a row more for each new symbol, the vocabulary with the new symbols).

    `tables`: uint8, shapes (rows, 128) and (rows, 512), quantised with one scale each, so that a mean of rows is
    the mean of what they stand for. Raises KeyError for a symbol to blend that the vocabulary lacks and
    ValueError for weights that sum to nothing.
    """
    symbols = dict(vocabulary)
    for symbol in blends:
        symbols[symbol] = len(tables[0]) + list(blends).index(symbol)
    extended = []
    for table in tables:
        rows = [table.astype(np.float64)]
        for symbol, parts in blends.items():
            total = sum(parts.values())
            if abs(total) < 1e-6:
                raise ValueError(f"the weights of '{symbol}' sum to nothing")
            row = sum(weight / total * rows[0][vocabulary[part]] for part, weight in parts.items())
            rows.append(np.clip(row, 0, 255)[None, :])
        extended.append(np.rint(np.concatenate(rows)).astype(table.dtype))
    return (extended[0], extended[1]), symbols

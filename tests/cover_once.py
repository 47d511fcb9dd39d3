"""Covers are drawn and compressed once for each title, and made smaller before they are compressed (1500 px: as large as a
feed needs): hundreds of tests make the same small edition, and a third of the time that it takes this process went into nine
million pixels. Tests of the cover itself unwrap `cover._draw`; those that compare with another process take `whole_covers`.
"""

from __future__ import annotations

import functools
import inspect
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from audio_edition.page import cover
from audio_edition.page.wording import Wording


class Kept:
    """A picture that remembers what its files were."""

    def __init__(self, picture: Image.Image) -> None:
        self._picture = picture
        self._files: dict[tuple[object, ...], bytes] = {}
        self._smaller: dict[tuple[object, ...], Kept] = {}

    def save(self, file: Path | io.BytesIO, kind: str, **options: Any) -> None:
        key = (kind, *sorted(options.items()))
        if key not in self._files:
            data = io.BytesIO()
            self._picture.save(data, kind, **options)
            self._files[key] = data.getvalue()
        if isinstance(file, io.BytesIO):
            file.write(self._files[key])
        else:
            file.write_bytes(self._files[key])

    def resize(self, *how: Any) -> Kept:
        if how not in self._smaller:
            self._smaller[how] = Kept(self._picture.resize(*how))
        return self._smaller[how]

    def __getattr__(self, name: str) -> Any:
        return getattr(self._picture, name)


def _once(draw: Callable[..., Image.Image], smaller: int = 2) -> Callable[..., Kept]:
    drawn: dict[tuple[object, ...], Kept] = {}

    @functools.wraps(draw)
    def keep(title: str, date: datetime | None, publisher: str | None, t: Wording) -> Kept:
        key = (title, date, publisher, t.language)
        if key not in drawn:
            if len(drawn) == 8:  # 7 MB each
                drawn.pop(next(iter(drawn)))
            drawn[key] = Kept(draw(title, date, publisher, t).reduce(smaller))
        return drawn[key]

    return keep


@pytest.fixture(scope="session", autouse=True)
def _covers_once() -> Iterator[None]:
    real = cover._draw
    cover._draw = _once(real)  # type: ignore[assignment]
    yield
    cover._draw = real


@pytest.fixture(scope="module")
def whole_covers() -> Iterator[None]:
    """Covers as every other process draws them, for tests that compare editions byte for byte with one of another process."""
    before = cover._draw
    cover._draw = _once(inspect.unwrap(before), smaller=1)  # type: ignore[assignment]
    yield
    cover._draw = before

"""Two sentences of about the same length."""

from __future__ import annotations

import pytest


@pytest.fixture
def sentence() -> tuple[str, ...]:
    """«Toget stod stille i tre timar og ingen visste kvifor»."""
    return tuple("t oː ɡ ə s t uː s t ɪ l ə iː t r eː t iː m ɑ r oː ɪ ŋ ə n v ɪ s t ə k v ɪ f ɔ r".split())


@pytest.fixture
def other_sentence() -> tuple[str, ...]:
    return tuple("m ɑ n ə n d r ɔ p ɑ b ʉː s ə n f œ r h ʉ n k ɔ m h æɪ m f r".split())

"""A page that is yet to be written: its template, what is filled in, its style and its program."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from audio_edition.page.assets import asset, looks
from audio_edition.page.wording import Wording


@dataclass(frozen=True, slots=True)
class Document:
    """One page. Its `values` are plain text, numbers and frozen objects, so that equal pages have equal keys."""

    template: str
    wording: Wording
    styles: tuple[str, ...]
    """Files that become its one style, in this order."""
    program: str = ""
    """File of its JavaScript."""
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def style_text(self) -> str:
        return "".join(map(asset, self.styles))

    @property
    def program_text(self) -> str:
        return asset(self.program) if self.program else ""

    @property
    def policy(self) -> str:
        """Only our own style and program run; sound from beside the page, pictures from the web. (Tools that look at a
        page ask for its robots.txt from within it: `connect-src`.)
        """
        program = _digest(self.program_text) if self.program else "'none'"
        return (
            "default-src 'none'; img-src 'self' data: file: https: http:; media-src 'self' file:; "
            f"style-src {_digest(self.style_text)}; script-src {program}; connect-src 'self'; base-uri 'none'; form-action 'none'"
        )

    def html(self) -> str:
        """The page as text."""
        # A night without news writes no page, and needs no Jinja2.
        from audio_edition.page.rendering import render

        return render(self.template, document=self, t=self.wording, **self.values)

    def key(self) -> str:
        """The same for pages that would be the same text, without writing them: 32 hex digits."""
        digest = hashlib.blake2b(looks().encode(), digest_size=16)
        digest.update(repr((self.template, self.styles, self.program, self.wording.language)).encode())
        digest.update(repr(sorted(self.values.items())).encode("utf-8", "replace"))
        return digest.hexdigest()


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

"""What people see of an edition: the read-along page, its cover and the editor's report. Names are found when used,
so that who needs the wording alone brings neither Jinja2 nor Pillow in.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from audio_edition.page.cover import embedded_cover, make_cover, write_cover
    from audio_edition.page.readalong import write_page
    from audio_edition.page.report import write_report
    from audio_edition.page.waveform import Envelope, waveform_envelope

__all__ = [
    "Envelope",
    "embedded_cover",
    "make_cover",
    "waveform_envelope",
    "write_cover",
    "write_page",
    "write_report",
]

_HOMES = {
    "embedded_cover": "cover",
    "make_cover": "cover",
    "write_cover": "cover",
    "write_page": "readalong",
    "write_report": "report",
    "Envelope": "waveform",
    "waveform_envelope": "waveform",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(f"audio_edition.page.{_HOMES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

"""What people see of an edition: the read-along page, its cover and the editor's report."""

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

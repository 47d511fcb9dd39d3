"""What people see of an edition: the read-along page, its cover and the editor's report."""

from audio_edition.page.cover import embedded_cover, make_cover, write_cover
from audio_edition.page.readalong import write_page

__all__ = ["embedded_cover", "make_cover", "write_cover", "write_page"]

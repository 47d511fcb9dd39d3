"""Reading: bytes of a text, a web page or a Markdown file → `Article`, every block with its role."""

from audio_edition.article.find import find_articles
from audio_edition.article.leave_out import leave_out
from audio_edition.article.read import read_article

__all__ = ["find_articles", "leave_out", "read_article"]

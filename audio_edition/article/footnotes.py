"""Footnotes of Markdown, which CommonMark does not know: `[^1]` in the text, `[^1]: The note.` on a line of its own.

Without these two rules a note of one word would be taken for the address of a link, and be lost.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline

_MARK = re.compile(r"\[\^[^\s\]]{1,40}\]")
_NOTE = re.compile(r"(\[\^[^\s\]]{1,40}\]):[ \t]*")


def footnotes(markdown: MarkdownIt) -> None:
    """Teach `markdown` that marks are superscript links, and notes paragraphs that begin with their mark."""
    markdown.inline.ruler.before("link", "footnote_mark", _mark)
    markdown.block.ruler.before("reference", "footnote", _note, {"alt": ["paragraph", "reference"]})


def _mark(state: StateInline, silent: bool) -> bool:
    match = _MARK.match(state.src, state.pos)
    if match is None:
        return False
    if not silent:
        state.push("html_inline", "", 0).content = f'<sup><a href="#note">{escape(match.group())}</a></sup>'
    state.pos = match.end()
    return True


def _note(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    begin = state.bMarks[start_line] + state.tShift[start_line]
    match = _NOTE.match(state.src, begin, state.eMarks[start_line])
    if match is None or state.is_code_block(start_line):
        return False
    if silent:
        return True
    end = start_line + 1
    while end < end_line and not state.isEmpty(end) and not _starts_note(state, end):
        end += 1
    state.push("paragraph_open", "p", 1)
    text = state.getLines(start_line, end, state.blkIndent, False).strip()
    inline = state.push("inline", "", 0)
    inline.content = f"{match.group(1)} {text[match.end() - begin :]}"
    inline.map = [start_line, end]
    inline.children = []
    state.push("paragraph_close", "p", -1)
    state.line = end
    return True


def _starts_note(state: StateBlock, line: int) -> bool:
    return _NOTE.match(state.src, state.bMarks[line] + state.tShift[line], state.eMarks[line]) is not None

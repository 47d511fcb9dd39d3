"""List items and fact boxes in sources that mark them with bullets and headings alone."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from audio_edition.article.draft import Draft, DraftArticle, Why
from audio_edition.article.line_labels import is_source
from audio_edition.article.phrases import is_fact_heading

_BULLET = re.compile(r"(?:[•·▪▫◦‣●○■*+]|[–-](?=\s|[A-ZÆØÅ]))\s*")
_SURE_BULLET = re.compile(r"[•·▪▫◦‣●○■*+]\s*(?=\S)")
_HYPHEN = re.compile(r"-(?:\s|[A-ZÆØÅ])")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_STOP = (".", "!", "?", "…", "»", ",", '"', "”")
MAX_ITEM = 60
"""A line of a list of short lines is at most this long."""


def label_lists(reading: DraftArticle) -> None:
    """Mark list items and the contents of fact boxes among the drafts that have no role yet."""
    drafts = reading.drafts
    if not reading.structured:
        _find_bullets(drafts)
        _find_numbers(drafts)
    _find_boxes(reading)
    if not reading.structured:
        _find_short_runs(drafts)


def _give_item(draft: Draft, reason: str, mark: re.Match[str] | None, why: Why = "") -> None:
    if mark is not None:
        offset = mark.end()
        draft.text = draft.text[offset:]
        draft.spans = tuple(
            replace(span, start=max(span.start - offset, 0), end=span.end - offset)
            for span in draft.spans
            if span.end > offset
        )
    draft.give("list_item", reason, why)


def _find_bullets(drafts: list[Draft]) -> None:
    for draft in drafts:
        if draft.role is None and (mark := _SURE_BULLET.match(draft.text)):
            _give_item(draft, "begins with a bullet", mark)
    # A hyphen may be a bullet or a dash of speech: bullets come in runs of short lines without a full stop.
    for run in _runs(drafts, lambda draft: draft.role is None and _HYPHEN.match(draft.text) is not None):
        if len(run) >= 2 and all(not draft.text.endswith(_STOP) and len(draft.text) <= 120 for draft in run):
            for draft in run:
                _give_item(draft, "begins with a hyphen, in a run of such lines", _BULLET.match(draft.text))


def _find_numbers(drafts: list[Draft]) -> None:
    for run in _runs(drafts, lambda draft: draft.role is None and _NUMBER.match(draft.text) is not None):
        numbers = [int(match.group(1)) for draft in run if (match := _NUMBER.match(draft.text))]
        if len(run) >= 2 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            for draft in run:
                _give_item(draft, "begins with the next number", None)


def _find_boxes(reading: DraftArticle) -> None:
    """From a heading such as "Fakta om ferja" to the next heading, quote or picture."""
    drafts = reading.drafts
    at = 0
    while at < len(drafts):
        head = drafts[at]
        at += 1
        if head.role not in (None, "heading") or not is_fact_heading(head.text):
            continue
        depth = head.level
        head.give("fact_box", "heading of a fact box")
        bullets = 0
        while at < len(drafts):
            draft = drafts[at]
            if draft.skipped:
                at += 1
                if draft.why == "unfold":  # the button that shows all of a box stands at its foot
                    break
                continue
            if draft.role not in (None, "list_item", "paragraph", "heading"):
                break
            if draft.role == "heading" and (not depth or draft.level <= depth):
                break
            if draft.role is None and _ends_box(drafts, at, bullets, reading.structured):
                break
            bullets += draft.role == "list_item"
            draft.give("fact_box", "in a fact box", "in box")
            at += 1
            if is_source(draft.text):
                break


def _ends_box(drafts: list[Draft], at: int, bullets: int, structured: bool) -> bool:
    text = drafts[at].text
    if text[0] in "–—―":
        return True
    if bullets:
        return not is_source(text)  # the box is a list, and this is no item
    if structured:
        return False
    after = next((drafts[i] for i in range(at + 1, len(drafts)) if not drafts[i].skipped), None)
    short = len(text) <= 90 and not text.endswith(_STOP) and ":" not in text
    started = at > 0 and drafts[at - 1].why == "in box"
    return short and started and after is not None and after.role is None and len(after.text) >= 80


def _find_short_runs(drafts: list[Draft]) -> None:
    """Three or more short lines without a full stop in a row are a list (results, names), not headings."""

    def is_short(draft: Draft) -> bool:
        return draft.role is None and len(draft.text) <= MAX_ITEM and not draft.text.endswith((*_STOP, ":"))

    for at, run in _placed_runs(drafts, is_short):
        if len(run) >= 3:
            after = at + len(run)
            if after < len(drafts) and len(run) > 3 and _heads(run[-1], run[1:-1], drafts[after]):
                run = run[:-1]
            for draft in run:
                _give_item(draft, "one of several short lines", None, "short line")


def _heads(last: Draft, items: list[Draft], after: Draft) -> bool:
    """True when the last of the lines is rather the heading of the paragraph after it."""
    numbers = all(any(letter.isdigit() for letter in item.text) for item in items)
    like_them = numbers and any(letter.isdigit() for letter in last.text)
    return after.role is None and len(after.text) >= 80 and not like_them


def _runs(drafts: list[Draft], test: Callable[[Draft], bool]) -> list[list[Draft]]:
    """Neighbouring drafts that pass the test."""
    return [run for _, run in _placed_runs(drafts, test)]


def _placed_runs(drafts: list[Draft], test: Callable[[Draft], bool]) -> list[tuple[int, list[Draft]]]:
    """Neighbouring drafts that pass the test, each run with the index of its first."""
    runs: list[tuple[int, list[Draft]]] = []
    open_run: list[Draft] | None = None
    for at, draft in enumerate(drafts):
        if not test(draft):
            open_run = None
        elif open_run is None:
            open_run = [draft]
            runs.append((at, open_run))
        else:
            open_run.append(draft)
    return runs

"""Titles of royalty in letters.

H.M. Kong Harald -> Hans Majestet Kong Harald · H.M. Sonja -> Hennar Majestet Sonja · H.K.H. · D.M. -> Deira Majestetar

`data/titles.tsv`; whose title it is, is told by the word behind.
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped, pick, rows


@cache
def _titles() -> dict[tuple[str, str], tuple[str, str, str]]:
    return {
        (form, who): (nn, nb, en) for forms, who, nn, nb, en in rows("titles", 5) for form in forms.split()
    }


@cache
def _pattern() -> re.Pattern[str]:
    forms = {form.replace(".", ""): "" for form, _ in _titles()}
    spelt = [r"\.? ?".join(form) + r"\.?" for form in sorted(forms, key=len, reverse=True)]
    return re.compile(rf"(?<![\w.])({'|'.join(spelt)})(?= [A-ZÆØÅa-zæøå])")


def read(sheet: Sheet) -> None:
    """Claims the letters with their stops."""
    if "." not in sheet.free:
        return
    for found in _pattern().finditer(sheet.free):
        if "." not in found.group():
            continue
        key = re.sub("[. ]", "", found.group())
        behind = sheet.word_after(found.end())
        who = (
            "she"
            if behind in grouped("titles_she")["word"] or behind.lower() in grouped("titles_she")["word"]
            else "he"
        )
        row = _titles().get((key, who)) or _titles().get((key, "they"))
        if row:
            sheet.change(found.start(), found.end(), pick(row, sheet.numerals.language), "title")

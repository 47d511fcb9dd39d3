"""Numbers that are called, not counted: telephone, emergency and short codes, postcodes, organisation and account numbers.

22 33 44 55 -> tjueto trettitre førtifire femtifem · 02800 -> null to åtte null null · ring 113 -> ein ein tre
6801 Førde -> sekstiåtte null ein Førde · org.nr. 987 654 321 -> ni åtte sju, seks fem fire, tre to ein
"""

from __future__ import annotations

import re

from audio_edition.normalise.quantity import counts_something
from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.tables import grouped

_MAY_BE = re.compile(r"\d\d\d|\d \d|\+ ?\d|\b[Pp](?:ost)?b|\bPB")
_COUNTRY = re.compile(r"(?<![\w])(?<!\d )(?:\+ ?|00 ?)([1-9]\d{0,2}) (?=\d)")
_GLUED_COUNTRY = re.compile(r"(?<![\w])\+(47|46|45|44|49|1)(?=\d{7,10}(?!\d))")
_PAIRS = re.compile(r"(?<![\w,.])(?<!\d )\d\d(?: \d\d){3}(?! ?\d)(?![^\W_])")
_MOBILE = re.compile(r"(?<![\w,.])(?<!\d )[489]\d\d \d\d \d\d\d(?! ?\d)(?![^\W_])")
_SERVICE = re.compile(r"(?<![\w,.])(?<!\d )8\d\d \d\d ?\d ?\d\d(?! ?\d)(?![^\W_])")
_SOLID = re.compile(r"(?<![\w,.])[2-9]\d{7}(?![\w]|[,.]\d)")
_ZERO = re.compile(r"(?<![\w,.:–-])(?<!\d )0\d{2,5}(?![\w]|[,.:]\d)")
_ORGANISATION = re.compile(r"(?<![\w,.])\d{3} ?\d{3} ?\d{3}(?! ?\d)(?![^\W_])")
_ORGANISATION_NAMED = re.compile(r"(?:[Oo]rganisasjons|[Oo]rg\.? ?)n(?:umme)?r[^.\d]*$")
_ACCOUNT = re.compile(r"(?<![\w,.])\d{4}[. ]\d\d[. ]\d{5}(?![\w])")
_IBAN = re.compile(r"(?<![\w-])([A-Z]{2})(\d\d)((?: \d{4}){2,7}(?: \d{1,3})?|\d{11,30})(?![\w])")
"""An account as banks abroad write it: "NO93 8601 1117 947"."""
_LONG = re.compile(r"(?<![\w,.])\d{6} ?\d{5}(?![\w])")
_SHORT = re.compile(r"(?<![\w,.–-])(\d{3}|\d{5}|\d{3} \d{3}|1881|1850|\d{4})(?![\w–-]| ?\d|[.,]\d)")
_CALL = re.compile(r"\b(?:[Rr]ing|[Tt]lf|[Tt]elefon|[Nn]ødn|[Nn]audn|[Nn]ødtelefon)")
_EMERGENCY = re.compile(
    r"(?<![\w,.:–-])(?<!\d )(?:11[0236]|175|116 ?1(?:17|23|11)|1412)(?![\w–-]| ?\d|[.,:]\d)"
)
_SMS = re.compile(r"\b(?:[Ss][Mm][Ss]|[Ss]end|[Mm]elding)\b[^.?!]{0,40}? til (\d{4,5})(?![\w]|[ .,]\d)")
_POSTCODE_AFTER = re.compile(
    r"(?<![\w,.])(?:(?<=\btil )|(?<=\bTil )|(?<=\bi )|(?<=\bI )|(?<=\bfrå )|(?<=\bfra )|(?<=\bpå )|(?<=\bved ))(\d{4})(?= [A-ZÆØÅ][a-zæøå]{2,})(?! [A-ZÆØÅ][a-zæøå]+(?:ar|arar|arane)\b)"
)
_VIPPS = re.compile(
    r"\b[Vv]ipps[^\W\d_]*\.?:? (?:til |på |nr\.? |nummer )?(\d{5,6}|\d{2,3} \d{3})(?![\w]| ?\d|[.,]\d)"
)
_SERVICE_NUMBER = re.compile(r"(?<![\w,.–-])(\d{3} ?\d{3}|\d{5}|\d{3})(?![\w–-]| ?\d|[.,]\d)")
_SERVICE_NAME = re.compile(
    r"(?:alarm|naud|nød|service|telefon|hjelpe|tips|vakt|krise|kort|sms-?)(?:nummer|nummeret|telefon|telefonen|linja|linje)$"
)
_POSTCODE = re.compile(
    r"(?:(?<=, )|(?<=,)|(?<=^)|(?<=N-)|(?<=NO-)|(?<=[;(] )|(?<=[;(]))(\d{4})(?= [A-ZÆØÅ][\wæøå]+)"
)
_BOX = re.compile(r"(?<![\w])(?:[Pp]ostboks|[Pp]b\.?|PB\.?|[Pp]ostb\.) ?(?=\d)")


def read(sheet: Sheet) -> None:
    """Claims the figures; the words around stay for the other classes."""
    if not _MAY_BE.search(sheet.plain):
        return
    numerals = sheet.numerals
    for pattern in (_COUNTRY, _GLUED_COUNTRY):
        for found in pattern.finditer(sheet.free):
            plus = "pluss " if found.group().startswith("+") else "null null "
            sheet.change(
                found.start(), found.end(), f"{plus}{numerals.cardinal(int(found.group(1)))} ", "telephone"
            )
    for found in _IBAN.finditer(sheet.free):
        country, check, rest = found.groups()
        parts = [*country, numerals.digits(check), *(numerals.digits(part) for part in rest.split())]
        sheet.change(found.start(), found.end(), " ".join(parts), "telephone")
    for pattern in (_ACCOUNT, _LONG):
        for found in pattern.finditer(sheet.free):
            parts = re.split(r"[. ]", found.group())
            sheet.change(
                found.start(), found.end(), ", ".join(numerals.digits(part) for part in parts), "telephone"
            )
    for found in _ORGANISATION.finditer(sheet.free):
        named = _ORGANISATION_NAMED.search(sheet.plain, max(0, found.start() - 60), found.start())
        if named or sheet.word_before(found.start()).lower() in grouped("code_words")["organisation"]:
            digits = found.group().replace(" ", "")
            words = ", ".join(numerals.digits(digits[index : index + 3]) for index in (0, 3, 6))
            sheet.change(found.start(), found.end(), words, "telephone")
    for pattern in (_PAIRS, _MOBILE, _SERVICE, _SOLID):
        for found in pattern.finditer(sheet.free):
            counted = sheet.word_after(found.end()) in grouped("code_words")["counted"]
            if pattern is _SOLID and counted:
                continue
            sheet.change(
                found.start(), found.end(), numerals.pairs(found.group().replace(" ", "")), "telephone"
            )
    for found in _SHORT.finditer(sheet.free):
        before = sheet.word_before(found.start()).lower()
        if before in grouped("code_words")["call"]:
            digits = found.group().replace(" ", "")
            if (
                len(digits) in (3, 5, 6)
                and sheet.word_after(found.end()) not in grouped("code_words")["counted"]
            ):
                sheet.change(found.start(), found.end(), numerals.digits(digits), "telephone")
            elif len(digits) == 4:
                sheet.change(found.start(), found.end(), numerals.pairs(digits), "telephone")
    if _CALL.search(sheet.plain):
        for found in _EMERGENCY.finditer(sheet.free):
            if sheet.word_after(found.end()) not in grouped("code_words")["counted"]:
                sheet.change(
                    found.start(), found.end(), numerals.digits(found.group().replace(" ", "")), "telephone"
                )
    for found in _SERVICE_NUMBER.finditer(sheet.free):
        digits = found.group().replace(" ", "")
        before = sheet.word_before(found.start()).lower()
        helpline = (
            len(digits) == 6 and digits.startswith("116") and before in ("på", "til", "nummer", "nummeret")
        )
        if helpline or _SERVICE_NAME.search(before):
            sheet.change(found.start(), found.end(), numerals.digits(digits), "telephone")
    for found in _SMS.finditer(sheet.free):
        if counts_something(sheet, found.end(1)):
            continue
        sheet.change(found.start(1), found.end(1), numerals.pairs(found.group(1)), "telephone")
    for found in _POSTCODE.finditer(sheet.free):
        place = sheet.word_after(found.end())
        year = 1700 < int(found.group(1)) < 2100 and found.start() == 0
        if place and not year:
            sheet.change(found.start(), found.end(), numerals.pairs(found.group(1)), "telephone")
    for found in _VIPPS.finditer(sheet.free):
        sheet.change(
            found.start(1), found.end(1), numerals.digits(found.group(1).replace(" ", "")), "telephone"
        )
    for found in _POSTCODE_AFTER.finditer(sheet.free):
        if found.group(1) and not 1100 <= int(found.group(1)) < 2200:
            sheet.change(found.start(), found.end(), numerals.pairs(found.group(1)), "telephone")
    for found in _BOX.finditer(sheet.free):
        words = "Postboks " if found.group()[0].isupper() and found.start() == 0 else "postboks "
        sheet.change(found.start(), found.end(), words, "telephone")
    for found in _ZERO.finditer(sheet.free):
        digits = found.group()
        if sheet.word_before(found.start()).lower() in ("kl", "klokka", "klokken"):
            continue
        sheet.change(
            found.start(),
            found.end(),
            numerals.pairs(digits) if len(digits) == 4 else numerals.digits(digits),
            "telephone",
        )

"""Units, percent signs, currencies and magnitudes after a number, and the few units that stand alone.

5 km -> … kilometer · 80 km/t -> … kilometer i timen · 25% -> … prosent · 6,5 mill. kr -> … millionar kroner
per kWh -> per kilowattime. The number itself is read by its own class.
"""

from __future__ import annotations

import re
from functools import cache

from audio_edition.normalise.sheet import Sheet
from audio_edition.normalise.units import Unit, alternatives, resolve, unit_words, units

_ONE_BEFORE = re.compile(
    r"(?:^|[^\d,.–-])(?<!\d )(?:1|[½¼¾⅓⅔⅛]|\d/\d) ?$|(?<![\d,.–-])1 ?(?:[½¼¾⅓⅔⅛]|\d/\d) ?$"
)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    every = units()
    symbols = alternatives(list(every))
    after = re.compile(
        rf"(?:(?<=[\d⁰¹²³⁴-⁹])|(?<=[½¼¾⅓⅔⅛])|(?<=\d,-))( ?)({symbols})(/(?:{symbols}|[a-zæøå]+))?(\.(?=kr)|\.?(?![^\W_]))"
    )
    alone = alternatives([unit.symbol for unit in every.values() if unit.alone and unit.symbol[0].isalpha()])
    lone = re.compile(rf"(?<![\w./@-])({alone})(/(?:{symbols}|[a-zæøå]+))?(\.?)(?![\w/]|-[^\W\d_])")
    per = re.compile(rf"(?<=[a-zæøå])/({symbols}|time|månad|måned|år|døgn|veke|uke|dag)(?![^\W_])")
    return after, lone, per


@cache
def _after_magnitude() -> re.Pattern[str]:
    """A unit or the code of a currency after a magnitude in full: "30 millionar m3", "2 milliardar NOK"."""
    symbols = alternatives(
        [
            symbol
            for symbol, unit in units().items()
            if (unit.kind == "unit" and symbol != "ha") or re.fullmatch("[A-Z]{3}", symbol)
        ]
    )
    return re.compile(rf"(?<=\d )(?:tusen|million(?:ar|er)?|milliard(?:ar|er)?) ({symbols})(\.?)(?![^\W_])")


_TAIL = re.compile(r" ?([A-Z]{3}|kr|€|\$|£|[Ss]?m[³3²2]|t|kg|km|l|[kMGT]Wh)(\.?)(?![^\W_])")
_NTH_UNIT = re.compile(
    r"(?:(?<=[Kk]var )|(?<=[Kk]vart )|(?<=\b[Ii] )|(?<=\bdet )|(?<=\bden )|(?<=[Ee]tter ))(\d{1,3})\. (min|sek|mnd)\.(?![^\W_])"
)
"""The unit behind an ordinal number: "kvart 15. min."."""
_TIMES_BEHIND = re.compile(r"(?<=\d )(?:mg|g|ml|mcg|µg|tabl\.|stk\.|m|cm|mm) ([x×])(?= \d)")
"""How many times an amount is taken: "500 mg x 3"."""
_CELSIUS = ("°C", "° C", "℃")
_MANY_BEFORE = re.compile(r"(?<![\d,.])\d{2,4} ?$")
_DIGIT_AFTER = re.compile(r" ?\d")
_FEET = re.compile(r"(?<![\w.,°])\d(['′’] ?)(\d{1,2}) ?(?:[\"″]|''|’’)(?!\w)")
_FORMULA_PER = re.compile(r"(?<=[A-Z][\d₂])/(km|kWh|MWh|kg|tonn|m2|m²|l|liter)(?![^\W_])")
"""So much of a substance for each: "120 g CO2/km"."""
_INCHES = re.compile(r"(?<=\d)\"(?!\w)")
"""A quotation mark after a figure, where the marks of the sentence are no pairs."""
_PER = re.compile(
    r"\d(?: ?(?:mill|mrd)\.| million(?:ar|er)?| milliard(?:ar|er)?| tusen)? ?[a-zæøåA-Z]+"
    r"(/)(time|timen|dag|dagen|døgn|veke|uke|månad|måned|mnd|md|år|sekund|minutt|person|innbyggjar|(?=100?0?(?!\d)))(?![^\W\d_])"
)
"""So much for each: "1 mill. fat/dag", "5 l/100 km"."""
_PRICE_PER = re.compile(r"(?:(?<=,[-–])|(?<=,--)|(?<=kr)|(?<=kr\.)) ?/ ?([^\W\d_]+)(\.?)(?![^\W_])")
"""A price for each: "1 200,-/mnd."."""
_PREFIXED_PER = re.compile(
    r"(?<![\w])(?:[Kk]r\.?|[A-Z]{3}|[€$£]) ?\d[\d .]*(?:,\d\d?|,[-–])?(/)"
    r"(oz|fat|tonn|t|MWh|aksje|stykk|mnd|md|månad|måned|år|veke|uke|dag|stk|kg|m2|m²|time|pers|person|natt|døgn|kWh|l|liter|daa|km)(\.?)(?![^\W_])"
)
"""The same where the currency stands first: "kr 7 500/mnd."."""
_BETWEEN_TWO = re.compile(r" (?:[^.]|(?<=\d)\.){1,40}? og ")
_ORGANISATION = re.compile(r"\d{3} \d{3} \d{3} ?$")
_HURDLES = re.compile(r"(?<=\d m )hk\.?(?![^\W_])")
"""Hurdles, and no horsepower: "400 m hk."."""
_AT_SEA = re.compile(
    r" (?:(?:nord|sør|aust|øst|vest)\w*|utanfor|utaskjærs|av land|frå (?:land|kysten)|til (?:havs|sjøs|land|hamn))\b"
)
"""Behind a distance at sea: "12 nm vest av Stad"."""
_TECHNIQUE = re.compile(r"(?<=km \()([fk])(?=\))")
_TECHNIQUES = {"f": "fri teknikk", "k": "klassisk"}
"""How a race on skis is gone: "50 km (f)"."""
_HOURS_PER = re.compile(r"/(?:veke|veka|uke|uka|dag|døgn|månad|måned|mnd|år)(?![^\W_])")
_HOW_OFTEN = re.compile(
    r" (?:i (?:veka|veke|året|månaden|døgnet|dagen|timen)|per|pr|dagleg|dagl|dgl|daglig|årleg|kvar)\b|/(d|dag|døgn|veke|uke|månad|måned|år)\b"
)
_SERIES = re.compile(r"(?:[Pp]rop|[Ii]nnst|[Dd]ok)\.|proposisjon|innstilling|forslag|[Dd]okument")


_AREA = re.compile(r"(?<=[a-zæøå] )([kcd]?m[²³23])(?![\w²³])")
_DAYS = re.compile(r"(?<=\d) ?([dv])(\.)?(?![\w.])")
_DAYS_AND_WEEKS = {
    "d": {"nn": "dagar", "nb": "dager", "en": "days"},
    "v": {"nn": "veker", "nb": "uker", "en": "weeks"},
}
_HELD = re.compile(r" (?:ubetinga |vilkårsbunde |i )?(?:fengsel|arrest|varetekt|sjukemeld|permisjon|ferie)")
"""What a sentence in days is to: "14 d fengsel"."""
_TIMES_PER = re.compile(r"(?<=gong)/|(?<=gonger)/|(?<=gang)/|(?<=ganger)/")
_PER_SHORT = re.compile(r"(d|døgn|dag|t|time|u|v|veke|uke|mnd|md|månad|måned|år|min|sek)(\.?)(?![^\W_])")
_PER_WORDS = {"d": "dag", "u": "uke", "v": "veke"}
"""How often: "1 gong/d"."""
_DAYS_BEFORE = re.compile(r"\b(?:i|på|etter|om|inntil|innan) \d{1,3}$|\d,\d{1,2}$")
"""So many days: "fengsel i 120 d." """


def read(sheet: Sheet) -> None:
    """Claims the unit (with its stop, unless the stop ends the sentence), never the number."""
    after, _, per = _patterns()
    position = 0
    while found := after.search(sheet.plain, position):
        position = found.end() if found.end() > position else position + 1
        if _after(sheet, found):
            position = found.end(2)
            _magnitude_tail(sheet, found.end())
        else:
            position = found.start() + 1
    for found in _NTH_UNIT.finditer(sheet.free):
        end = found.end() - (1 if sheet.ends_sentence(found.end()) else 0)
        counted = units()[found.group(2)].words(sheet.numerals.language, True)
        sheet.change(found.start(), end, f"{sheet.numerals.ordinal(int(found.group(1)))} {counted}", "unit")
    if "hk" in sheet.plain:
        for found in _HURDLES.finditer(sheet.plain):
            end = found.end() - (1 if found.group().endswith(".") and sheet.ends_sentence(found.end()) else 0)
            sheet.change(found.start(), end, "hekk", "unit")
    if "km (" in sheet.plain:
        for found in _TECHNIQUE.finditer(sheet.plain):
            sheet.change(found.start(), found.end(), _TECHNIQUES[found.group()], "unit")
    for found in _TIMES_BEHIND.finditer(sheet.plain):
        sheet.change(
            found.start(1), found.end(1), "times" if sheet.numerals.language == "en" else "gonger", "unit"
        )
    for found in _DAYS.finditer(sheet.plain):
        if _DAYS_BEFORE.search(sheet.plain, max(0, found.start() - 12), found.start()) or _HELD.match(
            sheet.plain, found.end()
        ):
            end = found.end() - (1 if found.group(2) and sheet.ends_sentence(found.end()) else 0)
            many = _DAYS_AND_WEEKS[found.group(1)][sheet.numerals.language]
            sheet.change(found.start(), end, f" {many}", "unit")
    for found in _after_magnitude().finditer(sheet.free):
        _claim(sheet, units()[found.group(1)], found.start(1), found, None, found.group(2), one=False)
    if "'" in sheet.plain or "′" in sheet.plain or "’" in sheet.plain:
        _feet(sheet)
    if '"' in sheet.plain and sheet.plain.count('"') % 2:
        for found in _INCHES.finditer(sheet.free):
            one = bool(_ONE_BEFORE.search(sheet.plain, max(0, found.start() - 12), found.start()))
            name = units()["″"].words(sheet.numerals.language, one)
            sheet.change(found.start(), found.end(), f" {name}", "unit")
    if "/" in sheet.plain:
        for found in _TIMES_PER.finditer(sheet.plain):
            each = _PER_SHORT.match(sheet.plain, found.end())
            if each:
                symbol = each.group(1)
                known = units().get({"t": "h"}.get(symbol, symbol))
                name = (
                    known.words(sheet.numerals.language, one=True)
                    if known
                    else _PER_WORDS.get(symbol, symbol)
                )
                end = each.end() - (1 if each.group(2) and sheet.ends_sentence(each.end()) else 0)
                sheet.change(found.start(), end, f" per {name}", "unit")
        for found in _PREFIXED_PER.finditer(sheet.plain):
            unit = units().get(found.group(2))
            name = unit.words(sheet.numerals.language, one=True) if unit else found.group(2)
            end = found.end() - (1 if found.group(3) and sheet.ends_sentence(found.end()) else 0)
            sheet.change(found.start(1), end, f" per {name}", "unit")
        for found in _PER.finditer(sheet.plain):
            slash = found.start(1)
            unit = units().get(found.group(2))
            name = unit.words(sheet.numerals.language, one=True) if unit else found.group(2)
            sheet.change(slash, found.end(), f" per {name}" if name else " per ", "unit")
        for found in _PRICE_PER.finditer(sheet.plain):
            unit = units().get(found.group(1).rstrip("."))
            name = unit.words(sheet.numerals.language, one=True) if unit else found.group(1)
            end = found.end() - (1 if found.group(2) and sheet.ends_sentence(found.end()) else 0)
            sheet.change(found.start(), end, f" per {name}", "unit")
    for found in _FORMULA_PER.finditer(sheet.plain):
        unit = units()[found.group(1)]
        sheet.change(
            found.start(), found.end(), f" per {unit.words(sheet.numerals.language, one=True)}", "unit"
        )
    for found in per.finditer(sheet.plain):
        word = re.search(r"[a-zæøå]+$", sheet.plain[: found.start()])
        if word and (word.group() in unit_words() or word.group() in units()):
            unit = units().get(found.group(1))
            name = unit.words(sheet.numerals.language, one=True) if unit else found.group(1)
            sheet.change(found.start(), found.end(), f" per {name}", "unit")


def _feet(sheet: Sheet) -> None:
    """Claims the marks of feet and inches: 5'10" is fem fot ti tommar."""
    for found in _FEET.finditer(sheet.free):
        inches = units()["″"].words(sheet.numerals.language, one=found.group(2) == "1")
        foot = "feet" if sheet.numerals.language == "en" else "fot"
        sheet.change(found.start(1), found.start(2), f" {foot} ", "unit")
        sheet.change(found.end(2), found.end(), f" {inches}", "unit")


def read_areas(sheet: Sheet) -> None:
    """Claims areas and volumes without a number, before their figure is read as one: "kvar m²"."""
    for found in _AREA.finditer(sheet.free):
        unit = units().get(found.group(1))
        if unit is not None:
            one = sheet.word_before(found.start()).lower() in ("per", "pr", "kvar", "ein")
            sheet.change(found.start(), found.end(), unit.words(sheet.numerals.language, one), "unit")


def read_alone(sheet: Sheet) -> None:
    """Claims units that stand without a number: "per kWh"."""
    _, lone, _ = _patterns()
    for found in lone.finditer(sheet.free):
        unit = units()[found.group(1)]
        if unit.symbol == "ml" and found.group(3) and _BETWEEN_TWO.match(sheet.plain, found.end()):
            continue  # "ml. 300 og 600"
        if unit.symbol == "MVA" and _ORGANISATION.search(
            sheet.plain, max(0, found.start() - 13), found.start()
        ):
            continue
        before = sheet.word_before(found.start()).lower()
        _claim(
            sheet,
            unit,
            found.start(1),
            found,
            found.group(2),
            found.group(3),
            one=before in ("per", "pr", "kvar", "ein"),
        )


def _after(sheet: Sheet, found: re.Match[str]) -> bool:
    _, symbol, per, stop = found.groups()
    if len(symbol) == 1 and symbol.isalpha() and re.match(r"\.[^\W\d_]", found.string[found.end(2) :]):
        return False  # "5 t.o.m. 8"
    if symbol == "g" and stop and (often := _HOW_OFTEN.match(sheet.plain, found.end())):
        times = {"nn": "gonger", "nb": "ganger", "en": "times"}[sheet.numerals.language]
        if each := often.group(1):  # "2 g./d"
            sheet.change(often.start(), often.end(), f" per {_PER_WORDS.get(each, each)}", "unit")
        return sheet.change(found.start(2), found.end(), times, "abbreviation")  # "4 g. i året"
    if symbol == "m" and sheet.plain.startswith("/ ", found.end(2)):
        return False  # "28 m/ brikke"
    if symbol == "MVA" and _ORGANISATION.search(sheet.plain, max(0, found.start() - 13), found.start()):
        return False
    if symbol == "hk" and sheet.plain.endswith(" m ", 0, found.start(2)):
        return False  # hurdles
    if symbol == "nm" and not per and _AT_SEA.match(sheet.plain, found.end()):
        return _claim(sheet, units()["nmi"], found.start(2), found, None, stop, False)
    if symbol == "L" and _SERIES.search(sheet.plain, 0, found.start()):
        return False  # "Prop. 50 L"
    if symbol == "s" and stop and _DIGIT_AFTER.match(sheet.plain, found.end()):
        return False  # "Rt. 1998 s. 1164"
    if symbol == "s" and stop and _MANY_BEFORE.search(sheet.plain, 0, found.start()):
        end = found.end() - (1 if sheet.ends_sentence(found.end()) else 0)
        return sheet.change(found.start(2), end, "sider", "abbreviation")  # "256 s." of a book
    one = bool(_ONE_BEFORE.search(sheet.plain, max(0, found.start() - 12), found.start()))
    if symbol.rstrip(".") == "md" and not _TAIL.match(sheet.plain, found.end()):
        return _claim(sheet, units()["mnd"], found.start(2), found, per, stop or symbol[2:], one)
    if symbol == "t" and per and _HOURS_PER.match(per):
        return _claim(sheet, units()["h"], found.start(2), found, per, stop, one)
    return _claim(sheet, resolve(symbol, sheet.plain, found.end()), found.start(2), found, per, stop, one)


def _claim(
    sheet: Sheet, unit: Unit, start: int, found: re.Match[str], per: str | None, stop: str, one: bool
) -> bool:
    language = sheet.numerals.language
    if unit.symbol in _CELSIUS and not sheet.reading.celsius:
        unit = units()["°"]
    words = unit.words(language, one)
    end = found.end()
    if per and unit.symbol + per in units():
        words = units()[unit.symbol + per].words(language, one)
    elif per:
        below = units().get(per[1:])
        name = below.words(language, one=True) if below else per[1:]
        words = f"{words} per {name}"
    goes_on = unit.kind == "magnitude" and bool(_TAIL.match(sheet.plain, end))
    if unit.symbol == "h" and stop and _DIGIT_AFTER.match(sheet.plain, end):
        goes_on = True  # "2 t. 30 min."
    if stop and (not unit.dotted or per or sheet.ends_sentence(end)) and not goes_on:
        end -= 1
    glued = sheet.plain[start - 1 : start].isalnum()
    return sheet.change(start, end, (" " if glued else "") + words, unit.kind)


def _magnitude_tail(sheet: Sheet, position: int) -> None:
    """A currency after `mill.`: "5 mill. kr", "1,2 mrd. USD"."""
    found = _TAIL.match(sheet.plain, position)
    unit = units().get(found.group(1)) if found else None
    if found and unit and unit.kind in ("money", "unit"):
        start = found.start(1)
        end = found.end()
        if found.group(2) and (sheet.ends_sentence(end) or not unit.dotted):
            end -= 1
        glued = sheet.plain[start - 1 : start].isalnum() or sheet.plain[start - 1 : start] == "."
        sheet.change(start, end, (" " if glued else "") + unit.words(sheet.numerals.language, False), "money")

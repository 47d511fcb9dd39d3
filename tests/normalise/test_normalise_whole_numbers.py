"""A false number is never spoken: over generated texts, the words of each number stand whole and alone.

Each text is put together of pieces whose reading is known; what comes out must be the same pieces in words.
"""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.normalise import Normaliser
from audio_edition.normalise.numerals import numerals
from audio_edition.script.sentences import sentence_spans

NORMALISER = Normaliser()
NUMERALS = numerals("nn")

Piece = tuple[str, str]
"""What is written, and what is said."""


def said(text: str) -> str:
    return " ".join(NORMALISER.normalise(text[start:end]).text for start, end in sentence_spans(text))


def grouped(number: int, style: str) -> str:
    return str(number) if number < 1000 else f"{number:,}".replace(",", style)


def plain(number: int) -> bool:
    """Neither a year nor a number whose last word agrees with what is counted."""
    return not 1000 <= number < 2200 and number % 100 != 1


numbers = st.integers(2, 999_999).filter(plain)
written_numbers: st.SearchStrategy[Piece] = st.tuples(numbers, st.sampled_from([" ", "\u00a0", "."])).map(
    lambda pair: (grouped(*pair), NUMERALS.cardinal(pair[0]))
)
spaced_numbers: st.SearchStrategy[Piece] = numbers.map(
    lambda number: (grouped(number, " "), NUMERALS.cardinal(number))
)

AMOUNTS = [
    ("kr", "kroner"), ("kg", "kilo"), ("km", "kilometer"), ("min", "minutt"), ("mill", "millionar"), ("mrd", "milliardar"),
    ("stk", "stykk"), ("pst", "prosent"), ("dl", "desiliter"), ("mill. kr", "millionar kroner"), ("moh", "meter over havet"),
]  # fmt: skip
"""Amounts whose abbreviation may end a sentence with its own stop."""

ENDS = [
    ("o.l.", "og liknande."), ("osv.", "og så vidare."), ("mv.", "med vidare."), ("m.m.", "med meir."),
    ("osb.", "og så bortetter."), ("mfl.", "med fleire."), ("e.l.", "eller liknande."), ("etc.", "et cetera."),
]  # fmt: skip
WORDS_THAT_LOOK_SHORT = [
    ("Slik er det no.", "Slik er det no."), ("Flaska er tom.", "Flaska er tom."), ("Dei kjem til jul.", "Dei kjem til jul."),
    ("Dei vil ha krig og fred.", "Dei vil ha krig og fred."), ("Det er ein ny art.", "Det er ein ny art."),
    ("Det gjekk eit par.", "Det gjekk eit par."), ("Dei tok bilen min.", "Dei tok bilen min."), ("Han spelar for Noreg no.", "Han spelar for Noreg no."),
]  # fmt: skip
openings = st.sampled_from(["Dei samla inn", "Det kosta", "Vi fekk", "Av desse vart det"])
goes_on = st.sampled_from(["personar kom.", "av dei reiste heim.", "vart sende vidare.", "bilar sto der."])


@given(openings, spaced_numbers, st.sampled_from(AMOUNTS), written_numbers, goes_on)
@settings(max_examples=300, deadline=None)
def test_an_amount_at_the_end_and_a_figure_behind(
    opening: str, first: Piece, unit: Piece, second: Piece, rest: str
) -> None:
    text = f"{opening} {first[0]} {unit[0]}. {second[0]} {rest}"
    assert said(text) == f"{opening} {first[1]} {unit[1]}. {second[1]} {rest}"


@given(st.sampled_from(ENDS), written_numbers, goes_on)
@settings(max_examples=200, deadline=None)
def test_an_abbreviation_at_the_end_and_a_figure_behind(end: Piece, number: Piece, rest: str) -> None:
    assert (
        said(f"Dei tok med mat {end[0]} {number[0]} {rest}") == f"Dei tok med mat {end[1]} {number[1]} {rest}"
    )


@given(st.sampled_from(WORDS_THAT_LOOK_SHORT), written_numbers, goes_on)
@settings(max_examples=200, deadline=None)
def test_a_word_that_looks_like_an_abbreviation(word: Piece, number: Piece, rest: str) -> None:
    assert said(f"{word[0]} {number[0]} {rest}") == f"{word[1]} {number[1]} {rest}"


@given(st.lists(spaced_numbers, min_size=2, max_size=5))
@settings(max_examples=200, deadline=None)
def test_numbers_with_words_between(found: list[Piece]) -> None:
    text = "Det var " + " og så ".join(f"{written} hestar" for written, _ in found) + "."
    assert said(text) == "Det var " + " og så ".join(f"{words} hestar" for _, words in found) + "."


@given(st.lists(written_numbers, min_size=2, max_size=5))
@settings(max_examples=200, deadline=None)
def test_each_number_ends_its_sentence(found: list[Piece]) -> None:
    text = " ".join(f"Det vart {written}." for written, _ in found)
    assert said(text) == " ".join(f"Det vart {words}." for _, words in found)


@given(numbers, st.integers(1, 28), st.sampled_from(["mai", "juni", "desember"]))
@settings(max_examples=200, deadline=None)
def test_a_price_and_a_date_behind(number: int, day: int, month: str) -> None:
    text = f"Det kosta {grouped(number, ' ')} kr. {day}. {month} var det gratis."
    assert said(text) == (
        f"Det kosta {NUMERALS.cardinal(number)} kroner. {NUMERALS.ordinal(day)} {month} var det gratis."
    )


@given(numbers, numbers)
@settings(max_examples=200, deadline=None)
def test_a_year_and_an_amount_behind(first: int, second: int) -> None:
    text = f"I 1998 fekk dei {grouped(first, ' ')} kroner, og i 2014 {grouped(second, ' ')} kroner."
    assert said(text) == (
        f"I nittennittiåtte fekk dei {NUMERALS.cardinal(first)} kroner, og i tjuefjorten {NUMERALS.cardinal(second)} kroner."
    )


EXPONENTS = dict(zip("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹", strict=True))


@given(st.integers(2, 9), st.integers(2, 30), written_numbers, goes_on)
@settings(max_examples=200, deadline=None)
def test_an_exponent_at_the_end_and_a_figure_behind(
    factor: int, exponent: int, number: Piece, rest: str
) -> None:
    raised = "".join(EXPONENTS[digit] for digit in str(exponent))
    text = f"Det er {factor} · 10{raised}. {number[0]} {rest}"
    assert said(text) == (
        f"Det er {NUMERALS.cardinal(factor)} gonger ti i {NUMERALS.ordinal(exponent)}. {number[1]} {rest}"
    )


@given(st.integers(1, 20), written_numbers, goes_on, st.sampled_from([")", ".)"]))
@settings(max_examples=200, deadline=None)
def test_the_mark_of_a_list_stands_apart(mark: int, number: Piece, rest: str, sign: str) -> None:
    spoken = said(f"{mark}{sign[-1]} {number[0]} {rest}")
    assert spoken == f"{NUMERALS.cardinal(mark)}: {number[1]} {rest}"


@given(st.integers(1, 28), st.integers(1, 12), st.integers(1900, 1999), written_numbers, goes_on)
@settings(max_examples=200, deadline=None)
def test_a_date_in_figures_with_spaces_is_one(
    day: int, month: int, year: int, number: Piece, rest: str
) -> None:
    spoken = said(f"Ho vart fødd {day}. {month}. {year}. {number[0]} {rest}")
    assert spoken.startswith(f"Ho vart fødd {NUMERALS.ordinal(day)} ")
    assert spoken.endswith(f" {NUMERALS.year(year, 'pair')}. {number[1]} {rest}")


@given(st.integers(2, 12), st.integers(3, 6), st.sampled_from([", ", " "]))
@settings(max_examples=100, deadline=None)
def test_a_row_of_ordinals_is_one_sentence(first: int, count: int, gap: str) -> None:
    written = [f"{number}." for number in range(first, first + count)]
    text = f"{gap.join(written[:-1])} og {written[-1]} klasse får fri."
    words = [NUMERALS.ordinal(number) for number in range(first, first + count)]
    assert said(text).replace(",", "") == f"{' '.join(words[:-1])} og {words[-1]} klasse får fri."


@given(st.lists(written_numbers, min_size=2, max_size=4), st.integers(1, 99), st.sampled_from(["", " "]))
@settings(max_examples=150, deadline=None)
def test_marks_of_sources_are_in_no_number(found: list[Piece], mark: int, gap: str) -> None:
    text = " ".join(f"Det var {written} hestar{gap}[{mark}]." for written, _ in found)
    assert said(text) == " ".join(f"Det var {words} hestar." for _, words in found)

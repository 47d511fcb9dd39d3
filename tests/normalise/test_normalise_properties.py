"""What must hold for any text: no exception, no figure, no lost word, stable on its own output, one line a line."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from audio_edition.normalise import Normaliser
from audio_edition.normalise.classes.typesetting import marks
from audio_edition.types import Spoken

EXAMPLES = sorted(
    path
    for path in (Path(__file__).parents[2] / "examples").glob("*")
    if path.suffix in (".txt", ".md", ".html")
)
CASES = sorted((Path(__file__).parent / "cases").glob("*.tsv"))
LINE_BREAKS = re.compile("[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")

MARKUP = re.compile(
    r"</?[a-z][^<>]*>|&#?\w+;|\b(?:https?|ftp)://|(?<!\S)[:;=][-'’o^]?[)(\]\[DPpOo/\\|*S]+|[xX]D+"
)
"""What may go without a word: leftovers of HTML, the scheme of an address, faces."""

NORMALISER = Normaliser()

newsroom = st.lists(
    st.one_of(
        st.sampled_from(
            "kl. kr mill. % § – - ( ) « » . , : ; / & 1 3. 17 2014 1 000 12.5 2,5 1814–1905 NRK EU-landa Harald V "
            "mai jan. f.eks. osb. t.d. Ap '68 90-åra 22 33 44 55 02800 km/t m² ½ 1/2 +47 E39 covid-19 @per #dag vg.no "
            "HEI NÅ I A P. J. pr. 9–12 3-1 III ikkje og den i år bilar hus KrF 5G ° 07:05 31/12 … ! ? = + × <b> &amp; :D <3 ;) 1:100 °".split()
        ),
        st.text(alphabet="aeiouæøåAEIOUÆØÅbdfgklmnprstvBDFGKLMNPRSTV", min_size=1, max_size=6),
        st.integers(0, 10**16).map(str),
        st.sampled_from([" ", "", "-", ".", ",", "\u00a0", "\u2009"]),
    ),
    max_size=14,
).flatmap(lambda words: st.sampled_from([" ", ""]).map(lambda gap: gap.join(words)))

anything = st.one_of(st.text(max_size=60), newsroom)


def check(text: str, spoken: Spoken) -> None:
    assert spoken.written == text
    assert not any(char.isdigit() or char.isdecimal() for char in spoken.text), "a figure is left"
    assert not LINE_BREAKS.search(spoken.text), "a line became two"
    parts, at = [], 0
    for change in spoken.changes:
        assert change.start >= at and change.end > change.start
        assert change.written == text[change.start : change.end]
        seen = "".join(
            char for char in change.written if unicodedata.category(char) not in ("Cn", "Co", "So")
        )
        if any(char.isalpha() for char in MARKUP.sub("", seen)):
            assert any(char.isalpha() for char in change.spoken), f"letters are lost: {change}"
        parts += [text[at : change.start], change.spoken]
        at = change.end
    assert "".join([*parts, text[at:]]) == spoken.text, "the changes do not lead from written to spoken"


@given(anything, st.sampled_from(["nn", "nb", "en"]))
@settings(max_examples=400, deadline=None)
def test_holds_for_any_text(text: str, language: str) -> None:
    check(text, NORMALISER.normalise(text, language))


@given(anything)
@settings(max_examples=400, deadline=None)
def test_is_stable_on_its_own_output(text: str) -> None:
    once = NORMALISER.normalise(text).text
    assume(
        not marks(once)
    )  # letters that were spelt side by side ("A A A A B") look like a word set in spaced letters
    assert NORMALISER.normalise(once).text == once


@given(st.text(alphabet=st.characters(categories=("Nd", "Nl", "No")), max_size=12))
@settings(max_examples=200, deadline=None)
def test_leaves_no_figure_of_any_script(text: str) -> None:
    assert not any(char.isdigit() or char.isnumeric() for char in NORMALISER.normalise(text).text)


@given(st.integers(0, 10**15))
def test_reads_every_number_to_ten_to_the_fifteenth_with_and_without_grouping(number: int) -> None:
    plain = NORMALISER.normalise(f"Talet er {number:,} personar.".replace(",", " ")).text
    dotted = NORMALISER.normalise(f"Talet er {number:,} personar.".replace(",", ".")).text
    assert plain == dotted
    assert re.fullmatch(r"Talet er [a-zåø ]+ personar\.", plain)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.name)
def test_holds_for_the_example_articles(path: Path) -> None:
    for line in path.read_text(encoding="utf-8-sig").splitlines():
        spoken = NORMALISER.normalise(line)
        check(line, spoken)
        assert NORMALISER.normalise(spoken.text).text == spoken.text


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_cases_are_stable_on_their_own_output(path: Path) -> None:
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("# "):
            continue
        written = line.split("\t")[0]
        once = NORMALISER.normalise(written)
        check(written, once)
        assert NORMALISER.normalise(once.text).text == once.text


@pytest.mark.parametrize("piece", ["12 bilar og NRK ", "1", "(", "«a» ", "f.eks. ", "a-", "§"])
def test_a_long_text_without_sentences_is_read(piece: str) -> None:
    text = piece * (20_000 // len(piece))
    check(text, NORMALISER.normalise(text))

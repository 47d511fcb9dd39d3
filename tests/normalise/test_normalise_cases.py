"""Cases by class: `cases/<class>.tsv`, one test a class: written, spoken (alternatives after |), note."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from audio_edition.normalise import Normaliser
from audio_edition.settings import Reading

CASES = Path(__file__).parent / "cases"
NORMALISER = Normaliser()


@cache
def rows() -> list[tuple[str, str, str]]:
    """(class, written, spoken) of all files."""
    found = []
    for path in sorted(CASES.glob("*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("# "):
                written, spoken, *_ = line.split("\t")
                found.append((path.stem, written, spoken))
    return found


@pytest.mark.parametrize("name", dict.fromkeys(name for name, *_ in rows()))
def test_reads(name: str) -> None:
    wrong = [
        (written, said, spoken)
        for of, written, spoken in rows()
        if of == name and (said := NORMALISER.normalise(written).text) not in spoken.split("|")
    ]
    assert not wrong


def test_there_are_cases_of_every_class() -> None:
    names = {name for name, *_ in rows()}
    classes = (
        "abbreviations cardinals clock codes dates initialisms money ordinals ranges roman sections symbols"
    )
    assert set(classes.split()) <= names
    assert len(rows()) >= 600


SPOKEN_CLOCK = [
    ("Møtet er kl. 14.30.", "Møtet er klokka halv tre."),
    ("Møtet er kl. 14.00.", "Møtet er klokka to."),
    ("Møtet er kl. 14.15.", "Møtet er klokka kvart over to."),
    ("Møtet er kl. 14.45.", "Møtet er klokka kvart på tre."),
    ("Møtet er kl. 14.10.", "Møtet er klokka ti over to."),
    ("Møtet er kl. 14.25.", "Møtet er klokka fem på halv tre."),
    ("Møtet er kl. 14.35.", "Møtet er klokka fem over halv tre."),
    ("Møtet er kl. 14.50.", "Møtet er klokka ti på tre."),
    ("Møtet er kl. 00.30.", "Møtet er klokka halv ein."),
    ("Møtet er kl. 23.45.", "Møtet er klokka kvart på tolv."),
]


@pytest.mark.parametrize(("written", "spoken"), SPOKEN_CLOCK)
def test_spoken_clock(written: str, spoken: str) -> None:
    assert Normaliser(Reading(clock="spoken")).normalise(written).text == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("I 2014 kom ho.", "I totusenogfjorten kom ho."),
        ("I 2023 kom ho.", "I totusenogtjuetre kom ho."),
        ("I 1914 kom ho.", "I nittenfjorten kom ho."),
        ("På 2010-talet", "På tjuetitalet"),
    ],
)
def test_years_by_thousands(written: str, spoken: str) -> None:
    assert Normaliser(Reading(years="thousand")).normalise(written).text == spoken


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Ap og KrF er samde.", "Arbeidarpartiet og Kristeleg Folkeparti er samde."),
        ("NRK melder det.", "Norsk rikskringkasting melder det."),
        ("USA melder det.", "U S A melder det."),
        ("Ap-leiaren kom.", "A P-leiaren kom."),
        ("SVs leiar kom.", "Sosialistisk Venstrepartis leiar kom."),
    ],
)
def test_initialisms_by_their_names(written: str, spoken: str) -> None:
    assert Normaliser(Reading(initialisms="names")).normalise(written).text == spoken


def test_celsius_can_be_left_out() -> None:
    assert Normaliser(Reading(celsius=True)).normalise("20 °C").text == "tjue grader celsius"
    assert Normaliser(Reading(celsius=False)).normalise("20 °C").text == "tjue grader"

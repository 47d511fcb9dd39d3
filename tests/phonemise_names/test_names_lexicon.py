"""The lexicon: reading files and lines, respellings, looking words up, PLS."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_edition.errors import LexiconError
from audio_edition.phonemise.inventory import MARKS, PHONEMES, PRIMARY, VOWELS, split_ipa
from audio_edition.phonemise.lexicon import (
    BUILTIN_FOLDER,
    BUILTIN_TABLES,
    Lexicon,
    builtin,
    genitive,
    genitive_stem,
    respell,
)
from audio_edition.phonemise.lexicon_file import put
from audio_edition.phonemise.lexicon_pls import parse_pls, write_pls
from audio_edition.phonemise.lexicon_respelling import read_sounds

CASES = Path(__file__).parent / "cases"
RESPELLINGS = [
    line.split("\t")
    for line in (CASES / "respellings.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]
OURS = [path for pattern in BUILTIN_TABLES for path in sorted(BUILTIN_FOLDER.glob(pattern))]


@pytest.mark.parametrize(("text", "ipa"), RESPELLINGS)
def test_respelling(text: str, ipa: str) -> None:
    if ipa == "!":
        with pytest.raises(LexiconError):
            read_sounds(text)
    else:
        assert read_sounds(text) == ipa


@given(st.text(alphabet="abcdefghijklmnoprstuvwxyzæøåáéíóúýàè-¹²", min_size=1, max_size=15))
def test_a_respelling_gives_known_symbols_and_one_main_stress_or_an_error(text: str) -> None:
    try:
        ipa = respell(text)
    except LexiconError:
        return
    assert split_ipa(ipa).count(PRIMARY) == 1


@given(st.lists(st.sampled_from(PHONEMES + MARKS), min_size=1, max_size=8).map("".join))
def test_ipa_that_is_taken_is_in_the_inventory_and_can_be_read_again(ipa: str) -> None:
    try:
        taken = read_sounds(f"/{ipa}/")
    except LexiconError:
        return
    assert any(token in VOWELS for token in split_ipa(taken))
    assert read_sounds(f"/{taken}/") == taken


def test_bad_lines_are_named_and_the_good_ones_load() -> None:
    data = (
        b"\xef\xbb\xbf# comment\nHei\t/h\xc3\xa6\xc9\xaa/\nHei\thei\n\xff\xfe\tq\nJo=\n = x\nTo ord=tu\nbad\t/\xca\x92/\n\n"
        b"no tab here\na\tb\tc\td\te\nShoigu = sjojg\xc3\xba\r\n"
    )
    lexicon = Lexicon.parse(data, "names.tsv")
    assert {entry.word: entry.ipa for entry in lexicon} == {"Hei": "¹ˈhæɪ", "Shoigu": "ʃɔʏ¹ˈɡʉː"}
    assert [problem.split(" ")[0] for problem in lexicon.problems] == [
        f"names.tsv:{line}:" for line in (3, 4, 5, 6, 7, 8, 10, 11)
    ]
    told = "\n".join(lexicon.problems)
    for words in (
        "stands already on line 2",
        "not UTF-8",
        "no sounds",
        "word is missing",
        "2 word(s)",
        "unknown symbol",
    ):
        assert words in told


@given(st.binary(max_size=200))
def test_any_bytes_are_a_lexicon_with_problems(data: bytes) -> None:
    lexicon = Lexicon.parse(data, "x")
    for entry in lexicon:
        split_ipa(entry.ipa.replace(" ", ""))


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(LexiconError, match="cannot read"):
        Lexicon.load(tmp_path / "none.tsv")


def test_look_up_by_capitals_and_genitive() -> None:
    lexicon = Lexicon.of(
        [("Putin", "pútin"), ("gøy", "gøy"), ("iPhone", "áifoun"), ("NRK", "/ɛnærˈkoː/")], "test"
    )
    assert lexicon.get("PUTIN") == lexicon.get("Putin")
    assert lexicon.get("putin") is None
    assert lexicon.get("Gøy") is not None
    assert lexicon.get("Iphone") is None and lexicon.get("IPHONE") is not None
    for genitive_form in ("Putins", "PUTINS", "Putin's", "Putin’s"):
        found = lexicon.get(genitive_form)
        assert found is not None and found.ipa == "¹ˈpʉːtɪns"
    assert lexicon.get("gøys") is None


@pytest.mark.parametrize(
    ("ipa", "expected"),
    [
        ("¹ˈpʉːtɪn", "¹ˈpʉːtɪns"),
        ("¹ˈɪŋər", "¹ˈɪŋəʂ"),
        ("¹ˈhɑns", "¹ˈhɑns"),
        ("¹ˈbæːɳ", "¹ˈbæːɳʂ"),
        ("¹ˈvɛrk", "¹ˈvɛrks"),
    ],
)
def test_sounds_of_the_genitive(ipa: str, expected: str) -> None:
    assert genitive(ipa) == expected


@pytest.mark.parametrize(
    ("word", "stem"),
    [("Putins", "Putin"), ("Hans'", "Hans"), ("K-s", "K"), ("hus", "hu"), ("is", None), ("Ross", None)],
)
def test_stem_of_the_genitive(word: str, stem: str | None) -> None:
    assert genitive_stem(word) == stem


def test_the_longest_phrase_wins() -> None:
    lexicon = Lexicon.of(
        [
            ("Kim", "kimm"),
            ("Kim Jong-un", "kimm jong-únn"),
            ("The New York Times", "de nju jårk tájms"),
            ("New York", "nju jårk"),
            ("NRK", "/ɛnærˈkoː/"),
        ],
        "test",
    )
    words = "Kim jong-uns brev til the New York Times i New York melder N R K-s Kim".split()

    def matched(at: int) -> tuple[int, str] | None:
        found = lexicon.match(words, at)
        return None if found is None else (found[0], found[1].ipa)

    assert matched(0) == (2, "kɪm jɔŋ¹ˈʉns")
    assert matched(2) is None
    assert matched(4) == (4, "də njʉ jɔrk ¹ˈtɑɪms")
    assert matched(9) == (2, "¹ˈnjʉː ¹ˈjɔrk")
    assert matched(12) == (3, "ɛnær¹ˈkoːs")
    assert matched(15) == (1, "¹ˈkɪm")


def test_merged_lexicons_the_later_wins() -> None:
    first, second = Lexicon.of([("A", "a"), ("B", "b=")], "1"), Lexicon.of([("A", "ø")], "2")
    merged = Lexicon.merged([first, second])
    assert [entry.ipa for entry in merged] == ["¹ˈøː"]
    assert len(merged.problems) == 1


# ---- our own tables -----------------------------------------------------------------------------------
@pytest.mark.parametrize("path", OURS, ids=lambda path: path.name)
def test_our_tables_have_no_bad_line(path: Path) -> None:
    lexicon = Lexicon.load(path)
    assert lexicon.problems == ()
    for entry in lexicon:
        assert builtin().get(entry.word) is not None
        assert entry.ipa.count(PRIMARY) >= 1


def test_our_tables_are_read_as_they_would_be_checked() -> None:
    for path in OURS:
        for entry in Lexicon.load(path):
            line = path.read_text(encoding="utf-8").splitlines()[int(entry.where.rpartition(":")[2]) - 1]
            assert line.split("\t")[1] == entry.ipa, entry


def test_every_municipality_of_norway_is_written_down() -> None:
    lines = (CASES / "municipalities.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split() if word != "og"]
    assert [word for word in words if builtin().get(word) is None] == []


# ---- files of editors --------------------------------------------------------------------------------
def test_put_adds_changes_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "names.tsv"
    put(path, [("Shoigu", "sjojgú", "ru", "")])
    before = path.read_bytes().replace(b"Shoigu", b"# mine\n\xff\xfe bad line\nShoigu") + b"Kim = kimm"
    path.write_bytes(before)
    written = put(path, [("Shoigu", "/ʃɔʏˈɡuː/", "", "changed"), ("Lviv", "lvív", "", "")])
    assert [entry.ipa for entry in written] == ["ʃɔʏ¹ˈɡuː", "¹ˈlviːv"]
    lines = path.read_bytes().splitlines()
    assert lines[1:] == [
        b"# mine",
        b"\xff\xfe bad line",
        "Shoigu\t/ʃɔʏˈɡuː/\tru\tchanged".encode(),
        b"Kim = kimm",
        "Lviv\tlvív".encode(),
    ]
    assert [entry.name for entry in path.parent.iterdir()] == ["names.tsv"]


def test_put_writes_nothing_when_one_entry_is_bad(tmp_path: Path) -> None:
    path = tmp_path / "names.tsv"
    with pytest.raises(LexiconError):
        put(path, [("Kim", "kimm", "", ""), ("Bad", "b4d", "", "")])
    assert not path.exists()


# ---- PLS -----------------------------------------------------------------------------------------------
_WORD = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=8)
_IPA = st.sampled_from(["¹ˈtɑːk", "²ˈjɛntə", "kʊʃə¹ˈmjɑːkʊ"])
_NOTE = st.text(st.characters(codec="utf-8", categories=["L", "P", "S"]), max_size=8)


@given(st.dictionaries(_WORD, st.tuples(_IPA, _NOTE, _NOTE), max_size=5))
def test_tsv_to_pls_and_back(words: dict[str, tuple[str, str, str]]) -> None:
    lines = "\n".join("\t".join((word, *cells)) for word, cells in words.items())
    lexicon = Lexicon.parse(lines.encode(), "x")
    entries, problems = parse_pls(write_pls(lexicon).encode(), "x")
    assert problems == []
    assert [entry[:4] for entry in entries] == [entry[:4] for entry in lexicon]


def test_pls_of_another_system() -> None:
    document = """<?xml version="1.0"?>
<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="nb">
  <lexeme><grapheme>Lviv</grapheme><grapheme>Lvov</grapheme><phoneme>lvɔv</phoneme><phoneme prefer="true">ˈlviːv</phoneme></lexeme>
  <lexeme><grapheme>W3C</grapheme><alias>World Wide Web</alias></lexeme>
  <lexeme><grapheme>X</grapheme><phoneme alphabet="x-sampa">Eks</phoneme></lexeme>
  <lexeme><grapheme>Q</grapheme><phoneme>ʒʒ</phoneme></lexeme>
  <lexeme><phoneme>ˈɑː</phoneme></lexeme>
  <lexeme><grapheme>Lviv</grapheme><phoneme>ˈɑː</phoneme></lexeme>
</lexicon>"""
    entries, problems = parse_pls(document.encode(), "other.pls")
    assert [(entry.word, entry.ipa) for entry in entries] == [("Lviv", "¹ˈlviːv"), ("Lvov", "¹ˈlviːv")]
    assert [problem.split(" ")[0] for problem in problems] == [
        f"other.pls:{line}:" for line in (4, 5, 6, 7, 8)
    ]


@pytest.mark.parametrize(
    "document",
    [
        '<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><lexicon>&b;</lexicon>',
        "<html/>",
        "<lexicon",
        "",
    ],
)
def test_documents_that_are_refused(document: str) -> None:
    with pytest.raises(LexiconError, match=r"bad\.pls"):
        parse_pls(document.encode(), "bad.pls")

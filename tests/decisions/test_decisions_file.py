"""The file of decisions: what is written is what is read, and what cannot be used is named."""

from __future__ import annotations

import threading
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_edition.decisions.beside import decisions_file, takes_folder
from audio_edition.decisions.model import Decisions, SentenceDecisions, Take, Verdict
from audio_edition.decisions.store import parse, read_decisions, to_toml, update, version
from audio_edition.errors import SettingsError

NOW = datetime(2026, 11, 30, 7, 1, tzinfo=UTC)
words = st.text(st.characters(codec="utf-8"), min_size=1)
takes = st.builds(
    Take,
    number=st.just(1),
    text=st.none() | words,
    rate=st.floats(0.5, 2.0),
    seed=st.integers(0, 2**32 - 1),
    voice=st.none() | words,
    by=words,
    at=st.just(NOW),
    why=words,
)
verdicts = st.builds(
    Verdict,
    verdict=st.sampled_from(["approved", "rejected"]),
    of=words,
    by=words,
    at=st.none() | st.just(NOW),
)


@settings(deadline=None)
@given(
    st.builds(
        Decisions,
        edition=st.none() | verdicts,
        sentence=st.lists(
            st.builds(
                SentenceDecisions,
                written=words,
                occurrence=st.integers(1, 5),
                chosen=st.just(1),
                verdict=st.none() | verdicts,
                take=st.tuples(takes),
            ),
            max_size=3,
        ).map(tuple),
    )
)
def test_what_is_written_is_what_is_read(decisions: Decisions) -> None:
    assert parse(to_toml(decisions).encode(), Path("d.toml")) == decisions


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("edition = 3", "edition"),
        ("[edition]\nverdict = 'kanskje'\nof = 'x'", "edition.verdict"),
        ("[[sentence]]\nwritten = 'A.'\nchosen = 2", "take 2"),
        ("[[sentence]]\nwritten = 'A.'\n[[sentence.take]]\nnumber = 1\nrate = 9.0", "rate"),
        ("[[sentence]]\nwritten = 'A.'\nspeed = 1", "unknown key"),
        ("[[sentence]", "not a readable file of decisions"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_file(text: str, named: str) -> None:
    with pytest.raises(SettingsError, match="d.toml") as caught:
        parse(text.encode(), Path("d.toml"))
    assert named in str(caught.value)


def test_decisions_lie_beside_the_article_and_beside_each_chapter_of_a_book(tmp_path: Path) -> None:
    assert decisions_file("inn/sak.md") == Path("inn/sak.md.decisions/decisions.toml")
    assert decisions_file("bok.epub#3") != decisions_file("bok.epub#4")
    assert takes_folder("-") is None
    with pytest.raises(SettingsError, match="standard input"):
        update("-", lambda decisions: decisions)


def test_two_who_write_at_once_lose_nothing(tmp_path: Path) -> None:
    source = str(tmp_path / "sak.md")

    def add(number: int) -> None:
        written = f"Setning {number}."
        take = Take(number=1, rate=0.9)
        update(source, lambda d: d.having(SentenceDecisions(written=written, take=(take,))))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_decisions(source).sentence) == 12


def test_a_file_written_by_hand_is_read_and_a_version_tells_a_change(tmp_path: Path) -> None:
    path = tmp_path / "sak.md.decisions" / "decisions.toml"
    path.parent.mkdir()
    path.write_text(
        '[[sentence]]\nwritten = "Det var sol."\nchosen = 1\n[[sentence.take]]\nnumber = 1\nrate = 0.9\n'
    )
    found = read_decisions(str(tmp_path / "sak.md"))
    one = found.of("Det  var sol.")
    assert one.chosen_take is not None and one.chosen_take.rate == 0.9
    changed = one.model_copy(update={"chosen": None})
    assert version(one) != version(changed) and version(one) == version(found.of("Det var sol."))
    assert tomllib.loads(to_toml(found.having(changed)))["sentence"][0].get("chosen") is None

"""The names of a run's articles: each once, in order, whatever bytes they have."""

from __future__ import annotations

import os
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from audio_edition.article.find import articles_in, find_articles
from audio_edition.edition.article_names import ArticleNames
from audio_edition.edition.batch import expand
from audio_edition.edition.outcome import Outcome


@given(st.lists(st.text(st.characters(exclude_characters="\0")) | st.binary().map(os.fsdecode)))
def test_names_come_back_in_order_and_once(names: list[str]) -> None:
    sources = ArticleNames()
    for name in names:
        sources.add(name)
    assert list(sources) == list(dict.fromkeys(names)) and len(sources) == len(set(names))


def test_files_and_folders_are_sorted_among_each_other(tmp_path: Path) -> None:
    for name in (
        "b.txt",
        "a/z.md",
        "a/å/ei.html",
        "a.txt",
        "c/edition.json",
        "c/side.html",
        ".skjult/x.txt",
        "d.jpg",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    (tmp_path / "lenkje").symlink_to(tmp_path / "a")
    found = list(articles_in(tmp_path))
    assert [os.path.relpath(path, tmp_path) for path in found] == ["a/z.md", "a/å/ei.html", "a.txt", "b.txt"]
    assert find_articles(tmp_path) == sorted(map(Path, found))


def test_lists_folders_and_files_become_one_list(tmp_path: Path) -> None:
    (tmp_path / "inn").mkdir()
    for name in ("ei.txt", "to.txt"):
        (tmp_path / "inn" / name).touch()
    one, two = (str(tmp_path / "inn" / name) for name in ("ei.txt", "to.txt"))
    (tmp_path / "liste.txt").write_text(f"# i natt\r\n{two}\n\n  {tmp_path}/inn  \n{one}\n", encoding="utf-8")
    problems: list[Outcome] = []
    sources = expand(["-", f"@{tmp_path}/liste.txt", one, f"@{tmp_path}/borte"], problems, {"-": b""})
    assert list(sources) == ["-", two, one]
    assert [problem.source for problem in problems] == [f"@{tmp_path}/borte"]

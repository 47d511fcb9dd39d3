"""Names of every kind in a depfile, read by make itself: nothing runs, and a newer article makes its edition old."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from audio_edition.cli.making import for_make

NAMES = [
    "a=b", "a:=b", "a::b", "a?=b", "a+=b", "@x", "-x", "+x", "a&b", "&:", "a&:b", "a\\b", "a\\ b", "a\\\\ b", "a\\\\\\ b",
    "a \\", "a'b", 'a"b', "a`touch FAULT`b", "$(shell touch FAULT)", "${shell touch FAULT}", "$(eval FAULT)", "$(error x)",
    "a|b", "|", "a |b", "a[b]", "a[", "a{b,c}", "a!b", "a^b", "a,b", "a)b", "a(b", "%", "a%b", "\\%", ".PHONY", "include x",
    "-include FAULT", "\x01", "æ", "export", "define", " leading", "a  b", "#", "a\\#b", "a\\\\#b", "...", "~", "~root",
    "a~b", "a*", "a\\*b", "*", "?", "$", "$$", "\\$", "\\", "a\x0bb", "a\x0cb", "a\x7f", "a\u2028b", "a\u00a0b", "a\\:b",
    "C:x", "a:b:c", "=", "a\\=b", "..x", "$@", "$<", "$*", "a b=c d", "x : y", "\udcff",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_make_reads_the_name_that_was_written(tmp_path: Path, name: str) -> None:
    article, edition = Path("in", f"{name}.txt"), Path("out", name, "edition.mp3")
    for path in (article, edition):
        (tmp_path / path).parent.mkdir(parents=True)
        (tmp_path / path).write_text("x", encoding="utf-8")
    target = for_make(edition, target=True)
    rules = f"-include deps\n{target}:\n\t@echo made anew\n"
    (tmp_path / "Makefile").write_bytes(os.fsencode(rules))
    (tmp_path / "deps").write_bytes(os.fsencode(f"{target}: {for_make(article)}\n"))
    said = []
    for time_s in (1, 4_000_000_000):
        os.utime(tmp_path / article, (time_s, time_s))
        done = subprocess.run(["make", "-s", str(edition)], cwd=tmp_path, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
        said.append(done.stdout.decode())
    assert "made anew" not in said[0] and "made anew" in said[1]
    assert not list(tmp_path.rglob("FAULT"))


@pytest.mark.parametrize("name", ["a\nb", "a\rb", "a;b", "a(b)", "in/x(a.o)"])
def test_a_name_that_no_rule_can_hold_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        for_make(Path(name))


def test_a_tab_in_a_target_is_refused() -> None:
    assert for_make(Path("a\tb")) == "a\\\tb"
    with pytest.raises(ValueError):
        for_make(Path("a\tb"), target=True)

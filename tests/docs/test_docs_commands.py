"""Every command that the documentation shows is one that the program knows; those that need neither a network, a model nor
somebody to end them are run, pipes and all."""

from __future__ import annotations

import io
import re
import shlex
import shutil
import sys
from pathlib import Path

import pytest
import typer.main

from audio_edition import make_edition
from audio_edition.cli.app import app
from tests.brisk import TOML, brisk

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "docs" / "commands.md"
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md", ROOT / "voices" / "README.md"])
_LINE = re.compile(
    r"^(?: {4})?((?:(?:echo|curl|pip) [^|\n]*\| *)?(?:audio-edition|make) [^\n]*)$", re.MULTILINE
)


def _shown(pages: list[Path]) -> list[str]:
    """The command lines of all code blocks, fenced or indented, without their comments, each once."""
    found = []
    for page in pages:
        text = page.read_text(encoding="utf-8").replace("\\\n", " ")
        for line in _LINE.findall(re.sub(r"^```text\n.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
            found += [part.strip() for part in re.sub(r"\s+# .*", "", line).split("&&")]
    return list(dict.fromkeys(found))


LINES = _shown(PAGES)
COMMANDS = [line for line in LINES if "audio-edition " in line]

_PAGE = "<html lang='nn'><body><article><h1>Ferja går att</h1><p>I dag la ferja frå kai att, sa skipperen.</p></article>"
_PLS = """<lexicon version="1.0" xmlns="http://www.w3.org/2005/01/pronunciation-lexicon" alphabet="ipa" xml:lang="nn">
<lexeme><grapheme>Shoigu</grapheme><phoneme>ˈʂɔjɡʉ</phoneme></lexeme></lexicon>
"""

NOT_RUN = {
    r"voices (install|import|compile|pack|train|score|remove|sample)": "needs a model or the network",
    r"serve ": "ends when it is told to",
    r"--cluster ": "starts processes of its own, or needs a cluster; tests/cluster has one",
    r"nightly ": "makes a site with a real voice; tests/site runs it with the silent one",
    r"fix |--site ": "needs a site that was made",
    r"--asr|--listen|--sign|--watermark|certificate|detect": "needs torch, a listener or the signer's extra",
    r"voices/|kari|vaar|\bID\b": "needs somebody's own voice",
}


RUN = [line for line in _shown([page for page in PAGES if page != REFERENCE]) if "audio-edition " in line]


def _why_not(line: str) -> str | None:
    return next((why for pattern, why in NOT_RUN.items() if re.search(pattern, line)), None)


@pytest.mark.parametrize("line", COMMANDS)
def test_the_program_knows_the_command_and_its_options(line: str) -> None:
    words = shlex.split(re.split(r"\s[|>&]+\s", line.partition("audio-edition ")[2])[0])
    words = words[: words.index("<")] if "<" in words else words
    command = typer.main.get_command(app)
    context = command.context_class(command)
    while hasattr(command, "commands") and words and not words[0].startswith("-"):
        command = command.commands[words.pop(0)]
        context = command.context_class(command, parent=context)
    if words not in (["--help"], ["--version"], ["--install-completion"]):
        command.make_parser(context).parse_args(words)


@pytest.mark.parametrize("line", [each for each in LINES if each.startswith("make ")])
def test_the_makefile_has_the_target(line: str) -> None:
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert line.split()[1] in targets


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with what the commands of the documentation take, and a program of that name first on the path."""
    folder = tmp_path_factory.mktemp("desk")
    for name in ("examples", "inbox"):
        (folder / name).mkdir()
    for path in (ROOT / "examples").glob("*.*"):
        shutil.copy(path, folder / "examples")
    (folder / "article.html").write_text(_PAGE, encoding="utf-8")
    text = "# Ferja går\n\nI dag la ferja til *Shoigu* frå kai.\n"
    for name in ("sak.md", "article.txt", "artikkel.txt", "inbox/min-sak.md", "tekst.txt", "setningar.txt"):
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("tonight", "tonight.txt"):
        (folder / name).write_text("sak.md\n", encoding="utf-8")
    (folder / "names.tsv").write_text("Shoigu\tsjojgú\n", encoding="utf-8")
    (folder / "audio-edition.toml").write_text(f'{TOML}lexicon = "names.tsv"\n', encoding="utf-8")
    shutil.copy(ROOT / "examples" / "site" / "feed.toml", folder)
    (folder / "mine-ord.tsv").write_text("kW\tkilowatt\n", encoding="utf-8")
    settings = brisk(formats=("epub",))
    edition = make_edition(folder / "inbox" / "min-sak.md", folder / "editions", settings)
    edition.folder.rename(folder / "editions" / "min-sak")
    for copy in ("build/SLUG", "build/ferja-gar-att"):
        shutil.copytree(folder / "editions" / "min-sak", folder / copy)
    (folder / "newsroom.pls").write_text(_PLS, encoding="utf-8")
    app(
        ["feed", "build", str(folder / "editions"), "--config", str(folder / "feed.toml")],
        standalone_mode=False,
    )
    shutil.copy(folder / "editions" / "feed.xml", folder)
    return folder


@pytest.mark.parametrize("line", [each for each in RUN if _why_not(each) is None])
def test_the_command_runs(
    line: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process: what a pipe, `<` or `>` would do is done here, what comes after the command is left out."""
    monkeypatch.chdir(desk)
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(desk / "home"))
    before, _, called = line.partition("audio-edition ")
    given = shlex.split(before.rstrip("| "))[1] + "\n" if before else ""
    called = re.sub(r"--voice \S+", "--voice silence", called.replace("--out editions", "--out made"))
    words = shlex.split(re.split(r"\s[|>]\s", called)[0])
    if "<" in words:
        given = (desk / words[words.index("<") + 1]).read_text(encoding="utf-8")
        words = words[: words.index("<")]
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
    code = app(words, standalone_mode=False)
    told = capsys.readouterr()
    assert (code or 0) in _codes(line), f"{told.out}\n{told.err}"


def _codes(line: str) -> set[int]:
    """`unknown` and checks find something in these folders, and say so by their exit code."""
    return {0, 1} if re.search(r" (check|verify|doctor)\b", line) else {0}


def test_most_of_them_are_run() -> None:
    assert len([line for line in RUN if _why_not(line) is None]) > len(RUN) / 2
    unused = [pattern for pattern in NOT_RUN if not any(re.search(pattern, line) for line in RUN)]
    assert not unused

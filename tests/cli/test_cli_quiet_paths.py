"""What costs nothing: help, and a run in which nothing has changed. Not the time is looked at but what is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from typer import _adapters
from typer.models import ParameterInfo

from audio_edition.cli import app, late

PROGRAM = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted(sys.modules)), file=sys.stderr))
from audio_edition.cli.app import run
run()
"""
HEAVY = {
    "numpy", "onnxruntime", "onnx", "torch", "TTS", "soundfile", "soxr", "pydub", "PIL", "mutagen", "selectolax",
    "markdown_it", "yaml", "httpx", "rich", "jinja2",
}  # fmt: skip


def imported(*arguments: str) -> set[str]:
    """The modules that a run of the command has imported."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True
    )
    modules: list[str] = json.loads(done.stderr.splitlines()[-1])
    return set(modules)


def part(modules: set[str], folder: str) -> set[str]:
    """The modules of ours that lie in a folder of the package, that folder not counted."""
    return {name for name in modules if name.startswith(f"audio_edition.{folder}.")}


@pytest.mark.parametrize("arguments", [("--help",), ("make", "--help"), ("--version",)], ids=" ".join)
def test_help_imports_the_command_line_alone(arguments: tuple[str, ...]) -> None:
    modules = imported(*arguments)
    assert not modules & HEAVY  # pydantic comes with typer's reading of options
    ours = {name.split(".")[1] for name in modules if name.startswith("audio_edition.")}
    assert ours <= {"cli", "counted", "disk", "errors", "shown"}


def test_options_that_are_not_given_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """typer builds a reader of pydantic's for each that is: none is for the forty others."""
    command = app.LATE["make"]
    built: list[object] = []
    real = _adapters.build_leaf_adapter

    def build(annotation: object, parameter_info: ParameterInfo) -> object:
        built.append(annotation)
        return real(annotation, parameter_info)

    monkeypatch.setattr(_adapters, "build_leaf_adapter", build)
    late._command.cache_clear()
    made = late._command("make", command.place)
    context = made.make_context("make", ["a.txt", "--out", "ut", "--preset", "acx"])
    late._command.cache_clear()
    lists = {"articles", "skip", "lexicon", "table", "format"}
    single = len(built) - len(lists)
    assert context.params["jobs"] is None and context.params["rate"] is None
    assert single == 3, built  # --out, --preset, and a flag that asks for its truth


@pytest.mark.parametrize("given", ["file", "folder"])
def test_a_run_without_news_imports_nothing_that_makes_an_edition(
    given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    article = tmp_path / "inn" / "a.txt"
    article.parent.mkdir()
    article.write_text("Ei sak\n\nDet regnar i dag.\n", encoding="utf-8")
    source = str(article if given == "file" else article.parent)
    arguments = ("make", source, "--out", str(tmp_path / "ut"), "--voice", "silence", "--jobs", "1")
    assert part(imported(*arguments), "synthesis"), "the first run makes it"
    modules = imported(*arguments)
    assert not modules & HEAVY
    assert not {"audio_edition.edition.manifest", "audio_edition.article.read"} & modules
    for folder in (
        "synthesis",
        "engines",
        "audio",
        "page",
        "transcript",
        "normalise",
        "script",
        "speech",
        "verify",
    ):
        assert not part(modules, folder), folder
    assert part(modules, "phonemise") <= {"audio_edition.phonemise.inventory"}


def test_a_night_without_news_writes_no_page_and_imports_no_templates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AUDIO_EDITION_HOME", str(tmp_path / "home"))
    (tmp_path / "site" / "inbox").mkdir(parents=True)
    (tmp_path / "site" / "inbox" / "a.txt").write_text("Ei sak\n\nDet regnar i dag.\n", encoding="utf-8")
    settings = 'url = "https://lyd.example.org"\n[settings]\nvoice = "silence"\njobs = 1\n'
    (tmp_path / "site" / "site.toml").write_text(settings, encoding="utf-8")
    arguments = ("nightly", str(tmp_path / "site"))
    assert "jinja2" in imported(*arguments)
    page = tmp_path / "site" / "public" / "index.html"
    before = page.read_bytes()
    assert not imported(*arguments) & {"jinja2", "PIL", "numpy", "selectolax"}
    assert page.read_bytes() == before
    page.unlink()
    assert "jinja2" in imported(*arguments) and page.read_bytes() == before

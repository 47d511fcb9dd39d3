"""The documentation is the program's: its reference and licences are as written, its pages build, its links lead somewhere."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import get_args

import pytest

from audio_edition.cli.reading import SKIPPED
from audio_edition.settings import Settings
from tools import command_reference, licences

ROOT = Path(__file__).parents[2]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("*.md")])
BLOCKS = [
    pytest.param(kind, code, id=f"{page.name}-{number}")
    for page in PAGES
    for number, (kind, code) in enumerate(
        re.findall(r"^```(\w*)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    )
]


def test_the_reference_of_commands_is_as_the_program_says() -> None:
    """Red after a change of a command: `make docs`."""
    assert command_reference.PAGE.read_text(encoding="utf-8") == command_reference.reference()


def test_every_package_of_a_base_install_has_its_licence() -> None:
    """Red after `make lock` brought another package: `make docs`."""
    told = licences.rows(licences.PAGE.read_text(encoding="utf-8"))
    assert sorted(told) == licences.locked()
    assert not [name for name, said in told.items() if said.startswith("not ")]
    if sys.version_info[:2] != (3, 11):
        return  # the page is written with that Python; wheels for others may state the same licence in other words
    lock = (ROOT / "requirements" / "base.txt").read_text(encoding="utf-8")
    for name, said in told.items():
        try:
            here = f"{name}=={version(name)}"
        except PackageNotFoundError:
            continue
        if re.search(rf"^{re.escape(here)}[ \n]", lock, re.MULTILINE):
            assert said == licences.licence(name)


def test_what_may_not_be_passed_on_freely_is_named_in_the_readme() -> None:
    told = licences.rows(licences.PAGE.read_text(encoding="utf-8"))
    (section,) = re.findall(
        r"^## Licence\n(.*)", (ROOT / "README.md").read_text(encoding="utf-8"), re.M | re.S
    )
    strict = [name for name, said in told.items() if re.search(r"(?<![AL])GPL", said) and "LGPL" not in said]
    assert strict and all(name in section for name in strict)


def test_every_page_is_in_the_contents() -> None:
    contents = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert {page.name for page in PAGES if page.parent.name == "docs"} == set(
        re.findall(r"[\w-]+\.md", contents)
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target


@pytest.mark.parametrize(("kind", "code"), [each for each in BLOCKS if each.values[0] == "toml"])
def test_settings_in_the_documentation_are_toml(kind: str, code: str) -> None:
    assert tomllib.loads(code)


def test_help_shows_the_choices_that_settings_take() -> None:
    def choices(field: str) -> set[str]:
        (kind, *_) = get_args(Settings.model_fields[field].annotation)
        return {str(each) for each in get_args(kind)}

    assert set(SKIPPED.split("|")) == choices("skip")
    page = command_reference.PAGE.read_text(encoding="utf-8").replace("\\|", "|")
    (make,) = re.findall(r"^## `audio-edition make`\n(.*?)^## ", page, re.MULTILINE | re.DOTALL)
    shown = dict(re.findall(r"^\| `(--[\w-]+) ([^`\s]+)` \|", make, re.MULTILINE))
    assert set(shown["--format"].split("|")) == choices("formats")
    for option, field in (("--preset", "preset"), ("--device", "device"), ("--bitrate", "bitrate_kbps")):
        allowed = {str(each) for each in get_args(Settings.model_fields[field].annotation)}
        assert set(shown[option].split("|")) == allowed

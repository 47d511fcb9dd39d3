"""What is installed is what was tried: every package by version and digest, for every Python that is tried."""

from __future__ import annotations

import re
import tomllib
from itertools import groupby
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
LOCKS = {"base": [], "torch": ["torch"], "test": ["test"], "dev": ["torch", "dev"]}

Pins = dict[str, list[tuple[Version, int]]]
"""Name to versions, each with how many digests it has: some packages differ by Python."""


def pins(lock: str) -> Pins:
    found: Pins = {}
    for line in (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").splitlines():
        if pinned := re.match(r"([\w.-]+)==([^\s;]+)", line):
            name = canonicalize_name(pinned[1])
            found.setdefault(name, []).append((Version(pinned[2]), 0))
        elif re.match(r"    --hash=sha256:[0-9a-f]{64}( \\)?$", line):
            version, digests = found[name][-1]
            found[name][-1] = version, digests + 1
        else:
            assert line.startswith("#"), f"{lock}: neither a pin nor a digest: {line}"
    return found


def asked(extras: list[str]) -> list[Requirement]:
    """What pyproject.toml asks for, extras of extras opened."""
    wanted = [Requirement(line) for line in PROJECT["dependencies"]]
    for extra in extras:
        for line in EXTRAS[extra]:
            one = Requirement(line)
            wanted += asked(sorted(one.extras)) if one.name == PROJECT["name"] else [one]
    return wanted


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_version_and_digests_and_no_address_is_named(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    assert (
        "://" not in text
        and "--index" not in text
        and "--extra-index" not in text
        and "--find-links" not in text
    )
    assert all(digests for versions in pins(lock).values() for _, digests in versions)


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_has_what_the_project_asks_for(lock: str) -> None:
    """Red after a change of pyproject.toml: `make lock`."""
    locked = pins(lock)
    for one in asked(LOCKS[lock]):
        versions = locked.get(canonicalize_name(one.name), [])
        assert versions, f"{one} is in no line of requirements/{lock}.txt: run `make lock`"
        assert all(version in one.specifier for version, _ in versions), f"{one}: run `make lock`"


@pytest.mark.parametrize("lock", [name for name in LOCKS if name != "dev"])
def test_a_smaller_lock_is_a_part_of_the_larger(lock: str) -> None:
    """Else installing one after the other would change versions to and fro."""
    whole = pins("dev")
    assert {name: whole.get(name) for name in pins(lock)} == pins(lock)


def test_base_and_test_bring_no_torch() -> None:
    assert not {"torch", "torchaudio"} & (pins("base").keys() | pins("test").keys())
    assert {"torch", "torchaudio"} <= pins("torch").keys()


def test_the_pythons_that_are_tried_are_those_that_are_promised() -> None:
    lines = (ROOT / ".ci" / "pythons").read_text(encoding="utf-8").splitlines()
    tried = [line.split()[0].rstrip("?") for line in lines if not line.startswith("#")]
    promised = re.findall(r"Python :: (3\.\d+)", "\n".join(PROJECT["classifiers"]))
    assert {tried[0], tried[-1]} == {promised[0], promised[-1]} and set(tried) <= set(promised)
    supported = Requirement(f"x{PROJECT['requires-python']}").specifier
    assert all(version in supported for version in promised)
    minor = int(promised[-1].split(".")[1])
    assert f"3.{minor + 1}" not in supported and f"3.{minor}" in supported
    hosted = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")
    assert set(re.findall(r"^\s+(3\.\d+)$", hosted, re.MULTILINE)) == set(tried)


def test_every_target_that_is_run_stands_in_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[0].split())
    told = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    assert phony == told
    for line in (ROOT / ".ci" / "pythons").read_text(encoding="utf-8").splitlines():
        assert line.startswith("#") or set(line.split()[1:]) <= told


def test_extras_that_share_a_package_ask_for_the_same() -> None:
    """torch and torchaudio are linked to each other: an extra that asked for another version would break both."""
    named = sorted((one.name, str(one.specifier)) for extra in EXTRAS for one in asked([extra]))
    for name, group in groupby(named, key=lambda each: each[0]):
        if name in {"torch", "torchaudio"}:
            assert len({specifier for _, specifier in group}) == 1, name

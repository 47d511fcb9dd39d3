"""The wheel holds all that the program needs: built, unpacked in a folder with an awkward name, used from elsewhere."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hjul")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (found,) = folder.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's own files before everything else on the path; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("stad") / "lyd utgåve"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def run(installed: Path, cwd: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-m", "audio_edition", *words]
    return subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_example_is_made_from_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    example = ROOT / "examples" / "ferje.txt"
    done = run(installed, tmp_path, "make", str(example), "--out", "ut", "--voice", "silence")
    assert done.returncode == 0, done.stderr
    (edition,) = (path for path in (tmp_path / "ut").iterdir() if path.is_dir())
    assert {"edition.mp3", "index.html", "report.html", "edition.json"} <= {p.name for p in edition.iterdir()}


def test_it_is_the_wheel_that_runs_and_it_knows_its_voices(installed: Path, tmp_path: Path) -> None:
    where = [sys.executable, "-c", "import audio_edition; print(audio_edition.__file__)"]
    environment = os.environ | {"PYTHONPATH": str(installed), "PYTHONSAFEPATH": "1"}
    found = subprocess.run(where, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert str(installed) in found.stdout
    done = run(installed, tmp_path, "voices", "list")
    assert done.returncode == 0, done.stderr
    for voice in sorted(path.name for path in (ROOT / "voices").iterdir() if (path / "voice.toml").is_file()):
        assert voice in done.stdout


def test_every_file_of_the_package_is_in_the_wheel(wheel: Path) -> None:
    listed = set(zipfile.ZipFile(wheel).namelist())
    package = ROOT / "audio_edition"
    missing = [
        str(path.relative_to(ROOT))
        for path in package.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and str(path.relative_to(ROOT)) not in listed
    ]
    assert not missing

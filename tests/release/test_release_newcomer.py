"""The README's three commands, as a newcomer types them: from the wheel to a valid feed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from audio_edition.feed.check import check_feed

ROOT = Path(__file__).parents[2]
HEADING = "## A site of your own, in three commands"

pytestmark = pytest.mark.slow


def shown() -> list[str]:
    """The command lines below the heading."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(rf"{re.escape(HEADING)}\n\n```\n(.*?)```", text, re.S)
    assert block is not None
    return block[1].splitlines()


def test_three_commands_lead_from_the_wheel_to_a_valid_feed(tmp_path: Path) -> None:
    """`pip install` takes the wheel of this checkout; what the wheel needs is that of this environment."""
    install, *commands = shown()
    assert install == "pip install audio-edition" and len(commands) == 2
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "hjul")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "hjul").glob("*.whl")
    place = tmp_path / "ny maskin"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", place], check=True)
    (own,) = place.glob("lib/python*/site-packages")
    pip = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--target",
        str(own),
        str(wheel),
    ]
    subprocess.run(pip, check=True)
    (own / "needed.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    script = place / "bin" / "audio-edition"
    script.write_text(f'#!/bin/sh\nexec "{place}/bin/python" -m audio_edition "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {
        "PATH": f"{place / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "AUDIO_EDITION_HOME": str(tmp_path / "heim"),
    }
    for command in commands:
        done = subprocess.run(
            ["bash", "-c", command], cwd=tmp_path, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stderr}"
    public = tmp_path / "lydavis" / "public"
    assert check_feed((public / "feed.xml").read_bytes(), folder=public) == []
    assert (public / "index.html").is_file() and list(public.glob("_media/*.mp3"))

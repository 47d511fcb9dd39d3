"""Starting ffmpeg: where it is found, and that its own words reach the user."""

from __future__ import annotations

import shutil
import sys

import pytest

from audio_edition.audio import ffmpeg as module
from audio_edition.errors import ToolError


@pytest.fixture(autouse=True)
def fresh_lookup():
    module.ffmpeg.cache_clear()
    yield
    module.ffmpeg.cache_clear()


def test_the_wheel_answers_where_the_system_has_none(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    assert "imageio_ffmpeg" in module.ffmpeg()
    assert module.run_ffmpeg(["-version"], doing="asking for its version") == ""


def test_neither_is_told_with_what_to_install(monkeypatch):
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.setitem(sys.modules, "imageio_ffmpeg", None)
    with pytest.raises(ToolError, match="pip install imageio-ffmpeg"):
        module.ffmpeg()


def test_failure_carries_ffmpegs_words(tmp_path):
    with pytest.raises(ToolError, match="while testing: .*No such file"):
        module.run_ffmpeg(["-i", str(tmp_path / "none.wav"), "-f", "null", "-"], doing="testing")
    with pytest.raises(ToolError, match="while testing: .*No such file"):
        list(
            module.stream_ffmpeg(["-i", str(tmp_path / "none.wav"), "-f", "s16le", "pipe:1"], doing="testing")
        )


def test_a_name_that_looks_like_an_option_or_a_shell_command_is_only_a_name(tmp_path):
    marker = tmp_path / "marker"
    with pytest.raises(ToolError):
        module.run_ffmpeg(["-i", f"a; touch {marker}", "-f", "null", "-"], doing="testing")
    assert not marker.exists()


def test_input_that_ffmpeg_refuses_does_not_hang():
    blocks = (bytes(1 << 16) for _ in range(100))
    with pytest.raises(ToolError):
        module.run_ffmpeg(["-f", "wav", "-i", "pipe:0", "-f", "null", "-"], doing="testing", stdin=blocks)

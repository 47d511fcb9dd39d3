"""The one place that starts ffmpeg: found once, run without a shell, its own words kept in the error."""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import IO

from audio_edition.errors import ToolError
from audio_edition.shown import shown

VARIABLE = "AUDIO_EDITION_FFMPEG"
"""Names the ffmpeg to use."""
_BLOCK_BYTES = 1 << 18
_TRIAL = ("-v", "error", "-nostdin", "-f", "lavfi", "-i", "anullsrc=r=44100:cl=mono", "-t", "0.1") + (
    *("-af", "ebur128", "-c:a", "libmp3lame", "-f", "mp3", "pipe:1"),
)
"""What shows that an ffmpeg does all that we ask of one: it runs, filters, measures, writes MP3."""
_TRIAL_S = 20.0


@lru_cache(maxsize=1)
def ffmpeg() -> str:
    """Path of an ffmpeg that works: $AUDIO_EDITION_FFMPEG, else the system's, else the one that imageio-ffmpeg brings.

    One that does not run (a missing library, another program, no MP3 in it) is named once, as a warning, and the
    next is taken. Raises ToolError when none works, and when the one that the variable names does not.
    """
    if chosen := os.environ.get(VARIABLE):
        if why := why_unusable(chosen):
            raise ToolError(f"{VARIABLE}={shown(chosen)} cannot be used: {why}")
        return chosen
    if found := shutil.which("ffmpeg"):
        why = why_unusable(found)
        if not why:
            return found
        logging.getLogger(__name__).warning(
            "warning: %s cannot be used (%s); the bundled ffmpeg is used; %s names another",
            shown(found),
            why,
            VARIABLE,
        )
    try:
        import imageio_ffmpeg

        bundled = str(imageio_ffmpeg.get_ffmpeg_exe())
    except (ImportError, RuntimeError) as error:
        raise ToolError(
            "ffmpeg was not found; install it with your system's packages or with: pip install imageio-ffmpeg"
        ) from error
    if why := why_unusable(bundled):
        raise ToolError(
            f"no ffmpeg works here: {bundled} cannot be used ({why}); set {VARIABLE} to one that does"
        )
    return bundled


def why_unusable(path: str) -> str:
    """Why the program at `path` cannot do our work, in a few words; "" for an ffmpeg that can."""
    try:
        done = subprocess.run(
            [path, *_TRIAL], capture_output=True, stdin=subprocess.DEVNULL, timeout=_TRIAL_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it did not end within {_TRIAL_S:.0f} s"
    except (OSError, ValueError) as error:
        return (error.strerror if isinstance(error, OSError) else None) or str(error)
    said = shown(done.stderr.decode("utf-8", "replace").strip())
    if done.returncode:
        return said[:160] or f"it ended with exit code {done.returncode}"
    # Three frames of MP3 and not what another program of that name may print.
    return (
        "" if done.stdout[:3] == b"ID3" or done.stdout[:1] == b"\xff" else "it is no ffmpeg that writes MP3"
    )


@lru_cache(maxsize=1)
def ffmpeg_version() -> str:
    """First line of `ffmpeg -version`: two versions of ffmpeg do not give the same bytes."""
    done = subprocess.run([ffmpeg(), "-version"], capture_output=True, text=True, check=False)
    return done.stdout.splitlines()[0] if done.stdout else "unknown"


def a_file(path: Path) -> str:
    """`path` as ffmpeg takes it for a file: it would take `kl:12/a.wav` for an address and `-o/a.wav` for an option."""
    return f"file:{path}"


def run_ffmpeg(arguments: Sequence[str], *, doing: str, stdin: Iterable[bytes] | None = None) -> str:
    """Run ffmpeg to its end and give what it wrote to stderr.

    `stdin` is fed block by block to an input named `pipe:0`. `doing` completes "ffmpeg failed while …".
    Raises ToolError with ffmpeg's last lines.
    """
    with tempfile.TemporaryFile() as log:
        process = _start(arguments, stdin=subprocess.PIPE if stdin is not None else None, stderr=log)
        try:
            if stdin is not None:
                assert process.stdin is not None
                try:
                    for block in stdin:
                        process.stdin.write(block)
                    process.stdin.close()
                except BrokenPipeError:
                    pass  # ffmpeg gave up; its exit code and its words say why
            code = process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        log.seek(0)
        words = log.read().decode("utf-8", "replace")
    if code != 0:
        raise ToolError(_failure(doing, words))
    return words


def stream_ffmpeg(
    arguments: Sequence[str], *, doing: str, log_lines: list[str] | None = None
) -> Generator[bytes, None, None]:
    """What ffmpeg writes to `pipe:1`, block by block; `log_lines` takes its stderr when it has ended.

    Raises ToolError, also after the last block, so a caller that reads to the end knows that it has all.
    """
    with tempfile.TemporaryFile() as log:
        process = _start(arguments, stdout=subprocess.PIPE, stderr=log)
        try:
            assert process.stdout is not None
            while block := process.stdout.read(_BLOCK_BYTES):
                yield block
            code = process.wait()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()
        log.seek(0)
        words = log.read().decode("utf-8", "replace")
    if log_lines is not None:
        log_lines.extend(words.splitlines())
    if code != 0:
        raise ToolError(_failure(doing, words))


def _start(
    arguments: Sequence[str], *, stdin: int | None = None, stdout: int | None = None, stderr: IO[bytes]
) -> subprocess.Popen[bytes]:
    command = [ffmpeg(), "-hide_banner", "-nostats", "-y"]
    if stdin is None:
        command.append("-nostdin")
    try:
        return subprocess.Popen(
            [*command, *arguments],
            stdin=stdin if stdin is not None else subprocess.DEVNULL,
            stdout=stdout if stdout is not None else subprocess.DEVNULL,
            stderr=stderr,
        )
    except OSError as error:
        raise ToolError(f"{ffmpeg()} could not be started: {error.strerror}") from error


def _failure(doing: str, words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    return f"ffmpeg failed while {doing}: {'; '.join(lines[-2:]) or 'it gave no reason'}"

"""What this machine has and lacks for making editions, each lack with its mend."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx

from audio_edition.audio.ffmpeg import ffmpeg
from audio_edition.errors import AudioEditionError
from audio_edition.page.cover import make_cover
from audio_edition.settings import Settings, home
from audio_edition.voices.catalogue import list_voices

CheckState = Literal["ok", "missing", "optional"]
ROOM_BYTES = 1_000_000_000
"""An hour of speech with its cache takes about a third of this."""


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: str
    state: CheckState
    """`missing`: `make` would fail. `optional`: something more could be done if it were there."""
    told: str
    mend: str = ""

    def __str__(self) -> str:
        return f"{self.state:8}  {self.name}: {self.told}" + (f"; {self.mend}" if self.mend else "")


def examine(settings: Settings | None = None, *, network: bool = False) -> Iterator[Check]:
    """Look at everything that `make` needs with `settings`, then at what is optional. Never raises.

    The network is asked only with `network`.
    """
    settings = settings or Settings()
    yield _python()
    yield from _ffmpeg()
    yield from _voices(settings)
    yield from _disk()
    yield _fonts()
    yield _module("torch", "importing, training and compiling voices", "pip install 'audio-edition[torch]'")
    yield _module("faster_whisper", "verify --asr", "pip install 'audio-edition[verify]'")
    yield _program("espeak-ng", "comparing with another voice", "apt-get install espeak-ng")
    if network:
        yield _network()


def _python() -> Check:
    return Check("Python", "ok", ".".join(map(str, sys.version_info[:3])))


def _ffmpeg() -> Iterator[Check]:

    mend = "install it with the system's packages, or: pip install imageio-ffmpeg"
    try:
        program = ffmpeg()
        done = subprocess.run(
            [program, "-hide_banner", "-encoders"], capture_output=True, text=True, timeout=30, check=False
        )
    except (AudioEditionError, OSError, subprocess.TimeoutExpired) as error:
        yield Check("ffmpeg", "missing", f"it does not run: {error}", mend)
        return
    if done.returncode:
        yield Check("ffmpeg", "missing", f"{program} ends with exit code {done.returncode}", mend)
        return
    encoders = {line.split()[1] for line in done.stdout.splitlines() if len(line.split()) > 1}
    if "libmp3lame" not in encoders:
        yield Check("ffmpeg", "missing", f"{program} cannot make MP3 (libmp3lame)", mend)
    else:
        yield Check("ffmpeg", "ok", program)
    for encoder, form in (("aac", "m4b"), ("libopus", "opus")):
        if encoder not in encoders:
            yield Check(f"ffmpeg {encoder}", "optional", f"--format {form} cannot be made", mend)


def _voices(settings: Settings) -> Iterator[Check]:

    known = {status.id: status for status in list_voices()}
    asked = [settings.voice, settings.aside_voice, settings.quote_voice, settings.fallback_voice]
    for id in dict.fromkeys(voice.partition(":")[0] for voice in asked if voice):
        status = known.get(id)
        if status is None:
            yield Check(f"voice {id}", "missing", "no voice is called so", "see: audio-edition voices list")
        elif not status.ready:
            yield Check(f"voice {id}", "missing", status.reason)
        else:
            yield Check(f"voice {id}", "ok", f"{status.bytes / 1e6:.0f} MB")
    others = [status.id for status in known.values() if status.ready]
    yield Check("voices", "ok", f"{len(others)} of {len(known)} are ready: {', '.join(others)}")


def _disk() -> Iterator[Check]:
    for name, folder in (("models and cache", home()), ("this folder", Path.cwd())):
        place = folder
        while not place.exists() and place != place.parent:
            place = place.parent
        try:
            free = shutil.disk_usage(place).free
            if folder == home():
                folder.mkdir(parents=True, exist_ok=True)
                place = folder
            with tempfile.TemporaryFile(dir=place) as file:
                file.write(b"x")
        except OSError as error:
            mend = "set AUDIO_EDITION_HOME to a folder that can be written" if folder == home() else ""
            yield Check(name, "missing", f"{folder} cannot be written: {error.strerror or error}", mend)
            continue
        told = f"{folder}, {free / 1e9:.1f} GB free"
        if free < ROOM_BYTES:
            yield Check(name, "missing", told, f"make room: at least {ROOM_BYTES / 1e9:.0f} GB")
        else:
            yield Check(name, "ok", told)


def _fonts() -> Check:

    try:
        make_cover("Blåbærsyltetøy på Ålesund", None, "Prøve")
    except (AudioEditionError, OSError) as error:
        mend = "pip install font-source-serif-pro"
        return Check("fonts", "missing", f"no cover can be drawn: {error}", mend)
    return Check("fonts", "ok", "a cover can be drawn")


def _module(name: str, purpose: str, mend: str) -> Check:
    if importlib.util.find_spec(name) is not None:
        return Check(name, "ok", f"for {purpose}")
    return Check(name, "optional", f"is not installed; it is for {purpose}", mend)


def _program(name: str, purpose: str, mend: str) -> Check:
    if path := shutil.which(name):
        return Check(name, "ok", path)
    return Check(name, "optional", f"is not installed; it is for {purpose}", mend)


def _network() -> Check:
    """Whether voices could be downloaded: one request without a body, to where the first of them lies."""

    addresses = [
        str(file["url"])
        for status in list_voices()
        if status.voice is not None
        for file in status.voice.model.get("files", ())
        if isinstance(file, dict) and file.get("url")
    ]
    if not addresses:
        return Check("network", "ok", "no voice needs it")
    try:
        httpx.head(addresses[0], timeout=10, follow_redirects=True)
    except httpx.HTTPError as error:
        proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
        mend = f"look at the proxy {proxy}" if proxy else "voices that come with the package need no network"
        return Check("network", "optional", f"{addresses[0]} does not answer: {error}", mend)
    return Check("network", "ok", "voices can be downloaded")

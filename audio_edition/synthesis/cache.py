"""Finished clips on disk, named by all that decides how they sound.

A clip is a FLAC and a small JSON that names it whole: the JSON is written last, both under temporary names
first, so a killed run leaves finished clips or nothing. An entry that is damaged is one that is not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio_edition.disk import disk_is_full, hold, is_full, let_go, read_own, write_whole
from audio_edition.engines import engine_version
from audio_edition.errors import DiskFull, PublishError
from audio_edition.fault import Fault, from_words
from audio_edition.objects import Objects, local_path
from audio_edition.settings import cache_folder
from audio_edition.types import CastMember, Clip, Piece
from audio_edition.voices.files import model_digest

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

CODE_VERSION = 1
"""Raise it when the same pieces give another clip: trimming, joining, the quality gate, the files' form."""

_DAY_S = 86_400.0
_CLAIM_S, _MOMENT_S = 180.0, 0.05
"""How long a sentence that another process speaks is waited for, and between two looks."""
_JSON_KEYS = ("sample_rate_hz", "samples", "loudness_lufs", "word_times", "tries")


class ClipCache:
    """The clips under `folder` (default: the user's cache folder), spoken on `device`.

    `shared`: address of a store that others use as well. A clip that is not here is fetched from there, and one that
    was spoken is sent, its note last; a `file://` address is the folder itself.
    """

    def __init__(self, folder: Path | None = None, *, device: str = "cpu", shared: str | None = None) -> None:
        at = local_path(shared) if shared is not None else None
        self.folder = folder or at or cache_folder() / "clips"
        self.shared = shared if at is None else None
        self._objects = Objects(self.shared) if self.shared is not None else None
        self._device = device
        self._voices: dict[tuple[str, str, str], tuple[str, ...]] = {}

    def check(self) -> None:
        """Raise PublishError, SettingsError or EngineUnavailable when the shared store, if there is one, cannot be
        written or read.
        """
        if self._objects is not None:
            self._objects.check()

    def key(self, pieces: Sequence[Piece], member: CastMember) -> str:
        """64 hex digits over symbols, rate, seed, speaker and its settings, weights, engine and code version.

        Also over the device, where the engine runs another graph on it than on a CPU.
        """
        voice, speaker = member.voice, member.speaker
        identity = self._voices.get(place := (voice.id, speaker.name, str(voice.folder)))
        if identity is None:
            settings = json.dumps(dict(speaker.settings or {}), sort_keys=True)
            model = json.dumps({k: v for k, v in voice.model.items() if k != "files"}, sort_keys=True)
            identity = (
                voice.id,
                voice.engine,
                engine_version(voice.engine, self._device),
                model_digest(voice),
                model,
                settings,
            )
            self._voices[place] = identity
        said = [
            (
                piece.symbols,
                piece.text if voice.input == "graphemes" else "",
                piece.speaker,
                piece.rate,
                piece.seed,
            )
            for piece in pieces
        ]
        whole = json.dumps([CODE_VERSION, identity, voice.sample_rate_hz, said], ensure_ascii=False)
        return hashlib.blake2b(whole.encode(), digest_size=32).hexdigest()

    def find(self, key: str) -> Clip | None:
        """The clip called `key` if it is here, or in the shared store, and undamaged. Raises PublishError when that
        cannot be reached.
        """
        if (clip := self.find_here(key)) is None and self._objects is not None:
            self.fetch([key])
            clip = self.find_here(key)
        return clip

    def fetch(self, keys: Iterable[str]) -> None:
        """Bring those clips that are not here from the shared store, as far as it has them."""
        if self._objects is None:
            return
        missing = {_name(key, ".json"): key for key in keys if not self._path(key).is_file()}
        notes = dict(self._objects.read_all(missing))
        sounds = dict(self._objects.read_all(_name(missing[name], ".flac") for name in notes))
        for name, note in notes.items():
            key = missing[name]
            if (sound := sounds.get(_name(key, ".flac"))) is not None:
                write_whole(self._path(key), sound, flush=False)
                write_whole(self._path(key).with_suffix(".json"), note, flush=False)

    def find_here(self, key: str) -> Clip | None:
        """As `find`, on this machine alone."""
        path = self._path(key)
        try:
            note = json.loads(read_own(path.with_suffix(".json")))
            if note["bytes"] != path.stat().st_size or note["blake2b"] != _digest(path):
                return None
            clip = Clip(
                key=key,
                path=path,
                word_starts=tuple(note["word_starts"]),
                faults=tuple(_fault(fault) for fault in note["faults"]),
                **{name: note[name] for name in _JSON_KEYS},
            )
            if not _fits(clip):
                return None
            _used(path)
            return clip
        except (OSError, ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
            return None

    def store(self, key: str, samples: npt.NDArray[np.float32], note: dict[str, Any]) -> Clip:
        """Write a clip: float32 samples in [-1, 1] and the fields of `Clip` that the sound does not tell.

        It is sent to the shared store when it is whole here. Raises PublishError when it cannot be written or sent.
        """
        clip = self.store_here(key, samples, note)
        if self._objects is not None:
            sound, said = self.read(clip)
            self._objects.write(_name(key, ".flac"), sound)
            self._objects.write(_name(key, ".json"), said)
        return clip

    def store_here(self, key: str, samples: npt.NDArray[np.float32], note: dict[str, Any]) -> Clip:
        """As `store`, on this machine alone."""
        from audio_edition.synthesis import flac  # a run whose clips are all there needs no sound library

        path = self._path(key)
        try:
            flac.write_flac(path, samples, note["sample_rate_hz"])
            text = json.dumps(
                {**note, "bytes": path.stat().st_size, "blake2b": _digest(path)}, ensure_ascii=False
            )
            write_whole(path.with_suffix(".json"), text, flush=False)
        except (
            RuntimeError
        ) as error:  # soundfile's; a sound library that finds no room says anything but that
            told = "a finished sentence could not be kept: "
            if is_full(self.folder):
                raise DiskFull(told + disk_is_full(path.parent)) from error
            raise PublishError(f"{told}{error}") from error
        clip = self.find_here(key)
        if clip is None:
            raise PublishError(f"a finished sentence could not be read back from {path}; is the disk full?")
        return clip

    def read(self, clip: Clip) -> tuple[bytes, bytes]:
        """A clip's sound and note as they lie here, to be put into another cache."""
        return clip.path.read_bytes(), clip.path.with_suffix(".json").read_bytes()

    def put(self, key: str, sound: bytes, note: bytes) -> Clip:
        """Take a clip from another cache. Raises PublishError when it cannot be written."""
        path = self._path(key)
        write_whole(path, sound, flush=False)
        write_whole(path.with_suffix(".json"), note, flush=False)
        clip = self.find_here(key)
        if clip is None:
            raise PublishError(f"a finished sentence could not be read back from {path}; is the disk full?")
        return clip

    @contextlib.contextmanager
    def claimed(self, key: str) -> Iterator[None]:
        """Be the only one of all processes that share the folder to speak the clip `key`; who comes second waits,
        and finds it. Raises PublishError when the folder cannot be written.

        Who waits longer than a sentence takes (the other was stopped, or hangs) goes on all the same: a clip that is
        spoken twice costs nothing but time.
        """
        path = self._path(key).with_name(f".{key}.claim")
        latest = time.monotonic() + _CLAIM_S
        while (lock := hold(path)) is None and time.monotonic() < latest:
            time.sleep(_MOMENT_S)
        try:
            yield
        finally:
            if lock is not None:
                let_go(lock, path)

    def release(self, key: str) -> None:
        """Take away the claim that a process which was ended left; one that is held stays."""
        path = self._path(key).with_name(f".{key}.claim")
        if path.exists() and (lock := hold(path)) is not None:
            let_go(lock, path)

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}.flac"


def _name(key: str, suffix: str) -> str:
    """A clip's name in a shared store."""
    return f"{key[:2]}/{key}{suffix}"


def _fault(noted: dict[str, Any] | str) -> Fault:
    """A fault of a clip's note; clips of before have the words alone, and stay good."""
    return from_words(noted) if isinstance(noted, str) else Fault(**noted)


def _fits(clip: Clip) -> bool:
    """Whether what the note says can be, and is what the sound itself says: somebody may have written in it."""
    numbers = (clip.sample_rate_hz, clip.samples, clip.tries, *clip.word_starts)
    if not all(type(number) is int for number in numbers) or clip.tries < 1 or clip.samples < 1:
        return False
    if clip.word_times not in ("model", "estimated", "none"):
        return False
    if any(not 0 <= start <= clip.samples for start in clip.word_starts):
        return False
    level = clip.loudness_lufs
    if level is not None and not (type(level) in (int, float) and -120.0 <= level <= 20.0):
        return False
    return _stream_info(clip.path) == (clip.sample_rate_hz, clip.samples)


def _stream_info(path: Path) -> tuple[int, int]:
    """(sample rate, samples) as a FLAC file's first block has them (RFC 9639, section 8.2)."""
    with path.open("rb") as file:
        head = file.read(26)
    if len(head) < 26 or head[:4] != b"fLaC":
        raise ValueError(f"{path} is no FLAC file")
    packed = int.from_bytes(head[18:26], "big")
    return packed >> 44, packed & ((1 << 36) - 1)


def _used(path: Path) -> None:
    """Mark a clip as used today: those that were not used for the longest time are the first to go."""
    try:
        if abs(time.time() - path.stat().st_mtime) > _DAY_S:  # a clock may have been ahead
            os.utime(path)
    except OSError:
        pass  # somebody else's cache may be read all the same


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=16)).hexdigest()

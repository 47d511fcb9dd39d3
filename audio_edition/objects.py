"""Files in an object store, by its address: `s3://bucket/editions`, or whatever else fsspec has a driver for.

What is read and written here is whole files. A store has no rename and no lock: who uses it writes last what makes the
rest count. Endpoint and credentials are the driver's business (for S3 `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, a
profile), so that each machine has its own and none is sent about.
"""

from __future__ import annotations

import contextlib
import importlib
import os
import re
import uuid
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from audio_edition.errors import AudioEditionError, EngineUnavailable, PublishError, SettingsError
from audio_edition.shown import shown

_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)
_DRIVERS = {"s3": "s3fs", "s3a": "s3fs", "gs": "gcsfs", "gcs": "gcsfs", "abfs": "adlfs", "az": "adlfs"}
"""Scheme → the Python module that reads it, where fsspec alone does not."""
_OPTIONS: dict[str, dict[str, Any]] = {
    "s3": {
        "use_listings_cache": False,
        "default_fill_cache": False,
        "default_cache_type": "none",
        "config_kwargs": {
            "connect_timeout": 5,
            "read_timeout": 60,
            "retries": {"max_attempts": 4, "mode": "standard"},
        },
    }
}
_BUCKETED = ("s3", "s3a", "gs", "gcs")
"""Schemes whose addresses begin with the name of a bucket."""
_BATCH = 32
"""Files that travel at the same time."""


def is_address(text: str) -> bool:
    """Whether it is an address, and no path."""
    return _ADDRESS.match(text) is not None


def local_path(address: str) -> Path | None:
    """The folder that a `file://` address is; None for other addresses."""
    parts = urlsplit(address)
    if parts.scheme.lower() not in ("file", "local"):
        return None
    if parts.netloc not in ("", "localhost"):
        raise SettingsError(
            f"{address}: names the machine {parts.netloc}; write file:///folder, with three strokes"
        )
    return Path(unquote(parts.path))


class Objects:
    """The files under an address; holds nothing but the address, so that it can be sent to another machine."""

    def __init__(self, address: str) -> None:
        """Nothing is connected to yet; see `check`."""
        self.address = address.rstrip("/")
        self.scheme = urlsplit(address).scheme.lower()

    def __reduce__(self) -> tuple[type[Objects], tuple[str]]:
        return Objects, (self.address,)

    def check(self) -> None:
        """Write a small file, read it back and remove it. Raises SettingsError, EngineUnavailable or PublishError
        with one sentence when the store cannot be used.
        """
        if self.scheme in _BUCKETED and not urlsplit(self.address).netloc:
            raise SettingsError(f"{self.scheme}:// names no bucket; write {self.scheme}://BUCKET/FOLDER")
        _ = self._system
        name, said = f".audio-edition.try-{uuid.uuid4().hex[:12]}", b"audio-edition\n"
        self.write(name, said)
        if self.read(name) != said:
            raise PublishError(f"{self.address}: does not give back what was written to it")
        self.remove([name])

    def read(self, name: str) -> bytes | None:
        """A file's bytes; None where there is none of that name."""
        with self._told(name):
            try:
                data: bytes = self._system.cat_file(self._at(name))
            except FileNotFoundError:
                return None
            return data

    def read_all(self, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        """The bytes of each file that is there; many travel at the same time."""
        names = list(names)
        for begin in range(0, len(names), _BATCH):
            batch = names[begin : begin + _BATCH]
            with self._told(""):
                found = self._system.cat([self._at(name) for name in batch], on_error="return")
            for name in batch:
                data = found.get(self._system._strip_protocol(self._at(name)))
                if isinstance(data, bytes):
                    yield name, data
                elif isinstance(data, Exception) and not isinstance(data, FileNotFoundError):
                    with self._told(name):
                        raise data

    def write(self, name: str, data: bytes, *, new: bool = False) -> bool:
        """Write a file in one step; whether it was written. `new`: only where there is none of that name, as far as
        the store can tell.
        """
        with self._told(name):
            try:
                self._system.pipe_file(self._at(name), data, **({"mode": "create"} if new else {}))
            except FileExistsError:
                return False
            except OSError as error:
                if new and _is_conflict(error):
                    return False
                raise
        return True

    def put(self, folder: Path, names: Iterable[str], under: str) -> None:
        """Send the files `names` of a folder to `under`."""
        names = list(names)
        with self._told(under):
            self._system.put(
                [str(folder / name) for name in names],
                [self._at(f"{under}/{name}" if under else name) for name in names],
                batch_size=_BATCH,
            )

    def get(self, under: str, names: Iterable[str], folder: Path) -> None:
        """Fetch the files `names` of `under` into a folder. Raises PublishError for a name that leads out of it."""
        names = list(names)
        for name in names:
            if name.startswith("/") or ".." in name.split("/"):
                raise PublishError(f"{self.address}: the name {shown(name)} leads out of the folder")
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
        with self._told(under):
            self._system.get(
                [self._at(f"{under}/{name}" if under else name) for name in names],
                [str(folder / name) for name in names],
                batch_size=_BATCH,
            )

    def copy(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Copy files within the store, from → to; the bytes do not come here."""
        pairs = list(pairs)
        if not pairs:
            return
        with self._told(pairs[0][0]):
            self._system.copy(
                [self._at(source) for source, _ in pairs],
                [self._at(target) for _, target in pairs],
                batch_size=_BATCH,
            )

    def find(self, under: str = "") -> dict[str, int]:
        """Name → size in bytes of every file under `under`, by names relative to it."""
        root = self._at(under)
        with self._told(under):
            try:
                found = self._system.find(root, detail=True)
            except FileNotFoundError:
                found = {}
        begin = len(self._system._strip_protocol(root).rstrip("/")) + 1
        return {
            path[begin:]: int(info["size"] or 0) for path, info in found.items() if info["type"] == "file"
        }

    def remove(self, names: Iterable[str]) -> None:
        """Remove files; one that is not there is no fault."""
        names = list(names)
        with self._told(names[0] if names else ""):
            for begin in range(0, len(names), 1000):
                batch = [self._at(name) for name in names[begin : begin + 1000]]
                try:
                    self._system.rm(batch)
                except FileNotFoundError:  # some driver minds
                    for path in batch:
                        with contextlib.suppress(FileNotFoundError):
                            self._system.rm_file(path)

    def _at(self, name: str) -> str:
        return f"{self.address}/{name}" if name else self.address

    @cached_property
    def _system(self) -> Any:
        try:
            fsspec = importlib.import_module("fsspec")
            return fsspec.filesystem(self.scheme, **_OPTIONS.get(self.scheme, {}))
        except ImportError as error:
            module = _DRIVERS.get(self.scheme, "fsspec")
            raise EngineUnavailable(
                f"{self.address}: needs the Python module {module}; do: pip install 'audio-edition[s3]'"
                if module in ("fsspec", "s3fs")
                else f"{self.address}: needs the Python module {module}; do: pip install {module}"
            ) from error
        except ValueError as error:
            raise SettingsError(
                f"{self.address}: nobody knows stores of the kind '{self.scheme}'; s3:// is one"
            ) from error

    @contextlib.contextmanager
    def _told(self, name: str) -> Iterator[None]:
        """Turn whatever a driver throws into one sentence that says what to do."""
        try:
            yield
        except AudioEditionError:
            raise
        except Exception as error:
            raise PublishError(f"{self.address}: {_why(error, self._system, name)}") from error


def _is_conflict(error: OSError) -> bool:
    """Whether a store refused to write because somebody else has written (S3: 409, 412)."""
    return any(sign in str(error) for sign in ("PreconditionFailed", "ConditionalRequestConflict", "412"))


def _why(error: Exception, system: Any, name: str) -> str:
    """A driver's error in words. botocore's are known by their names: not everybody has it."""
    kinds = {
        kind.__name__ for one in (error, error.__cause__) if one is not None for kind in type(one).__mro__
    }
    text = " ".join(str(error).split())
    if "ParamValidationError" in kinds and "bucket name" in text.casefold():
        return "no bucket can be called that; its name has letters, digits, dots and hyphens; correct the address"
    if "NoCredentialsError" in kinds or "PartialCredentialsError" in kinds:
        return (
            "there are no credentials for it; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE"
        )
    if kinds & {
        "ConnectionError",
        "HTTPClientError",
        "ClientConnectorError",
        "TimeoutError",
        "ConnectTimeoutError",
    }:
        where = os.environ.get("AWS_ENDPOINT_URL_S3") or os.environ.get("AWS_ENDPOINT_URL")
        at = f" ({where})" if where else ""
        return f"nobody answers there{at}; is the store up, and AWS_ENDPOINT_URL the right address?"
    if isinstance(error, PermissionError):
        return (
            f"the credentials are refused, or may not do this ({text.rstrip('. ') or 'access denied'}); correct "
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or let that user read and write there"
        )
    if isinstance(error, FileNotFoundError):
        if "bucket" in text.casefold():
            return "there is no such bucket; make it, or correct the address"
        return f"{name}: is not there, or went away meanwhile"
    return f"{name or 'the store'}: {type(error).__name__}: {text or 'no reason given'}"

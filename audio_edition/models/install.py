"""Install a voice of the catalogue: its files are fetched, checked, tried, and described in the user's folder."""

from __future__ import annotations

import hashlib
import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audio_edition.engines import load_engine
from audio_edition.engines.vits.piper import read_config
from audio_edition.errors import FetchError, VoiceError
from audio_edition.models.download import Progress, Wanted, check_file, fetch
from audio_edition.models.level import measure_levels
from audio_edition.models.writing import write_description
from audio_edition.settings import models_folder
from audio_edition.types import Voice
from audio_edition.voices.catalogue import shipped_folder
from audio_edition.voices.description import read_voice
from audio_edition.voices.files import model_file, why_not_ready

Say = Callable[[str], None]
"""Takes one line for the user."""


@dataclass(frozen=True, slots=True)
class Installed:
    """What an installation did."""

    voice: Voice
    fetched: tuple[str, ...]
    """Names of the files that were downloaded."""
    unproven: tuple[str, ...]
    """Names of the files whose digest nobody had stated; what was got is recorded in voice.toml."""


def install_voice(
    id: str,
    *,
    offline: bool = False,
    say: Say = lambda line: None,
    on_progress: Callable[[str], Progress] | None = None,
    pause_s: float = 1.0,
) -> Installed:
    """Install the voice `id` of the catalogue into the user's folder.

    Files that are there and right are kept; nothing is used before its size and digest are as the catalogue
    says. With `offline` nothing is fetched. Raises VoiceError, FetchError or PublishError.
    """
    shipped = shipped_folder() / id / "voice.toml"
    if not shipped.is_file():
        known = ", ".join(sorted(path.parent.name for path in shipped_folder().glob("*/voice.toml")))
        raise VoiceError(f"no voice of the catalogue is called '{id}'; it has {known}")
    catalogue = read_voice(shipped)
    say(f"{catalogue.name}: {catalogue.attribution}")
    say(f"Licence: {catalogue.licence}" + (f" ({card})" if (card := catalogue.model.get("card")) else ""))
    if not any("url" in entry for entry in catalogue.model.get("files", ())):
        if reason := why_not_ready(catalogue):
            raise VoiceError(f"voice '{id}' comes with a package: {reason}")
        return Installed(catalogue, (), ())
    _check_modules(catalogue)

    folder = models_folder() / id
    fetched, unproven = [], []
    for entry in catalogue.model["files"]:
        if "url" not in entry:  # it comes with a package
            continue
        wanted = _wanted(entry, folder)
        name = str(entry["name"])
        if _settled(folder / name, wanted, say):
            continue
        if offline:
            raise FetchError(
                f"voice '{id}': {name} is not here, and --offline forbids to fetch it from {wanted.url}"
            )
        fetch(wanted, folder / name, on_progress(name) if on_progress else None, pause_s=pause_s)
        fetched.append(name)
        if not (entry.get("sha256") or entry.get("md5")):
            unproven.append(name)
            say(
                f"{name}: no digest of it was ever published, so only its size could be checked; what came is recorded"
            )
    return Installed(_describe(folder, shipped, say), tuple(fetched), tuple(unproven))


def _check_modules(voice: Voice) -> None:
    """Say what a package should have brought before anything is fetched."""
    for entry in voice.model["files"]:
        if "url" not in entry:
            model_file(voice, entry["name"])


def _wanted(entry: Mapping[str, Any], folder: Path) -> Wanted:
    """What the catalogue says, or for a file without a digest, what was recorded the last time."""
    recorded = {} if entry.get("sha256") or entry.get("md5") else _recorded(folder).get(entry["name"], {})
    return Wanted(
        url=str(entry["url"]),
        size=entry.get("bytes") or recorded.get("bytes"),
        sha256=entry.get("sha256") or recorded.get("sha256"),
        md5=entry.get("md5"),
    )


def _recorded(folder: Path) -> dict[str, dict[str, Any]]:
    try:
        table = json.loads((folder / "received.json").read_text(encoding="utf-8"))
        return {str(name): dict(entry) for name, entry in table.items()}
    except (OSError, ValueError, AttributeError):
        return {}


def _settled(path: Path, wanted: Wanted, say: Say) -> bool:
    """Whether the file is there and right; a wrong one is removed."""
    if not path.is_file():
        return False
    fault = check_file(path, wanted)
    if fault is None:
        return True
    say(f"{path.name}: {fault}; it is fetched again")
    path.unlink()
    return False


def _describe(folder: Path, shipped: Path, say: Say) -> Voice:
    """Write the user's own voice.toml: the shipped one with what was received and measured.

    The model is loaded for it, so a file that cannot speak is found now and not in the night's run.
    """
    table = tomllib.loads(shipped.read_text(encoding="utf-8"))
    received = {}
    for entry in table["model"]["files"]:
        if "url" not in entry:
            continue
        path = folder / entry["name"]
        with path.open("rb") as file:
            entry["sha256"] = hashlib.file_digest(file, "sha256").hexdigest()
        entry["bytes"] = path.stat().st_size
        received[entry["name"]] = {key: entry[key] for key in ("url", "bytes", "sha256")}
    for name in received:
        if name.endswith(".onnx.json"):
            _name_speakers(table, read_config(folder / name).speakers)
    comment = f"Written by `audio-edition voices install {folder.name}`; the shipped description is used without it."
    (folder / "received.json").write_text(json.dumps(received, indent=1) + "\n", encoding="utf-8")
    write_description(folder, table, comment)
    voice = measured(folder, table, comment)
    say(f"{voice.name} is ready; speakers: {', '.join(voice.speakers)}")
    return voice


def measured(folder: Path, table: dict[str, Any], comment: str) -> Voice:
    """Load the voice in `folder`, measure its speakers' levels and write them into its voice.toml."""
    path = folder / "voice.toml"
    try:
        voice = read_voice(path)
        engine = load_engine(voice)
        try:
            levels = measure_levels(voice, engine)
        finally:
            engine.close()
    except Exception:
        path.unlink(missing_ok=True)
        raise
    for name, level_db in levels.items():
        table["speakers"][name]["level_db"] = max(-40.0, min(40.0, level_db))
    write_description(folder, table, comment)
    return read_voice(path)


def _name_speakers(table: dict[str, Any], numbers: Mapping[str, int]) -> None:
    """Give speakers that the catalogue knows by number alone the names that the model has for them."""
    if not numbers:
        return
    new = {f"s{number}": name for name, number in numbers.items() if not name.isdigit()}
    table["speakers"] = {new.get(name, name): settings for name, settings in table["speakers"].items()}
    table["cast"] = {role: new.get(name, name) for role, name in table["cast"].items()}

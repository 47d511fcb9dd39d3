"""voice.toml → Voice. The file is described in voices/README.md; every fault names the file and the key."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, cast

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from audio_edition.errors import VoiceError
from audio_edition.types import CastRole, Speaker, Voice
from audio_edition.voices.symbols import check_map

FILE_NAME = "voice.toml"
ROLES: tuple[CastRole, ...] = ("narrator", "aside", "quote", "quote_woman", "quote_man")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _File(_Strict):
    name: str
    package: str | None = None
    path: str | None = None
    bytes: int | None = Field(None, ge=1)
    sha256: str | None = Field(None, pattern="^[0-9a-f]{64}$")
    md5: str | None = Field(None, pattern="^[0-9a-f]{32}$")
    url: str | None = None


class _Model(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)
    modules: list[str] = []
    install: str = ""
    digest: str | None = None
    files: list[_File] = []


class _Speaker(BaseModel):
    model_config = ConfigDict(extra="allow", frozen=True)
    level_db: float = Field(0.0, ge=-40, le=40)
    rate: float = Field(1.0, ge=0.5, le=2.0)


class _Cast(_Strict):
    narrator: str
    aside: str | None = None
    quote: str | None = None
    quote_woman: str | None = None
    quote_man: str | None = None


class _Description(_Strict):
    format: Literal[1] = Field(1, alias="schema")
    name: str
    engine: str
    language: str
    sample_rate_hz: int = Field(ge=8000, le=48000)
    input: Literal["phonemes", "graphemes"]
    stress_at: Literal["onset", "vowel"] = "onset"
    max_symbols: int = Field(ge=8)
    split_above: int = Field(0, ge=0)
    licence: str
    attribution: str
    model: _Model = _Model()
    speakers: dict[str, _Speaker] = Field(min_length=1)
    cast: _Cast
    symbols: dict[str, str | list[str]] = {}
    words: dict[str, str | list[str]] = {}
    blends: dict[str, dict[str, float]] = {}


def read_voice(path: Path) -> Voice:
    """The voice that the voice.toml at `path` describes; its id is the folder's name.

    Raises VoiceError for a file that cannot be read or a key that is wrong, UnknownPhoneme for a gap in the map.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError) as error:
        raise VoiceError(f"{path}: not a readable voice description: {error}") from error
    try:
        found = _Description.model_validate(table)
    except ValidationError as error:
        problem = error.errors()[0]
        key = ".".join(str(part) for part in problem["loc"])
        raise VoiceError(
            f"{path}: key '{key}': {problem['msg']}; see voices/README.md for the keys"
        ) from error
    voice = Voice(
        id=path.parent.name,
        name=found.name,
        engine=found.engine,
        language=found.language,
        sample_rate_hz=found.sample_rate_hz,
        input=found.input,
        stress_at=found.stress_at,
        licence=found.licence,
        attribution=found.attribution,
        folder=path.parent,
        symbols={ours: tuple(theirs) for ours, theirs in found.symbols.items()},
        words={ipa: tuple(theirs) for ipa, theirs in found.words.items()},
        max_symbols=found.max_symbols,
        split_above=found.split_above or found.max_symbols,
        speakers={name: _speaker(name, entry, found.blends) for name, entry in found.speakers.items()},
        cast=_cast(found.cast, path, set(found.speakers)),
        model=found.model.model_dump(exclude_none=True),
    )
    check_map(voice)
    return voice


def _speaker(name: str, entry: _Speaker, blends: Mapping[str, Any]) -> Speaker:
    settings: dict[str, Any] = dict(entry.model_extra or {})
    if blends:  # a speaker's own come first: what lies between two sounds is a matter of the style
        settings["blends"] = {**blends, **settings.get("blends", {})}
    return Speaker(name=name, level_db=entry.level_db, rate=entry.rate, settings=settings)


def _cast(entry: _Cast, path: Path, speakers: set[str]) -> dict[CastRole, str]:
    quote = entry.quote or entry.narrator
    chosen = {
        role: getattr(entry, role) or (quote if role.startswith("quote") else entry.narrator)
        for role in ROLES
    }
    for role, speaker in chosen.items():
        if speaker not in speakers:
            raise VoiceError(
                f"{path}: [cast] {role} = '{speaker}' is not one of its speakers: {', '.join(sorted(speakers))}"
            )
    return cast(dict[CastRole, str], chosen)

"""What a user can choose, in one frozen object: built-in defaults < audio-edition.toml < options.

Keys of the file have the names of the options. An unknown key or a value of the wrong kind is an error that
names the key. Environment: `AUDIO_EDITION_HOME` holds models and cache.
"""

from __future__ import annotations

import functools
import logging
import os
import stat
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from audio_edition.config_file import problems, read_config
from audio_edition.disk import is_there
from audio_edition.errors import SettingsError
from audio_edition.objects import is_address, local_path

CONFIG_NAME = "audio-edition.toml"


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Reading(_Table):
    """Variants of how written forms are read; all are good Nynorsk, an edition keeps to one."""

    clock: Literal["24h", "spoken"] = "24h"
    """`14.30`: "fjorten tretti" or "halv tre"."""
    years: Literal["pair", "thousand"] = "pair"
    """`2014`: "tjuefjorten" or "totusenogfjorten" (equal since 2014)."""
    initialisms: Literal["letters", "names"] = "letters"
    """`AP`, `KrF`: by letters, or parties and institutions by their full names."""
    celsius: bool = False
    """`20 °C`: "tjue grader", or "tjue grader celsius"."""
    parts: dict[str, str] = {}
    """A site's own rules for its pages, selector or `text: phrase` → role or `silent`; see docs/articles.md."""


class Pauses(_Table):
    """Silence at each boundary, in milliseconds. Sources: audiobook and radio practice, see docs/sound.md."""

    head: int = 500
    tail: int = 1500
    sentence: int = 350
    paragraph: int = 700
    quote: int = 500
    """Before a paragraph of speech."""
    before_heading: int = 1100
    after_heading: int = 700
    after_title: int = 900
    list_item: int = 450
    aside: int = 900
    """On both sides of a caption, an image description or a fact box."""
    lead_in: int = 300
    """Between "Bilettekst" and what follows."""
    opening: int = 900
    """After the opening, and before the closing."""
    variation: float = Field(0.08, ge=0, le=0.3)
    """Sentence and paragraph pauses vary by this share, so that the rhythm is not a metronome's."""


class Settings(_Table):
    """All settings of a run. Names are those of the options of `audio-edition make`, with their units.

    `Settings(voice="kokoro:kumo", rate=0.95)`; raises SettingsError that names the setting that is wrong.
    """

    if not TYPE_CHECKING:  # a type checker is to see the fields

        def __init__(self, /, **values: Any) -> None:
            try:
                super().__init__(**values)
            except ValidationError as error:
                raise SettingsError("; ".join(problems(error, Settings))) from error

    voice: str = "kokoro"
    """Narrator: `ID` or `ID:SPEAKER`. The voice's own cast fills the other roles."""
    aside_voice: str | None = None
    quote_voice: str | None = None
    quote_readers: bool = True
    """Quotations are read by a woman's or a man's voice of their own, where the article says whose words they are and
    the voice has such speakers; `quote_voice` is one voice for all of them."""
    fallback_voice: str | None = None
    """Voice that is tried when a sentence fails the quality gate with its own."""
    rate: float = Field(1.0, ge=0.5, le=2.0)
    tones: bool = True
    """Draw word tones and sentence tune, with voices that let us (Kokoro); False: the model's own melody."""
    sandhi: bool = True
    """A final r melts with t, d, n, l, s of the next word (er du: æ ɖʉ), as East Norwegian running speech has it."""
    jobs: int | None = Field(None, ge=1, le=256)
    """Worker processes; None: measured on this machine."""
    device: Literal["cpu", "cuda"] = "cpu"
    cache_gb: float = Field(20.0, ge=0)
    """Finished sentences on disk, in gigabytes; those that were not used for the longest time go first."""
    cluster: str | None = None
    """`local:4` or `tcp://HOST:8786`: the work is done by the workers of a Dask cluster; see docs/cluster.md."""
    grain: Literal["auto", "article", "sentence"] = "auto"
    """What a worker is given: a whole article, or a sentence; auto: sentences when there is one article to make."""
    clips: str | None = None
    """`s3://bucket/clips` or `file:///folder`: finished sentences are shared there by all machines; else each keeps its
    own."""
    store: str | None = None
    """`s3://bucket/editions`: editions go to this object store, and the folder of editions has their manifests alone."""
    deadline_s: float = Field(14_400.0, gt=0, le=31_536_000)
    """What one article may take by the clock before it is ended, so that the others get their turn."""

    publisher: str | None = None
    """Used where the article does not name its own."""
    site_url: str | None = None
    """Address of the folder of editions: pages then name their own address and lead to the site."""
    page_language: Literal["nn", "nb", "en"] = "nn"
    """What pages and reports themselves say: Nynorsk, Bokmål or English. The article stays as it is."""
    opening: bool | str = True
    """True: the built-in opening; False: none; a text: that, with {publisher} {title} {date} filled in."""
    closing: bool | str = True
    lead_in_caption: str = "Bilettekst"
    lead_in_alt: str = "Bilete"
    lead_in_fact_box: str = "Fakta"
    skip: tuple[Literal["lead", "byline", "quote", "list_item", "fact_box", "caption", "alt"], ...] = ()
    """Kinds of block that are not read aloud, besides credits and what is not the article."""
    reading: Reading = Reading()
    lexicon: tuple[Path, ...] = ()
    """User's lexicons, TSV or PLS; a later one wins."""
    table: tuple[Path, ...] = ()
    """User's tables of written<TAB>spoken."""

    preset: Literal["podcast", "broadcast", "acx"] = "podcast"
    bitrate_kbps: Literal[48, 64, 96, 128, 160, 192] = 96
    formats: tuple[Literal["m4b", "opus", "epub", "daisy"], ...] = ()
    """Made besides edition.mp3."""
    epub_by: Literal["sentence", "word"] = "sentence"
    """What a reader of the EPUB marks while it reads aloud."""
    pauses: Pauses = Pauses()
    jingle: Path | None = None
    """Sound at the start of the edition."""
    chapter_sound: Path | None = None
    """Sound before each chapter but the first."""
    jingle_gain_db: float = Field(-6.0, ge=-60, le=12)
    """Level of jingle and chapter sounds against the speech."""
    cover: Path | None = None

    publish: Literal["at_once", "approved", "faultless"] = "at_once"
    """When an edition goes out: as soon as it is made, once an editor has approved it, or once nothing is surely
    wrong with its sound; what waits lies beside the folder of editions. What an editor rejects never goes out."""

    listen: bool = False
    """Check each new clip with the listener (extra [verify]), and say again what is misheard three words in a row."""
    mos: bool = False
    """Distill-MOS of some sentences in each report (extra [score], torch)."""
    sign: bool = False
    """Sign edition.mp3, the chapters and the M4B (C2PA), with `certificate` and `signing_key`."""
    certificate: Path | None = None
    """PEM: the signer's certificate first, then those of its issuers."""
    signing_key: Path | None = Field(None, exclude=True)
    """PEM; where it lies is written nowhere."""
    watermark: bool = False
    """Put an inaudible mark into the sound that says: made by a machine."""

    @field_validator("clips", "store")
    @classmethod
    def _an_address(cls, value: str | None) -> str | None:
        if value is not None and not is_address(value):
            raise ValueError(f"'{value}' is no address; write s3://bucket/folder")
        return value

    @field_validator("site_url")
    @classmethod
    def _of_the_web(cls, value: str | None) -> str | None:
        if value is not None and not value.lower().startswith(("https://", "http://")):
            raise ValueError("must be an address such as https://lyd.example.no/")
        return value

    @field_validator("store")
    @classmethod
    def _no_folder(cls, value: str | None) -> str | None:
        if value is not None and local_path(value) is not None:
            raise ValueError("is a folder of this machine; give it as the folder of editions")
        return value


_OPTIONS = {"bitrate": "bitrate_kbps", "format": "formats"}
"""Names of options that a file may use too."""


def is_given(path: Path) -> bool:
    """Whether a file that may be left out is there. Raises SettingsError for what has its name and is no file."""
    try:
        return is_there(path)
    except OSError as error:
        raise SettingsError(f"{path}: {error.strerror}; put the file there, or remove it") from error


def load_settings(config: Path | None = None, **options: Any) -> Settings:
    """Settings from `config` (default: audio-edition.toml in the working folder, if there) and `options`.

    Options that are None are not set. Relative paths in the file are relative to the file. Raises SettingsError
    that tells all that is wrong: keys of the file by their names, options as they are typed, files not there.
    """
    path = config if config is not None else Path(CONFIG_NAME)
    table: dict[str, Any] = {}
    if config is not None or is_given(path):
        table = read_config(path, missing="there is no such configuration file")
    return settings_from(table, path, **options)


def settings_from(table: dict[str, Any], path: Path, /, **options: Any) -> Settings:
    """Settings from the `table` of the file `path`, and `options`, see `load_settings`."""
    given = {key: value for key, value in options.items() if value is not None}
    whole = _absolute(dict(table), path) | given
    try:
        settings = Settings(**whole)
    except SettingsError as error:
        cause = error.__cause__
        if not isinstance(cause, ValidationError):
            raise
        told = []
        for found, problem in zip(cause.errors(), problems(cause, Settings), strict=True):
            key = str(found["loc"][0]) if found["loc"] else ""
            told.append(
                f"{option_name(key)}: {problem.partition(': ')[2] or problem}"
                if key in given
                else f"{path}: {problem}"
            )
        raise SettingsError("; ".join(told)) from cause
    missing = [
        f"{option_name(key) if key in given else f'{path}: key {key!r}'}: there is no file {file}"
        for key in ("jingle", "chapter_sound", "cover")
        if (file := getattr(settings, key)) is not None and not file.is_file()
    ]
    if missing:
        raise SettingsError("; ".join(missing))
    return settings


def option_name(key: str) -> str:
    """The option that sets `key`, as it is typed."""
    return "--" + {"bitrate_kbps": "bitrate", "formats": "format"}.get(key, key).replace("_", "-")


def _absolute(table: dict[str, Any], path: Path) -> dict[str, Any]:
    """The table with its files found beside `path`, and lists where one was meant."""
    for key in ("lexicon", "table"):
        if isinstance(table.get(key), str):
            table[key] = [table[key]]
        if isinstance(table.get(key), list):
            table[key] = [path.parent / str(item) for item in table[key]]
    for option, setting in _OPTIONS.items():
        if option in table:
            if setting in table:
                raise SettingsError(f"{path}: '{option}' and '{setting}' are the same; keep one of them")
            table[setting] = table.pop(option)
    for key in ("skip", "formats"):
        if isinstance(table.get(key), str):
            table[key] = [table[key]]
    for key in ("jingle", "chapter_sound", "cover", "certificate", "signing_key"):
        if isinstance(table.get(key), str):
            table[key] = path.parent / table[key]
    return table


def home() -> Path:
    """Folder of installed models and of the cache: $AUDIO_EDITION_HOME, else the user's data folder."""
    if chosen := os.environ.get("AUDIO_EDITION_HOME"):
        return Path(chosen)
    try:
        base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    except RuntimeError:  # a user without an entry in the system's list, as in many containers
        return _spare()
    return Path(base) / "audio-edition"


def cache_folder() -> Path:
    """Finished clips, optimised models, measurements of this machine: all can be made again."""
    return _writable(home() / "cache")


@functools.cache
def _writable(folder: Path) -> Path:
    """`folder`, or one for temporary files where it belongs to another user: a cache is no reason to fail."""
    there = folder
    while not there.exists() and there != there.parent:
        there = there.parent
    if os.access(there, os.W_OK | os.X_OK):
        return folder
    spare = _spare() / "cache"
    logging.getLogger(__name__).warning("warning: %s cannot be written; %s is used", folder, spare)
    return spare


def _spare() -> Path:
    """A folder for temporary files that is ours and nobody else's."""
    folder = Path(tempfile.gettempdir()) / f"audio-edition-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    status = folder.lstat()
    if status.st_uid != os.getuid() or not stat.S_ISDIR(status.st_mode):
        return Path(tempfile.mkdtemp(prefix="audio-edition-"))
    return folder


def models_folder() -> Path:
    """Installed, imported and compiled voices: one folder a voice id."""
    return home() / "voices"

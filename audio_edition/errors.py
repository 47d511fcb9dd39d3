"""Everything this program can say went wrong.

    AudioEditionError        exit code 1: some work failed, the rest is done
    ├── UsageError           exit code 2: wrong usage or unusable input
    │   ├── ArticleError     an article that cannot be read
    │   ├── SettingsError    audio-edition.toml, feed.toml, sources.toml, an option's value
    │   ├── LexiconError     a lexicon or table line that cannot be used
    │   ├── FeedError        a feed or store that cannot be built from
    │   └── VoiceError       a voice that is unknown, incomplete or not installed
    │       ├── EngineUnavailable   the engine needs something that is not installed
    │       └── UnknownPhoneme      the voice cannot say a phoneme we produce
    ├── SynthesisError       an engine failed on a sentence
    ├── FetchError           a download or an article source failed
    ├── PublishError         the finished files could not be written (disk, permission)
    │   └── DiskFull         there is no room for them
    ├── ClusterError         the cluster cannot be reached, or a worker cannot be used
    ├── ToolError            ffmpeg or espeak-ng failed; its own words are in the message
    ├── TookTooLong          work on one article that was ended, so that the others get their turn
    ├── HeldBack             exit code 0: an article with a date to come, under embargo until then
    ├── Waiting              exit code 0: an edition that is made and waits for an editor
    └── Duplicate            exit code 0: an article that another file holds too

A message says what, where and what to do, in one sentence or two. The command line prints it and nothing
else; an exception outside this tree is a bug: its traceback goes into the log (crash_log.py), the sentence names
its number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from audio_edition.shown import without_secrets

if TYPE_CHECKING:
    from pathlib import Path


class AudioEditionError(Exception):
    """Base of all errors that are told to the user without a traceback."""

    exit_code = 1

    def __str__(self) -> str:
        """The message; an address in it tells no password, wherever it came from and wherever it is shown."""
        return without_secrets(super().__str__())


class UsageError(AudioEditionError):
    """Wrong usage or unusable input."""

    exit_code = 2


class ArticleError(UsageError):
    """An article that cannot be read."""


class SettingsError(UsageError):
    """A configuration file or an option that cannot be used."""


class LexiconError(UsageError):
    """A line of a lexicon or of a user's table that cannot be used."""


class FeedError(UsageError):
    """A feed or a store of editions that cannot be used."""


class VoiceError(UsageError):
    """A voice that is unknown, incomplete or not installed."""


class EngineUnavailable(VoiceError):
    """The voice's engine needs something that is not installed."""


class UnknownPhoneme(VoiceError):
    """The voice cannot say a phoneme that the pronunciation component produces."""


class SynthesisError(AudioEditionError):
    """An engine failed on a sentence."""


class FetchError(AudioEditionError):
    """A download or an article source failed."""


class PublishError(AudioEditionError):
    """Finished files could not be written."""


class DiskFull(PublishError):
    """There is no room for finished files."""


class ClusterError(AudioEditionError):
    """A cluster that cannot be reached or used."""


class ToolError(AudioEditionError):
    """An external program failed."""


class TookTooLong(AudioEditionError):
    """Work on one article that was ended so that the others get their turn."""


class HeldBack(AudioEditionError):
    """An article that is not to be published yet; nothing is wrong with it."""

    exit_code = 0


class Waiting(AudioEditionError):
    """An edition that is made and is not to go out yet, see edition/policy.py."""

    exit_code = 0

    def __init__(self, message: str, folder: Path) -> None:
        """`folder`: where the edition waits."""
        super().__init__(message)
        self.folder = folder


class Duplicate(AudioEditionError):
    """An article that another file holds too, which has its edition; nothing is wrong with it."""

    exit_code = 0

    def __init__(self, message: str, digest: str = "") -> None:
        """`digest`: what the two have in common, see edition/index.py."""
        super().__init__(message)
        self.digest = digest

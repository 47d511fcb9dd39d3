"""What must be the same on every machine, so that it does not matter which of them makes an edition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audio_edition import __version__
from audio_edition.edition.fingerprint import basis, code_version
from audio_edition.engines import engine_version
from audio_edition.settings import Settings
from audio_edition.types import Cast
from audio_edition.voices.files import model_digest


@dataclass(frozen=True, slots=True)
class Facts:
    """Program, voices and files as one process has them."""

    version: str
    code: str
    engines: Mapping[str, str]
    """Voice → version of its engine."""
    voices: Mapping[str, str]
    """Voice → digest of its model."""
    basis: str
    """Over all of it, and over the files that the settings name."""

    def differing(self, there: Facts) -> str:
        """What is other `there`, in words; "" where everything is the same."""
        told = []
        if (self.version, self.code) != (there.version, there.code):
            told.append(
                f"it runs Audio Edition {there.version} (code {there.code[:8]}) and this is {self.version} "
                f"({self.code[:8]})"
            )
        for voice, engine in self.engines.items():
            if there.engines.get(voice) != engine:
                told.append(
                    f"its engine of the voice {voice} is {there.engines.get(voice)} and ours {engine}"
                )
            elif there.voices.get(voice) != self.voices[voice]:
                told.append(
                    f"its model of the voice {voice} is another ({there.voices.get(voice, '')[:8]}, ours "
                    f"{self.voices[voice][:8]}); install the same one there"
                )
        if not told and there.basis != self.basis:
            told.append(
                "a lexicon, table, sound or picture that the settings name is missing or another there"
            )
        return "; ".join(told)


def facts(settings: Settings, cast: Cast) -> Facts:
    """The facts of this process."""
    voices = {member.voice.id: member.voice for member in cast.values()}
    return Facts(
        __version__,
        code_version(),
        {id: engine_version(voice.engine, settings.device) for id, voice in voices.items()},
        {id: model_digest(voice) for id, voice in voices.items()},
        basis(settings, cast),
    )

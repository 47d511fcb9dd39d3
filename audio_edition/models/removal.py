"""Taking an installed voice away again."""

from __future__ import annotations

import shutil

from audio_edition.errors import PublishError, VoiceError
from audio_edition.settings import models_folder
from audio_edition.voices.catalogue import description_paths


def remove_voice(id: str) -> int:
    """Remove the voice's folder from the user's data folder; the bytes that were freed.

    Raises VoiceError for a voice that is not there or comes with the program, PublishError when it cannot be removed.
    """
    folder = models_folder() / id
    installed = sorted(path.name for path in models_folder().glob("*") if path.is_dir())
    if id not in installed:
        if id in description_paths():
            raise VoiceError(
                f"voice '{id}' comes with the program or one of its packages; there is nothing to remove"
            )
        raise VoiceError(f"no voice '{id}' is installed; installed: {', '.join(installed) or 'none'}")
    freed = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    try:
        shutil.rmtree(folder)
    except OSError as error:
        raise PublishError(f"{folder} could not be removed: {error.strerror or error}") from error
    return freed

"""From utterances to finished clips: the cache, the workers, the quality gate.

    Utterance → Job → to_pieces → engine → trimmed, joined, inspected → Clip in the cache folder

`Synthesiser` is the way in; importing it loads no engine and no NumPy.
"""

from __future__ import annotations

from audio_edition.synthesis.cache import ClipCache
from audio_edition.synthesis.synthesiser import Synthesiser

__all__ = ["ClipCache", "Synthesiser"]

"""VITS models: one base for those that ONNX Runtime speaks (compiled, Piper) and those that torch speaks (Coqui).

    info         shape, vocabulary and speakers of a model; symbols become tokens
    noise        its chance, drawn from the sentence's own seed; the length of each symbol
    files        where a voice's graph lies
    compiled     the engine on ONNX Runtime
    checkpoint   a Coqui checkpoint folder as a model in torch; `live` is the engine on it
    piper        a Piper voice's settings and vocabulary; `piper_copy` its graph, opened and made faster
    graphs/      how a graph is rewritten
    equality     how far two ways to run the same weights are apart

`audio_edition.engines.onnx` and `.coqui` are the two doors to it.
"""

NOISE_VERSION = "1"
"""Part of the engines' versions: change it when the same seed would give other noise."""

COMPILED_VERSION = f"onnx-vits-2-{NOISE_VERSION}"
LIVE_VERSION = f"coqui-vits-{NOISE_VERSION}"
"""Part of the key of every clip: change the first number when the same noise would give other samples."""

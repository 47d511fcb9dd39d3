"""Models of voices: fetched, imported from Piper, compiled for speed, measured.

    install     files of a catalogue voice: download, size, digest
    piper       what stands in a Piper voice: settings, vocabulary, weights
    importing   Piper voice → Coqui checkpoint folder, proven equal
    compiling   Coqui checkpoint → voice.onnx, proven equal
    piper_copy  Piper voice → its graph opened and made faster, in the cache, proven equal
    graphs/     how a graph is rewritten: opened, faster, weights in fewer bits
    equality    how far two ways to run the same weights are apart
    level       how loud each speaker is

Nothing here is needed to speak with a voice that is ready.
"""

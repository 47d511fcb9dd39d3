"""Models of voices: fetched, imported from Piper, compiled for speed, measured.

    install    files of a catalogue voice: download, size, digest
    piper      what stands in a Piper voice: settings, vocabulary, weights
    importing  Piper voice → Coqui checkpoint folder, proven equal
    compiling  Coqui checkpoint → voice.onnx, proven equal
    graph      a VITS graph opened: noise as input, durations as output, a faster decoder
    precision  weights kept in fewer bits
    level      how loud each speaker is

Nothing here is needed to speak with a voice that is ready.
"""

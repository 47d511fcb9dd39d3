"""Models of voices: fetched, imported from Piper, compiled for speed, measured.

    install        files of a catalogue voice: download, size, digest
    register       a Piper voice or a checkpoint becomes a voice of the user's
    importing      Piper voice → Coqui checkpoint folder, proven equal
    compiling      Coqui checkpoint → voice.onnx, proven equal
    packing        a compiled voice small enough to be shipped, and its checkpoint back

What reads and rewrites graphs lies with the engine, in engines/vits/.
Nothing here is needed to speak with a voice that is ready.
"""

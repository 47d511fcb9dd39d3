"""Train a Coqui VITS voice on our own phonemes: from sound files with their text to a voice in `voices list`.

The model, its parts and its losses are coqui-tts's own; the loop is ours, so that it runs for days on one slow core
beside other work, is stopped at any moment and goes on at the step where it was saved, and takes in a corpus that
still grows. The folders' contents, the two objectives and what each costs stand in docs/train.md.
"""

"""The scoreboard of voices: fixed sentences, every measure that an instrument can take, one table.

    cases     what is said: sentences in two halves, words for the tones, frames for the vowels
    takes     a voice says it, as in an edition; a peer that is a program of its own too
    pace      syllables a second, silences, loudness from sentence to sentence
    pitch     range, movement at the end, and whether the tones can be told apart
    formants  the vowels
    judges    a listener that writes down what it hears, and two that guess what people would think
    board     all of it for one voice, and the table

Nothing is chosen on one measure, and nothing is published that was chosen on the sentences it is shown on: the half
`kept` is for the last word only.
"""

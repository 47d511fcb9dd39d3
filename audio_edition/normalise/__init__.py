"""Written Nynorsk to spoken Nynorsk: numbers, dates, abbreviations, initialisms and signs in words.

    Normaliser().normalise("Kl. 14.30 kom 15 000 til NRK.").text
    -> "Klokka fjorten tretti kom femten tusen til N R K."

Each semiotic class has its module in `classes/`, its knowledge is in the tables of `data/`.
"""

from audio_edition.normalise.pipeline import Normaliser

__all__ = ["Normaliser"]

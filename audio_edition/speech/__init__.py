"""From a written sentence to an utterance: every word in its spoken form, every spoken word with its sounds.

    front = FrontEnd(settings)                     # tables and lexicons are read once
    front.for_article(article).script(script)      # the utterances of an edition
    front.text("God morgon. Klokka er 7.30.")      # those of a text outside an edition

Whoever needs to know how something is said asks here: `make`, `say`, `phonemise`, `normalise --explain`,
`lexicon unknown`. The order of lexicons and the cutting into sentences and passages are decided here alone.
"""

from audio_edition.speech.front import LEAD_IN, FrontEnd, Said
from audio_edition.speech.order import asked_first

__all__ = ["LEAD_IN", "FrontEnd", "Said", "asked_first"]

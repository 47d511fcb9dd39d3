"""What editors have decided of an article's speech: other takes of a sentence, and whether it may be published.

    decisions = read_decisions(source)                        # store.py: a small TOML file beside the article
    decided = apply(decisions, utterances, front)   # apply.py: the utterances as they are to be said
    decided.stale                                             # what no longer fits, a sentence each: never applied

A sentence is known by its words and not by its number, so a decision outlives a paragraph that is added before it, and
none outlives its own sentence. A run without news reads the bytes (beside.py) and nothing of the rest.
"""

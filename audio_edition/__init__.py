"""Audio Edition: a Nynorsk news article in, a spoken edition out.

The package's folders follow the way of an article: `article`, `script`, `normalise`, `phonemise`, `voices`
and `engines`, `synthesis`, `audio`, `transcript` and `page`, `edition`, `feed` and `site`; `cli` is the way in.
"""

__version__ = "0.1.0"

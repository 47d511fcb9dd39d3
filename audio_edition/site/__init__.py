"""A site: sources in, editions, feeds and pages out, every night with nobody watching."""

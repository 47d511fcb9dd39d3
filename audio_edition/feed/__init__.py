"""Podcast feeds of a folder of editions: written (build), told to readers (opml) and checked (check)."""

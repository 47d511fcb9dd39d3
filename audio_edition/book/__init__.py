"""Editions as books for the readers that people have: EPUB 3 with Media Overlays, DAISY 2.02."""

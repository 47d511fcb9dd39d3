"""Who spoke: signed metadata (C2PA) and an inaudible mark in the sound, and how both are found again.

    certificate  the newsroom's certificate and key, or one for trials that says so
    claim        what an edition's file says about itself: which voice, which article, which program
    signature    put into MP3 and M4B and read again
    watermark    put into the sound before it is encoded, and found again
    detect       all of it for one file

Needs the extra [provenance]; docs/provenance.md says what is proven and what is not.
"""

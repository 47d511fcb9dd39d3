"""What an editor does with a finished edition: hear other takes of a sentence, choose, approve, reject, correct a word.

    room = room_of(Path("lyd/public/sak"))         # room.py: a site, or a folder of editions that `make` wrote
    edition = room.edition("sak")
    make_takes(room, booth, edition, place, …)     # takes.py: other readings of one sentence
    choose(edition, place, 2, by="kari")           # verdicts.py: written beside the article
    room.put_out([edition])                        # what follows from it: editions, feeds, pages

The commands (`cli/takes.py`) and the pages (`web.py`, extra [desk]) do the same by the same functions.
"""

"""An article with its script, times and sound, made here: enough of everything that a page must show."""

from __future__ import annotations

import subprocess
from datetime import datetime, timedelta, timezone
from pathlib import Path

from audio_edition.audio.ffmpeg import ffmpeg
from audio_edition.types import (
    Article,
    Block,
    CastRole,
    Chapter,
    Cue,
    Image,
    Role,
    Script,
    Section,
    SectionRole,
    Sentence,
    Span,
)

GAP_S, ASIDE_GAP_S = 0.35, 0.9
SECONDS_A_LETTER = 0.022
"""Fast for a reader; the browser tests play the sound in real time."""

BLOCKS: tuple[tuple[Role, str, str | None], ...] = (
    ("boilerplate", "Hopp til innhaldet", None),
    ("title", "Ferja fekk straum frå land: – Det er stille om bord no", None),
    ("lead", "Etter tre års arbeid går den første heilelektriske ferja over Sognesunda. Passasjerane merkar det mest på lyden.", None),
    ("byline", "Av Marit Solheim og Jon Eikeland", None),
    ("alt", "Ei kvit ferje legg til kai i grålysinga. To mannskap i gule jakker står klare med trossa.", "i1"),
    ("caption", "MF «Sula» legg til på Rysjedalsvika. Båten tek 60 bilar og 199 passasjerar.", "i1"),
    ("credit", "Foto: Marit Solheim", "i1"),
    ("paragraph", "Klokka 06.10 onsdag la «Sula» frå kai for første gong. Om bord var 34 bilar, éin mjølkebil og ein ordførar som hadde stått opp grytidleg.", None),
    ("quote", "– Det er nesten rart kor stille det er, seier ordførar Åshild Øvrebø.", None),
    ("paragraph", "Ho reknar med at kommunen sparer 2,5 millionar kroner i året. Reiarlaget kallar løysinga shore power og lovar at ho toler vinterstormane.", None),
    ("heading", "Batteri som veg 60 tonn", None),
    ("paragraph", "Under bildekket ligg batteri på 4,2 MWh. Dei blir lada på sju minutt, medan bilane køyrer i land.", None),
    ("list_item", "Overfarta tek 20 minutt.", None),
    ("list_item", "Ferja går 18 gonger i døgnet.", None),
    ("alt", "Tre grøne batteriskap i eit kvitmåla rom. Kablane er tjukke som armar.", "i2"),
    ("credit", "Foto: Jon Eikeland / Kystmagasinet", "i2"),
    ("quote", "– We had never built anything like it, seier den skotske ingeniøren Fiona MacLeod.", None),
    ("fact_box", "MF «Sula» er 84 meter lang.", None),
    ("fact_box", "Ho er bygd i Hardanger og kosta 310 millionar kroner.", None),
    ("heading", "Kva skjer når straumen går?", None),
    ("paragraph", "To dieselmotorar står att i maskinrommet, nyoverhalte og reine. Dei skal berre brukast dersom landstraumen fell ut lenger enn batteria rekk.", None),
    ("paragraph", "– Eg vonar vi aldri får høyre dei att, seier maskinsjef Per Økland.", None),
    ("boilerplate", "Les også: Slik blir nye rutetider i Sogn", None),
)  # fmt: skip
_ASIDES = ("caption", "alt")


def article(**changes: object) -> Article:
    blocks = []
    for index, (role, text, image) in enumerate(BLOCKS):
        at = text.find("We had never")
        spans: tuple[Span, ...] = ()
        if at >= 0:
            spans = (Span(at, at + len("We had never built anything like it"), "language", "en"),)
        if (place := text.find("MWh")) >= 0:
            spans = (Span(place, place + 3, "abbreviation", "megawattimar"),)
        if (place := text.find("shore power")) >= 0:
            spans = (Span(place, place + 11, "language", "en"),)
        speak = role not in ("boilerplate", "credit")
        blocks.append(
            Block(
                index,
                role,
                text,
                speak,
                "" if speak else "lenkje på sida",
                "nn",
                spans,
                image,
                2 if role == "heading" else 0,
            )  # type: ignore[arg-type]
        )
    fields: dict[str, object] = {
        "slug": "ferja-fekk-straum",
        "title": BLOCKS[1][1],
        "blocks": tuple(blocks),
        "byline": ("Marit Solheim", "Jon Eikeland"),
        "published": datetime(2026, 11, 18, 6, 45, tzinfo=timezone(timedelta(hours=1))),
        "modified": datetime(2026, 11, 18, 9, 20, tzinfo=timezone(timedelta(hours=1))),
        "publisher": "Sognebladet",
        "section": "Samferdsel",
        "url": "https://sognebladet.example/samferdsel/ferja-fekk-straum",
        "images": (
            Image("i1", "https://sognebladet.example/bilete/sula.jpg", BLOCKS[4][1]),
            Image("i2", None, BLOCKS[14][1]),
        ),
    }
    return Article(**(fields | changes))  # type: ignore[arg-type]


def _split(text: str, spans: tuple[Span, ...]) -> tuple[Sentence, ...]:
    """Sentences of the sample's own texts; they end in ". " before a capital letter."""
    found, at = [], 0
    for end in [*(i + 1 for i in range(len(text) - 2) if text[i] == "." and text[i + 1] == " "), len(text)]:
        start = at + (text[at] == " ")
        inside = tuple(
            Span(s.start - start, s.end - start, s.kind, s.value) for s in spans if start <= s.start < end
        )
        found.append(Sentence(text[start:end], "nn", inside))
        at = end
    return tuple(found)


def script(of: Article) -> Script:
    sections = [
        _section(
            0,
            "opening",
            0,
            _split("Dette er ei lydutgåve frå Sognebladet, lesen av ei syntetisk røyst.", ()),
            None,
            None,
        )
    ]
    titles = [of.title]
    for block in of.blocks:
        if not block.speak:
            continue
        if block.role == "heading":
            titles.append(block.text)
        lead_in = {"caption": "Bilettekst", "alt": "Bilete"}.get(block.role)
        if block.role == "fact_box" and sections[-1].role != "fact_box":
            lead_in = "Fakta"
        sections.append(
            _section(
                len(sections),
                block.role,
                len(titles) - 1,
                _split(block.text, block.spans),
                block.index,
                lead_in,
            )
        )
    closing = _split("Du har høyrt ei lydutgåve frå Sognebladet.", ())
    sections.append(_section(len(sections), "closing", len(titles) - 1, closing, None, None))
    return Script(tuple(sections), tuple(titles))


def _section(index, role: SectionRole, chapter, sentences, block, lead_in):  # type: ignore[no-untyped-def]
    cast: CastRole = "aside" if role in _ASIDES else "quote" if role == "quote" else "narrator"
    return Section(index, role, cast, chapter, sentences, block, lead_in)


def cues(of: Script, seconds_a_letter: float = SECONDS_A_LETTER) -> tuple[list[Cue], list[Chapter], float]:
    """Cues with word times, chapters and the length of the sound in seconds."""
    found: list[Cue] = []
    starts: dict[int, float] = {}
    now = 0.5
    for section in of.sections:
        aside = section.cast == "aside"
        now += ASIDE_GAP_S if aside else GAP_S
        starts.setdefault(section.chapter, now - 0.2 if starts else 0.0)
        said = [(-1, section.lead_in + ":")] if section.lead_in else []
        said += [(number, sentence.text) for number, sentence in enumerate(section.sentences)]
        for number, text in said:
            start, words = now, []
            for word in text.split():
                length = seconds_a_letter * (len(word) + 2)
                words.append((now, now + length, word.strip("–«».,:?")))
                now += length
            timed = tuple(word for word in words if word[2])
            found.append(
                Cue(
                    start,
                    now,
                    text,
                    section.index,
                    number,
                    section.cast,
                    "nn",
                    timed,
                    "model",
                    section.block is None or number < 0,
                )
            )
            now += GAP_S
        now += ASIDE_GAP_S - GAP_S if aside else 0
    end = now + 1.0
    edges = [*starts.values(), end]
    chapters = [
        Chapter(
            index, of.chapter_titles[index], edges[index], edges[index + 1], f"chapters/{index + 1:02d}.mp3"
        )
        for index in starts
    ]
    return found, chapters, end


def tone(path: Path, seconds: float) -> None:
    """A quiet tone of `seconds` as MP3, CBR, by ffmpeg."""
    source = f"sine=frequency=220:duration={seconds:.3f}:sample_rate=44100"
    command = [
        ffmpeg(),
        "-v",
        "error",
        "-y",
        "-f",
        "lavfi",
        "-i",
        source,
        "-af",
        "volume=-30dB",
        "-b:a",
        "64k",
        str(path),
    ]
    subprocess.run(command, check=True)

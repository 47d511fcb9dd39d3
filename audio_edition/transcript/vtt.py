"""WebVTT (W3C, text/vtt): captions for apps, and the same with the time of every word."""

from __future__ import annotations

from collections.abc import Iterable

from audio_edition.transcript.captions import CaptionCue

SYNTHETIC_NOTE = "Teksten følgjer ei lydutgåve som er lesen av ei syntetisk røyst."
_WORD_NOTES = {
    "model": "Ordtidene kjem frå modellen som las teksten.",
    "estimated": "Ordtidene er rekna ut innanfor kvar setning; dei er overslag.",
    "mixed": "Ordtidene kjem dels frå modellen, dels er dei overslag innanfor setninga (merkte med «overslag» i namnet på innslaget).",
    "none": "Orda har ikkje eigne tider.",
}


def write_vtt(captions: Iterable[CaptionCue], *, language: str = "nn") -> str:
    """Captions with speakers in `<v>` and passages in other languages in `<lang>`. `language` is the article's."""
    return _document(list(captions), [SYNTHETIC_NOTE], language, words=False)


def write_words_vtt(captions: Iterable[CaptionCue], *, language: str = "nn") -> str:
    """The same with a time stamp before each word, and a NOTE that says where the times come from."""
    listed = list(captions)
    kinds = {caption.word_times for caption in listed} - {"none"}
    kind = "mixed" if len(kinds) > 1 else next(iter(kinds), "none")
    return _document(listed, [SYNTHETIC_NOTE, _WORD_NOTES[kind]], language, words=True, mark=kind == "mixed")


def _document(
    captions: list[CaptionCue], notes: list[str], language: str, *, words: bool, mark: bool = False
) -> str:
    parts = ["WEBVTT", *(f"NOTE\n{note}" for note in notes)]
    for caption in captions:
        start_ms = to_ms(caption.start_s)
        end_ms = max(to_ms(caption.end_s), start_ms + 1)
        place = caption.sentence if caption.sentence >= 0 else "l"
        name = f"{caption.section}-{place}-{caption.part}"
        if mark and caption.word_times == "estimated":
            name += " overslag"
        text = _text(caption, language, (start_ms, end_ms) if words else None)
        parts.append(
            f"{name}\n{timestamp(start_ms)} --> {timestamp(end_ms)}\n<v {_escape(caption.speaker)}>{text}</v>"
        )
    return "\n\n".join(parts) + "\n"


def _text(caption: CaptionCue, language: str, word_window_ms: tuple[int, int] | None) -> str:
    """The caption's text with markup put in at its offsets."""
    before: dict[int, str] = {}
    after: dict[int, str] = {}
    for start, end, tag in caption.passages:
        if tag != language:
            before[start] = f"<lang {tag}>"
            after[end] = "</lang>"
    if word_window_ms is not None:
        last_ms, end_ms = word_window_ms
        for word in caption.words:
            at_ms = to_ms(word.start_s)
            if word.start > 0 and last_ms < at_ms < end_ms:
                before[word.start] = before.get(word.start, "") + f"<{timestamp(at_ms)}>"
                last_ms = at_ms
    out = [_escape(caption.prefix)]
    for offset, letter in enumerate(caption.text):
        if offset in after:
            out.append(after[offset])
        if offset == caption.line_break:
            while out and out[-1] == " ":
                out.pop()
            out.append("\n")
        if offset in before:
            out.append(before[offset])
        out.append(_escape(letter))
    out.append(after.get(len(caption.text), ""))
    return "".join(out)


def timestamp(ms: int) -> str:
    """`HH:MM:SS.mmm`; hours may pass 99."""
    seconds, ms = divmod(ms, 1000)
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{ms:03d}"


def to_ms(seconds: float) -> int:
    """Whole milliseconds, the finest that the formats hold."""
    return max(0, round(seconds * 1000))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
